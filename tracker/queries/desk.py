"""A person's desk: tasks in the order in which they hurt, each with what its row says; three statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import joinedload

from tracker.clock import local_day
from tracker.extensions import db
from tracker.models.commitment import Commitment
from tracker.models.event import Event
from tracker.models.people import User
from tracker.models.proposal import Proposal
from tracker.queries.desk_sources import MOST, roles_of, tasks_statement, values_of
from tracker.queries.desk_tasks import SIGNING, WAITING, TaskKind
from tracker.queries.promises import visible_promises
from tracker.queries.register import Reader

PROMISES_SHOWN = 5
PROMISE_DAYS = 30  # calendar days ahead that the desk's list of promises looks


@dataclass(frozen=True)
class Task:
    """One row: what is asked, of which item, which record it is about, by when, and since when nothing moved."""

    kind: TaskKind
    subject_id: int | None
    due_on: date | None
    unit_id: int | None
    item: Any
    moved_at: datetime | None

    @property
    def is_waiting(self) -> bool:
        """Whether somebody else has to act."""
        return self.kind in WAITING


@dataclass(frozen=True)
class Group:
    """Tasks of one urgency; ``is_cut`` where more than fifty stand there."""

    name: str
    tasks: list[Task]
    is_cut: bool


@dataclass(frozen=True)
class DeskSheet:
    """The desk of one person on one day."""

    groups: list[Group]
    signing: list[Task]
    promises: Sequence[Commitment]


GROUPS = ("late", "today", "week", "later", "waiting")
SHOWN = (
    Proposal.id,
    Proposal.number_raw,
    Proposal.title,
    Proposal.is_key,
    Proposal.stage,
    Proposal.received_on,
    Proposal.lead_unit_id,
    Proposal.lead_office_id,
    Proposal.co_in,
    Proposal.co_total,
    Proposal.promise_total,
    User.name.label("officer_name"),
)


def desk_sheet(reader: Reader) -> DeskSheet:
    """Return the tasks of a person, at most 20 a group, and the promises in sight that come due."""
    tasks = _tasks(reader)
    groups = [_group(name, [task for task in tasks if _urgency(task, reader) == name]) for name in GROUPS]
    signing = [task for task in tasks if task.kind in SIGNING]
    return DeskSheet([group for group in groups if group.tasks], signing, _promises(reader))


def _group(name: str, tasks: list[Task]) -> Group:
    return Group(name, tasks[:MOST], is_cut=len(tasks) > MOST)


def _urgency(task: Task, reader: Reader) -> str:
    if task.due_on is not None and task.due_on < reader.today:
        return "late"
    if task.is_waiting:
        return "waiting"
    if task.due_on is None or task.due_on == reader.today:
        return "today"
    return "week" if task.due_on <= reader.week_ends else "later"


def _tasks(reader: Reader) -> list[Task]:
    roles = roles_of(reader.actor)
    if not roles:
        return []
    found = db.session.execute(tasks_statement(roles), values_of(reader.actor, reader.today)).all()
    items = _items({row.proposal_id for row in found})
    tasks = [_task(row, items[row.proposal_id]) for row in found]
    return sorted(tasks, key=lambda task: (task.due_on or reader.today, task.item.id))


def _task(row: Row[Any], item: tuple[Any, datetime | None]) -> Task:
    return Task(TaskKind(row.kind), row.subject_id, row.due_on, row.unit_id, *item)


def _items(ids: set[int]) -> dict[int, tuple[Any, datetime | None]]:
    """Return what the rows say of their items, with the instant of each item's last event."""
    if not ids:
        return {}
    moved_at = (
        select(Event.at)
        .where(Event.proposal_id == Proposal.id)
        .order_by(Event.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    statement = (
        select(*SHOWN, moved_at.label("moved_at"))
        .outerjoin(User, User.id == Proposal.lead_officer_id)
        .where(Proposal.id.in_(sorted(ids)))
    )
    return {row.id: (row, row.moved_at) for row in db.session.execute(statement)}


def _promises(reader: Reader) -> Sequence[Commitment]:
    """Return the open promises in sight that come due within 30 days, the earliest first."""
    until = reader.today + timedelta(days=PROMISE_DAYS)
    statement = (
        select(Commitment)
        .options(joinedload(Commitment.owner_unit), joinedload(Commitment.proposal))
        .where(Commitment.__table__.c.is_open, visible_promises(reader.actor), Commitment.next_on <= until)
        .order_by(Commitment.next_on, Commitment.id)
        .limit(PROMISES_SHOWN)
    )
    return db.session.scalars(statement).all()


def waited_days(task: Task, reader: Reader) -> int:
    """Return the working days since an item last moved."""
    if task.moved_at is None:
        return 0
    return reader.calendar.count_working_days(local_day(task.moved_at), reader.today)
