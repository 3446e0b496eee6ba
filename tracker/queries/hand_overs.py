"""Hand-overs as pages show them: those that wait for somebody, one with its lines, and who could take work."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from tracker.domain.hand_overs import HandOverState, HeldKind, LineState, Pile, fits
from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import ADMIN_ROLES, Role
from tracker.extensions import db
from tracker.models.commitment import Commitment
from tracker.models.hand_over import HandOver, HandOverLine
from tracker.models.people import RoleGrant, User
from tracker.models.proposal import Proposal
from tracker.models.sign_off import ReplyStep
from tracker.queries.directory import in_force
from tracker.queries.people import UnitTree, scopes_of

SHOWN = 20
Offer: TypeAlias = HandOver
NAMES = (
    joinedload(HandOver.giver),
    joinedload(HandOver.unit),
    joinedload(HandOver.to_unit),
    joinedload(HandOver.receiver),
    joinedload(HandOver.offered_by),
    joinedload(HandOver.answered_by),
)


@dataclass(frozen=True)
class Taker:
    """Somebody who could take work over: how much of it by role."""

    person: Actor
    count: int


@dataclass(frozen=True)
class Post:
    """A role that a person holds in a unit, and how many active others hold it over the same unit."""

    role: Role
    unit_id: int
    others: int


@dataclass(frozen=True)
class Colleagues:
    """The active people with what they hold today, read in one statement."""

    people: Mapping[int, Actor]
    grants: Sequence[tuple[int, Role, int]]

    def takers(self, piles: Iterable[Pile], *, besides: int) -> list[Taker]:
        """Return who has the role for some of the work, those who fit most of it first."""
        wanted = list(piles)
        others = (person for user_id, person in self.people.items() if user_id != besides)
        found = (Taker(one, sum(pile.free for pile in wanted if fits(one, pile))) for one in others)
        return sorted((one for one in found if one.count), key=lambda one: -one.count)

    def posts(self, user_id: int) -> list[Post]:
        """Return the business roles of a person, each with the others who hold it over the same unit."""
        return [
            Post(role, unit_id, self._others(user_id, role, unit_id))
            for holder, role, unit_id in self.grants
            if holder == user_id and role not in ADMIN_ROLES
        ]

    def _others(self, user_id: int, role: Role, unit_id: int) -> int:
        return sum(one.holds(role, unit_id) for number, one in self.people.items() if number != user_id)


def colleagues(tree: UnitTree, today: date) -> Colleagues:
    """Read everybody who is active with the roles in force on a day."""
    found: dict[int, tuple[str, list[RoleGrant]]] = {}
    statement = (
        select(User.id, User.name, RoleGrant)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(in_force(today), User.is_active)
        .order_by(User.name, User.id)
    )
    for user_id, name, held in db.session.execute(statement):
        found.setdefault(user_id, (name, []))[1].append(held)
    people = {
        user_id: Actor(user_id, name, scopes_of(held, tree, today)) for user_id, (name, held) in found.items()
    }
    grants = [(user_id, one.role, one.unit_id) for user_id, (_, held) in found.items() for one in held]
    return Colleagues(people, grants)


def counts_of(ids: Iterable[int]) -> dict[int, dict[LineState, int]]:
    """Return how many lines of each hand-over are in which state, in one statement."""
    statement = (
        select(HandOverLine.hand_over_id, HandOverLine.state, func.count())
        .where(HandOverLine.hand_over_id.in_(list(ids)))
        .group_by(HandOverLine.hand_over_id, HandOverLine.state)
    )
    found: dict[int, dict[LineState, int]] = {}
    for number, state, count in db.session.execute(statement):
        found.setdefault(number, {})[state] = count
    return found


def open_for(user_id: int) -> Sequence[HandOver]:
    """Return the hand-overs that wait for a person's answer, the oldest first."""
    statement = (
        select(HandOver)
        .options(joinedload(HandOver.giver), joinedload(HandOver.unit))
        .where(HandOver.state == HandOverState.OFFERED, HandOver.receiver_id == user_id)
        .order_by(HandOver.id)
        .limit(5)
    )
    return db.session.scalars(statement).all()


def open_of(giver_id: int) -> Sequence[HandOver]:
    """Return a person's own hand-overs that are not answered yet."""
    statement = (
        select(HandOver)
        .options(joinedload(HandOver.receiver))
        .where(HandOver.state == HandOverState.OFFERED, HandOver.giver_id == giver_id)
        .order_by(HandOver.id)
    )
    return db.session.scalars(statement).all()


def open_of_unit(unit_id: int) -> Sequence[HandOver]:
    """Return the hand-over of an office's work that is not answered yet: one at most."""
    statement = select(HandOver).options(joinedload(HandOver.receiver))
    return db.session.scalars(
        statement.where(HandOver.state == HandOverState.OFFERED, HandOver.unit_id == unit_id)
    ).all()


def hand_overs_in_sight(actor: Actor, units: frozenset[int]) -> Sequence[HandOver]:
    """Return the latest hand-overs that concern a person: given, taken, or of people and offices that they oversee."""
    held = select(RoleGrant.user_id).where(RoleGrant.unit_id.in_(sorted(units)))
    statement = (
        select(HandOver)
        .options(*NAMES)
        .where(
            or_(
                HandOver.giver_id == actor.user_id,
                HandOver.receiver_id == actor.user_id,
                HandOver.offered_by_id == actor.user_id,
                HandOver.giver_id.in_(held),
                HandOver.unit_id.in_(sorted(units)),
            )
        )
        .order_by((HandOver.state == HandOverState.OFFERED).desc(), HandOver.id.desc())
        .limit(SHOWN)
    )
    return db.session.scalars(statement).all()


def hand_over_with_names(number: int) -> HandOver | None:
    """Return a hand-over with everybody whom it names."""
    return db.session.scalar(select(HandOver).options(*NAMES).where(HandOver.id == number))


def lines_of(number: int, page: int = 1) -> Sequence[Any]:
    """Return one page of a hand-over's lines, each with its item; those that did not move first."""
    is_odd = HandOverLine.state.in_((LineState.STAYED, LineState.GONE))
    statement = (
        select(
            HandOverLine.kind,
            HandOverLine.state,
            HandOverLine.subject_id,
            Proposal.id.label("proposal_id"),
            Proposal.number_raw,
            Proposal.title,
            Proposal.stage,
            Commitment.number.label("promise_number"),
            ReplyStep.name.label("step_name"),
        )
        .join(Proposal, Proposal.id == HandOverLine.proposal_id)
        .outerjoin(
            Commitment, (HandOverLine.kind == HeldKind.PROMISE) & (Commitment.id == HandOverLine.subject_id)
        )
        .outerjoin(
            ReplyStep, (HandOverLine.kind == HeldKind.STEP) & (ReplyStep.id == HandOverLine.subject_id)
        )
        .where(HandOverLine.hand_over_id == number)
        .order_by(is_odd.desc(), HandOverLine.kind, HandOverLine.id)
        .limit(SHOWN + 1)
        .offset((page - 1) * SHOWN)
    )
    return db.session.execute(statement).all()
