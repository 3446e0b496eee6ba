"""The supervisor's figures: how much is late and due soon, whose it is, when it comes, who is waited for longest.

Every figure is counted by the conditions of the list that it opens (``queries.register``, ``queries.promises``), so
that it equals the length of that list. The cost follows what is open and due; counts stop at 1,001.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Date, Integer, Row, Select, String, case, cast, func, literal, null, select, union_all

from tracker.clock import local_day
from tracker.domain.vocabulary import UnitKind
from tracker.extensions import db
from tracker.models.commitment import Commitment
from tracker.models.event import Event
from tracker.models.people import User
from tracker.models.proposal import Proposal
from tracker.queries.due_windows import (
    COUNTED,
    DAY,
    ONE_DAY,
    OPINIONS_OWED,
    SEAT,
    Window,
    day_of_opinion,
    in_window,
    last_day,
    opinion_missing,
    own_part_owed,
)
from tracker.queries.promises import in_view, promises_in_sight
from tracker.queries.register import Reader, RegisterFilter, may_know_seat, narrowed
from tracker.queries.visibility import count_capped

WEEKS = 12
LONGEST = 20
SEVEN = timedelta(days=7)


class By(StrEnum):
    """What the table of late and due items is split by."""

    OFFICE = "office"
    OFFICER = "officer"
    UNIT = "unit"
    STAGE = "stage"
    KIND = "kind"
    KEY = "key"


SPLITS: Mapping[By, Any] = {
    By.OFFICE: Proposal.lead_office_id,
    By.OFFICER: Proposal.lead_officer_id,
    By.UNIT: Proposal.lead_unit_id,
    By.STAGE: Proposal.stage,
    By.KIND: Proposal.kind,
    By.KEY: case((Proposal.__table__.c.is_key, "1"), else_="0"),
}
# name of a figure -> what it adds to the filters in force
NUMBERS: Mapping[str, Mapping[str, Any]] = {
    "late": {"due": Window.LATE},
    "week": {"due": Window.WEEK},
    "fortnight": {"due": Window.FORTNIGHT},
    "opinions": {"opinions": Window.OWED},
    "opinions_late": {"opinions": Window.LATE},
}
PROMISE_NUMBERS: Mapping[str, str] = {"promises_late": "overdue", "promises_soon": "soon"}


class Heat(StrEnum):
    """The rows of the weeks to come."""

    ANSWERS = "answers"
    OPINIONS = "opinions"
    PROMISES = "promises"


@dataclass(frozen=True)
class Split:
    """A line of a table: whose items, and how many are late, due within 7 and within 15 working days."""

    key: str
    name: str
    late: int
    week: int
    fortnight: int


@dataclass(frozen=True)
class Tables:
    """The host's own parts by what the reader chose, and missing opinions by the unit that owes them."""

    own: list[Split]
    opinions: list[Split]


@dataclass(frozen=True)
class Week:
    """A week with its first and last day that count, and how much comes due in it."""

    first: date
    last: date
    counts: Mapping[Heat, int]


@dataclass(frozen=True)
class Wait:
    """A step that is waited for: of an item, or the opinion of a unit; ``days`` are working days."""

    row: Row[Any]
    days: int


def count_figures(reader: Reader, base: RegisterFilter) -> dict[str, int]:
    """Return every big number in one statement; promises are not narrowed by the filters of items."""
    counts = {name: narrowed(reader, replace(base, **more)) for name, more in NUMBERS.items()}
    hosts = [unit.id for unit in reader.tree.units.values() if unit.kind is not UnitKind.EXTERNAL]
    seen = promises_in_sight(reader.actor, reader.tree)
    counts |= {name: seen.where(in_view(view, reader.today, hosts)) for name, view in PROMISE_NUMBERS.items()}
    statement = select(*(count_capped(ids).label(name) for name, ids in counts.items()))
    return dict(db.session.execute(statement).one()._mapping)  # noqa: SLF001 - SQLAlchemy's public name


def _sums(column: Any, reader: Reader) -> list[Any]:
    """Return how many rows lie in each window."""
    near = (in_window(column, window, reader.today, reader.calendar) for window in COUNTED)
    return [func.sum(case((condition, 1), else_=0)) for condition in near]


def count_splits(reader: Reader, base: RegisterFilter, by: By) -> Tables:
    """Return both tables in one statement: only what is late or due within 15 working days is read."""
    until = last_day(Window.FORTNIGHT, reader.today, reader.calendar)
    column = SPLITS[by]
    own = (
        narrowed(reader, base)
        .with_only_columns(
            literal("own"), cast(column, String), func.max(User.name), *_sums(Proposal.due_on, reader)
        )
        .outerjoin(User, User.id == Proposal.lead_officer_id)
        .where(own_part_owed(), Proposal.due_on <= until)
        .group_by(column)
    )
    opinions = (
        _missing(reader, base)
        .with_only_columns(
            literal("opinions"), cast(SEAT.unit_id, String), cast(null(), String), *_sums(DAY.due_on, reader)
        )
        .where(DAY.due_on <= until, Proposal.co_due_on <= until)
        .group_by(SEAT.unit_id)
    )
    rows = db.session.execute(union_all(own, opinions)).all()
    return Tables(_splits(rows, "own"), _splits(rows, "opinions"))


