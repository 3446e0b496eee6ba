"""Topics with what their items add up to, and the items of one topic; every list is bounded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import GroupKind
from tracker.extensions import db
from tracker.models.commitment import Commitment
from tracker.models.grouping import GroupMember, HandlingGroup
from tracker.models.proposal import Proposal
from tracker.queries.candidates import COLUMNS
from tracker.queries.due_windows import IN_HAND, is_overdue
from tracker.queries.people import UnitTree
from tracker.queries.register import IS_OPEN
from tracker.queries.shared_promises import of_item
from tracker.queries.visibility import SUPERVISING, in_sight, reach

PAGE = 50
MOST_CHOICES = 200
TOPIC = HandlingGroup.kind == GroupKind.TOPIC


@dataclass(frozen=True)
class TopicLine:
    """A topic with its counts of the items that the reader sees."""

    topic: HandlingGroup
    total: int
    in_hand: int
    late: int
    promises: int
    promises_open: int


def may_know_topic(actor: Actor, tree: UnitTree) -> ColumnElement[bool]:
    """Return the condition that a group is in a book the reader supervises, or holds an item the reader sees."""
    seen = (
        select(GroupMember.group_id)
        .join(Proposal, Proposal.id == GroupMember.proposal_id)
        .where(GroupMember.kind == GroupKind.TOPIC, in_sight(actor, tree))
    )
    return or_(HandlingGroup.host_unit_id.in_(reach(actor, SUPERVISING)), HandlingGroup.id.in_(seen))


def _sum(condition: ColumnElement[bool]) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def list_topics(
    actor: Actor, tree: UnitTree, today: date, *, after: int | None = None
) -> tuple[Sequence[TopicLine], bool]:
    """Return a page of topics, the newest first, and whether older ones follow; two statements."""
    statement = select(HandlingGroup).options(joinedload(HandlingGroup.owner))
    if after is not None:
        statement = statement.where(HandlingGroup.id < after)
    found = (
        statement.where(TOPIC, may_know_topic(actor, tree)).order_by(HandlingGroup.id.desc()).limit(PAGE + 1)
    )
    topics = db.session.scalars(found).all()
    return sums(actor, tree, topics[:PAGE], today), len(topics) > PAGE


def sums(actor: Actor, tree: UnitTree, topics: Sequence[HandlingGroup], today: date) -> Sequence[TopicLine]:
    """Return topics with the sums over the items of each that the reader sees; two statements."""
    statement = (
        select(
            GroupMember.group_id,
            func.count(),
            _sum(and_(IS_OPEN, IN_HAND)),
            _sum(is_overdue(today)),
        )
        .join(Proposal, Proposal.id == GroupMember.proposal_id)
        .where(GroupMember.group_id.in_([topic.id for topic in topics]), in_sight(actor, tree))
        .group_by(GroupMember.group_id)
    )
    counts: dict[int, tuple[int, int, int]] = {
        group_id: (items, open_items, late)
        for group_id, items, open_items, late in db.session.execute(statement)
    }
    promises = _promise_sums(actor, tree, topics)
    return [
        TopicLine(topic, *counts.get(topic.id, (0, 0, 0)), *promises.get(topic.id, (0, 0)))
        for topic in topics
    ]


def _promise_sums(
    actor: Actor, tree: UnitTree, topics: Sequence[HandlingGroup]
) -> dict[int, tuple[int, int]]:
    """Return how many promises the items of each topic made and how many are open, a shared one once."""
    is_open = case((Commitment.__table__.c.is_open, Commitment.id))
    statement = (
        select(GroupMember.group_id, func.count(Commitment.id.distinct()), func.count(is_open.distinct()))
        .join(Proposal, Proposal.id == GroupMember.proposal_id)
        .join(Commitment, of_item(Proposal.id))
        .where(GroupMember.group_id.in_([topic.id for topic in topics]), in_sight(actor, tree))
        .group_by(GroupMember.group_id)
    )
    return {group_id: (total, still_open) for group_id, total, still_open in db.session.execute(statement)}


def topic_items(
    actor: Actor, tree: UnitTree, topic_id: int, *, after: int | None = None
) -> tuple[Sequence[Row[Any]], bool]:
    """Return a page of the topic's items that the reader sees, the newest first; one statement."""
    columns = (
        *COLUMNS,
        Proposal.paused_on,
        Proposal.replied_on,
        Proposal.closed_on,
        Proposal.is_open,
        Proposal.promise_total,
    )
    statement = select(*columns).join(GroupMember, GroupMember.proposal_id == Proposal.id)
    if after is not None:
        statement = statement.where(Proposal.id < after)
    conditions = (GroupMember.group_id == topic_id, in_sight(actor, tree))
    rows = db.session.execute(statement.where(*conditions).order_by(Proposal.id.desc()).limit(PAGE + 1)).all()
    return rows[:PAGE], len(rows) > PAGE


def topic_names(actor: Actor, tree: UnitTree) -> dict[int, str]:
    """Return the topics that the reader may know of, by their titles, for a choice; one statement."""
    statement = select(HandlingGroup.id, HandlingGroup.title).where(TOPIC, may_know_topic(actor, tree))
    rows = db.session.execute(statement.order_by(HandlingGroup.title).limit(MOST_CHOICES))
    return dict(iter(rows))
