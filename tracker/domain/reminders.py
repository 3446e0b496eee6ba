"""When whom a due day is brought to mind: steps in working days before and after it, rising from role to role.

A step always falls on a working day. The one on the due day itself comes on the last working day not after it; the
n-th before it on the n-th working day before, the n-th after it on the n-th working day after (handling.md §6.5).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from tracker.domain.calendar import WorkingCalendar
from tracker.domain.errors import N_, InvalidInput

ONE_DAY = timedelta(days=1)
MOST_BEFORE, MOST_AFTER = 60, 120  # working days of a step that an office may set
GOES_ON_FOR = 500  # working days after which nobody is reminded again: the matter is a dead one
LEAST_AHEAD = 3  # working days before the due day for which nobody can switch reminders off


class Watched(StrEnum):
    """What has a due day that is brought to mind: milestones by their code, and promises."""

    SIGN = "sign"
    RETURN = "return"
    FIRST_CONTACT = "first_contact"
    CO_OPINION = "co_opinion"
    DRAFT = "draft"
    REPLY = "reply"
    PUBLISH = "publish"
    EVALUATION = "evaluation"
    PROMISE = "promise"


class Rung(StrEnum):
    """Who is reminded, from the one who does the work upwards; ``lead``: the officer who waits for an opinion."""

    OFFICER = "officer"
    LEAD = "lead"
    HEAD = "head"
    COORDINATOR = "coordinator"
    LEADER = "leader"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True)
class Rule:
    """The steps of one rung for one kind of due day; ``every``: then again each so many working days, 0 for never."""

    steps: tuple[int, ...]
    every: int = 0

    def offsets(self) -> Iterator[int]:
        """Yield every step in order, as far as reminders go."""
        yield from self.steps
        if self.every and self.steps:
            yield from range(max(self.steps[-1], 0) + self.every, GOES_ON_FOR + 1, self.every)

    def to_json(self) -> dict[str, Any]:
        """Return plain data for a JSON column."""
        return {"steps": list(self.steps), "every": self.every}


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """One reminder that has come due: on which working day, how many working days from the due day, for which rung."""

    day: date
    offset: int
    rung: Rung


def checked_rule(steps: Iterable[int], every: int, field_name: str = "steps") -> Rule:
    """Return a rule with its steps in order, each once; raises InvalidInput for a step too far away."""
    ordered = tuple(sorted(set(steps)))
    if any(not -MOST_BEFORE <= step <= MOST_AFTER for step in ordered):
        raise InvalidInput(field=field_name, reason=N_("提醒最早提前60个工作日，最晚逾期120个工作日。"))
    if not 0 <= every <= MOST_AFTER:
        raise InvalidInput(field=field_name, reason=N_("重复提醒的间隔请填0到120个工作日。"))
    return Rule(ordered, every)


def step_day(due_on: date, offset: int, calendar: WorkingCalendar) -> date:
    """Return the working day of a step."""
    if offset:
        return calendar.add_working_days(due_on, offset)
    return calendar.last_working_day(due_on)


def due_steps(
    rules: Mapping[Rung, Rule],
    due_on: date,
    today: date,
    calendar: WorkingCalendar,
    since: date | None = None,
) -> list[Step]:
    """Return the steps of a due day that have come by ``today``, from ``since`` on, the earliest first."""
    earliest = since or date.min
    least = calendar.count_working_days(due_on, since) - 1 if since else -MOST_BEFORE
    most = calendar.count_working_days(due_on, today) + 1
    dated = (
        Step(step_day(due_on, offset, calendar), offset, rung)
        for rung, rule in rules.items()
        for offset in rule.offsets()
        if least <= offset <= most
    )
    return sorted(step for step in dated if earliest <= step.day <= today)


def due_days_between(
    rules: Mapping[Rung, Rule], first: date, today: date, calendar: WorkingCalendar
) -> list[date]:
    """Return every due day of which some step falls on a working day from ``first`` to ``today``, in order.

    This turns the question round: the sweep asks the index for these days and looks at nothing else.
    """
    start, end = calendar.next_working_day(first), calendar.last_working_day(today)
    days: set[date] = set()
    if start > end:
        return []
    for offset in {offset for rule in rules.values() for offset in rule.offsets()}:
        earliest, latest = _days_of(offset, start, calendar)[0], _days_of(offset, end, calendar)[1]
        days.update(earliest + ONE_DAY * number for number in range((latest - earliest).days + 1))
    return sorted(days)


def _days_of(offset: int, day: date, calendar: WorkingCalendar) -> tuple[date, date]:
    """Return the first and the last due day whose step of this offset falls on the working day ``day``."""
    if offset < 0:
        before = calendar.add_working_days(day, -offset - 1)
        return before + ONE_DAY, calendar.add_working_days(day, -offset)
    if offset == 0:
        return day, calendar.add_working_days(day, 1) - ONE_DAY
    after = calendar.add_working_days(day, 1 - offset) - ONE_DAY
    return calendar.add_working_days(day, -offset), after
