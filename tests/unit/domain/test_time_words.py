"""Words of time: the conventions of the annotated letters, and properties that hold on any text."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.domain.time_words import Precision, TimeWord, find_time_words

ON = date(2022, 6, 23)
CASES = {
    "2022年，我厅将总结经验": ("2022年", "2022-12-31", "whole_year"),
    "将于今年内开展": ("今年内", "2022-12-31", "whole_year"),
    "年内建成": ("年内", "2022-12-31", "year_end"),
    "年底前建成": ("年底前", "2022-12-31", "year_end"),
    "今年年底前": ("今年年底前", "2022-12-31", "whole_year"),
    "力争2023年底前完成": ("2023年底前", "2023-12-31", "whole_year"),
    "明年启动": ("明年", "2023-12-31", "whole_year"),
    "明年3月底前": ("明年3月底前", "2023-03-31", "month"),
    "2024年2月底": ("2024年2月底", "2024-02-29", "month"),
    "预计今年8月可完成": ("今年8月", "2022-08-31", "month"),
    "8月中旬": ("8月中旬", "2022-08-31", "month"),
    "九月底前": ("九月底前", "2022-09-30", "month"),
    "1-5月": ("1-5月", "2022-05-31", "month"),
    "今年第三季度": ("今年第三季度", "2022-09-30", "quarter"),
    "2022年第4季度": ("2022年第4季度", "2022-12-31", "quarter"),
    "上半年": ("上半年", "2022-06-30", "half_year"),
    "下半年即可投入使用": ("下半年", "2022-12-31", "half_year"),
    "2023年上半年": ("2023年上半年", "2023-06-30", "half_year"),
    "2022年9月1日前": ("2022年9月1日前", "2022-09-01", "day"),
    "二〇二二年十月二十六日": ("二〇二二年十月二十六日", "2022-10-26", "day"),
    "9月1日": ("9月1日", "2022-09-01", "day"),
    "2026-2028年任务": ("2026-2028年", "2028-12-31", "year_span"),
    "2021年至2023年": ("2021年至2023年", "2023-12-31", "year_span"),
    "三年内完成": ("三年内", "2025-06-23", "within"),
    "两年内": ("两年内", "2024-06-23", "within"),
    "半年内": ("半年内", "2022-12-23", "within"),
    "6个月内": ("6个月内", "2022-12-23", "within"),
    "15日内": ("15日内", "2022-07-08", "within"),
    "未来两年内组织认定": ("未来两年内", "2024-06-23", "coming_years"),
    "“十四五”期间": ("“十四五”期间", "2025-12-31", "plan_period"),
    "“十五五”时期": ("“十五五”时期", "2030-12-31", "plan_period"),
    "十四五末": ("十四五末", "2025-12-31", "plan_period"),
    "“十三五”期尽早开工": ("“十三五”期", "2020-12-31", "plan_period"),
    "近三年": ("近三年", "2022-06-23", "recent_years"),
    "本月底": ("本月底", "2022-06-30", "this_month"),
    "下月": ("下月", "2022-07-31", "this_month"),
}


@pytest.mark.parametrize(("words", "expected"), CASES.items(), ids=CASES)
def test_official_words_of_time_mean_the_agreed_day(words: str, expected: tuple[str, str, str]) -> None:
    word = find_time_words(words, ON)[0]
    assert (word.text, str(word.until), word.rule) == expected


@pytest.mark.parametrize("words", ["尽快", "适时", "近期", "及早", "下一步", "今后", "早日", "后续"])
def test_vague_words_have_no_day_and_ask_nobody(words: str) -> None:
    word = find_time_words(f"我局将{words}办理", ON)[0]
    assert (word.text, word.until, word.precision, word.needs_person) == (words, None, Precision.VAGUE, False)


@pytest.mark.parametrize("words", ["今冬明春", "春节前", "本届任期内", "汛前"])
def test_words_that_only_people_can_date_ask_a_person(words: str) -> None:
    word = find_time_words(f"{words}完成", ON)[0]
    assert word.until is None
    assert word.needs_person


@pytest.mark.parametrize(
    "words", ["《广西“十四五”期间规划》", "“十四五”规划", "《2022年工作要点》", "第3季", "少年"]
)
def test_names_of_plans_and_documents_are_no_times(words: str) -> None:
    assert [word for word in find_time_words(words, ON) if word.until] == []


def test_without_a_reference_day_relative_words_ask_a_person_and_years_do_not() -> None:
    relative, written = find_time_words("年底前，2023年底前", None)
    assert (relative.until, relative.needs_person) == (None, True)
    assert (written.until, written.needs_person) == (date(2023, 12, 31), False)


def test_working_days_use_the_calendar_that_is_given() -> None:
    def skip_weekends(day: date, count: int) -> date:
        while count:
            day += timedelta(days=1)
            count -= day.weekday() < 5
        return day

    assert find_time_words("30个工作日内", ON)[0].needs_person
    assert find_time_words("30个工作日内", ON, add_working_days=skip_weekends)[0].until == date(2022, 8, 4)


def test_a_day_that_no_calendar_has_asks_a_person() -> None:
    word = find_time_words("2月30日前", ON)[0]
    assert (word.until, word.needs_person) == (None, True)


def test_a_span_beyond_the_calendar_asks_a_person() -> None:
    assert find_time_words("9999年内", ON)[0].needs_person


WORDS = st.sampled_from(
    [*CASES, "我局将", "，", "。", "《", "》", "12", "〇", "\n", "十五五", "年", "月", "第"]
)
TEXTS = st.lists(WORDS | st.text(max_size=6), max_size=12).map("".join)
DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))


def in_order(words: list[TimeWord]) -> bool:
    return all(one.end <= two.start for one, two in pairwise(words))


@settings(deadline=None)
@given(TEXTS, DAYS | st.none())
def test_words_are_slices_in_order_that_begin_before_they_end(text: str, on: date | None) -> None:
    words = find_time_words(text, on)
    assert in_order(words)
    for word in words:
        assert word.text == text[word.start : word.end]
        assert word.begin is None or word.until is None or word.begin <= word.until


@settings(deadline=None)
@given(DAYS, st.integers(1, 30))
def test_within_years_keeps_the_day_or_takes_the_months_end(on: date, years: int) -> None:
    until = find_time_words(f"{years}年内", on)[0].until
    assert until is not None
    assert until.year == on.year + years
    assert (until.month, until.day) == (on.month, on.day) or (on.month, on.day, until.day) == (2, 29, 28)


@settings(deadline=None)
@given(DAYS, st.integers(1, 12))
def test_a_month_ends_on_the_day_before_the_next_begins(on: date, month: int) -> None:
    until = find_time_words(f"今年{month}月底前", on)[0].until
    assert until is not None
    assert (until.year, until.month) == (on.year, month)
    assert (until + timedelta(days=1)).day == 1
