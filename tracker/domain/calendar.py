"""Working days: Monday to Friday, changed by the yearly holiday notices (放假调休) and by local days.

The notice for the next year is usually out in October to December. Days of a year without one are counted
Monday to Friday and called provisional, never guessed. All days are calendar days in Beijing.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tracker.domain.errors import N_
from tracker.domain.phrases import Phrase, phrase

WEEKDAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))
SHORT_NAMES = {
    "清明节": N_("清明"),
    "劳动节": N_("五一"),
    "端午节": N_("端午"),
    "中秋节": N_("中秋"),
    "国庆节": N_("国庆"),
    "壮族三月三": N_("三月三"),
    "抗战胜利纪念日": N_("抗战胜利"),
}
SATURDAY = 5
DECEMBER = 12
FIRST_DAY_OPEN_TO_NEXT_NOTICE = 29  # notices for 2007 to 2024 reached back to 29 December at the earliest
ONE_DAY = timedelta(days=1)


class DayKind(StrEnum):
    """Why a day is not what its weekday says."""

    HOLIDAY = "holiday"
    MAKEUP = "makeup"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day named in a notice: off (放假) or worked (调休上班); ``name`` is the holiday's Chinese name."""

    day: date
    kind: DayKind
    name: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class RestSpell:
    """Days off in a row for one reason, inclusive; ``name`` is empty for a plain weekend."""

    name: str
    first: date
    last: date


def weekdays_up_to(ordinal: int) -> int:
    """Return how many Mondays to Fridays lie on or before the day with this proleptic ordinal."""
    return 5 * (ordinal // 7) + min(ordinal % 7, 5)


def nth_weekday(rank: int) -> int:
    """Return the ordinal of the ``rank``-th Monday-to-Friday day: the inverse of :func:`weekdays_up_to`."""
    weeks, rest = divmod(rank - 1, 5)
    return 7 * weeks + rest + 1


class WorkingCalendar:
    """Days that differ from Monday–Friday, sorted, with running totals, so that any sum costs one bisection.

    Where two rows name one day the later row wins, so local days follow the national ones.
    """

    def __init__(self, days: Iterable[CalendarDay], announced_years: Collection[int]) -> None:
        self.days = {row.day: row for row in days}
        self.announced_years = frozenset(announced_years)
        changed = sorted(day for day in self.days if self.is_working(day) != (day.weekday() < SATURDAY))
        self._changed = [day.toordinal() for day in changed]
        self._shift = [0]
        for day in changed:
            self._shift.append(self._shift[-1] + (1 if self.is_working(day) else -1))
        self._rank_at = [self._rank(ordinal) for ordinal in self._changed]

    def is_working(self, day: date) -> bool:
        """Say whether offices work on ``day``."""
        row = self.days.get(day)
        return row.kind is DayKind.MAKEUP if row else day.weekday() < SATURDAY

    def provisional(self, day: date) -> bool:
        """Say whether a notice still to come may change ``day``; next year's reaches into December."""
        if day.year not in self.announced_years:
            return True
        late = day.month == DECEMBER and day.day >= FIRST_DAY_OPEN_TO_NEXT_NOTICE
        return late and day.year + 1 not in self.announced_years

    def describe(self, day: date) -> Phrase:
        """Return what the day is: 中秋节放假, 调休上班, or its weekday."""
        row = self.days.get(day)
        if row is None:
            return Phrase(WEEKDAYS[day.weekday()])
        if row.kind is DayKind.MAKEUP:
            return Phrase(N_("调休上班"))
        return phrase(N_("%(name)s放假"), name=Phrase(row.name))

    def add_working_days(self, day: date, amount: int) -> date:
        """Return the ``amount``-th working day after ``day``, or before it when negative.

        The start day is not counted (Civil Code art. 201).
        """
        if amount == 0:
            return day
        if amount > 0:
            return self._nth(self._rank(day.toordinal()) + amount)
        return self._nth(self._rank(day.toordinal() - 1) + amount + 1)

    def count_working_days(self, start: date, end: date) -> int:
        """Return the working days after ``start`` up to ``end``, ``start`` not counted and ``end`` counted.

        Negative when ``end`` is earlier.
        """
        return self._rank(end.toordinal()) - self._rank(start.toordinal())

    def next_working_day(self, day: date) -> date:
        """Return ``day`` if offices work on it, else the first working day after it (Civil Code art. 203)."""
        return day if self.is_working(day) else self.add_working_days(day, 1)

    def last_working_day(self, day: date) -> date:
        """Return ``day`` if offices work on it, else the last working day before it."""
        return day if self.is_working(day) else self.add_working_days(day, -1)

    def rest_spells(self, first: date, last: date) -> Iterator[RestSpell]:
        """Yield the runs of days off that touch ``first`` to ``last``, each whole and under one name."""
        day = first
        while day <= last:
            if self.is_working(day):
                day += ONE_DAY
                continue
            spell = self._spell_around(day)
            yield spell
            day = spell.last + ONE_DAY

    def makeup_days(self, first: date, last: date) -> Iterator[date]:
        """Yield the days between the two, inclusive, on which offices work though the weekday says rest."""
        for ordinal in self._changed[bisect_left(self._changed, first.toordinal()) :]:
            if ordinal > last.toordinal():
                return
            day = date.fromordinal(ordinal)
            if self.is_working(day):
                yield day

    def _spell_around(self, day: date) -> RestSpell:
        name = self._rest_name(day)
        first = last = day
        while not self.is_working(first - ONE_DAY) and self._rest_name(first - ONE_DAY) == name:
            first -= ONE_DAY
        while not self.is_working(last + ONE_DAY) and self._rest_name(last + ONE_DAY) == name:
            last += ONE_DAY
        return RestSpell(name, first, last)

    def _rest_name(self, day: date) -> str:
        row = self.days.get(day)
        return row.name if row else ""

    def _rank(self, ordinal: int) -> int:
        """Return how many working days lie on or before ``ordinal``."""
        return weekdays_up_to(ordinal) + self._shift[bisect_right(self._changed, ordinal)]

    def _nth(self, rank: int) -> date:
        """Return the working day with this rank.

        Between two changed days the count runs Monday to Friday. Should that run reach the next changed day,
        that day is itself the answer: a worked weekend.
        """
        place = bisect_left(self._rank_at, rank)
        ordinal = nth_weekday(rank - self._shift[place])
        if place < len(self._changed) and ordinal >= self._changed[place]:
            ordinal = self._changed[place]
        return date.fromordinal(ordinal)


def short_name(name: str) -> str:
    """Return the holiday's name as it stands in a narrow column: 中秋 for 中秋节."""
    return SHORT_NAMES.get(name, name)
