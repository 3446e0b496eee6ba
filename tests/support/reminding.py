"""Reminders to test with: an item with its due days, a sweep on a day, and the mails that came of it."""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from tracker.clock import BEIJING
from tracker.domain.mail import MailKind
from tracker.domain.reminders import Watched
from tracker.extensions import db
from tracker.models.assignment import Milestone
from tracker.models.mail import MailMessage
from tracker.models.reminder import Reminder
from tracker.queries.calendar import working_calendar
from tracker.services import digests, reminders
from tracker.services.unit_of_work import unit_of_work


def at(day: date, hour: int = 9) -> datetime:
    """Return an instant on a day in Beijing, in UTC."""
    return datetime.combine(day, time(hour), BEIJING).astimezone(UTC)


def remind(day: date, hour: int = 9) -> None:
    """Let the clockwork's two jobs run once."""
    reminders.sweep_reminders(at(day, hour))
    digests.write_digests(at(day, hour))


def remind_daily(first: date, last: date) -> None:
    """Let the clockwork run on every day, days of rest included."""
    while first <= last:
        remind(first)
        first += timedelta(days=1)


def swept_before(day: date) -> None:
    """Say that everything due was found on the day before, so that a sweep looks back to it."""
    reminders.sweep_reminders(at(day - timedelta(days=1)))


def due_day(proposal_id: int, code: Watched) -> date:
    """Return the earliest due day of a kind of an item."""
    days = select(Milestone.due_on).where(Milestone.proposal_id == proposal_id, Milestone.code == code.value)
    return min(db.session.scalars(days))


def working_day(day: date, amount: int) -> date:
    """Return the working day so many working days after a day, or before it."""
    return working_calendar().add_working_days(day, amount)


def reminded(watched: Watched | None = None) -> list[tuple[int, int]]:
    """Return who was reminded of which step, in order."""
    statement = select(Reminder).order_by(Reminder.step, Reminder.user_id)
    rows = db.session.scalars(statement)
    return [(row.user_id, row.step) for row in rows if watched is None or row.watched is watched]


def mails(kind: MailKind = MailKind.DIGEST) -> list[MailMessage]:
    """Return the mails of a kind, in the order in which they were written."""
    statement = select(MailMessage).where(MailMessage.kind == kind.value).order_by(MailMessage.id)
    return list(db.session.scalars(statement))


def finished(proposal_id: int, code: Watched, day: date) -> None:
    """Tick a due day off."""
    with unit_of_work():
        for row in db.session.scalars(select(Milestone).where(Milestone.proposal_id == proposal_id)):
            if row.code == code.value:
                row.done_on = day
