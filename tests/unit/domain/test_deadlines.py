import json
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.calendar_seed import seed_calendar
from tracker.domain.deadlines import AnchorMissingError, add_months, compute, compute_all
from tracker.domain.due_dates import (
    Anchor,
    Direction,
    DueDate,
    Extension,
    Milestone,
    MilestoneRule,
    Roll,
    Step,
    Unit,
)

CALENDAR = seed_calendar()
REPLY = MilestoneRule(
    Milestone.REPLY,
    Anchor.ASSIGNED,
    3,
    Unit.MONTHS,
    roll=Roll.NEXT_WORKING_DAY,
    source="第2条",
    office_default=True,
    rule_set="office",
    title="政协提案答复期限",
    version="4",
)
RULES = st.builds(
    MilestoneRule,
    st.sampled_from(Milestone),
    st.sampled_from(Anchor),
    st.integers(0, 90),
    st.sampled_from(Unit),
    st.sampled_from(Direction),
    st.sampled_from(Roll),
)
EXTENSIONS = st.lists(
    st.builds(
        Extension,
        st.integers(1, 12),
        st.sampled_from(Unit),
        st.none() | st.dates(date(2026, 1, 1), date(2028, 1, 1)),
    ),
    max_size=2,
)
DAYS = st.dates(date(2015, 1, 1), date(2026, 12, 31))


def lines(due: DueDate) -> list[tuple[str, date | None]]:
    return [(step.words.text(), step.day) for step in due.steps]


def on(day: date, amount: int, unit: Unit, extensions: Sequence[Extension] = ()) -> date:
    rule = MilestoneRule(Milestone.REPLY, Anchor.ASSIGNED, amount, unit, roll=Roll.NEXT_WORKING_DAY)
    return compute(rule, {"assigned": day}, CALENDAR, extensions).day


def test_an_extended_reply_explains_itself_as_in_the_picture() -> None:
    due = compute(REPLY, {"assigned": date(2021, 3, 19)}, CALENDAR, [Extension(3)])
    assert lines(due) == [
        ("3月19日交办，当日不计", date(2021, 3, 20)),
        ("加3个月", date(2021, 6, 19)),
        ("休息日顺延", date(2021, 6, 21)),
        ("延期3个月，自原对应日 6月19日", date(2021, 9, 19)),
        ("中秋放假 19日至21日，顺延", date(2021, 9, 22)),
    ]
    assert (due.day, due.first_day, due.provisional) == (date(2021, 9, 22), date(2021, 6, 21), False)
    assert (due.title, due.version, due.source) == ("政协提案答复期限", "4", "第2条")
    assert due.office_default


@pytest.mark.parametrize(
    ("start", "amount", "unit", "end"),
    [
        (date(2022, 3, 31), 3, Unit.MONTHS, date(2022, 6, 30)),  # no 31 June: month-end
        (date(2021, 11, 30), 3, Unit.MONTHS, date(2022, 2, 28)),
        (date(2023, 11, 30), 3, Unit.MONTHS, date(2024, 2, 29)),
        (date(2022, 7, 1), 3, Unit.MONTHS, date(2022, 10, 8)),  # National Day, then a worked Saturday
        (date(2025, 3, 1), 6, Unit.MONTHS, date(2025, 9, 1)),
        (date(2022, 3, 18), 5, Unit.MONTHS, date(2022, 8, 18)),  # a session proposal in Sichuan
        (date(2022, 3, 31), 7, Unit.WORKING_DAYS, date(2022, 4, 12)),  # Qingming, with a worked Saturday
        (date(2021, 4, 2), 20, Unit.WORKING_DAYS, date(2021, 4, 30)),
        (date(2022, 4, 24), 10, Unit.DAYS, date(2022, 5, 5)),  # 4 May was off
    ],
)
def test_terms_end_where_the_civil_code_says(start: date, amount: int, unit: Unit, end: date) -> None:
    assert on(start, amount, unit) == end


def test_months_extended_over_a_short_month_count_from_the_start() -> None:
    due = compute(REPLY, {"assigned": date(2021, 11, 30)}, CALENDAR, [Extension(3)])
    assert lines(due)[-1] == ("延期3个月，自 11月30日起共6个月", date(2022, 5, 30))
    assert due.day == on(date(2021, 11, 30), 6, Unit.MONTHS)


def test_extensions_may_be_days_working_days_or_a_new_date() -> None:
    start = date(2021, 3, 19)  # due on 19 June, a Saturday, and so on the 21st
    assert on(start, 3, Unit.MONTHS, [Extension(10, Unit.DAYS)]) == date(2021, 6, 29)
    assert on(start, 3, Unit.MONTHS, [Extension(10, Unit.WORKING_DAYS)]) == date(2021, 7, 5)
    assert on(start, 3, Unit.MONTHS, [Extension(until=date(2021, 7, 30))]) == date(2021, 7, 30)
    assert on(start, 3, Unit.MONTHS, [Extension(until=date(2021, 7, 30)), Extension(1)]) == date(2021, 8, 30)


def test_working_days_name_what_is_skipped_and_what_is_worked() -> None:
    rule = MilestoneRule(Milestone.FIRST_CONTACT, Anchor.ASSIGNED, 20)
    assert lines(compute(rule, {"assigned": date(2021, 4, 2)}, CALENDAR)) == [
        ("4月2日交办，当日不计", date(2021, 4, 3)),
        ("清明放假 4月3日至4月5日，不计", None),
        ("4月25日调休上班，计入", None),
        ("加20个工作日", date(2021, 4, 30)),
    ]


