"""The days of a calendar gathered for reading: each holiday with its days off and the weekends worked for it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from tracker.domain.calendar import CalendarDay, DayKind

NEAR = timedelta(days=35)  # weekends worked for a holiday lie about it
ONE_DAY = timedelta(days=1)


@dataclass
class NamedDays:
    """A holiday: its days off in a row, and its worked weekend days."""

    name: str
    first: date
    last: date
    worked: list[date] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many days are off."""
        return (self.last - self.first).days + 1


def named_days(days: Iterable[CalendarDay], year: int | None = None) -> list[NamedDays]:
    """Return the holidays of these days in order, of a year where one is given; a worked day stands by its name."""
    rows = sorted((row for row in days if year in {None, row.day.year}), key=lambda row: row.day)
    found: list[NamedDays] = []
    for row in (row for row in rows if row.kind is DayKind.HOLIDAY):
        if found and found[-1].name == row.name and found[-1].last + ONE_DAY == row.day:
            found[-1].last = row.day
        else:
            found.append(NamedDays(row.name, row.day, row.day))
    for row in (row for row in rows if row.kind is DayKind.MAKEUP):
        _worked_for(found, row).worked.append(row.day)
    return sorted(found, key=lambda one: one.first)


def _worked_for(found: list[NamedDays], row: CalendarDay) -> NamedDays:
    """Return the holiday for which a weekend is worked: the nearest of its name, else the nearest about it."""
    near = [one for one in found if abs(one.first - row.day) < NEAR]
    named = [one for one in near if one.name == row.name] or near
    return min(
        named, key=lambda one: abs(one.first - row.day), default=found[0] if found else _alone(found, row)
    )


def _alone(found: list[NamedDays], row: CalendarDay) -> NamedDays:
    made = NamedDays(row.name, row.day, row.day - ONE_DAY)
    found.append(made)
    return made
