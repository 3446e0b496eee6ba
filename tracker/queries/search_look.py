"""A question as SQL: the documents that hold its first word, of items that hold the others too."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from tracker.models.proposal import Proposal
from tracker.models.search import SearchDocument
from tracker.queries.search_engine import EVERYTHING, Part, Span, engine
from tracker.queries.search_question import Question, Searcher
from tracker.queries.search_rights import may_find
from tracker.queries.visibility import SUPERVISING, hosts_of, in_sight, reach

UNIT = func.coalesce(Proposal.lead_office_id, Proposal.lead_unit_id, 0)
FILTERS: Mapping[str, Any] = {
    "kind": Proposal.kind,
    "stage": Proposal.stage,
    "unit_id": UNIT,
    "term": Proposal.term,
    "session_no": Proposal.session_no,
}


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
            *(self._elsewhere(word) for word in self.others),
        )
        found = found.where(engine().each_time(item.correlate(SearchDocument)))
        return found.where(*self._likely())

    def _likely(self) -> Iterator[ColumnElement[bool]]:
        """Yield conditions that follow from the others and are asked once, to spare looks at one item after another.

        Who sees only some items spares the hits in all the others: read once, which the OFFSET makes sure of. Where the
        first word is frequent, SQLite's index says which items have the other words too; PostgreSQL would ask its own
        for each row, and looks at the few texts of an item sooner.
        """
        actor, tree = self.searcher.actor, self.searcher.tree
        if self.is_frequent and engine().in_order:
            yield from (SearchDocument.proposal_id.in_(engine().candidates(word)) for word in self.others)
        if not set(hosts_of(tree)) <= set(reach(actor, SUPERVISING)):
            yield SearchDocument.proposal_id.in_(select(Proposal.id).where(in_sight(actor, tree)).offset(0))

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

    def _elsewhere(self, word: str) -> ColumnElement[bool]:
        """Return the condition that the item has the word in a text that the person may read."""
        other = aliased(SearchDocument)
        holding = select(other.id).where(
            other.proposal_id == Proposal.id,
            engine().place(other, word) > 0,
            may_find(self.searcher.actor, self.searcher.tree, other),
        )
        return engine().each_time(holding.correlate(Proposal))
