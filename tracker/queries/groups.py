"""Groups of items: who stands in them, and what a merged item shares with its leading one."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import (
    LIVE_ASSIGNMENT_STATES,
    OPINION_ROLES,
    OPINIONS_IN,
    GroupKind,
    OpinionState,
)
from tracker.extensions import db
from tracker.models.assignment import Assignment, ContactRecord
from tracker.models.grouping import GroupMember, HandlingGroup
from tracker.models.opinion import Opinion
from tracker.models.proposal import Proposal
from tracker.queries.people import UnitTree
from tracker.queries.visibility import SUPERVISING, in_sight, reach

LEADING = aliased(Proposal)
GroupRecord = HandlingGroup  # what pages call a group: they do not know the tables


def seen_group(actor: Actor, tree: UnitTree, group_id: int, kind: GroupKind) -> HandlingGroup | None:
    """Return a group of a kind for a page; None where there is none or the person may not know of it."""
    group = db.session.get(HandlingGroup, group_id)
    is_seen = group is not None and group.kind is kind and sees_group(actor, group, tree)
    return group if is_seen else None


def group_of(proposal_id: int, kind: GroupKind) -> HandlingGroup | None:
    """Return an item's group of a kind; one statement."""
    statement = select(HandlingGroup).join(GroupMember, GroupMember.group_id == HandlingGroup.id)
    return db.session.scalar(
        statement.where(GroupMember.proposal_id == proposal_id, GroupMember.kind == kind)
    )


def members_of(group_id: int) -> Sequence[GroupMember]:
    """Return a group's members with their items, in the order in which they joined; one statement."""
    statement = select(GroupMember).options(joinedload(GroupMember.proposal))
    return db.session.scalars(
        statement.where(GroupMember.group_id == group_id).order_by(GroupMember.id)
    ).all()


def sees_group(actor: Actor, group: HandlingGroup, tree: UnitTree) -> bool:
    """Tell whether the person may know of a group: its book's supervisors, and whoever sees one of its items."""
    if group.host_unit_id in reach(actor, SUPERVISING):
        return True
    statement = select(GroupMember.id).join(Proposal, Proposal.id == GroupMember.proposal_id)
    seen = statement.where(GroupMember.group_id == group.id, in_sight(actor, tree)).limit(1)
    return db.session.scalar(seen) is not None


def leading_of(proposal_id: int) -> ScalarSelect[int | None]:
    """Return, as a scalar, the leading item of an item's group, None for the leading one itself."""
    statement = select(HandlingGroup.leading_id).join(GroupMember, GroupMember.group_id == HandlingGroup.id)
    return statement.where(
        GroupMember.proposal_id == proposal_id,
        GroupMember.kind == GroupKind.MERGED,
        HandlingGroup.leading_id != proposal_id,
    ).scalar_subquery()


def shared_contact(proposal_id: int) -> ColumnElement[bool]:
    """Return the condition on ContactRecord that it belongs to the present round of the group's leading item."""
    round_no = select(LEADING.round_no).where(LEADING.id == ContactRecord.proposal_id).scalar_subquery()
    return and_(ContactRecord.proposal_id == leading_of(proposal_id), ContactRecord.round_no == round_no)


def shared_opinions(proposal_id: int) -> tuple[ScalarSelect[int], ScalarSelect[int]]:
    """Return, as scalars, how many opinions the leading item still misses and how many are in but not weighed."""
    live = (
        select(func.count())
        .select_from(Assignment)
        .join(LEADING, and_(LEADING.id == Assignment.proposal_id, LEADING.round_no == Assignment.round_no))
        .outerjoin(Opinion, Opinion.assignment_id == Assignment.id)
        .where(
            Assignment.proposal_id == leading_of(proposal_id),
            Assignment.role.in_(sorted(OPINION_ROLES)),
            Assignment.state.in_(sorted(LIVE_ASSIGNMENT_STATES)),
        )
    )
    missing = live.where(or_(Opinion.id.is_(None), Opinion.state.not_in(sorted(OPINIONS_IN))))
    unweighed = live.where(Opinion.state == OpinionState.SUBMITTED)
    return missing.scalar_subquery(), unweighed.scalar_subquery()
