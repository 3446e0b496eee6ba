"""Series of document numbers: the next serial, the voided ones with their reasons, and the whole book (号册)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import aliased

from tracker.domain.numbering import format_document_number, gaps_in
from tracker.extensions import db
from tracker.models.later_letter import LaterLetter, LetterNumber
from tracker.models.opinion import Opinion
from tracker.models.people import Unit, User
from tracker.models.proposal import Proposal
from tracker.models.reminder import Urging
from tracker.models.reply import DocumentNumber, Reply

BOOK_PAGE = 300


@dataclass(frozen=True)
class Series:
    """One series of numbers: a unit, the prefix of its letters, and a year."""

    unit_id: int
    prefix: str
    year: int

    @property
    def conditions(self) -> tuple[ColumnElement[bool], ...]:
        """The numbers of the series."""
        number = DocumentNumber
        return (number.unit_id == self.unit_id, number.prefix == self.prefix, number.year == self.year)


@dataclass(frozen=True)
class SeriesRow:
    """A series with how many of its numbers are taken and void, and the highest of them."""

    series: Series
    taken: int
    void: int
    highest: int


@dataclass(frozen=True)
class BookRow:
    """One number of the book with its letter; a void one without a letter has neither title nor item."""

    number: DocumentNumber
    taken_by: str
    title: str | None
    item_number: str | None
    proposal_id: int | None
    reply_id: int | None
    letter_id: int | None
    opinion_id: int | None
    urging_id: int | None


def next_serial(series: Series) -> int:
    """Return the serial after the highest ever taken in the series, void ones included."""
    highest = select(func.max(DocumentNumber.serial)).where(*series.conditions)
    return (db.session.scalar(highest) or 0) + 1


def serials_of(series: Series) -> set[int]:
    """Return every serial of a series that is taken or void."""
    return set(db.session.scalars(select(DocumentNumber.serial).where(*series.conditions)))


def voided_numbers(reply_id: int) -> Sequence[DocumentNumber]:
    """Return the numbers that a reply held and lost, oldest first."""
    statement = select(DocumentNumber).where(DocumentNumber.reply_id == reply_id, DocumentNumber.is_void)
    return db.session.scalars(statement.order_by(DocumentNumber.id)).all()


def coming_number(unit: Unit, year: int) -> str | None:
    """Return the number that a reply of the unit would get next in a year; None where it has no prefix."""
    if not unit.document_prefix:
        return None
    series = Series(unit.id, unit.document_prefix, year)
    return format_document_number(series.prefix, year, next_serial(series))


def all_series(unit_ids: Iterable[int]) -> list[SeriesRow]:
    """Return every series of the units, the latest year first."""
    number = DocumentNumber
    keys = (number.unit_id, number.prefix, number.year)
    void = func.sum(case((number.is_void, 1), else_=0))
    statement = (
        select(*keys, func.count(), void, func.max(number.serial))
        .where(number.unit_id.in_(list(unit_ids)))
        .group_by(*keys)
        .order_by(number.year.desc(), number.unit_id, number.prefix)
    )
    return [
        SeriesRow(Series(unit_id, prefix, year), count, voided, highest)
        for unit_id, prefix, year, count, voided, highest in db.session.execute(statement)
    ]


def book_rows(series: Series, before: int | None = None) -> list[BookRow]:
    """Return a page of a series' numbers and one more, the highest first; ``before`` is a serial."""
    number, of_letter, opinion_item, urged = DocumentNumber, *(aliased(Proposal) for _ in range(3))
    statement = (
        select(
            number,
            User.name,
            func.coalesce(LaterLetter.title, Reply.title, opinion_item.title, urged.title),
            func.coalesce(
                Proposal.number_raw, of_letter.number_raw, opinion_item.number_raw, urged.number_raw
            ),
            func.coalesce(
                Reply.proposal_id, LaterLetter.proposal_id, Opinion.proposal_id, Urging.proposal_id
            ),
            Reply.id,
            LaterLetter.id,
            Opinion.id,
            Urging.id,
        )
        .join(User, User.id == number.taken_by_id)
        .outerjoin(Reply, Reply.id == number.reply_id)
        .outerjoin(Proposal, Proposal.id == Reply.proposal_id)
        .outerjoin(LetterNumber, LetterNumber.number_id == number.id)
        .outerjoin(LaterLetter, LaterLetter.id == LetterNumber.letter_id)
        .outerjoin(of_letter, of_letter.id == LaterLetter.proposal_id)
        .outerjoin(Opinion, Opinion.id == number.opinion_id)
        .outerjoin(opinion_item, opinion_item.id == Opinion.proposal_id)
        .outerjoin(Urging, Urging.document_number == number.text)
        .outerjoin(urged, urged.id == Urging.proposal_id)
        .where(*series.conditions)
        .order_by(number.serial.desc())
        .limit(BOOK_PAGE + 1)
    )
    if before is not None:
        statement = statement.where(number.serial < before)
    return [BookRow(*row) for row in db.session.execute(statement)]


def gaps_of(series: Series) -> list[tuple[int, int]]:
    """Return the runs of serials below the highest that nobody took and nobody explained."""
    return gaps_in(serials_of(series))
