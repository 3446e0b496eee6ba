"""A department's own labels (标签): which there are, on which items, and who may know of them."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from tracker.domain.permissions import Actor
from tracker.extensions import db
from tracker.models.proposal import Proposal
from tracker.models.register import ProposalTag, Tag
from tracker.queries.people import UnitTree

MOST_TAGS = 100
SIGN = "\n"


def departments_of(actor: Actor, tree: UnitTree) -> frozenset[int]:
    """Return the topmost units in which a person holds something: whose labels and shared views are theirs to see."""
    held = frozenset[int]().union(*actor.scopes.values())
    return frozenset(tree.root(unit_id).id for unit_id in held if unit_id in tree.units)


def labels_column() -> Any:
    """Return the labels of an item as one text, in no order, each on its line."""
    names = (
        select(func.aggregate_strings(Tag.name, SIGN))
        .join(ProposalTag, ProposalTag.tag_id == Tag.id)
        .where(ProposalTag.proposal_id == Proposal.id)
    )
    return names.correlate(Proposal).scalar_subquery().label("labels")


def tagged(tag_id: int, departments: Collection[int]) -> ColumnElement[bool]:
    """Return the condition that an item has a label, of a department whose labels the reader may know."""
    having = select(ProposalTag.proposal_id).where(ProposalTag.tag_id == tag_id)
    return and_(Proposal.id.in_(having), Proposal.host_unit_id.in_(sorted(departments)))


def tags_of(departments: Collection[int]) -> list[Tag]:
    """Return the labels of departments by name."""
    statement = select(Tag).where(Tag.host_unit_id.in_(sorted(departments))).order_by(Tag.name, Tag.id)
    return list(db.session.scalars(statement.limit(MOST_TAGS * max(1, len(departments)))))
