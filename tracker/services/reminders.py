"""Finding what is due and writing down whom it must be brought to mind: late, twice or in two places, the same rows."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any

from sqlalchemy.orm import Session

from tracker.clock import local_day
from tracker.domain.calendar import WorkingCalendar
from tracker.domain.promise_checks import Due, Occasion, due_checks, occasion_of
from tracker.domain.reminder_policy import Policy
from tracker.domain.reminders import Rung, Step, Watched, due_days_between, due_steps
from tracker.extensions import db
from tracker.models.reminder import Reminder, ReminderSweep
from tracker.queries.calendar import working_calendar
from tracker.queries.reminded import Staff, staff_on
from tracker.queries.reminders import DueRow, due_milestones, due_promises, policy, promises_until
from tracker.services.outbox import INSERTS
from tracker.services.unit_of_work import unit_of_work

BATCH = 500
LOOKS_BACK = timedelta(days=180)
CLOCK_ERROR = timedelta(days=7)  # a sweep further in the future than this was made by a clock that ran wrong


def sweep_reminders(now: datetime) -> None:
    """Write every reminder that has come due since the last sweep, once a day in Beijing; a second call does nothing.

    After days of rest or of standing still every missed step is looked at: the reminders then wait together for one
    digest a person. A sweep that was cut off is done again from its beginning and writes only what is missing.
    """
    today = local_day(now)
    since = _since(today)
    if since is None:
        return
    found, calendar, staff = policy(), working_calendar(), staff_on(today)
    for wanted in _found(found, staff, calendar, since=since, today=today):
        with unit_of_work() as session:
            _write(session, wanted, now)
    with unit_of_work() as session:
        mark = INSERTS[db.engine.dialect.name](ReminderSweep).values(id=1, swept_on=today)
        session.execute(mark.on_conflict_do_update(index_elements=["id"], set_={"swept_on": today}))
        session.expire_all()


@dataclass(frozen=True)
class Foreseen:
    """A reminder that would be written on a day: to whom, of what, which step or which check of promises."""

    user_id: int
    watched: Watched
    proposal_id: int
    due_on: date
    step: int
    occasion: Occasion | None


def foreseen(day: date, most: int) -> list[Foreseen]:
    """Return at most so many reminders that a sweep on a working day would write, without writing any."""
    found = _found(policy(), staff_on(day), working_calendar(), since=day, today=day)
    made = (
        Foreseen(
            row["user_id"],
            row["watched"],
            row["proposal_id"],
            row["due_on"],
            row["step"],
            occasion_of(row["occasion"]),
        )
        for rows in found
        for row in rows
    )
    return list(islice(made, most))


def is_swept(today: date) -> bool:
    """Tell whether everything due on a day was found, so that its digests are whole."""
    last = db.session.get(ReminderSweep, 1)
    return last is not None and last.swept_on >= today


def _since(today: date) -> date | None:
    """Return the first day to look at, None where today was swept: the last day once more, for what came after.

    Nobody looks back further than half a year, however far a clock has jumped.
    """
    last = db.session.get(ReminderSweep, 1)
    if last is None or last.swept_on > today + CLOCK_ERROR:
        return today
    return None if last.swept_on >= today else max(last.swept_on, today - LOOKS_BACK)


def _found(
    rules: Policy, staff: Staff, calendar: WorkingCalendar, *, since: date, today: date
) -> Iterator[Iterator[dict[str, Any]]]:
    """Yield the reminders of everything due between two days, batch by batch, and of the checks of promises."""
    days = {one: due_days_between(rules.rungs_of(one), since, today, calendar) for one in Watched}
    for read in (due_milestones, due_promises):
        for rows in _batches(partial(read, days)):
            yield _wanted(rows, rules, staff, calendar, since=since, today=today)
    for check in due_checks(rules.checks, since, today, calendar):
        for rows in _batches(partial(promises_until, check.until)):
            yield _looked_through(rows, rules.checks[check.occasion].who, check, staff)


def _batches(read: Callable[[int, int], list[DueRow]]) -> Iterator[list[DueRow]]:
    after = 0
    while rows := read(after, BATCH):
        yield rows
        if len(rows) < BATCH:
            break
        after = rows[-1].subject_id


def _looked_through(
    rows: Iterable[DueRow], who: Iterable[Rung], check: Due, staff: Staff
) -> Iterator[dict[str, Any]]:
    """Yield the reminders of one check: each person of its rungs once a promise, however far ahead its day is."""
    for row in rows:
        people = dict(staff.stand_in(one) for rung in who for one in staff.of_rung(rung, row.place))
        for person, absent in people.items():
            yield _row(row, Step(check.day, 0, Rung.OFFICER), person, absent, check.key)


def _wanted(
    rows: Iterable[DueRow],
    rules: Policy,
    staff: Staff,
    calendar: WorkingCalendar,
    *,
    since: date,
    today: date,
) -> Iterator[dict[str, Any]]:
    """Yield the reminders of some due days: the latest step for each person."""
    for row in rows:
        steps = due_steps(rules.rungs_of(row.watched), row.due_on, today, calendar, since)
        for person, (step, absent) in _latest(row, steps, staff).items():
            yield _row(row, step, person, absent)


def _latest(row: DueRow, steps: Iterable[Step], staff: Staff) -> dict[int, tuple[Step, int | None]]:
    """Return each person's latest step, with who is away where the person stands in."""
    asked = ((step, *staff.stand_in(one)) for step in steps for one in staff.of_rung(step.rung, row.place))
    return {
        person: (step, absent) for step, person, absent in asked if step.offset >= -_days_ahead(staff, person)
    }


def _days_ahead(staff: Staff, user_id: int) -> int:
    choice = staff.choices.get(user_id)
    return choice.days_ahead if choice else 1_000


def _row(
    row: DueRow, step: Step, user_id: int, absent_id: int | None, occasion: str | None = None
) -> dict[str, Any]:
    return {
        "user_id": user_id,
        "watched": row.watched,
        "subject_id": row.subject_id,
        "proposal_id": row.proposal_id,
        "due_on": row.due_on,
        "step": step.offset,
        "step_on": step.day,
        "absent_id": absent_id,
        "occasion": occasion,
    }


def _write(session: Session, rows: Iterable[dict[str, Any]], now: datetime) -> None:
    written = [{**row, "made_at": now} for row in rows]
    if written:
        insert = INSERTS[db.engine.dialect.name](Reminder)
        session.execute(insert.values(written).on_conflict_do_nothing())
