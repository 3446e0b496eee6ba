"""Groups of items: who stands in them, and what a merged item shares with its leading one."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload

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
from tracker.models.proposal import Proposal, Sponsor
from tracker.queries.people import UnitTree
from tracker.queries.visibility import SUPERVISING, in_sight, reach

LEADING = aliased(Proposal)
MET, OWN = aliased(Sponsor), aliased(Sponsor)
GroupRecord = HandlingGroup  # what pages call a group: they do not know the tables


def seen_group(actor: Actor, tree: UnitTree, group_id: int, kind: GroupKind) -> HandlingGroup | None:
    """Return a group of a kind for a page, None where the person may not know of it; one statement."""
    seen_item = select(GroupMember.id).join(Proposal, Proposal.id == GroupMember.proposal_id)
    seen_item = seen_item.where(GroupMember.group_id == HandlingGroup.id, in_sight(actor, tree))
    is_book = HandlingGroup.host_unit_id.in_(sorted(reach(actor, SUPERVISING)))
    statement = select(HandlingGroup).where(HandlingGroup.id == group_id, HandlingGroup.kind == kind)
    return db.session.scalar(statement.where(or_(is_book, seen_item.exists())))


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
    return seen_group(actor, tree, group.id, group.kind) is not None


def leading_of(proposal_id: int) -> ScalarSelect[int | None]:
    """Return, as a scalar, the leading item of an item's group, None for the leading one itself."""
    statement = select(HandlingGroup.leading_id).join(GroupMember, GroupMember.group_id == HandlingGroup.id)
    return statement.where(
        GroupMember.proposal_id == proposal_id,
        GroupMember.kind == GroupKind.MERGED,
        HandlingGroup.leading_id != proposal_id,
    ).scalar_subquery()


def shared_contact(proposal_id: int) -> ColumnElement[bool]:
    """Return the condition on ContactRecord that the leading item's present round holds it and it met our own sponsor.

    Whoever filed several items is heard once for all; the sponsor of another item was not heard by it (代表法 art. 51).
    """
    round_no = select(LEADING.round_no).where(LEADING.id == ContactRecord.proposal_id).scalar_subquery()
    met_own = (
        select(OWN.id)
        .join(MET, and_(MET.name == OWN.name, MET.kind == OWN.kind))
        .where(OWN.proposal_id == proposal_id, MET.id == ContactRecord.sponsor_id)
        .where(_agree(MET.deputy_number, OWN.deputy_number), _agree(MET.delegation, OWN.delegation))
        .exists()
    )
    is_led = ContactRecord.proposal_id == leading_of(proposal_id)
    return and_(is_led, ContactRecord.round_no == round_no, met_own)


def _agree(
    met: InstrumentedAttribute[str | None], own: InstrumentedAttribute[str | None]
) -> ColumnElement[bool]:
    """Return the condition that what tells two people of one name apart does not differ, as far as it is known."""
    return or_(met.is_(None), own.is_(None), met == own)


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
