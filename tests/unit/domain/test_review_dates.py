"""When a promise without a day is looked at again."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.review_dates import review_day


@pytest.mark.parametrize(
    ("sent_on", "vague", "expected"),
    [
        (date(2021, 9, 23), "尽快", date(2021, 12, 23)),
        (date(2021, 9, 23), None, date(2021, 12, 31)),
        (date(2021, 10, 1), None, date(2022, 12, 31)),
        (date(2021, 11, 30), "近期", date(2022, 2, 28)),
        (date(2021, 1, 5), None, date(2021, 12, 31)),
    ],
)
def test_an_undated_promise_gets_a_review_day(sent_on: date, vague: str | None, expected: date) -> None:
    assert review_day(sent_on, vague) == expected


@given(sent_on=st.dates(date(2000, 1, 1), date(2100, 12, 31)), vague=st.sampled_from([None, "尽快"]))
def test_the_review_day_is_ahead_and_within_fifteen_months(sent_on: date, vague: str | None) -> None:
    found = review_day(sent_on, vague)
    assert 80 <= (found - sent_on).days <= 460
