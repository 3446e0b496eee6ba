"""Contacts with the sponsors of an item, and whom one may have met."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.extensions import db
from tracker.models.assignment import ContactRecord
from tracker.models.proposal import Sponsor


def contacts_of(proposal_id: int) -> Sequence[ContactRecord]:
    """Return an item's contacts, the last one first, each with its sponsor and who recorded it; one statement."""
    statement = (
        select(ContactRecord)
        .options(joinedload(ContactRecord.sponsor), joinedload(ContactRecord.created_by))
        .where(ContactRecord.proposal_id == proposal_id)
        .order_by(ContactRecord.on_day.desc(), ContactRecord.id.desc())
    )
    return db.session.scalars(statement).all()


def sponsors_of(proposal_id: int) -> Sequence[Sponsor]:
    """Return an item's sponsors, the lead first, without their private contact data."""
    statement = (
        select(Sponsor)
        .where(Sponsor.proposal_id == proposal_id)
        .order_by(Sponsor.is_lead.desc(), Sponsor.position)
    )
    return db.session.scalars(statement).all()
