"""The days that a new installation starts with: every announced year, and local days by name."""

import tomllib
from collections.abc import Iterator
from importlib.resources import files

from chinese_calendar import Holiday, holidays, workdays

from tracker.domain.calendar import CalendarDay, DayKind, WorkingCalendar
from tracker.domain.errors import N_

HOLIDAY_NAMES = {
    Holiday.new_years_day.value: N_("元旦"),
    Holiday.spring_festival.value: N_("春节"),
    Holiday.tomb_sweeping_day.value: N_("清明节"),
    Holiday.labour_day.value: N_("劳动节"),
    Holiday.dragon_boat_festival.value: N_("端午节"),
    Holiday.mid_autumn_festival.value: N_("中秋节"),
    Holiday.national_day.value: N_("国庆节"),
    Holiday.anti_fascist_70th_day.value: N_("抗战胜利纪念日"),
}
# 国务院办公厅关于某年部分节假日安排的通知
NOTICES = {
    2017: "国办发明电〔2016〕17号",
    2018: "国办发明电〔2017〕12号",
    2019: "国办发明电〔2018〕15号",
    2020: "国办发明电〔2019〕16号",
    2021: "国办发明电〔2020〕27号",
    2022: "国办发明电〔2021〕11号",
    2023: "国办发明电〔2022〕16号",
    2024: "国办发明电〔2023〕7号",
    2025: "国办发明电〔2024〕12号",
    2026: "国办发明电〔2025〕7号",
}


def seed_years() -> range:
    """Return the years whose national notice the seed holds."""
    return range(min(holidays).year, max(holidays).year + 1)


def seed_days(local: str | None = None) -> list[CalendarDay]:
    """Return one row a day, sorted; the days of the ``local`` set (``guangxi``) go before the national ones.

    Raise FileNotFoundError for an unknown local set.
    """
    rows = {row.day: row for row in _national_days()}
    if local:
        rows |= {row.day: row for row in local_days(local)}
    return [rows[day] for day in sorted(rows)]


def local_sets() -> frozenset[str]:
    """Return the names of the local sets that come with the program."""
    folder = files("tracker.domain") / "calendars"
    return frozenset(
        path.name.removesuffix(".toml") for path in folder.iterdir() if path.name.endswith(".toml")
    )


def local_days(name: str) -> Iterator[CalendarDay]:
    """Yield the days of a local set as its notices give them; raise FileNotFoundError for an unknown one."""
    text = (files("tracker.domain") / "calendars" / f"{name}.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    for year in data["year"]:
        for day in year["holidays"]:
            yield CalendarDay(day, DayKind.HOLIDAY, data["name"], year["source"])
        for day in year.get("makeup", ()):
            yield CalendarDay(day, DayKind.MAKEUP, data["name"], year["source"])


def seed_calendar(local: str | None = None) -> WorkingCalendar:
    """Return a calendar of the seed alone, for commands and tests that have no database."""
    return WorkingCalendar(seed_days(local), seed_years())


def _national_days() -> Iterator[CalendarDay]:
    for kind, days in ((DayKind.HOLIDAY, holidays), (DayKind.MAKEUP, workdays)):
        for day, name in days.items():
            yield CalendarDay(day, kind, HOLIDAY_NAMES[name], NOTICES.get(day.year, ""))
