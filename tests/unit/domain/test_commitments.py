from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.commitments import (
    BY_HAND,
    RULE_WORDS,
    Anchored,
    Fate,
    Mark,
    expected_day,
    reanchor,
    resolve_day,
    split_place,
)
from tracker.domain.time_words import RULES

ON = date(2021, 9, 22)
TEXT = (
    "郑毅委员：\n您提出的提案收悉，现答复如下：\n"
    "三是加快平台建设。在未来两年内组织认定20～30家自治区技术创新示范企业，引导要素集聚。\n"
    "五是突破核心技术。实施100项以上技术创新项目；评选工业优秀新产品40项，推动企业转型升级。"
)
IDENTIFY = "在未来两年内组织认定20～30家自治区技术创新示范企业"
RUN = "实施100项以上技术创新项目"
CHOOSE = "评选工业优秀新产品40项"


def marks_of(text: str, *quotes: str) -> list[Mark]:
    return [
        Mark(key, text.index(words), text.index(words) + len(words), words)
        for key, words in enumerate(quotes)
    ]


def by_key(found: list[Anchored]) -> dict[int, Anchored]:
    return {one.key: one for one in found}


def test_marks_move_with_text_typed_before_them() -> None:
    new = TEXT.replace("收悉，", "收悉，我厅高度重视，")
    found = reanchor(marks_of(TEXT, IDENTIFY, RUN, CHOOSE), TEXT, new)
    assert [one.fate for one in found] == [Fate.KEPT] * 3
    assert [new[one.start : one.end] for one in found] == [IDENTIFY, RUN, CHOOSE]


def test_a_sentence_moved_to_another_paragraph_keeps_its_mark() -> None:
    new = TEXT.replace(RUN + "；", "").replace("引导要素集聚。", f"引导要素集聚。{RUN}。")
    found = by_key(reanchor(marks_of(TEXT, IDENTIFY, RUN, CHOOSE), TEXT, new))
    assert found[1].fate is Fate.KEPT
    assert new[found[1].start : found[1].end] == RUN


def test_a_changed_number_makes_the_sentence_undecided_and_marks_its_new_words() -> None:
    new = TEXT.replace("40项", "60项")
    found = by_key(reanchor(marks_of(TEXT, IDENTIFY, RUN, CHOOSE), TEXT, new))
    assert (found[0].fate, found[1].fate, found[2].fate) == (Fate.KEPT, Fate.KEPT, Fate.CHANGED)
    assert "60项" in found[2].quote
    assert found[2].quote == new[found[2].start : found[2].end]


@pytest.mark.parametrize(
    ("before", "after"), [(CHOOSE, CHOOSE + "以上"), (CHOOSE, "不再" + CHOOSE), (RUN, "研究" + RUN)]
)
def test_words_grown_onto_a_promise_change_it(before: str, after: str) -> None:
    new = TEXT.replace(before, after)
    (found,) = reanchor(marks_of(TEXT, before), TEXT, new)
    assert found.fate is Fate.CHANGED


def test_the_sentence_behind_a_full_stop_may_go_without_touching_the_one_before() -> None:
    whole = RUN + "。"
    old = f"{whole}下一步评选产品。\n感谢关心。"
    (found,) = reanchor(marks_of(old, whole), old, old.replace("下一步评选产品。", ""))
    assert found.fate is Fate.KEPT


def test_words_cut_out_wait_and_come_back_when_pasted_elsewhere() -> None:
    cut = TEXT.replace(CHOOSE + "，", "")
    (lost,) = reanchor(marks_of(TEXT, CHOOSE), TEXT, cut)
    assert (lost.fate, lost.quote) == (Fate.LOST, CHOOSE)
    pasted = cut + "\n" + CHOOSE + "。"
    waiting = Mark(0, lost.start, lost.end, lost.quote, is_placed=False)
    (back,) = reanchor([waiting], cut, pasted)
    assert back.fate is Fate.KEPT
    assert pasted[back.start : back.end] == CHOOSE


def test_of_two_equal_sentences_each_mark_follows_its_own_neighbourhood() -> None:
    old = "甲县将建设一座水库。\n乙县：将建设一座水库。"
    words = "将建设一座水库"
    second = old.rindex(words)
    mark = Mark(0, second, second + len(words), words)
    new = "总的来看：\n丙县将建设一座水库。\n乙县：将建设一座水库。\n（完）"
    (found,) = reanchor([mark], old, new)
    assert (found.fate, found.start) == (Fate.KEPT, new.index("乙县") + 3)


