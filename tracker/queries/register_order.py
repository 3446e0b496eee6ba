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
    """By due date, number, lead sponsor or registration; the last comes newest first, ``FALLING`` turn the others."""

    DUE = "due"
    DUE_LATEST = "-due"
    NUMBER = "number"
    NUMBER_LAST = "-number"
    SPONSOR = "sponsor"
    SPONSOR_LAST = "-sponsor"
    REGISTERED = "registered"
    REGISTERED_FIRST = "-registered"


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


@dataclass(frozen=True)
class _Key:
    """What an order goes by: a column of the item, the rows that have it, and its name in a row."""

    column: Any
    has_it: ColumnElement[bool]
    lacks_it: ColumnElement[bool]
    name: str


_DUE = _Key(Proposal.due_on, Proposal.due_on.is_not(None), Proposal.due_on.is_(None), "due_on")
_NUMBER = _Key(
    Proposal.number_norm, Proposal.number_norm.is_not(None), Proposal.number_norm.is_(None), "number_norm"
)
# a confidential sponsor has no place among the names: it would tell the name
_IS_SECRET = Proposal.__table__.c.is_confidential
_SPONSOR = _Key(Proposal.sponsor_text, _IS_SECRET.is_(False), _IS_SECRET.is_(True), "sponsor_text")
KEYS: Mapping[Sort, _Key] = {
    Sort.DUE: _DUE,
    Sort.DUE_LATEST: _DUE,
    Sort.NUMBER: _NUMBER,
    Sort.NUMBER_LAST: _NUMBER,
    Sort.SPONSOR: _SPONSOR,
    Sort.SPONSOR_LAST: _SPONSOR,
}
FALLING = frozenset({Sort.DUE_LATEST, Sort.NUMBER_LAST, Sort.SPONSOR_LAST, Sort.REGISTERED})


def key_of(row: Row[Any], sort: Sort) -> date | str | None:
    """Return a row's key in an order; rows without one come last."""
    key = KEYS.get(sort)
    if key is None or (key is _SPONSOR and row.is_confidential):
        return None
    found: date | str | None = getattr(row, key.name)
    return found


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
    """The rows with a key, or those without, which come last and by their registration, in one direction."""

    key: _Key | None
    is_keyed: bool
    is_falling: bool
    backwards: bool

    @property
    def condition(self) -> ColumnElement[bool]:
        if self.key is None:
            return true()
        return self.key.has_it if self.is_keyed else self.key.lacks_it

    @property
    def order(self) -> tuple[Any, ...]:
        columns = (self.key.column, Proposal.id) if self.key and self.is_keyed else (Proposal.id,)
        return tuple(column.desc() for column in columns) if self.is_falling else columns

    def reached(self, place: Place | None) -> ColumnElement[bool] | None:
        """Return the condition that a row lies beyond the place; None where this part lies wholly before it."""
        if place is None:
            return true()
        if self.key is None or (not self.is_keyed and place.key is None):
            return self._beyond(Proposal.id, place.row_id)
        if self.is_keyed and place.key is not None:
            column = self.key.column
            tie = and_(column == place.key, self._beyond(Proposal.id, place.row_id))
            bound = column <= place.key if self.is_falling else column >= place.key
            return and_(bound, or_(self._beyond(column, place.key), tie))
        return true() if self.is_keyed == self.backwards else None

    def _beyond(self, column: Any, value: object) -> ColumnElement[bool]:
        beyond: ColumnElement[bool] = column < value if self.is_falling else column > value
        return beyond


def _parts(sort: Sort, *, backwards: bool) -> Iterator[_Part]:
    key, is_falling = KEYS.get(sort), backwards != (sort in FALLING)
    if key is None:
        yield _Part(None, is_keyed=False, is_falling=is_falling, backwards=backwards)
        return
    for is_keyed in (False, True) if backwards else (True, False):
        yield _Part(key, is_keyed, is_falling, backwards)
