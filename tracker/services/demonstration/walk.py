"""Takes a planned item through the same services that people use, each step at its own past instant."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from tracker.clock import BEIJING, local_day
from tracker.documents.store import FileStore
from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import Kind, Stage
from tracker.queries.case_file import CaseFile, Seat, case_file
from tracker.services.demonstration.plans import FRIDAY, Plan

COORDINATOR, CHECKER, LEADER, SUPERVISOR = "weilihua", "chenjie", "tangxianlai", "huangzhiqiang"
PRINCIPAL = "mengqiming"
ASSIGNERS = {Kind.PROPOSAL: "自治区政协提案委员会", Kind.SUGGESTION: "自治区人大常委会代表工作委员会"}
OPENING = time(9, 10)
GAP = timedelta(minutes=7)
LAST_STEP = 70
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass
class Walk:
    """An item on its way: who acts, and what time it is there; time only goes forward and never passes now."""

    plan: Plan
    people: Mapping[str, Actor]
    units: Mapping[str, int]
    heads: Mapping[str, str]
    officers: Mapping[str, str]
    liaisons: Mapping[str, str]
    limit: datetime
    store: FileStore
    proposal_id: int = 0
    clock: datetime = LONG_AGO

    def at(self, step_day: int) -> datetime:
        """Return the instant of a step that a usual item takes ``step_day`` days after its hand-over."""
        age = (local_day(self.limit) - self.plan.assigned_on).days
        day = self.plan.assigned_on + timedelta(days=step_day * min(age, LAST_STEP) // LAST_STEP)
        morning = datetime.combine(_weekday(day), OPENING, tzinfo=BEIJING)
        self.clock = min(max(morning, self.clock + GAP), self.limit)
        return self.clock

    def actor(self, username: str, now: datetime) -> Actor:
        """Return a person who has just proved who they are."""
        return replace(self.people[username], proved_at=now)

    def file(self) -> CaseFile:
        """Read the item as it stands."""
        found = case_file(self.proposal_id)
        if found is None:
            raise LookupError(self.proposal_id)
        return found

    def own(self) -> Seat:
        """Return the department's own seat."""
        seat = self.file().own
        if seat is None:
            raise LookupError(self.plan.number)
        return seat

    @property
    def reply_id(self) -> int:
        """The id of the department's own reply."""
        found = self.own().reply
        if found is None:
            raise LookupError(self.plan.number)
        return found.id

    @property
    def is_reference(self) -> bool:
        """Whether the item only needs to be read."""
        return self.plan.stage is Stage.NOTED

    @property
    def officer(self) -> str:
        """The officer who has the item."""
        return self.officers[self.plan.office]

    @property
    def head(self) -> str:
        """The head of the office that has the item."""
        return self.heads[self.plan.office]


def _weekday(day: date) -> date:
    return day - timedelta(days=max(day.weekday() - FRIDAY, 0))
