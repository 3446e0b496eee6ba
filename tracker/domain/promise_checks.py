"""Days of the year on which open promises are looked through: quarter ends, October, before the next session.

Steps before a promise's own day say nothing of one that is due in two years; these checks keep it in mind. Quarter ends
take what is overdue or falls due soon, the two others every open promise (handling.md §6.5).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from tracker.domain.calendar import WorkingCalendar
from tracker.domain.errors import N_, InvalidInput
from tracker.domain.reminders import Rung

MOST_WITHIN = 1_000  # calendar days ahead up to which a check can ask
COMMON_YEAR = 2001  # in it a day must exist: 29 February would be missing three years of four


class Occasion(StrEnum):
    """Why promises are looked through."""

    QUARTER_1 = "quarter_1"
    QUARTER_2 = "quarter_2"
    QUARTER_3 = "quarter_3"
    QUARTER_4 = "quarter_4"
    OCTOBER = "october"
    SESSION = "session"


RUNGS = (Rung.OFFICER, Rung.HEAD, Rung.COORDINATOR, Rung.LEADER, Rung.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class Check:
    """One occasion of every year: its month and day, who is reminded, and of which promises.

    ``within`` counts calendar days: only promises whose next day falls within so many of them, overdue included; 0
    for every open promise. A check that is off keeps its day.
    """

    month: int
    day: int
    who: tuple[Rung, ...]
    within: int = 0
    on: bool = True

    def nominal(self, year: int) -> date:
        """Return the day that the policy names in a year, whether offices work on it or not."""
        return date(year, self.month, self.day)

    def until(self, nominal: date) -> date:
        """Return the last day of promises that are looked through."""
        return nominal + timedelta(days=self.within) if self.within else date.max

    def to_json(self) -> dict[str, Any]:
        """Return plain data for a JSON column."""
        who = [rung.value for rung in self.who]
        return {"month": self.month, "day": self.day, "who": who, "within": self.within, "on": self.on}


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """A check that falls on a working day; ``key`` names the occasion and its year, for ever."""

    day: date
    key: str
    occasion: Occasion
    until: date


def checked(check: Check, field_name: str) -> Check:
    """Return a check as it came; raises InvalidInput for a day that some years have not, or one told to nobody."""
    try:
        check.nominal(COMMON_YEAR)
    except ValueError as error:
        raise InvalidInput(
            field=f"{field_name}_day", reason=N_("每年都要有这一天，请改月份或日期。")
        ) from error
    if not 0 <= check.within <= MOST_WITHIN:
        raise InvalidInput(field=f"{field_name}_within", reason=N_("请填0到1000天，0是全部未完成的承诺。"))
    if check.on and not check.who:
        raise InvalidInput(field=f"{field_name}_who", reason=N_("请选择提醒谁，或者不再启用这一次盘点。"))
    return check


def checks_from(rows: Iterable[Mapping[str, Any]]) -> dict[Occasion, Check]:
    """Return the checks that TOML or JSON data describe; raises InvalidInput for a day that cannot be."""
    return {
        Occasion(row["occasion"]): checked(
            Check(row["month"], row["day"], tuple(map(Rung, row["who"])), row["within"], row["on"]),
            field_of(Occasion(row["occasion"])),
        )
        for row in rows
    }


def field_of(occasion: Occasion) -> str:
    """Return the name with which the fields of an occasion begin."""
    return f"check_{occasion.value}"


def occasion_of(key: str | None) -> Occasion | None:
    """Return the occasion that a key such as ``2026-october`` names."""
    return Occasion(key.partition("-")[2]) if key else None


def due_checks(
    checks: Mapping[Occasion, Check], first: date, today: date, calendar: WorkingCalendar
) -> list[Due]:
    """Return the checks that fall from ``first`` to ``today``, the earliest first.

    A check whose day is one of rest comes on the last working day before it, as the step on a due day does.
    """
    return sorted(one for one in _dated(checks, first, today, calendar) if first <= one.day <= today)


def next_days(
    checks: Mapping[Occasion, Check], today: date, calendar: WorkingCalendar
) -> dict[Occasion, date]:
    """Return on which working day after today each check that is on comes next."""
    coming = due_checks(checks, today + timedelta(days=1), today + timedelta(days=400), calendar)
    return {one.occasion: one.day for one in reversed(coming)}


def _dated(
    checks: Mapping[Occasion, Check], first: date, today: date, calendar: WorkingCalendar
) -> Iterator[Due]:
    for year in range(
        first.year, today.year + 2
    ):  # the first days of January may fall back into the old year
        for occasion, check in checks.items():
            if check.on:
                nominal = check.nominal(year)
                day = calendar.last_working_day(nominal)
                yield Due(day, f"{year}-{occasion.value}", occasion, check.until(nominal))
