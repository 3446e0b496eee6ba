"""The steps of replies under sign-off: whom the present ones ask, who passed the earlier ones, what stands beside."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import joinedload

from tracker.domain.asked import Asked
from tracker.domain.chains import present
from tracker.domain.permissions import Actor, is_asked
from tracker.domain.step_words import StepState
from tracker.domain.vocabulary import Role
from tracker.extensions import db
from tracker.models.people import RoleGrant, Unit, User
from tracker.models.sign_off import ContactWaiver, MeetingRecord, ReplyStep
from tracker.queries.directory import in_force
from tracker.queries.people import holders

OneStep: TypeAlias = ReplyStep
Steps: TypeAlias = tuple[ReplyStep, ...]
NAMED_ROLES = (Role.HEAD, Role.COORDINATOR, Role.LEADER)
HEARD = frozenset({StepState.CURRENT, StepState.DONE})


def asked_by(step: ReplyStep) -> Asked:
    """Return whom a step asks."""
    return Asked(step.role, step.unit_id, step.user_id)


def asks(steps: Iterable[ReplyStep], actor: Actor) -> list[ReplyStep]:
    """Return the present steps that ask this person."""
    return [step for step in present(steps) if is_asked(actor, asked_by(step))]


def own_step(steps: Iterable[ReplyStep], actor: Actor) -> ReplyStep | None:
    """Return the present step that this person may do: one that asks them, if they have done no other of this lap."""
    found = list(steps)
    if any(step.by_id == actor.user_id for step in found if step.state is StepState.DONE):
        return None
    return next(iter(asks(found, actor)), None)


def steps_by_reply(reply_ids: Sequence[int]) -> dict[int, Steps]:
    """Return the steps of each reply's present submission, in their order, in one statement."""
    if not reply_ids:
        return {}
    laps: dict[int, Steps] = {}
    for step in db.session.scalars(_statement().where(ReplyStep.reply_id.in_(reply_ids))):
        kept = laps.get(step.reply_id, ())
        laps[step.reply_id] = (*kept, step) if kept and kept[0].lap == step.lap else (step,)
    return laps


def steps_of(reply_id: int) -> Steps:
    """Return the steps of a reply's present submission, none for one that was never submitted."""
    return steps_by_reply([reply_id]).get(reply_id, ())


def _statement() -> Select[ReplyStep]:
    """Return the steps, earlier submissions first, with the names that pages print."""
    return (
        select(ReplyStep)
        .options(
            joinedload(ReplyStep.unit),
            joinedload(ReplyStep.user),
            joinedload(ReplyStep.by),
            joinedload(ReplyStep.added_by),
        )
        .order_by(ReplyStep.reply_id, ReplyStep.lap, ReplyStep.position, ReplyStep.id)
    )


def laps_of(reply_id: int) -> int:
    """Return how often a reply was submitted."""
    return db.session.scalar(select(func.max(ReplyStep.lap)).where(ReplyStep.reply_id == reply_id)) or 0


def people_for(step: ReplyStep, today: date) -> list[User]:
    """Return who can do a step on ``today``: the named person, or whoever holds the role over the unit."""
    if step.user is not None:
        return [step.user] if step.user.is_active else []
    return able(step.role, step.unit, today) if step.role and step.unit else []


def able(role: Role, unit: Unit, today: date) -> list[User]:
    """Return the active people who hold a role over a unit on ``today``, in it or in one above it."""
    return holders(role, [int(part) for part in unit.path.strip("/").split("/")], today)


def signs_for(unit_id: int, today: date) -> ColumnElement[bool]:
    """Return the condition on User of who can be asked by name in a department on ``today``."""
    below = select(Unit.id).where(Unit.path.startswith(f"/{unit_id}/"))
    held = select(RoleGrant.user_id).where(
        RoleGrant.role.in_(NAMED_ROLES), RoleGrant.unit_id.in_(below), in_force(today)
    )
    return and_(User.id.in_(held), User.is_active)


def signers_of(unit_id: int, today: date) -> list[User]:
    """Return who can be asked by name in a department: its heads, coordinators and leaders on ``today``, by name."""
    statement = select(User).where(signs_for(unit_id, today)).order_by(User.name, User.id)
    return list(db.session.scalars(statement))


@dataclass(frozen=True)
class BesideSteps:
    """What the signature also looks at: the meeting records, and why no contact was demanded."""

    meetings: Sequence[MeetingRecord]
    waiver: ContactWaiver | None