def test_a_draft_is_due_some_working_days_before_the_reply() -> None:
    draft = MilestoneRule(Milestone.DRAFT, Anchor.REPLY_DEADLINE, 10, direction=Direction.BEFORE)
    due = compute(draft, {"reply_deadline": date(2021, 9, 22)}, CALENDAR)
    assert lines(due) == [
        ("答复期限 9月22日，当日不计", date(2021, 9, 21)),
        ("9月18日调休上班，计入", None),
        ("中秋放假 9月19日至9月21日，不计", None),
        ("往前10个工作日", date(2021, 9, 7)),
    ]


def test_twenty_days_before_the_deadline_are_calendar_days() -> None:
    rule = MilestoneRule(Milestone.CO_OPINION, Anchor.REPLY_DEADLINE, 20, Unit.DAYS, Direction.BEFORE)
    assert compute(rule, {"reply_deadline": date(2022, 6, 30)}, CALENDAR).day == date(2022, 6, 10)


@pytest.mark.parametrize(
    ("start", "fixed", "end"),
    [
        (date(2024, 3, 1), (8, 5), date(2024, 8, 5)),
        (date(2024, 8, 5), (8, 5), date(2024, 8, 5)),
        (date(2024, 8, 6), (8, 5), date(2025, 8, 5)),
        (date(2025, 1, 10), (2, 29), date(2025, 2, 28)),
    ],
)
def test_a_fixed_date_is_the_next_one_of_its_kind(start: date, fixed: tuple[int, int], end: date) -> None:
    rule = MilestoneRule(Milestone.REPLY, Anchor.ASSIGNED, fixed_month_day=fixed)
    assert compute(rule, {"assigned": start}, CALENDAR).day == end


def test_a_sum_that_leans_on_a_year_not_announced_says_so() -> None:
    due = compute(REPLY, {"assigned": date(2026, 10, 29)}, CALENDAR)
    assert due.provisional
    assert lines(due)[-1] == ("2027年放假安排尚未公布，暂按周一至周五推算", None)
    assert (
        compute(REPLY, {"assigned": date(2026, 9, 30)}, CALENDAR).steps[-1].words.text().startswith("2027年")
    )


def test_months_without_a_roll_need_no_notice() -> None:
    rule = MilestoneRule(Milestone.REPLY, Anchor.ASSIGNED, 3, Unit.MONTHS)
    assert not compute(rule, {"assigned": date(2030, 10, 29)}, CALENDAR).provisional


def test_a_missing_anchor_is_named() -> None:
    with pytest.raises(AnchorMissingError, match="assigned"):
        compute(REPLY, {"received": date(2021, 3, 19)}, CALENDAR)


def test_deadlines_that_hang_on_the_reply_follow_it_and_those_without_anchor_wait() -> None:
    rules = [
        MilestoneRule(Milestone.DRAFT, Anchor.REPLY_DEADLINE, 10, direction=Direction.BEFORE),
        MilestoneRule(Milestone.PUBLISH, Anchor.REPLY_SENT, 20),
        REPLY,
    ]
    found = compute_all(rules, {"assigned": date(2021, 3, 19)}, CALENDAR, {Milestone.REPLY: [Extension(3)]})
    assert {code: due.day for code, due in found.items()} == {
        Milestone.REPLY: date(2021, 9, 22),
        Milestone.DRAFT: date(2021, 9, 7),
    }


@given(RULES, DAYS, EXTENSIONS)
def test_a_due_date_survives_a_json_column(
    rule: MilestoneRule, day: date, extensions: list[Extension]
) -> None:
    due = compute(rule, {rule.anchor: day}, CALENDAR, extensions)
    assert DueDate.from_json(json.loads(json.dumps(due.to_json()))) == due


@pytest.mark.parametrize("broken", [{"steps": "none"}, {"steps": [{"kind": "add", "words": 1, "day": None}]}])
def test_what_is_no_due_date_is_refused(broken: dict[str, object]) -> None:
    stored = compute(REPLY, {"assigned": date(2021, 3, 19)}, CALENDAR).to_json() | broken
    with pytest.raises(TypeError):
        DueDate.from_json(stored)


def test_a_step_without_words_is_refused() -> None:
    with pytest.raises(KeyError):
        Step.from_json({"kind": "add"})


@given(RULES, DAYS, EXTENSIONS)
def test_the_last_dated_step_is_the_due_date(
    rule: MilestoneRule, day: date, extensions: list[Extension]
) -> None:
    due = compute(rule, {rule.anchor: day}, CALENDAR, extensions)
    assert [step.day for step in due.steps if step.day][-1] == due.day
    assert all(step.words.text() for step in due.steps)


@given(DAYS, st.integers(1, 12))
def test_a_rolled_term_ends_on_a_working_day_and_never_early(day: date, amount: int) -> None:
    end = on(day, amount, Unit.MONTHS)
    assert CALENDAR.is_working(end)
    assert end >= add_months(day, amount)
    assert (end - add_months(day, amount)).days < 16


@given(DAYS, st.integers(-60, 60))
def test_a_corresponding_day_keeps_its_number_or_is_the_months_last(day: date, amount: int) -> None:
    end = add_months(day, amount)
    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == amount
    assert end.day == day.day or (end.day < day.day and add_months(end, 1).day >= end.day)


@given(DAYS, st.integers(1, 6), st.integers(1, 6))
def test_extending_by_months_equals_the_longer_term(day: date, term: int, more: int) -> None:
    assert on(day, term, Unit.MONTHS, [Extension(more)]) == on(day, term + more, Unit.MONTHS)
