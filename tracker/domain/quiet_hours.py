"""The hours in which mails go out: nights and days of rest are quiet; the office says when a night begins and ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from tracker.domain.calendar import WorkingCalendar
from tracker.domain.errors import N_, InvalidInput
from tracker.domain.phrases import phrase

FIRST_HOUR, LAST_HOUR = 8, 11  # full hours in Beijing between which a person may have the digest
EARLIEST_END, LATEST_END = 7, 10  # full hours in Beijing at which an office may let the night's quiet end
EARLIEST_QUIET, LATEST_QUIET = 16, 21  # and those at which it may let it begin


@dataclass(frozen=True, slots=True)
class Hours:
    """Full hours in Beijing: from ``digest`` the day's digests go out, from ``quiet_from`` to ``quiet_to`` no mail.

    Rest days are quiet whole; a weekend day that is worked is a day like any other. Both follow the calendar.
    """

    digest: int = FIRST_HOUR
    quiet_from: int = 18
    quiet_to: int = 8

    def is_open(self, local: datetime, calendar: WorkingCalendar) -> bool:
        """Say whether mails may go out at a Beijing time."""
        return calendar.is_working(local.date()) and self.quiet_to <= local.hour < self.quiet_from

    def next_open(self, local: datetime, calendar: WorkingCalendar) -> datetime:
        """Return when a mail written at a Beijing time may go out: at once, or when the next quiet has ended."""
        if self.is_open(local, calendar):
            return local
        day = local.date() if local.hour < self.quiet_to else local.date() + timedelta(days=1)
        return datetime.combine(calendar.next_working_day(day), time(self.quiet_to), local.tzinfo)

    def to_json(self) -> dict[str, int]:
        """Return plain data for a JSON column; :func:`hours_from` reads it back."""
        return {"digest_hour": self.digest, "quiet_from": self.quiet_from, "quiet_to": self.quiet_to}


def hours_from(data: Mapping[str, Any]) -> Hours:
    """Return the hours that a policy names, the usual ones where it was set before it could; raises InvalidInput."""
    usual = Hours()
    found = Hours(
        data.get("digest_hour", usual.digest),
        data.get("quiet_from", usual.quiet_from),
        data.get("quiet_to", usual.quiet_to),
    )
    return checked_hours(found)


def checked_hours(hours: Hours) -> Hours:
    """Return hours that an office may set; raises InvalidInput naming the one that is out of bounds."""
    if not EARLIEST_QUIET <= hours.quiet_from <= LATEST_QUIET:
        raise InvalidInput(field="quiet_from", reason=N_("晚上停发的时间请填16到21点。"))
    if not EARLIEST_END <= hours.quiet_to <= LATEST_END:
        raise InvalidInput(field="quiet_to", reason=N_("早上恢复的时间请填7到10点。"))
    checked_hour(hours.digest, hours)
    return hours


def checked_hour(hour: int, hours: Hours) -> int:
    """Return a full hour at which digests may go out; raises InvalidInput for another: they keep office hours."""
    if not FIRST_HOUR <= hour <= LAST_HOUR:
        raise InvalidInput(field="digest_hour", reason=N_("每日提要只在上午8点到11点之间发出。"))
    if hour < hours.quiet_to:
        reason = phrase(N_("每日提要不能早于%(hour)s点：在那以前不发邮件。"), hour=hours.quiet_to)
        raise InvalidInput(field="digest_hour", reason=reason)
    return hour