def _splits(rows: Any, table: str) -> list[Split]:
    """Return the lines of one table, the most late first."""
    found = [Split(row[1] or "0", row[2] or "", *row[3:]) for row in rows if row[0] == table]
    return sorted(found, key=lambda line: (-line.late, -line.fortnight, line.key))


def _missing(reader: Reader, base: RegisterFilter) -> Select[Any]:
    """Return the missing opinions of the items in sight, of which the reader may know who owes them."""
    return (
        narrowed(reader, base)
        .join(SEAT, opinion_missing())
        .outerjoin(DAY, day_of_opinion())
        .where(OPINIONS_OWED, may_know_seat(reader))
    )


def _in_week(rows: Any, heat: Heat, first: date, last: date) -> int:
    return sum(count for kind, day, count in rows if kind == heat and first <= day <= last)


def weeks_ahead(reader: Reader) -> list[tuple[date, date]]:
    """Return the weeks to come, the first from today on, each up to its Sunday."""
    firsts = [reader.today, *(reader.week_ends + ONE_DAY + SEVEN * number for number in range(WEEKS - 1))]
    return [(first, reader.week_ends + SEVEN * number) for number, first in enumerate(firsts)]


def count_weeks(reader: Reader, base: RegisterFilter) -> list[Week]:
    """Return how much comes due in each of the weeks to come, in one statement; what is late already is not in it."""
    weeks = weeks_ahead(reader)
    span = (weeks[0][0], weeks[-1][1])
    answers, opinions = narrowed(reader, base), narrowed(reader, base)
    promises = promises_in_sight(reader.actor, reader.tree)
    sources = {
        Heat.ANSWERS: (answers.where(own_part_owed()), Proposal.due_on),
        Heat.OPINIONS: (opinions.where(OPINIONS_OWED), Proposal.co_due_on),
        Heat.PROMISES: (promises, Commitment.next_on),
    }
    parts = [
        ids.with_only_columns(literal(heat.value), day, func.count()).where(day.between(*span)).group_by(day)
        for heat, (ids, day) in sources.items()
    ]
    rows = db.session.execute(union_all(*parts)).all()
    return [
        Week(first, last, {heat: _in_week(rows, heat, first, last) for heat in Heat}) for first, last in weeks
    ]


def longest_waits(reader: Reader, base: RegisterFilter) -> list[Wait]:
    """Return the steps that are latest, then due soonest within seven working days; at most 20, one statement."""
    until = last_day(Window.WEEK, reader.today, reader.calendar)
    shared = (Proposal.id, Proposal.number_norm, Proposal.title, Proposal.stage, Proposal.host_unit_id)
    items = (
        narrowed(reader, base)
        .with_only_columns(
            *shared,
            Proposal.due_on.label("due_on"),
            Proposal.lead_unit_id.label("unit_id"),
            Proposal.lead_office_id.label("office_id"),
            Proposal.lead_officer_id.label("officer_id"),
            cast(null(), Integer).label("seat_id"),
            cast(null(), Date).label("asked_on"),
        )
        .where(own_part_owed(), Proposal.due_on <= until)
        .order_by(Proposal.due_on, Proposal.id)
        .limit(LONGEST)
    )
    seats = (
        _missing(reader, base)
        .with_only_columns(
            *shared, DAY.due_on, SEAT.unit_id, SEAT.office_id, SEAT.officer_id, SEAT.id, SEAT.assigned_on
        )
        .where(
            DAY.due_on <= until,
            Proposal.co_due_on <= until,
            SEAT.unit_id != Proposal.host_unit_id,  # its own opinion stands among the items
        )
        .order_by(DAY.due_on, SEAT.id)
        .limit(LONGEST)
    )
    both = union_all(select(items.subquery()), select(seats.subquery())).subquery()
    first = select(both).order_by(both.c.due_on, both.c.id).limit(LONGEST).subquery()
    moved_at = (
        select(Event.at)
        .where(Event.proposal_id == first.c.id)
        .order_by(Event.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    statement = (
        select(first, User.name.label("officer_name"), moved_at.label("moved_at"))
        .outerjoin(User, User.id == first.c.officer_id)
        .order_by(first.c.due_on, first.c.id)
    )
    return [Wait(row, _waited(row, reader)) for row in db.session.execute(statement)]


def _waited(row: Row[Any], reader: Reader) -> int:
    """Return the working days since the opinion was asked for, or since the item last moved."""
    since: date | datetime | None = row.asked_on or row.moved_at
    if since is None:
        return 0
    day = local_day(since) if isinstance(since, datetime) else since
    return reader.calendar.count_working_days(day, reader.today)
