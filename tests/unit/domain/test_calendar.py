import time
from datetime import date, timedelta
from itertools import pairwise

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.calendar import CalendarDay, DayKind, RestSpell, WorkingCalendar, short_name
from tracker.domain.calendar_seed import seed_calendar, seed_days, seed_years

NATIONAL = seed_calendar()
GUANGXI = seed_calendar("guangxi")
DAYS = st.dates(date(2003, 6, 1), date(2029, 6, 1))


def test_every_day_of_2018_to_2026_agrees_with_the_holidays_package() -> None:
    peer = holidays.country_holidays("CN", years=range(2018, 2027))
    first, last = date(2018, 1, 1), date(2026, 12, 31)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert len(days) == 3287
    assert [day for day in days if NATIONAL.is_working(day) != peer.is_working_day(day)] == []


def test_the_seed_covers_2004_to_2026_with_one_row_a_day_in_order() -> None:
    rows = seed_days()
    assert seed_years() == range(2004, 2027)
    assert all(one.day < next_one.day for one, next_one in pairwise(rows))
    assert {row.day.year for row in rows} == set(seed_years())
    assert all(row.source for row in rows if row.day.year >= 2017)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2021, 9, 20), "中秋节放假"),
        (date(2021, 9, 18), "调休上班"),
        (date(2021, 9, 16), "周四"),
        (date(2021, 9, 11), "周六"),
        (date(2015, 9, 3), "抗战胜利纪念日放假"),
    ],
)
def test_a_day_says_what_it_is(day: date, words: str) -> None:
    assert NATIONAL.describe(day).text() == words


@pytest.mark.parametrize(
    ("start", "amount", "end"),
    [
        (date(2021, 9, 16), 3, date(2021, 9, 22)),  # 17, the worked Saturday 18, then after Mid-Autumn
        (date(2021, 9, 22), -3, date(2021, 9, 16)),
        (date(2021, 9, 18), 1, date(2021, 9, 22)),
        (date(2021, 9, 20), 1, date(2021, 9, 22)),
        (date(2021, 9, 20), -1, date(2021, 9, 18)),
        (date(2022, 3, 31), 0, date(2022, 3, 31)),
        (date(2022, 3, 31), 2, date(2022, 4, 2)),
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
    ],
)
def test_working_days_are_added_without_counting_the_start_day(start: date, amount: int, end: date) -> None:
    assert NATIONAL.add_working_days(start, amount) == end


@given(DAYS, st.integers(-400, 400).filter(bool))
def test_addition_agrees_with_walking_day_by_day(start: date, amount: int) -> None:
    step, day, left = timedelta(days=1 if amount > 0 else -1), start, abs(amount)
    while left:
        day += step
        left -= GUANGXI.is_working(day)
    assert GUANGXI.add_working_days(start, amount) == day


@given(DAYS, DAYS)
def test_counting_agrees_with_walking_and_changes_sign_with_direction(one: date, other: date) -> None:
    first, last = sorted((one, other))
    walked = sum(GUANGXI.is_working(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))
    assert GUANGXI.count_working_days(first, last) == walked
    assert GUANGXI.count_working_days(last, first) == -walked


@given(DAYS, st.integers(1, 500))
def test_counting_undoes_adding(start: date, amount: int) -> None:
    assert NATIONAL.count_working_days(start, NATIONAL.add_working_days(start, amount)) == amount


@given(DAYS)
def test_the_next_working_day_is_the_first_one_not_before(day: date) -> None:
    found = NATIONAL.next_working_day(day)
    assert found >= day
    assert NATIONAL.is_working(found)
    assert not any(NATIONAL.is_working(day + timedelta(days=n)) for n in range((found - day).days))


@pytest.mark.parametrize(
    ("day", "open_to_change"),
    [
        (date(2026, 10, 8), False),
        (date(2026, 12, 28), False),
        (date(2026, 12, 29), True),
        (date(2025, 12, 31), False),
        (date(2027, 1, 4), True),
        (date(2003, 12, 1), True),
    ],
)
def test_days_of_years_not_announced_are_provisional(day: date, open_to_change: bool) -> None:
    assert NATIONAL.provisional(day) is open_to_change


def test_a_year_not_announced_counts_monday_to_friday() -> None:
    assert NATIONAL.is_working(date(2027, 10, 1))
    assert NATIONAL.add_working_days(date(2027, 10, 1), 5) == date(2027, 10, 8)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2017, 4, 1), False),  # worked in the country, off in Guangxi
        (date(2017, 4, 8), True),
        (date(2018, 4, 15), True),
        (date(2020, 3, 26), True),  # cancelled that year
        (date(2021, 4, 16), False),
        (date(2021, 4, 18), True),
        (date(2022, 4, 2), False),
        (date(2023, 4, 23), False),
        (date(2024, 4, 11), False),
        (date(2025, 4, 1), False),
    ],
)
def test_guangxi_days_go_before_the_national_ones(day: date, working: bool) -> None:
    assert GUANGXI.is_working(day) is working


def test_guangxi_holidays_carry_their_name_and_notice() -> None:
    row = GUANGXI.days[date(2024, 4, 11)]
    assert (row.kind, row.name) == (DayKind.HOLIDAY, "壮族三月三")
    assert "2024年" in row.source
    assert GUANGXI.describe(row.day).text() == "壮族三月三放假"
    assert short_name(row.name) == "三月三"


def test_an_unknown_local_set_is_refused() -> None:
    with pytest.raises(FileNotFoundError):
        seed_days("atlantis")


def test_rest_spells_come_whole_and_by_name() -> None:
    spells = list(NATIONAL.rest_spells(date(2021, 9, 20), date(2021, 9, 25)))
    assert spells == [
        RestSpell("中秋节", date(2021, 9, 19), date(2021, 9, 21)),
        RestSpell("", date(2021, 9, 25), date(2021, 9, 25)),
    ]
    assert list(NATIONAL.makeup_days(date(2021, 9, 1), date(2021, 9, 30))) == [
        date(2021, 9, 18),
        date(2021, 9, 26),
    ]


def test_rows_that_change_nothing_are_harmless() -> None:
    saturday, monday = date(2021, 9, 11), date(2021, 9, 13)
    odd = [CalendarDay(saturday, DayKind.HOLIDAY, "周末"), CalendarDay(monday, DayKind.MAKEUP, "周一")]
    assert WorkingCalendar(odd, {2021}).add_working_days(date(2021, 9, 10), 1) == monday
    assert WorkingCalendar([], ()).add_working_days(date(2021, 9, 10), 1) == monday


def test_a_hundred_thousand_additions_take_well_under_a_second() -> None:
    start = date(2024, 1, 1)
    began = time.perf_counter()
    for number in range(100_000):
        NATIONAL.add_working_days(start, number % 250)
    assert time.perf_counter() - began < 1
