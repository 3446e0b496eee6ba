"""The search's two engines: the documents that hold a word, by SQLite's FTS5 table or by PostgreSQL's GIN index.

Both find exactly the documents whose folded text has the word in it: a phrase of pairs is exact in FTS5; in PostgreSQL
the pairs give candidates, and the text itself is looked at for words of more than one pair.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    String,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
    type_coerce,
)

from tracker.domain.search_words import grams, match_phrase
from tracker.extensions import db
from tracker.models.search import SearchDocument

Document = type[SearchDocument]
GRAM = table("search_gram", column("rowid"), column("search_gram"))
OUTER_ROW: Any = literal_column("+search_gram.rowid")  # the plus keeps SQLite from looking rows up by it
SLOT_BITS = 16
PAIR = 2


class Part(StrEnum):
    """Where to look: everywhere, in what names an item, or in the rest."""

    ALL = "all"
    HEAD = "head"
    BODY = "body"


@dataclass(frozen=True)
class Span:
    """Of which items: ids from ``least`` on and below ``below``, where they are given."""

    below: int | None = None
    least: int | None = None


EVERYTHING = Span()


class Engine(Protocol):
    """How one kind of database finds words."""

    in_order: bool

    def holding(self, document: Document, word: str, part: Part, span: Span) -> Select[Any]:
        """Return documents (id, proposal_id, kind) with the word; newest items first where it is ``in_order``."""

    def candidates(self, word: str) -> Select[Any]:
        """Return the ids of the items of the documents that may hold the word, an item once a document."""

    def each_time(self, found: Select[Any]) -> ColumnElement[bool]:
        """Return the condition that there is such a row, asked anew for each row outside and never beforehand."""

    def among(self, ids: Iterable[int]) -> Select[Any]:
        """Return numbers as rows, however many they are."""

    def place(self, document: Document, word: str) -> ColumnElement[int]:
        """Return where the word begins in a document's text, counted from 1; 0 where it does not stand there."""


def _columns(document: Document) -> tuple[Any, ...]:
    """Return what is read of a document; the kind as it is kept, since thousands of rows are read for their counts."""
    return document.id, document.proposal_id, type_coerce(document.kind, String).label("kind")


class Sqlite:
    """FTS5 in the order of its rows, which are numbered by item: it is the outer loop and stops with the page."""

    in_order = True

    def holding(self, document: Document, word: str, part: Part, span: Span) -> Select[Any]:
        """Return documents with the word, newest items first."""
        columns = "" if part is Part.ALL else f"{part} : "
        found = select(*_columns(document)).join(GRAM, document.id == OUTER_ROW)
        found = found.where(GRAM.c.search_gram.match(columns + match_phrase(word)))
        if span.below is not None:
            found = found.where(GRAM.c.rowid < span.below << SLOT_BITS)
        if span.least is not None:
            found = found.where(GRAM.c.rowid >= span.least << SLOT_BITS)
        return found.order_by(GRAM.c.rowid.desc())

    def candidates(self, word: str) -> Select[Any]:
        """Return the ids of the items that have the word."""
        item = GRAM.c.rowid.op(">>")(SLOT_BITS)
        return select(item.label("item_id")).where(GRAM.c.search_gram.match(match_phrase(word)))

    def each_time(self, found: Select[Any]) -> ColumnElement[bool]:
        """Return the condition that there is such a row; SQLite asks it each time by itself."""
        return found.exists()

    def among(self, ids: Iterable[int]) -> Select[Any]:
        """Return numbers as rows."""
        return select(func.json_each(json.dumps(list(ids))).table_valued("value").c.value)

    def place(self, document: Document, word: str) -> ColumnElement[int]:
        """Return where the word begins."""
        return func.instr(document.body, word)


class Postgres:
    """Pairs as numbers in a GIN index; a word of one pair, or of one character, needs no look at the text."""

    in_order = False

    def holding(self, document: Document, word: str, part: Part, span: Span) -> Select[Any]:
        """Return documents with the word in no order."""
        found = select(*_columns(document)).where(self._may_hold(document, word))
        if part is not Part.ALL:
            is_head = SearchDocument.__table__.c.is_head if document is SearchDocument else document.is_head
            found = found.where(is_head if part is Part.HEAD else ~is_head)
        if span.below is not None:
            found = found.where(document.proposal_id < span.below)
        if span.least is not None:
            found = found.where(document.proposal_id >= span.least)
        return found.where(self.place(document, word) > 0) if len(word) > PAIR else found

    def candidates(self, word: str) -> Select[Any]:
        """Return the ids of the items that may have the word, by the index alone."""
        item = SearchDocument.proposal_id.label("item_id")
        return select(item).where(self._may_hold(SearchDocument, word))

    def each_time(self, found: Select[Any]) -> ColumnElement[bool]:
        """Return the condition that there is such a row; the planner makes no join of a query with an OFFSET."""
        return found.offset(0).exists()

    def among(self, ids: Iterable[int]) -> Select[Any]:
        """Return numbers as rows."""
        return select(func.unnest(literal(list(ids), ARRAY(Integer))))

    def place(self, document: Document, word: str) -> ColumnElement[int]:
        """Return where the word begins."""
        return func.strpos(document.body, word)

    def _may_hold(self, document: Document, word: str) -> ColumnElement[bool]:
        pairs = literal(grams(word), ARRAY(BigInteger))
        return func.search_grams(document.body).op("@>", is_comparison=True)(pairs)


SQLITE, POSTGRESQL = Sqlite(), Postgres()


def engine() -> Engine:
    """Return the engine of the database in use."""
    return SQLITE if db.session().get_bind().dialect.name == "sqlite" else POSTGRESQL
