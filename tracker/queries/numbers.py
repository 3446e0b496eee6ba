"""Series of document numbers: the next serial, and the voided ones with their reasons."""

from collections.abc import Sequence

from sqlalchemy import func, select

from tracker.domain.numbering import format_document_number
from tracker.extensions import db
from tracker.models.people import Unit
from tracker.models.reply import DocumentNumber


def next_serial(unit_id: int, prefix: str, year: int) -> int:
    """Return the serial after the highest ever taken in the series, void ones included."""
    highest = select(func.max(DocumentNumber.serial)).where(
        DocumentNumber.unit_id == unit_id, DocumentNumber.prefix == prefix, DocumentNumber.year == year
    )
    return (db.session.scalar(highest) or 0) + 1


def voided_numbers(reply_id: int) -> Sequence[DocumentNumber]:
    """Return the numbers that a reply held and lost, oldest first."""
    statement = select(DocumentNumber).where(DocumentNumber.reply_id == reply_id, DocumentNumber.is_void)
    return db.session.scalars(statement.order_by(DocumentNumber.id)).all()


def coming_number(unit: Unit, year: int) -> str | None:
    """Return the number that a reply of the unit would get next in a year; None where it has no prefix."""
    if not unit.document_prefix:
        return None
    return format_document_number(
        unit.document_prefix, year, next_serial(unit.id, unit.document_prefix, year)
    )
