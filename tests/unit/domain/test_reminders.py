"""Steps of reminders fall on working days, none is lost or doubled, and the sweep asks for exactly the right days."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.domain.calendar import WorkingCalendar
from tracker.domain.calendar_seed import seed_days, seed_years
from tracker.domain.errors import InvalidInput
from tracker.domain.reminder_policy import default_policy, policy_from
from tracker.domain.reminders import (
    GOES_ON_FOR,
    Rule,
    Rung,
    Watched,
    checked_rule,
    due_days_between,
    due_steps,
    step_day,
)

CALENDAR = WorkingCalendar(seed_days(), seed_years())
REPLY = default_policy().rungs_of(Watched.REPLY)
DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31))
RULES = st.builds(
    lambda steps, every: {Rung.OFFICER: Rule(tuple(sorted(steps)), every)},
    st.sets(st.integers(-30, 20), min_size=1, max_size=6),
    st.sampled_from([0, 5, 7]),
)


def offsets(due: date, today: date, rung: Rung, since: date | None = None) -> list[int]:
    return [step.offset for step in due_steps(REPLY, due, today, CALENDAR, since) if step.rung is rung]


def test_the_officer_is_reminded_by_the_ladder_of_the_handbook() -> None:
    due = date(2026, 6, 30)
    assert offsets(due, due, Rung.OFFICER) == [-30, -15, -7, -3, -1, 0]
    late = CALENDAR.add_working_days(due, 16)
    assert offsets(due, late, Rung.OFFICER)[6:] == [1, 2, 3, 4, 5, 10, 15]


def test_it_rises_from_the_officer_to_the_head_the_leader_and_the_supervisor() -> None:
    due = date(2026, 6, 30)
    first = {
        rung: due_steps({rung: rule}, due, date(2026, 12, 1), CALENDAR)[0].offset
        for rung, rule in REPLY.items()
    }
    assert first[Rung.OFFICER] < first[Rung.HEAD] < 0 < first[Rung.LEADER] < first[Rung.SUPERVISOR]


@pytest.mark.parametrize(
    ("due", "offset", "day"),
    [
        (date(2026, 6, 30), -1, date(2026, 6, 29)),
        (date(2026, 6, 30), 0, date(2026, 6, 30)),
        (date(2026, 10, 4), 0, date(2026, 9, 30)),  # inside the holiday: before it
        (date(2026, 10, 4), -1, date(2026, 9, 30)),
        (date(2026, 9, 30), 1, date(2026, 10, 8)),  # seven days of rest use up no step
        (date(2026, 10, 9), 1, date(2026, 10, 10)),  # a Saturday on which offices work
    ],
)
def test_a_step_falls_on_a_working_day(due: date, offset: int, day: date) -> None:
    assert step_day(due, offset, CALENDAR) == day


@given(DAYS, RULES, st.integers(0, 60), st.integers(-400, 60))
@settings(max_examples=200)
def test_the_sweep_asks_for_exactly_the_days_that_have_a_step(
    first: date, rules: dict[Rung, Rule], down: int, off: int
) -> None:
    today = first + timedelta(days=down)
    due = first + timedelta(days=off)
    has_step = bool(due_steps(rules, due, today, CALENDAR, first))
    assert (due in due_days_between(rules, first, today, CALENDAR)) is has_step


@given(DAYS, RULES, st.lists(st.integers(1, 9), min_size=1, max_size=8))
@settings(max_examples=100)
def test_however_the_days_are_cut_every_step_comes_once(
    due: date, rules: dict[Rung, Rule], pauses: list[int]
) -> None:
    begin = due - timedelta(days=20)
    whole = due_steps(rules, due, begin + timedelta(days=sum(pauses)), CALENDAR, begin)
    found, at = [], begin
    for pause in pauses:
        found += due_steps(rules, due, at + timedelta(days=pause - 1), CALENDAR, at)
        at += timedelta(days=pause)
    found += due_steps(rules, due, at, CALENDAR, at)
    assert found == whole


@given(DAYS, RULES)
def test_no_step_ever_falls_on_a_day_of_rest(due: date, rules: dict[Rung, Rule]) -> None:
    steps = due_steps(rules, due, due + timedelta(days=90), CALENDAR)
    assert all(CALENDAR.is_working(step.day) for step in steps)


def test_a_day_of_rest_asks_for_nothing() -> None:
    assert due_days_between(REPLY, date(2026, 10, 1), date(2026, 10, 7), CALENDAR) == []


def test_after_two_years_nobody_is_reminded_again() -> None:
    steps = due_steps(REPLY, date(2018, 1, 3), date(2026, 1, 5), CALENDAR)
    assert max(step.offset for step in steps) == GOES_ON_FOR


def test_a_policy_survives_being_written_and_read() -> None:
    policy = default_policy()
    assert policy_from(policy.to_json()) == policy
    assert {watched for watched, _ in policy.rules} == set(Watched)


@pytest.mark.parametrize(("steps", "every"), [([-61], 0), ([121], 0), ([1], -1), ([1], 121)])
def test_a_step_too_far_away_is_refused(steps: list[int], every: int) -> None:
    with pytest.raises(InvalidInput):
        checked_rule(steps, every)
