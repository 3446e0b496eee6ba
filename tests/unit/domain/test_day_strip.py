from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.calendar_seed import seed_calendar
from tracker.domain.day_strip import StripKind, day_strip

CALENDAR = seed_calendar()


def test_the_strip_shows_the_days_of_the_picture() -> None:
    strip = day_strip(CALENDAR, date(2021, 9, 16), date(2021, 9, 22))
    assert [(cell.weekday.text(), cell.day.day, cell.words.text(), cell.kind) for cell in strip] == [
        ("四", 16, "今天", StripKind.PLAIN),
        ("五", 17, "1", StripKind.PLAIN),
        ("六", 18, "2·班", StripKind.SWAP),
        ("日", 19, "中秋", StripKind.SKIP),
        ("一", 20, "休", StripKind.SKIP),
        ("二", 21, "休", StripKind.SKIP),
        ("三", 22, "3", StripKind.END),
        ("四", 23, "", StripKind.PLAIN),
        ("五", 24, "", StripKind.PLAIN),
    ]
    assert [cell.is_today for cell in strip] == [True] + [False] * 8
    assert {cell.source for cell in strip} == {"", "国办发明电〔2020〕27号"}


def test_a_far_deadline_shows_the_end_of_its_term_with_the_true_count() -> None:
    strip = day_strip(CALENDAR, date(2021, 9, 1), date(2021, 9, 22))
    assert strip[0].day == date(2021, 9, 16)
    assert [cell.number for cell in strip if cell.number] == [11, 12, 13, 14]


def test_an_overdue_deadline_shows_the_days_around_it_without_a_count() -> None:
    strip = day_strip(CALENDAR, date(2021, 12, 1), date(2021, 9, 22))
    assert strip[0].day == date(2021, 9, 20)
    assert not any(cell.number for cell in strip)


def test_a_worked_weekend_after_the_end_carries_no_number() -> None:
    cells = {cell.day: cell for cell in day_strip(CALENDAR, date(2021, 9, 24), date(2021, 9, 24))}
    assert cells[date(2021, 9, 26)].words.text() == "班"
    assert cells[date(2021, 9, 24)].kind is StripKind.END


@given(st.dates(date(2020, 1, 1), date(2027, 1, 1)), st.integers(-300, 300))
def test_the_due_day_always_stands_in_the_strip_once(today: date, ahead: int) -> None:
    due = date.fromordinal(today.toordinal() + ahead)
    strip = day_strip(CALENDAR, today, due)
    assert [cell.day for cell in strip if cell.kind is StripKind.END] == [due]
    assert len(strip) == 9
