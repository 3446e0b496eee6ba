"""What a page of search results shows: the items in words, and the places where the words stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from tracker.domain.numbering import normalise_number
from tracker.domain.search_kinds import Reach, SourceKind
from tracker.extensions import db
from tracker.models.assignment import Assignment
from tracker.models.office import Attachment
from tracker.models.proposal import Proposal
from tracker.models.search import SearchDocument
from tracker.queries.search_engine import engine
from tracker.queries.search_look import UNIT
from tracker.queries.search_question import Question, Searcher
from tracker.queries.search_rights import may_find
from tracker.queries.visibility import in_sight

BEFORE, LENGTH = 24, 110  # characters of an excerpt before the word, and in all
MOST_NUMBERED = 5


@dataclass(frozen=True)
class Excerpt:
    """Words around a place in one text; ``is_begun``: text stands before them, ``goes_on``: text follows."""

    proposal_id: int
    kind: SourceKind
    reach: Reach
    source_id: int
    unit_id: int | None
    file_name: str | None
    shown: str
    is_begun: bool
    goes_on: bool


def shown_items(searcher: Searcher, asked: Question, ids: Sequence[int]) -> list[Any]:
    """Return a page's items: those whose number is the very one that was typed, then ``ids`` in their order."""
    number = normalise_number(asked.text) if asked.place is None else ""
    is_meant = Proposal.id.in_(ids)
    is_numbered = and_(
        Proposal.id.in_(select(Proposal.id).where(Proposal.number_norm == number).limit(MOST_NUMBERED)),
        in_sight(searcher.actor, searcher.tree),
    )
    statement = select(
        Proposal.id,
        Proposal.number_raw,
        Proposal.number_norm,
        Proposal.title,
        Proposal.kind,
        Proposal.stage,
        Proposal.term,
        Proposal.session_no,
        UNIT.label("unit_id"),
    ).where(or_(is_meant, is_numbered) if number else is_meant)
    rows = {row.id: row for row in db.session.execute(statement)}
    first = [row for row in rows.values() if number and row.number_norm == number]
    order = {row.id: row for row in first} | {key: rows[key] for key in ids if key in rows}
    return list(order.values())


def excerpts(searcher: Searcher, asked: Question, ids: Sequence[int]) -> list[Excerpt]:
    """Return the places in the texts of these items that the person may read; the titles are shown anyway."""
    places = [engine().place(SearchDocument, word) for word in asked.words]
    if not places or not ids:
        return []
    first: ColumnElement[int] = case(*((place > 0, place) for place in places), else_=0)
    start = case((first > BEFORE, first - BEFORE), else_=1)
    statement = (
        select(
            SearchDocument.proposal_id,
            SearchDocument.kind,
            SearchDocument.reach,
            SearchDocument.source_id,
            func.coalesce(SearchDocument.unit_id, Assignment.unit_id).label("unit_id"),
            Attachment.name.label("file_name"),
            func.substr(SearchDocument.shown, start, LENGTH).label("shown"),
            (first > BEFORE + 1).label("is_begun"),
            (func.length(SearchDocument.body) >= start + LENGTH).label("goes_on"),
        )
        .join(Proposal, Proposal.id == SearchDocument.proposal_id)
        .outerjoin(Assignment, Assignment.id == SearchDocument.seat_id)
        .outerjoin(
            Attachment,
            and_(SearchDocument.kind == SourceKind.FILE, Attachment.id == SearchDocument.source_id),
        )
        .where(
            SearchDocument.proposal_id.in_(ids),
            SearchDocument.kind.not_in((SourceKind.TITLE, SourceKind.NUMBER)),
            may_find(searcher.actor, searcher.tree, SearchDocument),
            or_(*(place > 0 for place in places)),
        )
        .order_by(SearchDocument.proposal_id, SearchDocument.id)
    )
    if asked.source:
        statement = statement.where(SearchDocument.kind == asked.source)
    return [Excerpt(**row._mapping) for row in db.session.execute(statement)]  # noqa: SLF001 - SQLAlchemy's public name
