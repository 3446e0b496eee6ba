"""The mail ledger: what was or will be sent to whom, why, through what, and what the server said; never a text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, or_, select, text, true
from sqlalchemy.orm import contains_eager

from tracker.domain.errors import NotFound
from tracker.domain.mail import MailState
from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import Role
from tracker.extensions import db
from tracker.models.mail import IS_OPEN, MailMessage
from tracker.models.people import RoleGrant, User
from tracker.queries.visibility import reach, visible

PAGE = 50
FAILED_SHOWN = 5
OPEN_STATES = frozenset({MailState.WAITING, MailState.CLAIMED, MailState.UNKNOWN})


@dataclass(frozen=True)
class MailFilter:
    """What of the ledger is wanted; ``before`` is the mail above which the page ends."""

    state: MailState | None = None
    kind: str | None = None
    person: str = ""
    before: int | None = None


def _seen_by(actor: Actor) -> Select[Any]:
    """Return the mails about items that the person may see, and to people of one's own units about no one item."""
    own = select(RoleGrant.user_id).where(RoleGrant.unit_id.in_(reach(actor, [Role.COORDINATOR])))
    return (
        select(MailMessage)
        .outerjoin(MailMessage.user)
        .outerjoin(MailMessage.proposal)
        .options(contains_eager(MailMessage.user), contains_eager(MailMessage.proposal))
        .where(or_(and_(MailMessage.proposal_id.is_(None), MailMessage.user_id.in_(own)), visible(actor)))
    )


def mail_page(actor: Actor, wanted: MailFilter) -> Sequence[MailMessage]:
    """Return one page of the ledger and one row more, the latest first."""
    statement = _seen_by(actor).order_by(MailMessage.id.desc()).limit(PAGE + 1)
    if wanted.state:
        statement = statement.where(MailMessage.state == wanted.state, _within(wanted.state))
    if wanted.kind:
        statement = statement.where(MailMessage.kind == wanted.kind)
    if wanted.person:
        statement = statement.where(User.name == wanted.person)
    if wanted.before:
        statement = statement.where(MailMessage.id < wanted.before)
    return db.session.scalars(statement).all()


def _within(state: MailState) -> Any:
    """Return the condition of the index that holds a state's rows, in its very words."""
    if state in OPEN_STATES:
        return text(f"mail_message.{IS_OPEN}")
    return text("mail_message.state = 'failed'") if state is MailState.FAILED else true()


def mail_of(actor: Actor, mail_id: int) -> MailMessage:
    """Return one mail of the ledger; raises NotFound for one about an item that the person may not see."""
    found: MailMessage | None = db.session.scalars(
        _seen_by(actor).where(MailMessage.id == mail_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def failed_mails(actor: Actor) -> Sequence[MailMessage]:
    """Return the latest mails that did not get out and wait for somebody to look at the address, and one more."""
    failed = _seen_by(actor).where(text("mail_message.state = 'failed'"))
    return db.session.scalars(failed.order_by(MailMessage.id.desc()).limit(FAILED_SHOWN + 1)).all()
