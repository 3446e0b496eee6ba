"""The rows of an item's sponsors: kept in the order entered, one of them the lead, contact data apart."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import or_, select

from tracker.extensions import db
from tracker.models.assignment import ContactRecord
from tracker.models.evaluation import Evaluation
from tracker.models.proposal import Proposal, Sponsor, SponsorContact
from tracker.models.reply import Recipient
from tracker.services.intake_rows import InUse, SponsorEntry, lead_of

FIELDS = ("name", "kind", "is_lead", "delegation", "deputy_number", "gets_reply", "evaluates")
CONTACT_FIELDS = ("phone", "address", "postcode", "email")
REFERRING = (ContactRecord.sponsor_id, Evaluation.sponsor_id, Recipient.sponsor_id)


def entries_of(item: Proposal) -> tuple[SponsorEntry, ...]:
    """Return the sponsors as a form shows them, with their contact data."""
    return tuple(_entry(row) for row in item.sponsors)


def write_sponsors(item: Proposal, entries: Sequence[SponsorEntry]) -> bool:
    """Make the rows what was entered and tell whether anything changed; raises InUse for one still needed."""
    wanted = with_lead(entries)
    if list(entries_of(item)) == wanted:
        return False
    rows = {row.id: row for row in item.sponsors}
    _remove([row for row in item.sponsors if row.id not in {entry.id for entry in wanted}])
    _stand_aside(item)
    for position, entry in enumerate(wanted, start=1):
        row = rows.get(entry.id or 0) or Sponsor()
        _write(row, entry, position)
        if row not in item.sponsors:
            item.sponsors.append(row)
    return True


def with_lead(entries: Sequence[SponsorEntry]) -> list[SponsorEntry]:
    """Return the sponsors in their order with exactly one lead."""
    lead = lead_of(entries)
    return [
        entry if entry.is_lead is (entry is lead) else replace(entry, is_lead=entry is lead)
        for entry in entries
    ]


def sponsor_values(entry: SponsorEntry, position: int) -> dict[str, Any]:
    """Return the columns of a sponsor's row."""
    return {"position": position, **{name: getattr(entry, name) for name in FIELDS}}


def contact_values(entry: SponsorEntry) -> dict[str, str | None]:
    """Return the columns of the row of private contact data; where all are empty there is no such row."""
    return {name: getattr(entry, name) for name in CONTACT_FIELDS}


def _entry(row: Sponsor) -> SponsorEntry:
    values: dict[str, Any] = {name: getattr(row, name) for name in FIELDS}
    contact: dict[str, Any] = {name: getattr(row.contact, name, None) for name in CONTACT_FIELDS}
    return SponsorEntry(**values, **contact, id=row.id)


def _remove(rows: Sequence[Sponsor]) -> None:
    for row in rows:
        used = (select(column).where(column == row.id).exists() for column in REFERRING)
        if db.session.scalar(select(or_(*used))):
            raise InUse(field="sponsors", name=row.name)
        if row.contact:
            db.session.delete(row.contact)
        db.session.delete(row)


def _stand_aside(item: Proposal) -> None:
    """Free every position and the lead's place first: rows change places one by one."""
    db.session.flush()
    db.session.expire(item, ["sponsors"])
    for row in item.sponsors:
        row.position, row.is_lead = -row.position, False
    db.session.flush()


def _write(row: Sponsor, entry: SponsorEntry, position: int) -> None:
    for name, value in sponsor_values(entry, position).items():
        setattr(row, name, value)
    contact = contact_values(entry)
    if row.contact or any(contact.values()):
        row.contact = row.contact or SponsorContact()
        for name, value in contact.items():
            setattr(row.contact, name, value)
