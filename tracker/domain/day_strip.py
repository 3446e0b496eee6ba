"""The row of days under an explained due date: which count, which are off, and the running number."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tracker.domain.calendar import WorkingCalendar, short_name
from tracker.domain.errors import N_
from tracker.domain.phrases import Phrase, phrase

CELLS = 9
DAYS_AFTER_DUE = 2
ONE_DAY = timedelta(days=1)
WEEKDAY_SIGNS = (N_("一"), N_("二"), N_("三"), N_("四"), N_("五"), N_("六"), N_("日"))


class StripKind(StrEnum):
    """How a cell looks; the due day goes before the rest."""

    PLAIN = "plain"
    SKIP = "skip"
    SWAP = "swap"
    END = "end"


@dataclass(frozen=True, slots=True)
class StripDay:
    """One cell; ``number`` counts working days from the day after today up to the due day."""

    day: date
    weekday: Phrase
    kind: StripKind
    is_today: bool
    number: int | None
    words: Phrase
    source: str


def day_strip(calendar: WorkingCalendar, today: date, due: date) -> tuple[StripDay, ...]:
    """Return nine days around the end of the term, from today where that is near enough."""
    earliest = due - (CELLS - 1 - DAYS_AFTER_DUE) * ONE_DAY
    first = max(earliest, today) if due >= today else due - DAYS_AFTER_DUE * ONE_DAY
    return tuple(_cells(calendar, first, today, due))


def _cells(calendar: WorkingCalendar, first: date, today: date, due: date) -> Iterator[StripDay]:
    before = ""
    for day in (first + number * ONE_DAY for number in range(CELLS)):
        row = calendar.days.get(day)
        kind = _kind(calendar, day, due)
        counted = today < day <= due and calendar.is_working(day)
        number = calendar.count_working_days(today, day) if counted else None
        rest = row.name if row and kind is StripKind.SKIP else ""
        words = Phrase(N_("今天")) if day == today else _words(kind, number, rest if rest != before else "")
        before = rest
        weekday = Phrase(WEEKDAY_SIGNS[day.weekday()])
        yield StripDay(day, weekday, kind, day == today, number, words, row.source if row else "")


def _kind(calendar: WorkingCalendar, day: date, due: date) -> StripKind:
    if day == due:
        return StripKind.END
    if not calendar.is_working(day):
        return StripKind.SKIP
    return StripKind.SWAP if day in calendar.days else StripKind.PLAIN


def _words(kind: StripKind, number: int | None, holiday: str) -> Phrase:
    """Return the line under the day: a holiday's name on its first day, 休, a number, or 班 on a worked weekend."""
    if kind is StripKind.SKIP:
        return Phrase(short_name(holiday) if holiday else N_("休"))
    if kind is StripKind.SWAP:
        return phrase(N_("%(number)s·班"), number=number) if number else Phrase(N_("班"))
    return Phrase(str(number)) if number else Phrase("")
