"""The only place that reads the system clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC)


def local_day(instant: datetime) -> date:
    """Return the calendar day in Beijing on which ``instant`` falls."""
    return instant.astimezone(BEIJING).date()


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """Return the instants at which a day in Beijing begins and ends, aware, in UTC."""
    begins = datetime.combine(day, time.min, BEIJING)
    return begins.astimezone(UTC), (begins + timedelta(days=1)).astimezone(UTC)


def today() -> date:
    """Return the present calendar day in Beijing."""
    return local_day(now())
