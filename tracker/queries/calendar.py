"""The office's working calendar: the announced national days and what the office entered, kept for a minute."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select

from tracker import clock
from tracker.domain.calendar import CalendarDay, DayKind, WorkingCalendar
from tracker.domain.calendar_seed import seed_days, seed_years
from tracker.extensions import db
from tracker.models import office

LIFE = timedelta(minutes=1)
OCTOBER = 10
KINDS = {"holiday": DayKind.HOLIDAY, "local": DayKind.HOLIDAY, "workday": DayKind.MAKEUP}

_kept: WeakKeyDictionary[Engine, tuple[datetime, WorkingCalendar]] = WeakKeyDictionary()


def working_calendar() -> WorkingCalendar:
    """Return the calendar of this database; one statement at most once a minute."""
    now = clock.now()
    kept = _kept.get(db.engine)
    if kept and timedelta() <= now - kept[0] < LIFE:
        return kept[1]
    calendar = read_calendar()
    _kept[db.engine] = (now, calendar)
    return calendar


def forget_calendar() -> None:
    """Read the days anew next time: for the service that changes them."""
    _kept.pop(db.engine, None)


def read_calendar() -> WorkingCalendar:
    """Read the office's days over the national ones, which the later row of a day overrides."""
    rows = list(db.session.scalars(select(office.CalendarDay).order_by(office.CalendarDay.day)))
    days = [CalendarDay(row.day, KINDS[row.kind], row.name) for row in rows]
    return WorkingCalendar([*seed_days(), *days], announced_years(rows))


def announced_years(rows: Sequence[office.CalendarDay]) -> frozenset[int]:
    """Return the years whose notice is known: every notice names days off in October (国庆节)."""
    entered = {row.day.year for row in rows if row.kind == "holiday" and row.day.month == OCTOBER}
    return frozenset({*seed_years(), *entered})
