"""How pages write days, instants and numbers: Beijing time, Chinese first."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from flask_babel import format_date, format_datetime, get_locale
from flask_babel import gettext as _

from tracker.clock import BEIJING
from tracker.web import current

WEEKDAYS = "一二三四五六日"
MOST = 1000


def _is_chinese() -> bool:
    return getattr(get_locale(), "language", "zh") == "zh"


def day(value: date | datetime | str | None) -> str:
    """Write a day in full: 2026年11月21日; nothing for None. A text is a day as an event keeps it: 2026-11-21."""
    if not value:
        return ""
    when = _local(value)
    if _is_chinese():
        return f"{when.year}年{when.month}月{when.day}日"
    return str(format_date(when, "d MMM y"))


def short_day(value: date | datetime | None) -> str:
    """Write a day of a known year: 11月21日; nothing for None."""
    if value is None:
        return ""
    when = _local(value)
    return f"{when.month}月{when.day}日" if _is_chinese() else str(format_date(when, "d MMM"))


def near_day(value: date | datetime) -> str:
    """Write a day, with its year where that is not the present one."""
    return short_day(value) if _local(value).year == current.today().year else day(value)


def moment(value: datetime | None) -> str:
    """Write an instant in Beijing time: 11月21日 16:20; nothing for None."""
    if value is None:
        return ""
    local = value.astimezone(BEIJING)
    if _is_chinese():
        return f"{local.month}月{local.day}日 {local:%H:%M}"
    return str(format_datetime(value, "d MMM, HH:mm"))


def weekday(value: date) -> str:
    """Write the day of the week: 周六."""
    return f"周{WEEKDAYS[value.weekday()]}" if _is_chinese() else str(format_date(value, "EEEE"))


def iso(value: date | datetime) -> str:
    """Write a day or an instant for machines."""
    return value.isoformat()


def capped(count: int | None) -> str | int | None:
    """Write a count that was stopped at 1,000 as 1,000+."""
    return count if count is None or count <= MOST else _("1,000+")


def file_size(size: int) -> str:
    """Write a number of bytes as B, KB or MB of 1,024."""
    steps = ((1024 * 1024, "MB"), (1024, "KB"))
    return next((f"{size / step:.1f} {unit}" for step, unit in steps if size >= step), f"{size} B")


def _local(value: date | datetime | str) -> date:
    if isinstance(value, str):
        return date.fromisoformat(value)
    return value.astimezone(BEIJING).date() if isinstance(value, datetime) else value


FILTERS: Mapping[str, Callable[..., object]] = {
    "day": day,
    "short_day": short_day,
    "near_day": near_day,
    "moment": moment,
    "weekday": weekday,
    "iso": iso,
    "capped": capped,
    "file_size": file_size,
}
