"""A person's own reminders within limits: hour, days ahead, mails at once, and absence with a substitute."""

from dataclasses import dataclass
from datetime import date, datetime

from tracker.clock import local_day
from tracker.domain.errors import N_, InvalidInput, NotFound, StalePage
from tracker.domain.permissions import Actor
from tracker.domain.quiet_hours import checked_hour
from tracker.domain.reminders import LEAST_AHEAD, MOST_BEFORE
from tracker.models.reminder import Absence, ReminderChoice
from tracker.queries.reminder_choices import choice_of, substitutes_for
from tracker.queries.reminders import office_hours
from tracker.services.unit_of_work import unit_of_work

LONGEST_ABSENCE = 366


@dataclass(frozen=True)
class ChoiceEntry:
    """How a person wants to be reminded; ``days_ahead`` counts working days before the due day."""

    digest_hour: int
    days_ahead: int
    wants_immediate: bool


def save_choice(actor: Actor, *, entry: ChoiceEntry, version: int | None) -> ReminderChoice:
    """Keep a person's choice; overdue matters and the last three days before the due day cannot be switched off."""
    hour = checked_hour(entry.digest_hour, office_hours())
    if not LEAST_AHEAD <= entry.days_ahead <= MOST_BEFORE:
        raise InvalidInput(field="days_ahead", reason=N_("请填3到60个工作日：到期前3天的提醒不能关。"))
    with unit_of_work() as session:
        choice = choice_of(actor.user_id)
        if version is not None and choice.version != version:
            raise StalePage
        choice.digest_hour, choice.days_ahead = hour, entry.days_ahead
        choice.wants_immediate = entry.wants_immediate
        session.add(choice)
        return choice


def add_absence(
    actor: Actor, *, from_on: date | None, until_on: date | None, substitute_id: int | None, now: datetime
) -> Absence:
    """Say from when to when, both days counted, a person is away, and who stands in; without one mails wait."""
    with unit_of_work() as session:
        first, last = _checked_days(from_on, until_on, local_day(now))
        offered = {user.id for user in substitutes_for(actor.user_id, local_day(now))}
        if substitute_id is not None and substitute_id not in offered:
            raise InvalidInput(field="substitute", reason=N_("代办人要和您在同一个单位或处室。"))
        row = Absence(
            user_id=actor.user_id, from_on=first, until_on=last, substitute_id=substitute_id, made_at=now
        )
        session.add(row)
        return row


def _checked_days(from_on: date | None, until_on: date | None, today: date) -> tuple[date, date]:
    if from_on is None or until_on is None or until_on < from_on:
        raise InvalidInput(field="until_on", reason=N_("请填写从哪一天到哪一天，结束不能早于开始。"))
    if until_on < today or (until_on - from_on).days > LONGEST_ABSENCE:
        raise InvalidInput(field="until_on", reason=N_("结束日期不能早于今天，一次最长一年。"))
    return from_on, until_on


def end_absence(actor: Actor, absence_id: int) -> None:
    """Take an own absence back; raises NotFound for one of somebody else."""
    with unit_of_work() as session:
        row = session.get(Absence, absence_id)
        if row is None or row.user_id != actor.user_id:
            raise NotFound
        session.delete(row)
