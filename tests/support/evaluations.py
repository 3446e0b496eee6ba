"""Evaluations to test with: asked, entered from paper, confirmed."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from tests.support.items import MEMBER
from tests.support.office import Office
from tests.support.replies import Desk, desk_at
from tests.support.sample_files import png
from tracker.clock import local_day
from tracker.documents.store import FileStore
from tracker.domain.vocabulary import EvaluationState, Satisfaction
from tracker.models.evaluation import Evaluation
from tracker.queries.evaluations import evaluations_of
from tracker.services import case_end, evaluations, files

S = Satisfaction
EVALUATOR = replace(MEMBER, evaluates=True)


@dataclass
class Asking:
    """An item whose sponsors are asked, with the store for the scans of their forms."""

    desk: Desk
    store: FileStore

    def ask(self, *opinion_ids: int) -> "Asking":
        """Ask every sponsor about the reply sent, and about these opinions."""
        self.act("coordinator", evaluations.ask_evaluation, opinion_ids=opinion_ids)
        return self

    def act(self, key: str, service: Any, **words: Any) -> Any:
        """Let a person do one step of the whole item."""
        self.desk.now += timedelta(hours=1)
        words = {"version": None, **words}
        return service(self.desk.actor(key), self.desk.proposal_id, now=self.desk.now, **words)

    def step(self, key: str, service: Any, row: Evaluation, **words: Any) -> Any:
        """Let a person do one step of one evaluation."""
        self.desk.now += timedelta(hours=1)
        words = {"version": None, **words}
        return service(self.desk.actor(key), self.desk.proposal_id, row.id, now=self.desk.now, **words)

    def rows(self, *states: EvaluationState) -> list[Evaluation]:
        """Return the evaluations, the latest round first, in these states only where some are given."""
        found = evaluations_of(self.desk.proposal_id)
        return [row for row in found if not states or row.state in states]

    @property
    def row(self) -> Evaluation:
        """The one evaluation that is waited for."""
        return self.rows(EvaluationState.AWAITING)[0]

    def scan(self) -> files.StashedFile:
        """Return a scanned form in the stash."""
        return files.stash_file(self.store, png(), "征询意见表.png", self.desk.now)

    def entry(self, result: S = S.SATISFIED, attitude: S = S.SATISFIED, **words: Any) -> Any:
        """Return what a form says, with a text where it has to have one."""
        is_bad = S.DISSATISFIED in {result, attitude}
        text = "没有回应资金问题。" if is_bad else None
        return evaluations.EvaluationEntry(
            attitude, result, local_day(self.desk.now), **{"text": text, **words}
        )

    def entered(self, result: S = S.SATISFIED, key: str = "coordinator", **words: Any) -> Evaluation:
        """Enter the form that is waited for."""
        row = self.row
        given = {"entry": self.entry(result, **words), "scan": self.scan(), "store": self.store}
        self.step(key, evaluations.enter_evaluation, row, **given)
        return row

    def confirmed(self, result: S = S.SATISFIED, **words: Any) -> Evaluation:
        """Enter the form and let the other coordinator confirm it."""
        row = self.entered(result, **words)
        self.step("coordinator2", evaluations.confirm_evaluation, row)
        return row

    def concluded(self, result: S = S.SATISFIED) -> "Asking":
        """Ask where nobody asked yet, enter and confirm every form, conclude."""
        while self.rows(EvaluationState.AWAITING):
            self.confirmed(result)
        self.act("coordinator", case_end.conclude_evaluation)
        return self


def unasked(office: Office, store: FileStore, *helpers: str, **changes: Any) -> Asking:
    """Return an item whose reply is sent and whose sponsor evaluates."""
    changes = {"sponsors": (EVALUATOR,), **changes}
    return Asking(desk_at(office, "sent", *helpers, **changes), store)


def asking(office: Office, store: FileStore, *helpers: str, **changes: Any) -> Asking:
    """Return an item whose reply is sent and whose sponsors are asked about it."""
    return unasked(office, store, *helpers, **changes).ask()
