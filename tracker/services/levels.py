"""Adding a level to the way of one reply (加签): before the present step, or one more signature at the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.chains import LONGEST_NAME, ROLES_OF, make_room, present
from tracker.domain.errors import N_, InvalidInput
from tracker.domain.permissions import Actor
from tracker.domain.step_words import StepState
from tracker.domain.vocabulary import (
    ReplyState,
    Role,
)
from tracker.extensions import db
from tracker.models.people import Unit, User
from tracker.models.sign_off import ReplyStep
from tracker.queries.steps import Steps, able
from tracker.services.moves import Telling, make_move
from tracker.services.reply_desk import Desk, open_reply
from tracker.services.steps import follow
from tracker.services.summaries import refresh_summary
from tracker.services.unit_of_work import unit_of_work


@dataclass(frozen=True)
class Level:
    """A level to add (加签): its stage, and whom it asks: a role in each of the units, or one person."""

    stage: ReplyState
    name: str
    unit_ids: Sequence[int] = ()
    role: Role = Role.HEAD
    user_id: int | None = None
    demands_meeting: bool = False


def add_level(
    actor: Actor,
    proposal_id: int,
    reply_id: int,
    *,
    level: Level,
    reason: str | None,
    version: int | None,
    now: datetime,
) -> Sequence[ReplyStep]:
    """Add a level to one reply: before the present step, which is asked again afterwards; a signature at the very end.

    Several units are asked at once. Raises InvalidInput where nobody in a unit could do the step.
    """
    with unit_of_work():
        desk = open_reply(actor, proposal_id, reply_id, version=version, now=now)
        is_countersign = level.stage is ReplyState.COUNTERSIGN
        action = Action.ASK_COUNTERSIGN if is_countersign else Action.ADD_LEVEL
        make_move(desk.reply, action, desk.question, Telling(reason, {"steps": _words(level)}))
        made = _levels(actor, desk, level, reason)
        db.session.add_all(made)
        follow(desk.reply, (*desk.steps, *made), desk.question)
        refresh_summary(proposal_id)
        return made


def _words(level: Level) -> str:
    """Return the added level as its event tells it: its name, and the units or the person."""
    names = [db.session.get_one(Unit, unit_id).short_name for unit_id in level.unit_ids]
    if level.user_id is not None:
        person = db.session.get(User, level.user_id)
        names = [person.name] if person else []
    return f"{level.name.strip()}（{'、'.join(names)}）" if names else level.name.strip()


def _levels(actor: Actor, desk: Desk, level: Level, reason: str | None) -> list[ReplyStep]:
    first = _checked(desk, level)
    position = _room(desk.steps, level.stage)
    wanted = [(None, level.user_id)] if level.user_id is not None else [(one, None) for one in level.unit_ids]
    return [
        ReplyStep(
            reply_id=desk.reply.id,
            lap=first.lap,
            chain_id=first.chain_id,
            position=position,
            stage=level.stage,
            name=level.name.strip(),
            role=level.role if user_id is None else None,
            unit_id=unit_id,
            user_id=user_id,
            demands_meeting=level.demands_meeting,
            state=StepState.PENDING,
            author_id=first.author_id,
            submitted_by_id=first.submitted_by_id,
            added_by_id=actor.user_id,
            added_reason=(reason or "").strip(),
        )
        for unit_id, user_id in wanted
    ]


def _room(steps: Steps, stage: ReplyState) -> int:
    """Make room for a level and return its position: the end for a signature, else right before the present step."""
    if stage is ReplyState.SIGN_OFF:
        return max(step.position for step in steps) + 1
    position = min(step.position for step in present(steps))
    make_room(steps, position)
    return position


def _checked(desk: Desk, level: Level) -> ReplyStep:
    """Return any step of this submission; raises InvalidInput for a level that nobody could pass."""
    if not level.name.strip() or len(level.name.strip()) > LONGEST_NAME:
        raise InvalidInput(field="name", reason=N_("请填写环节名称，最多60个字。"))
    if level.user_id is not None:
        _check_person(desk, level)
    elif not level.unit_ids:
        raise InvalidInput(field="unit_ids", reason=N_("请选择由哪个单位办理，或者由谁办理。"))
    else:
        _check_units(desk, level)
    return desk.steps[0]


def _check_person(desk: Desk, level: Level) -> None:
    person = db.session.get(User, level.user_id)
    today = local_day(desk.question.now)
    if person is None or not person.is_active:
        raise InvalidInput(field="user_id", reason=N_("这个人没有可用的账号，请另选一人。"))
    if person.id in desk.question.target.makers:
        raise InvalidInput(field="user_id", reason=N_("这个人参加了拟写或送审，请另选一人。"))
    taken = [step for step in desk.steps if person.id in {step.by_id, step.user_id}]
    if any(step.state is not StepState.BYPASSED for step in taken):
        raise InvalidInput(field="user_id", reason=N_("这个人已经是另一个环节的办理人，请另选一人。"))
    if level.stage is ReplyState.SIGN_OFF:
        unit = desk.seat.assignment.unit
        if person not in able(Role.LEADER, unit, today):
            raise InvalidInput(field="user_id", reason=N_("签发只能由答复单位的领导办理，请选择一位领导。"))


def _check_units(desk: Desk, level: Level) -> None:
    today = local_day(desk.question.now)
    if level.role not in ROLES_OF[level.stage]:
        raise InvalidInput(field="role", reason=N_("这类环节不能由这个角色办理。"))
    if level.stage is ReplyState.SIGN_OFF and list(level.unit_ids) != [desk.seat.assignment.unit_id]:
        raise InvalidInput(field="unit_ids", reason=N_("签发由答复单位的领导办理；其他单位请用会签。"))
    for unit_id in level.unit_ids:
        unit = db.session.get(Unit, unit_id)
        if unit is None or not unit.is_active:
            raise InvalidInput(field="unit_ids", reason=N_("没有这个单位，请重新选择。"))
        if not any(user.id not in desk.question.target.makers for user in able(level.role, unit, today)):
            raise InvalidInput(
                field="unit_ids", reason=N_("这个单位在系统里没有人可以办理，请改选或指定一个人。")
            )
