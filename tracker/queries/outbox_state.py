"""How the outbox and the clockwork stand, in one statement over what is open, and whether that is well."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from tracker.clock import day_bounds, local_day
from tracker.domain.calendar import WorkingCalendar
from tracker.extensions import db
from tracker.models.mail import IS_OPEN, MailMessage
from tracker.models.office import Heartbeat, Installation

CLOCKWORK = "clockwork"
BEATS_WITHIN = timedelta(minutes=5)


class Health(StrEnum):
    """How a part of the system is; ``well`` is the only good answer, ``paused`` was wanted by somebody."""

    WELL = "ok"
    PAUSED = "paused"
    STOPPED = "stopped"
    SILENT = "silent"


@dataclass(frozen=True)
class OutboxState:
    """Counts of what is open, and the instants that matter; all instants are aware."""

    waiting: int
    due: int
    in_doubt: int
    failed: int
    oldest_due_at: datetime | None
    last_sent_at: datetime | None
    paused_at: datetime | None
    beat_at: datetime | None


def outbox_state(now: datetime) -> OutboxState:
    """Read how the outbox stands, over indexes of the open, the failed and the sent."""
    mail, is_open = MailMessage, text(IS_OPEN)
    is_due = mail.due_at <= now
    open_rows = select(func.count()).select_from(mail).where(is_open)
    failed = select(func.count()).select_from(mail).where(text("state = 'failed'"))
    columns = (
        open_rows.scalar_subquery(),
        open_rows.where(is_due).scalar_subquery(),
        open_rows.where(mail.doubts > 0, text("state = 'unknown'")).scalar_subquery(),
        failed.scalar_subquery(),
        select(func.min(mail.due_at)).where(is_open, is_due).scalar_subquery(),
        select(func.max(mail.sent_at)).where(mail.sent_at.is_not(None)).scalar_subquery(),
        select(Installation.mail_paused_at).where(Installation.id == 1).scalar_subquery(),
        select(Heartbeat.at).where(Heartbeat.job == CLOCKWORK).scalar_subquery(),
    )
    return OutboxState(*db.session.execute(select(*columns)).one())


def read_or_nothing(now: datetime) -> OutboxState | None:
    """Read how the outbox stands; None where the database does not answer."""
    try:
        return outbox_state(now)
    except DBAPIError:
        db.session.rollback()
        return None


def clockwork_health(state: OutboxState, now: datetime) -> Health:
    """Tell whether the clockwork has beaten within 5 minutes; a beat ahead of us is a clock that went back."""
    return Health.WELL if state.beat_at and now - state.beat_at <= BEATS_WITHIN else Health.STOPPED


def outbox_health(state: OutboxState, calendar: WorkingCalendar, now: datetime, *, is_paused: bool) -> Health:
    """Tell whether mails get out: silent where one is due and none was sent for one whole working day."""
    if state.oldest_due_at is not None:
        since = max(state.oldest_due_at, state.last_sent_at or state.oldest_due_at)
        days = calendar.count_working_days(local_day(since), local_day(now))
        if days > 1 or (days == 1 and _clock_time(now) >= _clock_time(since)):
            return Health.SILENT
    return Health.PAUSED if is_paused or state.paused_at else Health.WELL


def _clock_time(instant: datetime) -> timedelta:
    """Return the time of the day in Beijing."""
    return instant - day_bounds(local_day(instant))[0]
