"""The only place that reads the system clock."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC)


def local_day(instant: datetime) -> date:
    """Return the calendar day in Beijing on which ``instant`` falls."""
    return instant.astimezone(BEIJING).date()


def today() -> date:
    """Return the present calendar day in Beijing."""
    return local_day(now())
