"""Who agreed to a withdrawal and who is silent, and the drafts that ended with their part."""

from collections.abc import Sequence

from sqlalchemy import and_, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.domain.vocabulary import (
    ReplyState,
)
from tracker.extensions import db
from tracker.models.assignment import WithdrawalConsent
from tracker.models.proposal import Sponsor
from tracker.models.reply import Reply
from tracker.queries.together import read_together


def cosigners_on(proposal_id: int, request_id: int) -> tuple[list[WithdrawalConsent], list[Sponsor]]:
    """Return the co-signers' agreements to a withdrawal, and who is silent still; one statement."""
    people = (joinedload(WithdrawalConsent.sponsor), joinedload(WithdrawalConsent.recorded_by))
    consents, sponsors = read_together(
        (WithdrawalConsent, WithdrawalConsent.request_id == request_id, people),
        (Sponsor, and_(Sponsor.proposal_id == proposal_id, ~Sponsor.is_lead), ()),
    )
    agreed = {one.sponsor_id for one in consents}
    silent = (one for one in sponsors if one.id not in agreed)
    return consents, sorted(silent, key=lambda one: one.position)


def silent_cosigners(proposal_id: int, request_id: int) -> Sequence[Sponsor]:
    """Return the co-signers whose agreement to the withdrawal is not recorded yet; the lead asked for it."""
    agreed = select(WithdrawalConsent.sponsor_id).where(WithdrawalConsent.request_id == request_id)
    statement = (
        select(Sponsor)
        .where(Sponsor.proposal_id == proposal_id, ~Sponsor.is_lead, Sponsor.id.not_in(agreed))
        .order_by(Sponsor.position)
    )
    return db.session.scalars(statement).all()


def cancelled_drafts(proposal_id: int) -> Sequence[Reply]:
    """Return the replies of an item that were cancelled, the latest first, with their unit; without their text."""
    statement = (
        select(Reply)
        .options(selectinload(Reply.assignment))
        .where(Reply.proposal_id == proposal_id, Reply.state == ReplyState.CANCELLED)
        .order_by(Reply.id.desc())
    )
    return db.session.scalars(statement).all()
