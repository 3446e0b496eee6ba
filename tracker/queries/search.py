"""Full-text search: the items that a person may see and whose texts, as far as he may read them, hold every word.

The first look stops at some documents more than a page of counts needs. What it has in hand, where it did not stop, is
everything: order, page and counts come from it. Where it stopped, the page is read in the order of the items.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from tracker.domain.permissions import Actor
from tracker.domain.search_kinds import HEADS, SourceKind
from tracker.domain.search_words import words_of
from tracker.domain.vocabulary import Kind, Stage
from tracker.extensions import db
from tracker.models.proposal import Proposal
from tracker.models.search import SearchDocument
from tracker.queries.people import UnitTree
from tracker.queries.search_engine import EVERYTHING, Part, Span, engine
from tracker.queries.search_rights import may_find
from tracker.queries.visibility import count_capped

PAGE = 20
MOST_ITEMS = 1_000
MOST_DOCUMENTS = 2_000
FEW = 100  # documents whose items are looked through for the other words one by one
STEP = 200  # documents that one statement reads of very many
WIDER = 8


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

    @property
    def narrows(self) -> bool:
        """Whether anything besides the words narrows the result."""
        return replace(self, text="", order=Order.RELEVANCE, place=None) != Question()


@dataclass(frozen=True)
class Searcher:
    """Who looks, among which units."""

    actor: Actor
    tree: UnitTree


@dataclass(frozen=True)
class Result:
    """One page of items in order with how it goes on, and the counts; ``is_whole``: the counts are of everything."""

    items: list[int]
    later: Place | None
    total: int
    is_whole: bool
    facets: Mapping[str, Counter[Any]]


UNIT = func.coalesce(Proposal.lead_office_id, Proposal.lead_unit_id, 0)
FILTERS: Mapping[str, Any] = {
    "kind": Proposal.kind,
    "stage": Proposal.stage,
    "unit_id": UNIT,
    "term": Proposal.term,
    "session_no": Proposal.session_no,
}


@dataclass(frozen=True)
class Hit:
    """An item with the word, and whether it stands in what names the item."""

    item_id: int
    is_named: bool


@dataclass(frozen=True)
class Look:
    """A question as it is put to the database: the first word leads, the others must stand in the same item."""

    searcher: Searcher
    asked: Question
    word: str
    others: tuple[str, ...] = ()
    is_frequent: bool = False

    def hits(
        self, part: Part = Part.ALL, span: Span = EVERYTHING, *, is_ordered: bool = False
    ) -> Select[Any]:
        """Return the documents that hold the first word, of items that hold the others too; newest first if asked."""
        found = engine().holding(SearchDocument, self.word, part, span)
        if self.asked.source:
            found = found.where(SearchDocument.kind == self.asked.source)
        if part is Part.BODY:
            found = found.where(~self._named())
        if is_ordered and not engine().in_order:
            found = found.order_by(SearchDocument.proposal_id.desc(), SearchDocument.id.desc())
        item = select(Proposal.id).where(
            Proposal.id == SearchDocument.proposal_id,
            *self._filters(),
            may_find(self.searcher.actor, self.searcher.tree, SearchDocument),
            *(condition for word in self.others for condition in self._elsewhere(word)),
        )
        return found.where(item.correlate(SearchDocument).exists())

    def _filters(self) -> list[ColumnElement[bool]]:
        values = {name: getattr(self.asked, name) for name in FILTERS}
        return [FILTERS[name] == value for name, value in values.items() if value is not None]

    def _named(self) -> ColumnElement[bool]:
        """Return the condition that the word stands in what names the item, where the person may read that."""
        head, item = aliased(SearchDocument), Proposal
        holding = (
            select(head.id)
            .join(item, item.id == head.proposal_id)
            .where(
                head.proposal_id == SearchDocument.proposal_id,
                head.is_head,
                engine().place(head, self.word) > 0,
                may_find(self.searcher.actor, self.searcher.tree, head),
            )
        )
        return holding.correlate(SearchDocument).exists()

    def _elsewhere(self, word: str) -> Iterator[ColumnElement[bool]]:
        """Yield the conditions that the item has the word in a text that the person may read.

        Where the first word is frequent, what the index says of the other one spares looks at texts.
        """
        other = aliased(SearchDocument)
        holding = select(other.id).where(
            other.proposal_id == Proposal.id,
            engine().place(other, word) > 0,
            may_find(self.searcher.actor, self.searcher.tree, other),
        )
        if self.is_frequent:
            yield Proposal.id.in_(engine().candidates(word))
        yield engine().each_time(holding.correlate(Proposal))


def find(searcher: Searcher, asked: Question) -> Result:
    """Return the page of items that a question asks for; two statements, two or three more where they are very many."""
    looked = first_look(searcher, asked)
    rows = db.session.execute(looked.hits().limit(MOST_DOCUMENTS + 1)).all()
    is_whole = len(rows) <= MOST_DOCUMENTS
    kinds: dict[int, set[SourceKind]] = {}
    for row in rows[:MOST_DOCUMENTS]:
        kinds.setdefault(row.proposal_id, set()).add(row.kind)
    facets, newest = count_facets(kinds)
    hits = [Hit(item, is_named=bool(found & HEADS)) for item, found in kinds.items()]
    page = from_hand(hits, asked) if is_whole else in_steps(looked, hits, newest)
    return Result(
        items=[hit.item_id for hit in page[:PAGE]],
        later=Place(page[PAGE - 1].is_named, page[PAGE - 1].item_id) if len(page) > PAGE else None,
        total=len(kinds),
        is_whole=is_whole and len(kinds) <= MOST_ITEMS,
        facets=facets,
    )


def first_look(searcher: Searcher, asked: Question) -> Look:
    """Return the question with its rarest word first; one statement where there are several words."""
    words = asked.words
    if len(words) == 1:
        return Look(searcher, asked, words[0])
    capped = [count_capped(engine().candidates(word), MOST_DOCUMENTS) for word in words]
    counts: dict[str, int] = dict(zip(words, db.session.execute(select(*capped)).one(), strict=True))
    rarest, *others = sorted(words, key=lambda word: counts[word])
    return Look(searcher, asked, rarest, tuple(others), is_frequent=counts[rarest] > FEW)


def from_hand(hits: Iterable[Hit], asked: Question) -> list[Hit]:
    """Return the page and one item more out of all hits."""

    def rank(hit: Hit) -> tuple[bool, int]:
        return (hit.is_named and asked.order is Order.RELEVANCE, hit.item_id)

    place = asked.place
    left = (
        hits
        if place is None
        else (hit for hit in hits if rank(hit) < rank(Hit(place.item_id, place.is_named)))
    )
    return sorted(left, key=rank, reverse=True)[: PAGE + 1]


def in_steps(look: Look, seen: Sequence[Hit], newest: int) -> list[Hit]:
    """Return the page and one item more where there are too many hits to hold; ``newest`` is the newest item's id."""
    place, order = look.asked.place, look.asked.order
    below = place.item_id if place else newest + 1
    if order is Order.DATE:
        return newest_hits(look, Part.ALL, below, seen)
    hits: list[Hit] = []
    if place is None or place.is_named:
        hits, below = newest_hits(look, Part.HEAD, below, seen), newest + 1
    if len(hits) <= PAGE:
        hits += newest_hits(look, Part.BODY, below, seen)
    return hits[: PAGE + 1]


