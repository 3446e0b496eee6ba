"""Whom an event is told to at once: the people whose turn it now is, by the rows as they stand at its commit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from tracker.domain.chains import present
from tracker.domain.vocabulary import Machine, ReplyState, Role
from tracker.extensions import db
from tracker.models.assignment import Assignment
from tracker.models.commitment import Commitment
from tracker.models.event import Event
from tracker.models.opinion import Opinion
from tracker.models.people import Unit, User
from tracker.models.proposal import Proposal
from tracker.models.reminder import Absence, ReminderChoice
from tracker.models.reply import Reply
from tracker.queries.people import holders
from tracker.queries.steps import people_for, steps_of

BY_MAIL = frozenset({ReplyState.DEPT_REVIEW, ReplyState.COUNTERSIGN, ReplyState.SIGN_OFF})


@dataclass(frozen=True)
class Reader:
    """Somebody who is told, and in whose place where that person is away."""

    user: User
    wants_immediate: bool
    absent: str = ""


def receivers(event: Event, today: date) -> list[int]:
    """Return who signs for a part that a unit was given: its coordinators, else its heads and liaisons."""
    return receivers_of(db.session.get_one(Assignment, event.subject_id).unit_id, today)


def receivers_of(unit_id: int, today: date) -> list[int]:
    """Return who signs for what a unit is given."""
    for roles in ((Role.COORDINATOR,), (Role.HEAD, Role.LIAISON)):
        found = [user.id for role in roles for user in holders(role, [unit_id], today)]
        if found:
            return found
    return []


def office_heads(event: Event, today: date) -> list[int]:
    """Return the heads of the office that was given a part."""
    part = db.session.get_one(Assignment, event.subject_id)
    return [user.id for user in holders(Role.HEAD, [part.office_id], today)] if part.office_id else []


def officer(event: Event, today: date) -> list[int]:
    """Return the officer of a part, the heads of its place where none is named."""
    part = db.session.get_one(Assignment, event.subject_id)
    return [part.officer_id] if part.officer_id else _heads_of(part, today)


def reply_author(event: Event, today: date) -> list[int]:
    """Return who writes a reply now: the officer of its part, else its author."""
    reply = db.session.get_one(Reply, event.subject_id)
    part = db.session.get_one(Assignment, reply.assignment_id)
    return (
        [part.officer_id or reply.author_id] if part.officer_id or reply.author_id else _heads_of(part, today)
    )


def signers(event: Event, today: date) -> list[int]:
    """Return whom the present steps of a reply ask; the office's own check is no signature and stands on its desk."""
    steps = present(steps_of(event.subject_id or 0))
    return [user.id for step in steps if step.stage in BY_MAIL for user in people_for(step, today)]


def opinion_author(event: Event, today: date) -> list[int]:
    """Return who writes an opinion now: the officer of its part, else its author, else the unit's liaisons."""
    opinion = db.session.get_one(Opinion, event.subject_id)
    part = db.session.get_one(Assignment, opinion.assignment_id)
    if writer := part.officer_id or opinion.author_id:
        return [writer]
    return [user.id for user in holders(Role.LIAISON, [part.unit_id], today)]


def opinion_signers(event: Event, today: date) -> list[int]:
    """Return the heads who sign an opinion."""
    opinion = db.session.get_one(Opinion, event.subject_id)
    return _heads_of(db.session.get_one(Assignment, opinion.assignment_id), today)


def promise_owner(event: Event, today: date) -> list[int]:
    """Return who owes a promise: the person named, else the heads of the unit."""
    promise = db.session.get_one(Commitment, event.subject_id)
    if promise.owner_user_id:
        return [promise.owner_user_id]
    return [user.id for user in holders(Role.HEAD, [promise.owner_unit_id], today)]


def wants(chosen: ReminderChoice | None) -> bool:
    """Tell whether a person who made this choice, or none, wants mails at once."""
    return chosen is None or chosen.wants_immediate


def due_of(event: Event, item: Proposal) -> date | None:
    """Return the day by which the step is due that an event asks for: the part's own, else the item's."""
    if event.machine is Machine.ASSIGNMENT:
        return db.session.get_one(Assignment, event.subject_id).due_on
    return item.co_due_on if event.machine is Machine.OPINION else item.due_on


def _heads_of(part: Assignment, today: date) -> list[int]:
    unit = db.session.get_one(Unit, part.office_id or part.unit_id)
    units = [int(one) for one in unit.path.strip("/").split("/")]
    return [user.id for user in holders(Role.HEAD, units, today)]


def readers(user_ids: Iterable[int], today: date) -> list[Reader]:
    """Return the active people of these ids with their choice; a substitute in the place of who is away."""
    wanted = sorted(set(user_ids))
    if not wanted:
        return []
    other, choice = aliased(User), ReminderChoice
    away = (Absence.from_on <= today) & (Absence.until_on >= today) & (Absence.user_id == User.id)
    statement = (
        select(User, choice, other)
        .outerjoin(Absence, away)
        .outerjoin(other, (other.id == Absence.substitute_id) & other.is_active)
        .outerjoin(choice, choice.user_id == User.id)
        .where(User.id.in_(wanted), or_(User.is_active, other.id.is_not(None)))
        .order_by(User.id, Absence.id)
    )
    found: dict[int, Reader] = {}
    rows: Iterable[Any] = db.session.execute(statement)
    for user, chosen, substitute in rows:
        reader, absent = (user, "") if substitute is None else (substitute, user.name)
        found.setdefault(reader.id, Reader(reader, wants(chosen), absent))
    return list(found.values())
