"""Carrying the leading item's working text into the letters of a merged group, with the verdicts on its promises.

Every letter keeps its own title and opening. What an officer changed by hand in a member's letter is never overwritten
unasked: the difference is shown, and the officer takes the leading words or keeps the own ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from tracker.domain.errors import N_, NotFound, Refused
from tracker.domain.events import EventKind
from tracker.domain.merged_text import TextState, split_opening, text_state, with_body
from tracker.domain.permissions import Actor, Permission
from tracker.domain.vocabulary import AssignmentState, GroupKind, ReplyState
from tracker.extensions import db
from tracker.models.grouping import GroupMember, HandlingGroup
from tracker.models.proposal import Proposal
from tracker.models.reply import Reply
from tracker.queries.case_file import CaseFile, Seat
from tracker.queries.drafts import full_reply
from tracker.queries.groups import members_of, sees_group
from tracker.queries.people import unit_tree
from tracker.services.draft_versions import keep_version
from tracker.services.drafting import DraftEntry, save_text, start_reply
from tracker.services.group_members import NOBODY, name_of
from tracker.services.loading import demand, open_case
from tracker.services.moves import Telling, check_version, write_event
from tracker.services.shared_verdicts import copy_verdicts
from tracker.services.unit_of_work import unit_of_work

NOT_WRITTEN = N_("牵头件还没有写正文，没有可以带入的文字。")


class Fate(StrEnum):
    """What became of one member's letter."""

    CARRIED = "carried"
    SAME = "same"
    ASKS = "asks"
    NOT_OPEN = "not_open"


@dataclass(frozen=True)
class _Source:
    """The leading item with its body and the reply that holds it."""

    item: Proposal
    reply_id: int
    body: str


def carry_text(
    actor: Actor, group_id: int, *, items: Sequence[int], version: int | None, now: datetime
) -> dict[int, Fate]:
    """Carry the leading body into the letters of ``items``, starting those not begun; ``version`` is the group's.

    Returns what became of each. Raises NotFound where one is no member or not the person's, Forbidden where one is not
    his to write: nothing is carried then.
    """
    with unit_of_work():
        group, members = _open(actor, group_id, version)
        wanted = sorted(set(items))
        if not wanted:
            raise Refused(reason=NOBODY)
        if set(wanted) - (set(members) - {group.leading_id}):
            raise NotFound
        files = {one: _writable(actor, one, now) for one in wanted}
        source = _source(actor, group, now)
        return {one: _carry(actor, files[one], members[one], source, now) for one in wanted}


def settle_text(
    actor: Actor,
    group_id: int,
    proposal_id: int,
    *,
    takes: bool,
    version: int | None,
    now: datetime,
) -> Reply:
    """Take the leading body over words changed by hand, or keep these; ``version`` is the letter's.

    The overwritten text stays among the letter's versions.
    """
    with unit_of_work():
        group, members = _open(actor, group_id, None)
        if proposal_id not in set(members) - {group.leading_id}:
            raise NotFound
        file = _writable(actor, proposal_id, now)
        source, reply = _source(actor, group, now), _open_reply(file)
        if reply is None:
            raise Refused(reason=N_("本件的答复稿现在不能改。"))
        check_version(reply, version)
        if takes:
            _write(actor, file, reply, source, now, keeps_old=True)
        members[proposal_id].settled_text = source.body
        return reply


def _open(actor: Actor, group_id: int, version: int | None) -> tuple[HandlingGroup, dict[int, GroupMember]]:
    group = db.session.scalar(select(HandlingGroup).where(HandlingGroup.id == group_id).with_for_update())
    if group is None or group.kind is not GroupKind.MERGED or not sees_group(actor, group, unit_tree()):
        raise NotFound
    check_version(group, version)  # type: ignore[arg-type]  # versioned like the records with states
    return group, {member.proposal_id: member for member in members_of(group.id)}


def _writable(actor: Actor, proposal_id: int, now: datetime) -> CaseFile:
    file = open_case(actor, proposal_id, now)
    demand(file, Permission.EDIT_DRAFT, actor, now, _seat(file).target)
    return file


def _seat(file: CaseFile) -> Seat:
    if file.lead is None:
        raise NotFound
    return file.lead


def _source(actor: Actor, group: HandlingGroup, now: datetime) -> _Source:
    file = open_case(actor, group.leading_id or 0, now)
    seat = _seat(file)
    if not file.may(Permission.VIEW_DRAFTS, actor, now=now, target=seat.target):
        raise NotFound
    body = split_opening(full_reply(seat.reply.id).text)[1] if seat.reply else ""
    if seat.reply is None or not body.strip():
        raise Refused(reason=NOT_WRITTEN)
    return _Source(file.proposal, seat.reply.id, body)


def _open_reply(file: CaseFile) -> Reply | None:
    reply = _seat(file).reply
    return reply if reply is not None and reply.state is ReplyState.DRAFTING else None


def _carry(actor: Actor, file: CaseFile, member: GroupMember, source: _Source, now: datetime) -> Fate:
    reply = _open_reply(file) or _started(actor, file, now)
    if reply is None:
        return Fate.NOT_OPEN
    db.session.execute(select(Reply.id).where(Reply.id == reply.id).with_for_update())
    own = split_opening(full_reply(reply.id).text)[1]
    state = text_state(own, source.body, member.settled_text)
    if state is TextState.BEHIND:
        _write(actor, file, reply, source, now, keeps_old=False)
    if state in {TextState.BEHIND, TextState.SAME}:
        member.settled_text = source.body
    fates = {TextState.BEHIND: Fate.CARRIED, TextState.CHANGED: Fate.ASKS}
    return fates.get(state, Fate.SAME)


def _started(actor: Actor, file: CaseFile, now: datetime) -> Reply | None:
    """Start a member's letter where its part is being handled by an officer."""
    seat = _seat(file)
    if seat.reply is not None or seat.assignment.state is not AssignmentState.HANDLING or not seat.officer:
        return None
    return start_reply(actor, file.proposal.id, seat.assignment.id, now=now)


def _write(
    actor: Actor, file: CaseFile, reply: Reply, source: _Source, now: datetime, *, keeps_old: bool
) -> None:
    text = full_reply(reply.id).text
    if keeps_old:
        note = N_("并案带入前的文字")
        keep_version(actor, reply, text, now, note=note)
    entry = DraftEntry(text=with_body(text, source.body))
    save_text(actor, file.proposal.id, reply.id, entry=entry, version=None, now=now)
    copy_verdicts(actor, source.reply_id, reply.id, now)
    telling = Telling(data={"source": name_of(source.item)})
    write_event(file.proposal.id, EventKind.REPLY_TEXT_CARRIED, actor, now, telling=telling)
