"""The one place that turns a due date and today into words of lateness, counted in working days."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.domain.calendar import WorkingCalendar
from tracker.domain.errors import N_
from tracker.domain.phrases import Phrase, phrase

SOON_FROM = 3  # working days left; the office may set another


class LatenessKind(StrEnum):
    """The look of the chip; ``done_late`` is neutral, not green."""

    LATE = "late"
    SOON = "soon"
    AHEAD = "ahead"
    DONE = "done"
    DONE_LATE = "done_late"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Lateness:
    """``days`` are working days: left when soon or ahead, over when late or done late, else 0."""

    kind: LatenessKind
    days: int
    words: Phrase


def lateness(
    due: date | None,
    today: date,
    calendar: WorkingCalendar,
    done_on: date | None = None,
    threshold: int = SOON_FROM,
) -> Lateness:
    """Return how a milestone stands: done, not started, overdue, soon (``threshold`` working days) or ahead."""
    if done_on:
        return _done(due, done_on, calendar)
    if due is None:
        return Lateness(LatenessKind.NONE, 0, Phrase(N_("未起算")))
    if due < today:
        return _overdue(calendar.count_working_days(due, today))
    return _ahead(due, today, calendar, threshold)


def _done(due: date | None, done_on: date, calendar: WorkingCalendar) -> Lateness:
    if due is None or done_on <= due:
        return Lateness(LatenessKind.DONE, 0, phrase(N_("%(day)s 已办"), day=done_on))
    days = calendar.count_working_days(due, done_on)
    if not days:
        return Lateness(LatenessKind.DONE_LATE, 0, phrase(N_("%(day)s 已办，迟不足1个工作日"), day=done_on))
    words = phrase(N_("%(day)s 已办，迟%(days)s个工作日"), day=done_on, days=days)
    return Lateness(LatenessKind.DONE_LATE, days, words)


def _overdue(days: int) -> Lateness:
    """Say how long overdue; only days of rest may have passed since."""
    words = phrase(N_("已超期%(days)s个工作日"), days=days) if days else Phrase(N_("已超期，不足1个工作日"))
    return Lateness(LatenessKind.LATE, days, words)


def _ahead(due: date, today: date, calendar: WorkingCalendar, threshold: int) -> Lateness:
    """Say how long is left; before a due day of rest no working day may be left."""
    if due == today:
        return Lateness(LatenessKind.SOON, 0, Phrase(N_("今天到期")))
    days = calendar.count_working_days(today, due)
    kind = LatenessKind.SOON if days <= threshold else LatenessKind.AHEAD
    words = phrase(N_("还剩%(days)s个工作日"), days=days) if days else Phrase(N_("还剩不足1个工作日"))
    return Lateness(kind, days, words)
