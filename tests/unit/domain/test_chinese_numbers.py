"""Chinese numerals and written days."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.domain.chinese_numbers import read_day, to_int, to_year

SIGNS = "〇一二三四五六七八九"


def written(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    head = f"{SIGNS[hundreds]}百" if hundreds else ""
    middle = f"{SIGNS[tens]}十" if tens else ("零" if hundreds and ones else "")
    return head + middle + (SIGNS[ones] if ones else "") or "零"


@settings(deadline=None)
@given(st.integers(0, 999))
def test_written_numbers_read_back(number: int) -> None:
    assert to_int(written(number)) == number
    assert to_int(str(number)) == number


@pytest.mark.parametrize(
    ("words", "number"), [("十", 10), ("十四", 14), ("廿一", 21), ("两", 2), ("一〇五", 105)]
)
def test_other_ways_of_writing_numbers(words: str, number: int) -> None:
    assert to_int(words) == number


@pytest.mark.parametrize("words", ["", "甲", "1a", "半"])
def test_what_is_no_number_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match=r"^.*$"):
        to_int(words)


@pytest.mark.parametrize("words", ["二〇二一", "二○二一", "二零二一", "2021", "二O二一"])
def test_years_in_every_hand(words: str) -> None:
    assert to_year(words) == 2021


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2021年9月23日", date(2021, 9, 23)),
        ("二〇二一年十二月三十一日", date(2021, 12, 31)),
        ("二○二一年十月二十日", date(2021, 10, 20)),
        ("2021 年 9 月 3 日", date(2021, 9, 3)),
        ("2021年2月30日", None),
        ("没有日期", None),
    ],
)
def test_days_in_chinese_and_arabic(words: str, day: date | None) -> None:
    assert read_day(words) == day
