"""What still hangs on a person or a unit: an account or a unit is closed only once nothing would be orphaned."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from tracker.domain.vocabulary import GroupKind, Role, UnitKind
from tracker.extensions import db
from tracker.models.assignment import Assignment
from tracker.models.grouping import HandlingGroup
from tracker.models.people import RoleGrant
from tracker.models.proposal import Proposal
from tracker.models.sign_off import SignOffChain, SignOffChainStep
from tracker.queries.directory import in_force
from tracker.queries.hand_overs import colleagues
from tracker.queries.held_work import HOLDING, held_by, held_in
from tracker.queries.people import UnitTree


class Tie(StrEnum):
    """What ties a person or a unit to the work."""

    WORK = "work"
    ROLE = "role"
    CHAIN = "chain"
    TOPIC = "topic"
    PEOPLE = "people"
    OFFICES = "offices"


@dataclass(frozen=True)
class Remains:
    """Something that must be settled first; a role with its unit where nobody else holds it."""

    tie: Tie
    count: int
    role: Role | None = None
    unit_id: int | None = None


def remains_of(user_id: int, tree: UnitTree, today: date) -> list[Remains]:
    """Return what still hangs on a person: work by name, a role that nobody else holds, chains and topics by name."""
    lonely = [
        post
        for post in colleagues(tree, today).posts(user_id)
        if post.others == 0 and post.role is not Role.OFFICER  # an officer's work goes by name
    ]
    held, chains, topics, *items = _counts(
        select(held_by(user_id)),
        _chains(SignOffChainStep.user_id == user_id, today),
        _topics(user_id),
        *(_open_items(tree.below(post.unit_id)) for post in lonely),
    )
    roles = zip(lonely, items, strict=True)
    found = [
        Remains(Tie.WORK, held),
        *(Remains(Tie.ROLE, count, post.role, post.unit_id) for post, count in roles),
        Remains(Tie.CHAIN, chains),
        Remains(Tie.TOPIC, topics),
    ]
    return [one for one in found if one.count]


def _counts(*wanted: Any) -> list[int]:
    """Return how many rows each of some statements has, all in one statement."""
    counts = (select(func.count()).select_from(one.subquery()).scalar_subquery() for one in wanted)
    return [int(count) for count in db.session.execute(select(*counts)).one()]


def _open_items(unit_ids: Iterable[int]) -> Any:
    """Return the open items with a part in units, or in the book of one, up to a thousand."""
    ids = sorted(unit_ids)
    here = or_(Assignment.unit_id.in_(ids), Assignment.office_id.in_(ids))
    parts = (
        select(Proposal.id)
        .join(Assignment, Assignment.proposal_id == Proposal.id)
        .where(here, Proposal.__table__.c.is_open, Assignment.state.in_(HOLDING))
        .where(Assignment.round_no == Proposal.round_no)
    )
    books = select(Proposal.id).where(Proposal.__table__.c.is_open, Proposal.host_unit_id.in_(ids))
    return parts.union(books).limit(1000)


def _chains(named: ColumnElement[bool], today: date) -> Any:
    in_use = or_(SignOffChain.valid_to.is_(None), SignOffChain.valid_to >= today)
    steps = select(SignOffChain.id).join(SignOffChain.steps).where(named, in_use)
    return steps.where(SignOffChain.valid_from.is_not(None)).distinct()


def _topics(user_id: int) -> Any:
    owned = select(HandlingGroup.id).where(HandlingGroup.owner_id == user_id)
    return owned.where(HandlingGroup.kind == GroupKind.TOPIC, HandlingGroup.ended_at.is_(None))


def remains_in(unit_id: int, tree: UnitTree, today: date) -> list[Remains]:
    """Return what still hangs on a unit and what is below it."""
    below = tree.below(unit_id)
    offices = [one for one in below - {unit_id} if tree.units[one].is_active]
    is_department = tree.units[unit_id].kind is UnitKind.DEPARTMENT
    posts = select(RoleGrant.id).where(RoleGrant.unit_id.in_(sorted(below)), in_force(today))
    held, items, people, chains = _counts(
        select(held_in(below)),
        _open_items(below if is_department else ()),
        posts,
        _chains(SignOffChainStep.unit_id.in_(sorted(below)), today),
    )
    found = [
        Remains(Tie.WORK, max(held, items), unit_id=unit_id),
        Remains(Tie.PEOPLE, people, unit_id=unit_id),
        Remains(Tie.CHAIN, chains),
        Remains(Tie.OFFICES, len(offices), unit_id=unit_id),
    ]
    return [one for one in found if one.count]
