"""What is looked for, by whom, and where a page begins."""

from dataclasses import dataclass
from enum import StrEnum

from tracker.domain.permissions import Actor
from tracker.domain.search_kinds import SourceKind
from tracker.domain.search_words import words_of
from tracker.domain.vocabulary import Kind, Stage
from tracker.queries.people import UnitTree


class Order(StrEnum):
    """What names an item before what its texts say, or the newest registered first."""

    RELEVANCE = "relevance"
    DATE = "date"


@dataclass(frozen=True)
class Place:
    """The last item of the page before; ``is_named``: the word stood in what names it."""

    is_named: bool
    item_id: int


@dataclass(frozen=True)
class Question:
    """What is looked for, in which items and kinds of text; an office of 0 stands for none."""

    text: str = ""
    order: Order = Order.RELEVANCE
    kind: Kind | None = None
    stage: Stage | None = None
    unit_id: int | None = None
    term: int | None = None
    session_no: int | None = None
    source: SourceKind | None = None
    place: Place | None = None

    @property
    def words(self) -> list[str]:
        """The words as they are compared, the longest first."""
        return words_of(self.text)


@dataclass(frozen=True)
class Searcher:
    """Who looks, among which units."""

    actor: Actor
    tree: UnitTree
