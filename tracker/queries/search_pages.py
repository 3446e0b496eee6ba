"""Pages of hits: out of all of them where they are at hand, else the newest ones step by step."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tracker.extensions import db
from tracker.queries.search_engine import Part, Span, engine
from tracker.queries.search_look import Look
from tracker.queries.search_question import Order, Question

PAGE = 20
STEP = 200  # documents that one statement reads of very many
WIDER = 8


@dataclass(frozen=True)
class Hit:
    """An item with the word, and whether it stands in what names the item."""

    item_id: int
    is_named: bool


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