def newest_hits(look: Look, part: Part, below: int, seen: Sequence[Hit]) -> list[Hit]:
    """Return the newest hits below an item, a page and one more.

    SQLite reads them in order. PostgreSQL is asked for a window of items that should hold enough, by how dense the hits
    were that the first look saw, and for a wider one where it did not.
    """
    wanted = [hit for hit in seen if hit.is_named or part is not Part.HEAD]
    width = below if engine().in_order else _width(wanted, below)
    found: dict[int, Hit] = {}
    while len(found) <= PAGE and below > 0:
        least = max(0, below - width)
        statement = look.hits(part, Span(below, least), is_ordered=True).limit(STEP)
        rows = db.session.execute(statement).all()
        for row in rows:
            found.setdefault(row.proposal_id, Hit(row.proposal_id, is_named=part is Part.HEAD))
        below, width = (min(found), width) if len(rows) == STEP else (least, width * WIDER)
    return list(found.values())[: PAGE + 1]


def _width(seen: Sequence[Hit], below: int) -> int:
    """Return how many item ids should hold a page of hits twice over; all of them where nothing is known."""
    if not seen:
        return below
    ids = [hit.item_id for hit in seen]
    return (max(ids) - min(ids) + 1) * 2 * (PAGE + 1) // len(ids) + PAGE


def count_facets(kinds: Mapping[int, set[SourceKind]]) -> tuple[dict[str, Counter[Any]], int]:
    """Return how many of the items are of each value, and the newest item's id; one statement."""
    newest = select(func.max(Proposal.id)).scalar_subquery()
    values = (Proposal.kind, Proposal.stage, UNIT, Proposal.term, Proposal.session_no)
    grouped = (
        select(*values, func.count(), newest).where(Proposal.id.in_(engine().among(kinds))).group_by(*values)
    )
    rows: Sequence[Any] = db.session.execute(grouped).all() if kinds else []
    counts: dict[str, Counter[Any]] = {name: Counter() for name in ("kind", "stage", "unit", "session")}
    for kind, stage, unit, term, session_no, count, _newest in rows:
        counts["kind"][kind] += count
        counts["stage"][stage] += count
        counts["unit"][unit] += count
        if term:
            counts["session"][term, session_no] += count
    counts["source"] = Counter(kind for found in kinds.values() for kind in found)
    return counts, rows[0][-1] if rows else 0
