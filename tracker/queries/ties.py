"""What ties an item to others: the group it is handled in, its topic, what it went into and what went into it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ScalarSelect, Select, func, or_, select
from sqlalchemy.orm import aliased

from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import GroupKind
from tracker.extensions import db
from tracker.models.grouping import GroupMember, HandlingGroup
from tracker.models.proposal import Proposal
from tracker.queries.people import UnitTree
from tracker.queries.visibility import in_sight

OTHER = aliased(Proposal)
MOST_TIED = 50


@dataclass(frozen=True)
class Ties:
    """What ties an item to others: its groups, what it went into, and how many went into it."""

    merged_id: int | None = None
    leading_id: int | None = None
    merged_count: int = 0
    topic_id: int | None = None
    topic_title: str | None = None
    into_number: str | None = None
    taken_in: int = 0


def ties_columns(item: Proposal) -> tuple[ScalarSelect[Any], ...]:
    """Return the scalars that make an item's :class:`Ties`, in its order, for a statement that reads more."""

    def of_group(column: Any, kind: GroupKind) -> ScalarSelect[Any]:
        found = (
            select(column)
            .select_from(HandlingGroup)
            .join(GroupMember, GroupMember.group_id == HandlingGroup.id)
        )
        mine = found.where(GroupMember.proposal_id == item.id, GroupMember.kind == kind)
        return mine.scalar_subquery()

    other = aliased(GroupMember)
    count = select(func.count(other.id)).where(other.group_id == HandlingGroup.id).correlate(HandlingGroup)
    into = select(OTHER.number_raw).where(OTHER.id == item.merged_into_id)
    taken_in = select(func.count(OTHER.id)).where(OTHER.merged_into_id == item.id)
    return (
        of_group(HandlingGroup.id, GroupKind.MERGED),
        of_group(HandlingGroup.leading_id, GroupKind.MERGED),
        of_group(count.scalar_subquery(), GroupKind.MERGED),
        of_group(HandlingGroup.id, GroupKind.TOPIC),
        of_group(HandlingGroup.title, GroupKind.TOPIC),
        into.scalar_subquery(),
        taken_in.scalar_subquery(),
    )


def tied_items(actor: Actor, tree: UnitTree, item: Proposal) -> dict[int, str]:
    """Return what an item went into, and what went into it, as far as the reader sees them, by id; one statement."""
    tied = or_(Proposal.merged_into_id == item.id, Proposal.id == item.merged_into_id)
    return _names(select(Proposal.id).where(tied, in_sight(actor, tree)).limit(MOST_TIED))


def named_items(actor: Actor, tree: UnitTree, ids: Collection[int]) -> dict[int, str]:
    """Return number and title by id of those items that the reader sees; one statement."""
    return _names(select(Proposal.id).where(Proposal.id.in_(ids), in_sight(actor, tree)))


def _names(found: Select[Any]) -> dict[int, str]:
    wanted = found.with_only_columns(Proposal.id, Proposal.number_raw, Proposal.title).order_by(Proposal.id)
    return {number: f"{raw or ''} {title}".strip() for number, raw, title in db.session.execute(wanted)}


def ties_of(values: Sequence[Any]) -> Ties:
    """Return the ties from the values of :func:`ties_columns`."""
    merged_id, leading_id, count, topic_id, topic_title, into_number, taken_in = values
    return Ties(merged_id, leading_id, count or 0, topic_id, topic_title, into_number, taken_in or 0)
