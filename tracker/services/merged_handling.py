"""并案办理: items of the same content and the same lead handled as one and answered separately (handling.md §1.4)."""

from collections.abc import Sequence
from datetime import datetime

from tracker.domain.errors import N_, InvalidInput, NotFound, NotOffered
from tracker.domain.events import EventKind
from tracker.domain.permissions import Actor
from tracker.domain.phrases import phrase
from tracker.domain.vocabulary import SIGNED_REPLY_STATES, AssignmentRole, CaseState, GroupKind
from tracker.extensions import db
from tracker.models.grouping import HandlingGroup
from tracker.models.proposal import Proposal
from tracker.queries.case_file import CaseFile
from tracker.queries.groups import group_of, members_of
from tracker.services.group_members import (
    NOBODY,
    add_members,
    asked,
    drop_member,
    member_of,
    name_of,
    open_group,
    open_items,
    tell,
)
from tracker.services.moves import check_version
from tracker.services.shared_promises import give_back
from tracker.services.unit_of_work import unit_of_work

FEWEST = 2
NOT_HANDLED = N_("%(number)s不在办理中，不能并案办理。")
ELSEWHERE = N_("%(number)s登记在另一个单位，不能并案办理。")
OTHER_LEAD = N_("%(number)s的主办单位不同，不能并案办理。请先调整交办。")
SPLIT = N_("%(number)s是分办件，各单位分别答复，不能并案办理。")
SIGNED = N_("%(number)s的答复已经签发，不能再并案办理。")


def merge_handling(
    actor: Actor, proposal_id: int, *, others: Sequence[int], version: int | None, now: datetime
) -> HandlingGroup:
    """Handle other items together with this one, which leads; where it stands in a group they join that one (W28).

    ``version`` is the item's. Raises NotFound for all where one is not the person's, InvalidInput naming the item that
    does not fit: not in hand, another lead, split, signed, or in another group.
    """
    with unit_of_work():
        wanted = [one for one in dict.fromkeys(others) if one != proposal_id]
        if not wanted:
            raise InvalidInput(field="items", reason=NOBODY)
        files = {file.proposal.id: file for file in open_items(actor, [proposal_id, *wanted], now)}
        first = files[proposal_id]
        check_version(first.proposal, version)
        group = group_of(proposal_id, GroupKind.MERGED)
        fresh = [] if group else [first]
        joining = [*fresh, *(files[one] for one in wanted)]
        for file in joining:
            check_fit(first, file)
        kept = (
            open_group(actor, group.id, GroupKind.MERGED, version=None, now=now)
            if group
            else _new_group(actor, first.proposal, now)
        )
        add_members(actor, kept, joining, now)
        return kept


def _new_group(actor: Actor, leading: Proposal, now: datetime) -> HandlingGroup:
    group = HandlingGroup(
        kind=GroupKind.MERGED,
        host_unit_id=leading.host_unit_id,
        title=leading.title,
        leading_id=leading.id,
        created_at=now,
        created_by_id=actor.user_id,
        changed_at=now,
    )
    db.session.add(group)
    db.session.flush()
    return group


def check_fit(first: CaseFile, other: CaseFile) -> None:
    """Raise InvalidInput, naming the item, where ``other`` cannot be handled as one with ``first``."""
    refusal = next((words for words, fits in _fitness(first, other) if not fits), None)
    if refusal:
        raise InvalidInput(field="items", reason=phrase(refusal, number=name_of(other.proposal)))


def _fitness(first: CaseFile, other: CaseFile) -> tuple[tuple[str, bool], ...]:
    lead, theirs = first.lead, other.lead
    is_same_lead = (
        lead is not None and theirs is not None and lead.assignment.unit_id == theirs.assignment.unit_id
    )
    return (
        (ELSEWHERE, other.proposal.host_unit_id == first.proposal.host_unit_id),
        (NOT_HANDLED, other.proposal.state is CaseState.HANDLING),
        (OTHER_LEAD, is_same_lead),
        (SPLIT, all(seat.assignment.role is not AssignmentRole.SPLIT for seat in other.answering)),
        (SIGNED, not any(seat.reply and seat.reply.state in SIGNED_REPLY_STATES for seat in other.answering)),
    )


def leave_handling(
    actor: Actor, group_id: int, proposal_id: int, *, reason: str | None, version: int | None, now: datetime
) -> HandlingGroup:
    """Take an item out of its group with the reason; it goes on alone, and a group of one ends."""
    with unit_of_work():
        group = open_group(actor, group_id, GroupKind.MERGED, version=version, now=now)
        member = member_of(group, proposal_id)
        open_items(actor, [proposal_id], now)
        words = asked(reason)
        drop_member(actor, group, member, now, reason=words)
        give_back(actor, proposal_id, now)
        _settle(actor, group, now, reason=words)
        return group


def lead_handling(
    actor: Actor, group_id: int, proposal_id: int, *, reason: str | None, version: int | None, now: datetime
) -> HandlingGroup:
    """Make another member the leading item: contacts, opinions and the working text come from it from now on."""
    with unit_of_work():
        group = open_group(actor, group_id, GroupKind.MERGED, version=version, now=now)
        member_of(group, proposal_id)
        open_items(actor, [proposal_id], now)
        if group.leading_id == proposal_id:
            raise NotOffered
        _lead(actor, group, proposal_id, now, reason=asked(reason))
        return group


def detach(actor: Actor, proposal_id: int, *, reason: str | None, now: datetime) -> None:
    """Let an item that is no longer handled leave its group: withdrawn, voided, merged away or given to another lead.

    A consequence of another step, within its unit of work; it asks for no right of its own.
    """
    group = group_of(proposal_id, GroupKind.MERGED)
    if group is None:
        return
    drop_member(actor, group, member_of(group, proposal_id), now, reason=reason)
    give_back(actor, proposal_id, now)
    _settle(actor, group, now, reason=reason)


def _settle(actor: Actor, group: HandlingGroup, now: datetime, *, reason: str | None) -> None:
    """Find a new leading item where the old one left, and end a group of which one item alone is left."""
    left = members_of(group.id)
    if len(left) < FEWEST:
        group.leading_id, group.ended_at = None, now
        for member in left:
            drop_member(actor, group, member, now, reason=reason)
    elif group.leading_id not in {member.proposal_id for member in left}:
        _lead(actor, group, left[0].proposal_id, now, reason=reason)


def _lead(actor: Actor, group: HandlingGroup, proposal_id: int, now: datetime, *, reason: str | None) -> None:
    item = db.session.get(Proposal, proposal_id)
    if item is None:
        raise NotFound
    group.leading_id, group.title, group.changed_at = item.id, item.title, now
    for member in members_of(group.id):
        member.settled_text = None
    tell(EventKind.GROUP_LED, actor, group, proposal_id, now, reason=reason)
