from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.calendar_seed import seed_calendar
from tracker.domain.lateness import LatenessKind, lateness

CALENDAR = seed_calendar()
TODAY = date(2021, 9, 16)
DAYS = st.dates(date(2020, 1, 1), date(2027, 1, 1))


@pytest.mark.parametrize(
    ("due", "today", "kind", "days", "words"),
    [
        (None, TODAY, LatenessKind.NONE, 0, "未起算"),
        (date(2021, 9, 17), TODAY, LatenessKind.SOON, 1, "还剩1个工作日"),
        (date(2021, 9, 18), TODAY, LatenessKind.SOON, 2, "还剩2个工作日"),
        (date(2021, 9, 22), TODAY, LatenessKind.SOON, 3, "还剩3个工作日"),
        (date(2021, 9, 23), TODAY, LatenessKind.AHEAD, 4, "还剩4个工作日"),
        (TODAY, TODAY, LatenessKind.SOON, 0, "今天到期"),
        (date(2021, 9, 14), TODAY, LatenessKind.LATE, 2, "已超期2个工作日"),
        (date(2021, 9, 10), date(2021, 9, 12), LatenessKind.LATE, 0, "已超期，不足1个工作日"),
        (date(2021, 9, 12), date(2021, 9, 11), LatenessKind.SOON, 0, "还剩不足1个工作日"),
    ],
)
def test_lateness_is_said_in_working_days(
    due: date | None, today: date, kind: LatenessKind, days: int, words: str
) -> None:
    found = lateness(due, today, CALENDAR)
    assert (found.kind, found.days, found.words.text()) == (kind, days, words)


@pytest.mark.parametrize(
    ("due", "done_on", "kind", "days", "words"),
    [
        (date(2021, 4, 16), date(2021, 4, 12), LatenessKind.DONE, 0, "4月12日 已办"),
        (date(2021, 4, 16), date(2021, 4, 16), LatenessKind.DONE, 0, "4月16日 已办"),
        (None, date(2021, 4, 16), LatenessKind.DONE, 0, "4月16日 已办"),
        (date(2021, 4, 16), date(2021, 4, 20), LatenessKind.DONE_LATE, 2, "4月20日 已办，迟2个工作日"),
        (date(2021, 4, 16), date(2021, 4, 17), LatenessKind.DONE_LATE, 0, "4月17日 已办，迟不足1个工作日"),
    ],
)
def test_what_is_done_stays_done_and_late_is_not_green(
    due: date | None, done_on: date, kind: LatenessKind, days: int, words: str
) -> None:
    found = lateness(due, TODAY, CALENDAR, done_on)
    assert (found.kind, found.days, found.words.text()) == (kind, days, words)


def test_the_office_sets_when_soon_begins() -> None:
    due = date(2021, 9, 23)
    assert lateness(due, TODAY, CALENDAR, threshold=4).kind is LatenessKind.SOON
    assert lateness(due, TODAY, CALENDAR, threshold=3).kind is LatenessKind.AHEAD


@given(DAYS, DAYS)
def test_an_open_milestone_is_late_exactly_after_its_day(due: date, today: date) -> None:
    found = lateness(due, today, CALENDAR)
    assert (found.kind is LatenessKind.LATE) is (due < today)
    assert found.days == abs(CALENDAR.count_working_days(today, due))
