"""Checks of promises fall on working days, once each year and occasion, and never on a day that some year lacks."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.calendar import WorkingCalendar
from tracker.domain.calendar_seed import seed_days, seed_years
from tracker.domain.errors import InvalidInput
from tracker.domain.promise_checks import (
    Check,
    Occasion,
    checked,
    checks_from,
    due_checks,
    next_days,
    occasion_of,
)
from tracker.domain.reminder_policy import default_policy, policy_from
from tracker.domain.reminders import Rung, Watched

CALENDAR = WorkingCalendar(seed_days(), seed_years())
CHECKS = default_policy().checks


def test_the_shipped_policy_has_the_days_of_the_handbook() -> None:
    steps = default_policy().rules[Watched.PROMISE, Rung.OFFICER].steps
    assert {-30, -7, -1, 0} < set(steps)
    assert max(steps) > 0
    year = due_checks(CHECKS, date(2026, 1, 1), date(2026, 12, 31), CALENDAR)
    assert [(one.occasion, one.day) for one in year] == [
        (Occasion.QUARTER_1, date(2026, 3, 31)),
        (Occasion.QUARTER_2, date(2026, 6, 30)),
        (Occasion.QUARTER_3, date(2026, 9, 30)),
        (Occasion.OCTOBER, date(2026, 10, 15)),
        (Occasion.SESSION, date(2026, 12, 15)),
        (Occasion.QUARTER_4, date(2026, 12, 31)),
    ]
    assert [one.occasion for one in year if one.until == date.max] == [Occasion.OCTOBER, Occasion.SESSION]


def test_a_check_on_a_day_of_rest_comes_before_it_even_in_the_old_year() -> None:
    checks = {Occasion.SESSION: Check(1, 1, (Rung.OFFICER,))}
    (one,) = due_checks(checks, date(2025, 12, 20), date(2025, 12, 31), CALENDAR)
    assert (one.day, one.key) == (date(2025, 12, 31), "2026-session")
    assert occasion_of(one.key) is Occasion.SESSION


@given(st.dates(date(2025, 1, 1), date(2026, 12, 31)), st.lists(st.integers(1, 60), min_size=1, max_size=9))
def test_however_the_days_are_cut_each_check_comes_once(begin: date, pauses: list[int]) -> None:
    whole = due_checks(CHECKS, begin, begin + timedelta(days=sum(pauses) - 1), CALENDAR)
    found, at = [], begin
    for pause in pauses:
        found += due_checks(CHECKS, at, at + timedelta(days=pause - 1), CALENDAR)
        at += timedelta(days=pause)
    assert found == whole


def test_a_check_that_is_off_never_comes() -> None:
    checks = {occasion: Check(3, 31, (Rung.OFFICER,), on=False) for occasion in Occasion}
    assert due_checks(checks, date(2026, 1, 1), date(2027, 1, 1), CALENDAR) == []
    assert next_days(checks, date(2026, 1, 1), CALENDAR) == {}


def test_the_next_day_of_every_check_lies_ahead() -> None:
    coming = next_days(CHECKS, date(2026, 10, 15), CALENDAR)
    assert set(coming) == set(Occasion)
    assert coming[Occasion.OCTOBER] == date(2027, 10, 15)
    assert coming[Occasion.SESSION] == date(2026, 12, 15)


@pytest.mark.parametrize(
    ("check", "field"),
    [
        (Check(2, 29, (Rung.OFFICER,)), "check_october_day"),
        (Check(4, 31, (Rung.OFFICER,)), "check_october_day"),
        (Check(4, 30, ()), "check_october_who"),
        (Check(4, 30, (Rung.OFFICER,), within=1001), "check_october_within"),
    ],
)
def test_a_check_that_cannot_be_is_refused(check: Check, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked(check, "check_october")
    assert refused.value.params["field"] == field


def test_checks_survive_being_written_and_an_older_policy_has_the_shipped_ones() -> None:
    rows = default_policy().to_json()
    assert checks_from(rows["check"]) == CHECKS
    del rows["check"]
    assert policy_from(rows) == default_policy()
