"""How a person has the register laid out: which columns in which order, and how close the rows stand.

The title is always there; a layout is kept as the codes of the other columns, in their order, with commas between.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class ListColumn(StrEnum):
    """A column of the list."""

    NUMBER = "number"
    TITLE = "title"
    KIND = "kind"
    SESSION = "session"
    SPONSOR = "sponsor"
    UNIT = "unit"
    OFFICE = "office"
    OPINIONS = "opinions"
    STATE = "state"
    PROMISES = "promises"
    REGISTERED = "registered"
    ASSIGNED = "assigned"
    DUE = "due"
    LEFT = "left"
    REPLIED = "replied"
    CLASS_MARK = "class"
    TAGS = "tags"


class Density(StrEnum):
    """How close the rows stand."""

    COMFORTABLE = "comfortable"
    COMPACT = "compact"


STANDARD = (
    ListColumn.NUMBER,
    ListColumn.TITLE,
    ListColumn.SPONSOR,
    ListColumn.OFFICE,
    ListColumn.OPINIONS,
    ListColumn.STATE,
    ListColumn.PROMISES,
    ListColumn.DUE,
    ListColumn.LEFT,
)


@dataclass(frozen=True)
class Layout:
    """The columns in their order, and the density."""

    columns: tuple[ListColumn, ...] = STANDARD
    density: Density = Density.COMFORTABLE

    @property
    def text(self) -> str:
        """Return the columns as they are kept; empty for the standard ones."""
        return "" if self.columns == STANDARD else ",".join(self.columns)


def columns_of_text(text: str) -> tuple[ListColumn, ...]:
    """Read kept columns: what is no column any more is left out; none at all means the standard ones."""
    return ordered(ListColumn(code) for code in text.split(",") if code in list(ListColumn)) or STANDARD


def ordered(columns: Iterable[ListColumn]) -> tuple[ListColumn, ...]:
    """Return columns each once, the title where it was put, or else after the number."""
    found = list(dict.fromkeys(columns))
    if found and ListColumn.TITLE not in found:
        found.insert(1 if found[0] is ListColumn.NUMBER else 0, ListColumn.TITLE)
    return tuple(found)
