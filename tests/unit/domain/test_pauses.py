"""A pause moves a term by the time that it took, in the unit of its rule, and says so in the sum."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.calendar import WorkingCalendar
from tracker.domain.calendar_seed import seed_calendar
from tracker.domain.deadlines import compute
from tracker.domain.due_dates import (
    Anchor,
    Approval,
    Change,
    Direction,
    DueDate,
    Extension,
    Milestone,
    MilestoneRule,
    Pause,
    Roll,
    StepKind,
    Unit,
    VolumeDays,
)
from tracker.domain.explaining import paragraph

CALENDAR: WorkingCalendar = seed_calendar(None)
START = date(2026, 3, 18)
MONTHS = MilestoneRule(
    Milestone.REPLY,
    Anchor.ASSIGNED,
    3,
    Unit.MONTHS,
    roll=Roll.NEXT_WORKING_DAY,
    volume=(VolumeDays(20, 10, Unit.DAYS), VolumeDays(50, 15, Unit.DAYS)),
)
WORKING = MilestoneRule(Milestone.FIRST_CONTACT, Anchor.ASSIGNED, 20)
REST = Pause(date(2026, 3, 31), date(2026, 4, 14), Approval("覃雪梅", date(2026, 3, 31), "等待上级决定。"))


def due(rule: MilestoneRule, *changes: Change, start: date = START) -> DueDate:
    return compute(rule, {rule.anchor.value: start}, CALENDAR, changes)


def words(found: DueDate, kind: StepKind) -> list[str]:
    return [step.words.text() for step in found.steps if step.kind is kind]


def test_a_term_in_months_moves_by_the_calendar_days_of_the_pause() -> None:
    found = due(MONTHS, REST)
    assert (found.first_day, found.day) == (date(2026, 6, 18), date(2026, 7, 2))
    assert words(found, StepKind.PAUSE) == ["3月31日暂停计时，4月14日恢复，顺延14天"]
    assert words(found, StepKind.APPROVAL) == ["覃雪梅于3月31日批准，理由：等待上级决定"]


def test_a_term_in_working_days_moves_by_the_working_days_of_the_pause() -> None:
    """Qingming, 4 to 6 April 2026, is not counted: nine working days lie in the fortnight."""
    plain, found = due(WORKING), due(WORKING, REST)
    assert CALENDAR.count_working_days(plain.day, found.day) == 9
    assert words(found, StepKind.PAUSE) == ["3月31日暂停计时，4月14日恢复，顺延9个工作日"]


@given(st.dates(START, date(2026, 6, 1)), st.integers(0, 60), st.sampled_from([WORKING, MONTHS]))
def test_as_much_is_left_after_a_pause_as_before_it(first: date, days: int, rule: MilestoneRule) -> None:
    last = date.fromordinal(first.toordinal() + days)
    plain, found = due(rule), due(rule, Pause(first, last))
    if rule is WORKING:
        left = CALENDAR.count_working_days(first, plain.day)
        assert CALENDAR.count_working_days(last, found.day) == left
    else:
        assert found.day >= date.fromordinal(plain.first_day.toordinal() + days)
    assert found.first_day == plain.day


@pytest.mark.parametrize("last", [REST.first, date(2026, 3, 1)])
def test_a_pause_without_a_day_moves_nothing_and_says_nothing(last: date) -> None:
    assert due(MONTHS, Pause(REST.first, last)) == due(MONTHS)


def test_what_was_over_before_the_term_began_does_not_count() -> None:
    later = date(2026, 5, 6)
    before = Extension(until=date(2026, 6, 30), approval=Approval("王建华", date(2026, 4, 1)))
    assert due(WORKING, REST, before, start=later) == due(WORKING, start=later)
    begun = due(WORKING, Pause(date(2026, 3, 2), date(2026, 3, 25)))
    assert words(begun, StepKind.PAUSE) == ["3月18日暂停计时，3月25日恢复，顺延5个工作日"]


def test_a_term_counted_backwards_moves_forwards() -> None:
    rule = MilestoneRule(Milestone.CO_OPINION, Anchor.REPLY_DEADLINE, 20, direction=Direction.BEFORE)
    end = date(2026, 6, 18)
    plain = due(rule, start=end)
    found = due(rule, REST, start=end)
    assert CALENDAR.count_working_days(plain.day, found.day) == 9


def test_the_chain_of_extension_pause_and_first_date_can_be_read() -> None:
    granted = Extension(until=date(2026, 7, 31), approval=Approval("覃雪梅", date(2026, 6, 2), "长" * 80))
    found = due(MONTHS, granted, Pause(date(2026, 6, 10), date(2026, 6, 24)))
    assert (found.first_day, found.day) == (date(2026, 6, 18), date(2026, 8, 14))
    text = paragraph(found)
    for part in (
        "批准延期至 2026年7月31日",
        "6月2日批准，理由：",
        "……",
        "6月24日恢复，顺延14天",
        "最初的期限是2026年6月18日",
    ):
        assert part in text
    assert text.index("批准延期") < text.index("暂停计时")
    assert DueDate.from_json(found.to_json()) == found


def test_days_for_many_items_name_the_number_and_the_rule() -> None:
    found = due(MONTHS, Extension(until=date(2026, 7, 3), items=52))
    assert words(found, StepKind.EXTEND) == ["承办52件（满50件），按规定可加15天，批准延期至 7月3日"]
