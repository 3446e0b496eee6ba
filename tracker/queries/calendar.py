"""The office's working calendar: the announced national days and what the office entered, kept for a minute."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.domain.calendar import CalendarDay, DayKind, WorkingCalendar
from tracker.domain.calendar_seed import seed_days, seed_years
from tracker.domain.notices import Notice
from tracker.extensions import db
from tracker.models import office
from tracker.models.rules import CalendarChange
from tracker.queries.kept import KeptAMinute

OCTOBER = 10
KINDS = {"holiday": DayKind.HOLIDAY, "local": DayKind.HOLIDAY, "workday": DayKind.MAKEUP}
ChangeOfCalendar = CalendarChange  # what pages call one: they do not know the tables


@dataclass(frozen=True)
class EnteredDay:
    """A day as the office entered it: ``kind`` is holiday, local (a day off of this place) or workday."""

    day: date
    kind: str
    name: str


def working_calendar() -> WorkingCalendar:
    """Return the calendar of this database; one statement at most once a minute."""
    return _KEPT.get()


def forget_calendar() -> None:
    """Read the days anew next time: for the service that changes them."""
    _KEPT.forget()


def read_calendar() -> WorkingCalendar:
    """Read the office's days over the national ones, which the later row of a day overrides."""
    return calendar_of(entered_days().values())


def entered_days() -> dict[date, EnteredDay]:
    """Return every day that the office entered, in order."""
    rows = db.session.scalars(select(office.CalendarDay).order_by(office.CalendarDay.day))
    return {row.day: EnteredDay(row.day, row.kind, row.name) for row in rows}


def calendar_of(entered: Iterable[EnteredDay]) -> WorkingCalendar:
    """Return the calendar that these days make over the national ones."""
    rows = list(entered)
    days = [CalendarDay(row.day, KINDS[row.kind], row.name) for row in rows]
    return WorkingCalendar([*seed_days(), *days], announced_years(rows))


def announced_years(rows: Iterable[EnteredDay]) -> frozenset[int]:
    """Return the years whose notice is known: every notice names days off in October (国庆节)."""
    entered = {row.day.year for row in rows if row.kind == "holiday" and row.day.month == OCTOBER}
    return frozenset({*seed_years(), *entered})


def entered_with(notice: Notice) -> dict[date, EnteredDay]:
    """Return the office's days as they would be with a notice."""
    off = "local" if notice.is_local else "holiday"
    new = {
        row.day: EnteredDay(row.day, off if row.kind is DayKind.HOLIDAY else "workday", row.name)
        for row in notice.days
    }
    return entered_days() | new


def entered_without(change: CalendarChange) -> dict[date, EnteredDay]:
    """Return the office's days as they would be with a change undone."""
    days = entered_days()
    for row in change.days:
        day = date.fromisoformat(row["day"])
        if row["old_kind"] is None:
            days.pop(day, None)
        else:
            days[day] = EnteredDay(day, row["old_kind"], row["old_name"])
    return days


def calendar_changes() -> Sequence[CalendarChange]:
    """Return every change of the calendar, the latest first, with who made it."""
    statement = select(CalendarChange).options(joinedload(CalendarChange.by))
    return db.session.scalars(statement.order_by(CalendarChange.id.desc())).all()


def last_change() -> CalendarChange | None:
    """Return the latest entered notice that has not been undone; it alone can be undone."""
    undone = select(CalendarChange.undoes_id).where(CalendarChange.undoes_id.is_not(None))
    statement = select(CalendarChange).where(
        CalendarChange.undoes_id.is_(None), CalendarChange.id.not_in(undone)
    )
    return db.session.scalars(statement.order_by(CalendarChange.id.desc()).limit(1)).first()


def wanted_notice(today: date) -> int | None:
    """Return next year from October on while its notice has not been entered."""
    year = today.year + 1
    is_time = today.month >= OCTOBER
    return year if is_time and year not in working_calendar().announced_years else None


_KEPT = KeptAMinute(read_calendar)
