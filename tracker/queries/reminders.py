"""What is due and not yet brought to mind: read by index from the days that the policy names, batch by batch."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select

from tracker.domain.quiet_hours import Hours
from tracker.domain.reminder_policy import Policy, default_policy, policy_from
from tracker.domain.reminders import Watched
from tracker.domain.vocabulary import HELD_ASSIGNMENT_STATES, AssignmentState, CommitmentState
from tracker.extensions import db
from tracker.models.assignment import Assignment, Milestone
from tracker.models.commitment import Commitment
from tracker.models.imports import ImportedRow
from tracker.models.people import User
from tracker.models.proposal import Proposal
from tracker.models.reminder import Reminder, ReminderPolicy
from tracker.queries.kept import KeptAMinute
from tracker.queries.reminded import Place

RESTING = sorted({*HELD_ASSIGNMENT_STATES, AssignmentState.RETURNED, AssignmentState.RECALLED})
OWED_PROMISES = (CommitmentState.TO_START, CommitmentState.UNDER_WAY, CommitmentState.POSTPONED)


@dataclass(frozen=True)
class DueRow:
    """A due day that is still open: what, of which item, and whom it concerns."""

    watched: Watched
    subject_id: int
    proposal_id: int
    due_on: date
    place: Place


@dataclass(frozen=True)
class Standing:
    """A reminder whose matter is still owed, with what a mail may say of it: number and title of the item only."""

    reminder: Reminder
    number: str
    title: str
    promise_number: int | None
    absent: str


def policy() -> Policy:
    """Return the policy in force: the newest the office set, else the default."""
    return policy_of(db.session.scalar(select(ReminderPolicy).order_by(ReminderPolicy.id.desc()).limit(1)))


def policy_of(newest: ReminderPolicy | None) -> Policy:
    """Return the policy that the newest row says, the default where the office has set none."""
    return policy_from(newest.data) if newest else default_policy()


def office_hours() -> Hours:
    """Return the hours of the policy in force; one statement at most once a minute, since every mail asks."""
    return _HOURS.get()


def forget_hours() -> None:
    """Read the hours anew next time: for the service that changes them."""
    _HOURS.forget()


def open_milestones(*columns: Any) -> Select[Any]:
    """Return the start of a statement over open due days of live parts of open items in their present round."""
    return (
        select(*columns)
        .select_from(Milestone)
        .join(Assignment, Assignment.id == Milestone.assignment_id)
        .join(Proposal, Proposal.id == Milestone.proposal_id)
        .where(
            Milestone.done_on.is_(None),
            Assignment.state.not_in(RESTING),
            Assignment.round_no == Proposal.round_no,
            Proposal.__table__.c.is_open,
        )
    )


PLACE = (Assignment.unit_id, Assignment.office_id, Assignment.officer_id)


DaysOf = Mapping[Watched, Sequence[date]]


def due_milestones(days: DaysOf, after: int, most: int) -> list[DueRow]:
    """Return at most ``most`` open due days on the given days of each kind with an id above ``after``, by id."""
    named = [
        and_(Milestone.code == watched.value, Milestone.due_on.in_(wanted))
        for watched, wanted in days.items()
        if wanted and watched is not Watched.PROMISE
    ]
    statement = (
        open_milestones(
            Milestone.code,
            Milestone.id,
            Milestone.proposal_id,
            Milestone.due_on,
            *PLACE,
            Proposal.host_unit_id,
            Proposal.lead_officer_id,
        )
        .where(or_(false(), *named), Milestone.id > after, ~_is_quiet())
        .order_by(Milestone.id)
        .limit(most)
    )
    return [
        DueRow(Watched(code), id_, item, due, Place(*place))
        for code, id_, item, due, *place in db.session.execute(statement)
    ]


def _is_quiet() -> ColumnElement[bool]:
    """Return whether a part of an old register waits: nobody is reminded of it before somebody takes it up."""
    imported = exists().where(
        ImportedRow.proposal_id == Assignment.proposal_id, ImportedRow.is_quiet.is_(True)
    )
    return and_(Assignment.state == AssignmentState.WAITING, imported)


def due_promises(days: DaysOf, after: int, most: int) -> list[DueRow]:
    """Return open promises by the next day that matters: their own day, or the day of their review."""
    return _promises(Commitment.next_on.in_(days.get(Watched.PROMISE, ())), after, most)


def promises_until(day: date, after: int, most: int) -> list[DueRow]:
    """Return open promises whose next day comes by a day, overdue included, for a check of promises."""
    return _promises(Commitment.next_on <= day, after, most)


def _promises(condition: ColumnElement[bool], after: int, most: int) -> list[DueRow]:
    promise = Commitment
    statement = (
        select(
            promise.id,
            promise.proposal_id,
            promise.next_on,
            promise.owner_unit_id,
            promise.owner_user_id,
            promise.host_unit_id,
        )
        .where(
            promise.__table__.c.is_open,
            promise.state.in_(OWED_PROMISES),
            condition,
            promise.id > after,
        )
        .order_by(promise.id)
        .limit(most)
    )
    return [
        DueRow(Watched.PROMISE, number, item, day, Place(unit, None, owner, host))
        for number, item, day, unit, owner, host in db.session.execute(statement)
        if day is not None
    ]


def waiting_people(after: int, most: int) -> list[int]:
    """Return people with reminders that no digest has taken, by id, after the given one."""
    waiting = (
        select(Reminder.user_id)
        .where(Reminder.digest_on.is_(None), Reminder.user_id > after)
        .distinct()
        .order_by(Reminder.user_id)
        .limit(most)
    )
    return list(db.session.scalars(waiting))


def reminders_of(user_id: int, digest_on: date | None) -> list[Reminder]:
    """Return a person's reminders of one digest, or those that wait for one (None), by id."""
    taken = Reminder.digest_on.is_(None) if digest_on is None else Reminder.digest_on == digest_on
    return list(
        db.session.scalars(select(Reminder).where(Reminder.user_id == user_id, taken).order_by(Reminder.id))
    )