def test_an_emptied_text_loses_every_mark_but_none_of_its_words() -> None:
    found = reanchor(marks_of(TEXT, IDENTIFY, RUN), TEXT, "")
    assert [(one.fate, one.quote) for one in found] == [(Fate.LOST, IDENTIFY), (Fate.LOST, RUN)]


@given(
    st.text("一是将，。\n", max_size=40),
    st.text("一是将，。\n", max_size=40),
    st.text("一是将，。\n", max_size=40),
)
def test_no_mark_disappears_and_each_placed_one_quotes_the_new_text(head: str, tail: str, other: str) -> None:
    old = f"{head}{RUN}{tail}{CHOOSE}"
    new = f"{other}{RUN}{tail}"
    found = reanchor(marks_of(old, RUN, CHOOSE), old, new)
    assert {one.key for one in found} == {0, 1}
    placed = [one for one in found if one.fate is not Fate.LOST]
    assert all(new[one.start : one.end] == one.quote for one in placed)
    assert all(one.end <= two.start for one, two in pairwise(placed))


@given(st.text(max_size=80), st.integers(0, 80), st.text(max_size=10))
def test_typing_far_from_a_mark_never_touches_it(text: str, at: int, typed: str) -> None:
    old = f"{text}\n末尾：{RUN}。"
    place = min(at, len(text))
    new = old[:place] + typed + old[place:]
    mark = Mark(1, old.rindex(RUN), old.rindex(RUN) + len(RUN), RUN)
    (found,) = reanchor([mark], old, new)
    assert (found.fate, new[found.start : found.end]) == (Fate.KEPT, RUN)


@pytest.mark.parametrize(
    ("words", "due", "rule"),
    [
        ("在未来两年内", date(2023, 9, 22), "coming_years"),
        ("年底前", date(2021, 12, 31), "year_end"),
        ("2022年6月底前", date(2022, 6, 30), "month"),
        ("半年内", date(2022, 3, 22), "within"),
        ("“十四五”期间", date(2025, 12, 31), "plan_period"),
        ("2020年基础上于2022年底前", date(2022, 12, 31), "whole_year"),
    ],
)
def test_exact_words_give_a_due_day(words: str, due: date, rule: str) -> None:
    found = resolve_day(words, ON)
    assert (found.due_on, found.review_on, found.rule) == (due, None, rule)


def test_working_days_are_counted_with_the_office_calendar() -> None:
    found = resolve_day("30个工作日内", ON, lambda day, count: day + timedelta(days=2 * count))
    assert (found.due_on, found.rule) == (ON + timedelta(days=60), "working_days")


@pytest.mark.parametrize(
    ("words", "rule", "review"),
    [
        ("尽快", "review_vague", date(2021, 12, 22)),
        ("适时开展", "review_vague", date(2021, 12, 22)),
        ("", "review_undated", date(2021, 12, 31)),
    ],
)
def test_a_promise_without_a_day_is_looked_at_again(words: str, rule: str, review: date) -> None:
    found = resolve_day(words, ON)
    assert (found.due_on, found.review_on, found.rule) == (None, review, rule)


def test_a_day_before_the_reply_gives_none() -> None:
    found = resolve_day("2020年底前", ON)
    assert (found.due_on, found.review_on, found.rule) == (None, None, "past")


@given(
    st.dates(date(2000, 1, 1), date(2090, 1, 1)),
    st.sampled_from(["年内", "尽快", "", "明年6月底前", "三年内"]),
)
def test_every_resolved_promise_ages_after_its_reply(on: date, words: str) -> None:
    found = resolve_day(words, on)
    day = found.due_on or found.review_on
    assert day is not None
    assert day >= on


def test_every_rule_of_time_words_that_gives_a_day_explains_itself() -> None:
    silent = {"recent_years", "term", "season", "vague"}
    assert {rule.name for rule in RULES} - silent <= set(RULE_WORDS)
    assert BY_HAND in RULE_WORDS


def test_the_expected_day_of_a_reply_is_its_deadline_or_today_once_past() -> None:
    assert expected_day(date(2021, 9, 22), date(2021, 9, 16)) == date(2021, 9, 22)
    assert expected_day(date(2021, 9, 10), date(2021, 9, 16)) == date(2021, 9, 16)
    assert expected_day(None, date(2021, 9, 16)) == date(2021, 9, 16)


def test_a_mark_is_cut_in_two_where_the_second_promise_begins() -> None:
    quote = f"{RUN}；{CHOOSE}"
    first, second = split_place(10, quote, CHOOSE) or ((0, 0), (0, 0))
    assert quote[first[0] - 10 : first[1] - 10] == RUN
    assert quote[second[0] - 10 : second[1] - 10] == CHOOSE
    assert split_place(10, quote, "不在句中") is None
    assert split_place(10, quote, quote) is None
