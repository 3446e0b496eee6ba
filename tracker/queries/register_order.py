"""Orders of the register and its pages by key: a page costs its rows, wherever in the list it stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, or_, true

from tracker.extensions import db
from tracker.models.proposal import Proposal


class Sort(StrEnum):
    """By due date, by number, or the newest registered first."""

    DUE = "due"
    NUMBER = "number"
    REGISTERED = "registered"


@dataclass(frozen=True)
class Place:
    """Where a page begins or ends: the row with this key and id; ``is_before`` asks for the rows above it."""

    key: date | str | None
    row_id: int
    is_before: bool = False


@dataclass(frozen=True)
class Page:
    """The rows of one page in the order of the list, and whether there are more on either side."""

    rows: list[Row[Any]]
    has_earlier: bool
    has_later: bool


COLUMNS: Mapping[Sort, Any] = {Sort.DUE: Proposal.due_on, Sort.NUMBER: Proposal.number_norm}


def key_of(row: Row[Any], sort: Sort) -> date | str | None:
    """Return a row's key in an order; rows without one come last."""
    key: date | str | None = {Sort.DUE: row.due_on, Sort.NUMBER: row.number_norm}.get(sort)
    return key


def read_page(statement: Select[Any], sort: Sort, place: Place | None, size: int) -> Page:
    """Read one page and a row more; the rows without a key, which come last, cost a second statement."""
    backwards = place is not None and place.is_before
    rows: list[Row[Any]] = []
    for part in _parts(sort, backwards=backwards):
        reached = part.reached(place)
        if reached is not None and len(rows) <= size:
            wanted = statement.where(part.condition, reached).order_by(*part.order)
            rows += db.session.execute(wanted.limit(size + 1 - len(rows)))
    more = len(rows) > size
    kept = rows[:size]
    if backwards:
        return Page(kept[::-1], has_earlier=more, has_later=True)
    return Page(kept, has_earlier=place is not None, has_later=more)


@dataclass(frozen=True)
class _Part:
    """The rows with a key, or those without, in one direction."""

    column: Any
    is_keyed: bool
    backwards: bool
    newest_first: bool = False

    @property
    def condition(self) -> ColumnElement[bool]:
        if self.column is None:
            return true()
        keyed: ColumnElement[bool] = self.column.is_not(None) if self.is_keyed else self.column.is_(None)
        return keyed

    @property
    def order(self) -> tuple[Any, ...]:
        columns = (self.column, Proposal.id) if self.is_keyed else (Proposal.id,)
        return tuple(column.desc() for column in columns) if self._is_falling else columns

    @property
    def _is_falling(self) -> bool:
        return self.backwards != self.newest_first

    def reached(self, place: Place | None) -> ColumnElement[bool] | None:
        """Return the condition that a row lies beyond the place; None where this part lies wholly before it."""
        if place is None:
            return true()
        if self.column is None or (not self.is_keyed and place.key is None):
            return self._beyond(Proposal.id, place.row_id)
        if self.is_keyed and place.key is not None:
            tie = and_(self.column == place.key, self._beyond(Proposal.id, place.row_id))
            bound = self.column <= place.key if self._is_falling else self.column >= place.key
            return and_(bound, or_(self._beyond(self.column, place.key), tie))
        return true() if self.is_keyed == self.backwards else None

    def _beyond(self, column: Any, value: object) -> ColumnElement[bool]:
        beyond: ColumnElement[bool] = column < value if self._is_falling else column > value
        return beyond


def _parts(sort: Sort, *, backwards: bool) -> Iterator[_Part]:
    column = COLUMNS.get(sort)
    if column is None:
        yield _Part(None, is_keyed=False, backwards=backwards, newest_first=True)
        return
    for is_keyed in (False, True) if backwards else (True, False):
        yield _Part(column, is_keyed, backwards)
