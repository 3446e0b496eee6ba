"""Signing every letter of a merged group in one act: each its own signature and event, all of them or none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from tracker.domain.errors import N_, NotFound, ProofNeeded, Refused, StalePage, TrackerError
from tracker.domain.permissions import Actor
from tracker.domain.step_words import StepState
from tracker.domain.vocabulary import SIGNED_REPLY_STATES, GroupKind, ReplyState
from tracker.extensions import db
from tracker.models.grouping import HandlingGroup
from tracker.models.proposal import Proposal
from tracker.models.reply import Reply
from tracker.queries.group_sheet import Line, group_lines
from tracker.queries.groups import sees_group
from tracker.queries.people import unit_tree
from tracker.queries.steps import Steps, steps_by_reply
from tracker.services.loading import open_case
from tracker.services.moves import check_version
from tracker.services.sign_off import Decided, sign_reply
from tracker.services.unit_of_work import unit_of_work

NOT_STARTED = N_("还没有起草答复。")
ALL_SIGNED = N_("这一组的答复都已签发。")
SIGNED_BY_YOU = N_("这一组的答复您都已签过，正在等其他领导签发。")
NOT_THERE = N_("答复还没有送到签发这一步。")


@dataclass(frozen=True)
class Hindrance:
    """An item whose letter cannot be signed now, and why."""

    item: Proposal
    error: TrackerError


@dataclass(frozen=True)
class _Signature:
    """What is signed with every letter alike."""

    actor: Actor
    decided: Decided
    remark: str | None
    versions: Mapping[int, int]
    now: datetime


class GroupNotSigned(Refused):
    """One letter or more cannot be signed, so none was; ``hindrances`` names each with its reason."""

    code = "group_not_signed"
    message = N_("有答复现在不能签发，一件也没有签。")

    def __init__(self, hindrances: list[Hindrance]) -> None:
        super().__init__()
        self.hindrances = hindrances


def unsigned(lines: list[Line]) -> list[Line]:
    """Return the items whose letters are not signed yet; those signed one by one are done."""
    return [line for line in lines if line.reply is None or line.reply.state not in SIGNED_REPLY_STATES]


def unsigned_by(actor: Actor, lines: list[Line], steps: Mapping[int, Steps]) -> list[Line]:
    """Return the items whose letters the person has not signed; a chain may ask several leaders one after another."""
    return [
        line
        for line in unsigned(lines)
        if line.reply is None or not has_signed(steps.get(line.reply.id, ()), actor)
    ]


def has_signed(steps: Steps, actor: Actor) -> bool:
    """Tell whether the person has done a signature of this submission."""
    done = (step for step in steps if step.stage is ReplyState.SIGN_OFF and step.state is StepState.DONE)
    return any(step.by_id == actor.user_id for step in done)


def sign_together(
    actor: Actor,
    group_id: int,
    *,
    decided: Decided,
    remark: str | None,
    versions: Mapping[int, int],
    version: int | None,
    now: datetime,
) -> list[Reply]:
    """Sign all letters of a group that this person has not signed; ``versions`` are those the page showed, by reply.

    Where a chain asks for further signatures, the letters go on to them together.

    ``version`` is the group's: letters that joined meanwhile are never signed unseen.

    Raises NotFound for a letter that is not the group's or an item that is not the person's, ProofNeeded for a stale
    proof, GroupNotSigned with every reason where one letter cannot be signed.
    """
    with unit_of_work():
        lines = _lines(actor, group_id, version, now, shown=set(versions))
        act = _Signature(actor, decided, remark, versions, now)
        found = [_sign(act, line) for line in sorted(lines, key=_place)]
        hindrances = [one for one in found if isinstance(one, Hindrance)]
        if hindrances:
            raise GroupNotSigned(hindrances)
        return [one for one in found if isinstance(one, Reply)]


def _lines(actor: Actor, group_id: int, version: int | None, now: datetime, *, shown: set[int]) -> list[Line]:
    """Lock a group and return its items whose letters the person has not signed, each of which he must see.

    ``shown`` are the letters of the page: raises NotFound for one that is not the group's, StalePage for one that was
    signed meanwhile.
    """
    group = db.session.scalar(select(HandlingGroup).where(HandlingGroup.id == group_id).with_for_update())
    if group is None or group.kind is not GroupKind.MERGED or not sees_group(actor, group, unit_tree()):
        raise NotFound
    check_version(group, version)  # type: ignore[arg-type]  # versioned like the records with states
    every = group_lines(group)
    replies = {line.reply.id for line in every if line.reply}
    lines = unsigned_by(actor, every, steps_by_reply(sorted(replies)))
    _check_shown(shown, replies, lines)
    if not lines:
        raise Refused(reason=SIGNED_BY_YOU if unsigned(every) else ALL_SIGNED)
    for line in lines:
        open_case(actor, line.item.id, now)
    return lines


def _check_shown(shown: set[int], replies: set[int], lines: list[Line]) -> None:
    if shown - replies:
        raise NotFound
    if lines and shown - {line.reply.id for line in lines if line.reply}:
        raise StalePage


def _place(line: Line) -> int:
    return line.item.id


def _sign(act: _Signature, line: Line) -> Reply | Hindrance:
    """Sign one letter, or return what hinders it; a stale proof hinders all and is asked for at once."""
    reply = line.reply
    if reply is None:
        return Hindrance(line.item, Refused(reason=NOT_STARTED))
    if reply.state is not ReplyState.SIGN_OFF:
        return Hindrance(line.item, Refused(reason=NOT_THERE))
    try:
        return sign_reply(
            act.actor,
            line.item.id,
            reply.id,
            decided=act.decided,
            remark=act.remark,
            version=act.versions.get(reply.id, 0),
            now=act.now,
        )
    except ProofNeeded:
        raise
    except TrackerError as error:
        return Hindrance(line.item, error)
