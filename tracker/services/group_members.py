"""Rows of groups: opening one for a change, taking items in, letting them go; each with its event."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from tracker.domain.errors import N_, Forbidden, InvalidInput, NotFound, Refused
from tracker.domain.events import EventKind
from tracker.domain.permissions import Actor, CaseParties, Permission, allows
from tracker.domain.phrases import phrase
from tracker.domain.vocabulary import GroupKind
from tracker.extensions import db
from tracker.models.grouping import GroupMember, HandlingGroup
from tracker.models.proposal import Proposal
from tracker.queries.case_file import CaseFile
from tracker.queries.groups import group_of, members_of, sees_group
from tracker.queries.people import unit_tree
from tracker.services.loading import demand, open_case
from tracker.services.moves import Telling, check_version, write_event
from tracker.services.unit_of_work import refusing

NO_REASON = N_("请写明理由。")
TAKEN = N_("%(number)s已经在另一个组里，请先从那里移出。")
NOBODY = N_("请至少选择一件。")


def open_items(
    actor: Actor, proposal_ids: Iterable[int], now: datetime, *, permission: Permission = Permission.MERGE
) -> list[CaseFile]:
    """Lock and read items in the order of their ids; one that the person may not see or change refuses them all."""
    wanted = sorted(set(proposal_ids))
    db.session.execute(
        select(Proposal.id).where(Proposal.id.in_(wanted)).order_by(Proposal.id).with_for_update()
    )
    files = [open_case(actor, proposal_id, now) for proposal_id in wanted]
    for file in files:
        demand(file, permission, actor, now)
    return files


def open_group(
    actor: Actor, group_id: int, kind: GroupKind, *, version: int | None, now: datetime
) -> HandlingGroup:
    """Lock a group that still stands for a change; raises NotFound, Forbidden or StalePage."""
    statement = select(HandlingGroup).where(HandlingGroup.id == group_id).with_for_update()
    group = db.session.scalar(statement.execution_options(populate_existing=True))
    if group is None or group.kind is not kind or not sees_group(actor, group, unit_tree()):
        raise NotFound
    if not may_group(actor, group.host_unit_id, now):
        raise Forbidden
    check_version(group, version)  # type: ignore[arg-type]  # versioned like the records with states
    if group.ended_at is not None:
        raise Refused(reason=N_("这个组已经解除，不能再改。"))
    return group


def may_group(actor: Actor, host_unit_id: int, now: datetime) -> bool:
    """Tell whether the person may group the items of a department's book (W28)."""
    return allows(Permission.MERGE, actor, CaseParties(host_unit_id), now=now)


def add_members(actor: Actor, group: HandlingGroup, files: Sequence[CaseFile], now: datetime) -> None:
    """Take items into a group; raises InvalidInput naming one that stands in another group of this kind."""
    for file in files:
        item = file.proposal
        error = InvalidInput(field="items", reason=phrase(TAKEN, number=name_of(item)))
        if group_of(item.id, group.kind) is not None:
            raise error
        with refusing("group_member", error):
            db.session.add(
                GroupMember(
                    group_id=group.id,
                    kind=group.kind,
                    proposal_id=item.id,
                    joined_at=now,
                    joined_by_id=actor.user_id,
                )
            )
        tell(EventKind.GROUP_JOINED, actor, group, item.id, now)
    group.changed_at = now


def drop_member(
    actor: Actor, group: HandlingGroup, member: GroupMember, now: datetime, *, reason: str | None
) -> None:
    """Let an item go from a group, with the reason."""
    db.session.delete(member)
    group.changed_at = now
    db.session.flush()
    tell(EventKind.GROUP_LEFT, actor, group, member.proposal_id, now, reason=reason)


def member_of(group: HandlingGroup, proposal_id: int) -> GroupMember:
    """Return an item's place in a group; raises NotFound where it has none."""
    found = next((one for one in members_of(group.id) if one.proposal_id == proposal_id), None)
    if found is None:
        raise NotFound
    return found


def asked(reason: str | None) -> str:
    """Return a reason that was given; raises InvalidInput at its field where there is none."""
    if not (reason or "").strip():
        raise InvalidInput(field="reason", reason=NO_REASON)
    return (reason or "").strip()


def name_of(item: Proposal) -> str:
    """Return how a sentence names an item: its number, or its title where it has none."""
    return item.number_raw or f"《{item.title}》"


def tell(
    kind: EventKind,
    actor: Actor,
    group: HandlingGroup,
    proposal_id: int,
    now: datetime,
    *,
    reason: str | None = None,
) -> None:
    """Write what happened to an item with its group."""
    data = {"kind": group.kind.value, "title": group.title}
    write_event(proposal_id, kind, actor, now, telling=Telling(reason, data))
