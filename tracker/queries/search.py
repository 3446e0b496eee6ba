"""Full-text search: the items that a person may see and whose texts, as far as he may read them, hold every word.

The first look stops at some documents more than a page of counts needs. What it has in hand, where it did not stop, is
everything: order, page and counts come from it. Where it stopped, the page is read in the order of the items.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from tracker.domain.search_kinds import HEADS, SourceKind
from tracker.extensions import db
from tracker.models.proposal import Proposal
from tracker.queries.search_engine import engine
from tracker.queries.search_look import UNIT, Look
from tracker.queries.search_pages import PAGE, Hit, from_hand, in_steps
from tracker.queries.search_question import Place, Question, Searcher
from tracker.queries.visibility import count_capped

MOST_ITEMS = 1_000
MOST_DOCUMENTS = 2_000
FEW = 100  # documents whose items are looked through for the other words one by one


@dataclass(frozen=True)
class Result:
    """One page of items in order with how it goes on, and the counts; ``is_whole``: the counts are of everything."""

    items: list[int]
    later: Place | None
    total: int
    is_whole: bool
    facets: Mapping[str, Counter[Any]]


def find(searcher: Searcher, asked: Question) -> Result:
    """Return the page of items that a question asks for; two statements, two or three more where they are very many."""
    looked = first_look(searcher, asked)
    rows = db.session.execute(looked.hits().limit(MOST_DOCUMENTS + 1)).all()
    is_whole = len(rows) <= MOST_DOCUMENTS
    kinds: dict[int, set[str]] = {}
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


def count_facets(kinds: Mapping[int, set[str]]) -> tuple[dict[str, Counter[Any]], int]:
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
    sources = Counter(kind for found in kinds.values() for kind in found)
    counts["source"] = Counter({SourceKind(kind): count for kind, count in sources.items()})
    return counts, rows[0][-1] if rows else 0