Digest = tuple[int, date]  # whose, and of which day


def reminders_of_digests(digests: Collection[Digest]) -> dict[Digest, list[Reminder]]:
    """Return the reminders of many digests in one statement, by id."""
    people, days = {user_id for user_id, _ in digests}, {day for _, day in digests}
    wide = select(Reminder).where(Reminder.user_id.in_(people), Reminder.digest_on.in_(days))
    found: dict[Digest, list[Reminder]] = {digest: [] for digest in digests}
    for one in db.session.scalars(wide.order_by(Reminder.id)):
        if one.digest_on is not None and (one.user_id, one.digest_on) in found:
            found[one.user_id, one.digest_on].append(one)
    return found


def standing(reminders: Iterable[Reminder]) -> list[Standing]:
    """Return the latest reminder of each matter that is still owed by the same day, the earliest day first.

    A step of a promise's own day says more than a check of all promises, which gives way to it.
    """
    return standing_by({None: reminders})[None]


Whose = TypeVar("Whose")


def standing_by(groups: Mapping[Whose, Iterable[Reminder]]) -> dict[Whose, list[Standing]]:
    """Do so for many people at the cost of one: three statements at most."""
    latest = {
        whose: {(one.watched, one.subject_id): one for one in sorted(group, key=_weight)}
        for whose, group in groups.items()
    }
    keys = {key for group in latest.values() for key in group}
    owed = {**_owed_milestones(keys), **_owed_promises(keys)}
    names = _names({one.absent_id for group in latest.values() for one in group.values()})
    return {whose: _still_owed(group, owed, names) for whose, group in latest.items()}


def _weight(one: Reminder) -> tuple[bool, date]:
    return one.occasion is None, one.step_on


Key = tuple[Watched, int]


def _still_owed(
    latest: Mapping[Key, Reminder], owed: Mapping[Key, tuple[Any, ...]], names: Mapping[int, str]
) -> list[Standing]:
    found = []
    for key, one in latest.items():
        due, number, title, promise = owed.get(key, (None, "", "", None))
        if due == one.due_on:
            found.append(Standing(one, number, title, promise, names.get(one.absent_id or 0, "")))
    return sorted(found, key=lambda one: (one.reminder.due_on, one.reminder.proposal_id, one.reminder.id))


def _owed_milestones(keys: Iterable[Key]) -> dict[Key, tuple[Any, ...]]:
    ids = sorted(number for watched, number in keys if watched is not Watched.PROMISE)
    statement = open_milestones(
        Milestone.id, Milestone.code, Milestone.due_on, Proposal.number_raw, Proposal.title
    ).where(Milestone.id.in_(ids))
    rows = db.session.execute(statement) if ids else ()
    return {(Watched(code), id_): (due, number or "", title, None) for id_, code, due, number, title in rows}


def _owed_promises(keys: Iterable[Key]) -> dict[Key, tuple[Any, ...]]:
    ids = sorted(number for watched, number in keys if watched is Watched.PROMISE)
    statement = (
        select(Commitment.id, Commitment.next_on, Proposal.number_raw, Proposal.title, Commitment.number)
        .join(Proposal, Proposal.id == Commitment.proposal_id)
        .where(Commitment.id.in_(ids), Commitment.__table__.c.is_open, Commitment.state.in_(OWED_PROMISES))
    )
    rows = db.session.execute(statement) if ids else ()
    return {
        (Watched.PROMISE, id_): (day, number or "", title, counted)
        for id_, day, number, title, counted in rows
    }


def _names(ids: Iterable[int | None]) -> dict[int, str]:
    wanted = sorted(one for one in ids if one is not None)
    if not wanted:
        return {}
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(wanted)))
    return {user_id: name for user_id, name in rows}  # noqa: C416 - rows are no plain pairs to a type checker


_HOURS = KeptAMinute(lambda: policy().hours)
