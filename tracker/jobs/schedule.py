"""The schedule: everything that the tracker does by itself, and when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from tracker.clock import BEIJING
from tracker.services import (
    audit_heads,
    digests,
    housekeeping,
    import_jobs,
    mail_bounces,
    mail_sending,
    reminders,
)


@dataclass(frozen=True)
class Job:
    """One line of the schedule: when, and the service that is called with the present instant (UTC).

    A service finds what is due from rows, so that calling it late, twice or from two places does no harm.
    """

    when: BaseTrigger
    run: Callable[[datetime], object]

    @property
    def id(self) -> str:
        """Return the job's name, which is its service's name and its name in `tracker clockwork --once`."""
        return self.run.__name__


def every(*, minutes: int = 0, seconds: int = 0) -> IntervalTrigger:
    """Return a trigger that fires each time this much time has passed."""
    return IntervalTrigger(minutes=minutes, seconds=seconds, timezone=BEIJING)


def daily(hour: int, minute: int) -> CronTrigger:
    """Return a trigger that fires each calendar day at this time in Beijing."""
    return CronTrigger(hour=hour, minute=minute, timezone=BEIJING)


SCHEDULE = (
    Job(every(minutes=1), housekeeping.record_heartbeat),
    Job(every(seconds=30), mail_sending.send_mails),
    Job(every(seconds=5), import_jobs.run_imports),
    Job(every(minutes=5), mail_bounces.read_bounces),
    Job(every(minutes=5), housekeeping.end_expired_sessions),
    Job(every(minutes=5), reminders.sweep_reminders),
    Job(every(minutes=5), digests.write_digests),
    Job(daily(3, 30), housekeeping.sweep_stale_uploads),
    Job(every(minutes=60), audit_heads.save_audit_head),
)
