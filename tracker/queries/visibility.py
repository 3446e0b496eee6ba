"""The SQL twin of the right to view an item (R2 in the matrix of ``domain.permissions``), for lists."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import aliased

from tracker.domain.permissions import CO_HEAD_ROLES, CO_ROLES, Actor
from tracker.domain.vocabulary import ANSWERING_ROLES, LIVE_ASSIGNMENT_STATES, AssignmentState, Role, UnitKind
from tracker.models.assignment import Assignment
from tracker.models.proposal import Proposal
from tracker.queries.people import UnitTree

SUPERVISING = (Role.COORDINATOR, Role.LEADER, Role.SUPERVISOR)
ANSWERING = (Role.OFFICER, Role.HEAD)
ASSISTING = (*CO_ROLES, *CO_HEAD_ROLES)
GONE = sorted(frozenset(AssignmentState) - LIVE_ASSIGNMENT_STATES)


def reach(actor: Actor, roles: Iterable[Role]) -> list[int]:
    """Return every unit over which the person holds one of the roles, in order."""
    return sorted(frozenset[int]().union(*(actor.scopes.get(role, frozenset()) for role in roles)))


def at_place(units: list[int], seat: type[Assignment] = Assignment) -> ColumnElement[bool]:
    """Return the condition that a seat's work is done in one of the units: its office, or the unit itself."""
    return or_(seat.office_id.in_(units), and_(seat.office_id.is_(None), seat.unit_id.in_(units)))


def visible(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on Proposal that VIEW_CASE grants; :func:`permissions.allows` is the rule itself."""
    conditions = [condition for condition in (_supervised(actor), _seated(actor)) if condition is not None]
    return or_(*conditions) if conditions else false()


def sees_all(actor: Actor, tree: UnitTree) -> bool:
    """Tell whether the person supervises every department that keeps a book here, and so sees every item."""
    hosts = {unit.id for unit in tree.units.values() if unit.kind is UnitKind.DEPARTMENT}
    return bool(hosts) and hosts <= set(reach(actor, SUPERVISING))


def _supervised(actor: Actor) -> ColumnElement[bool] | None:
    units = reach(actor, SUPERVISING)
    return Proposal.host_unit_id.in_(units) if units else None


def _seated(actor: Actor) -> ColumnElement[bool] | None:
    """Return the condition that one of the item's live seats concerns the person."""
    seat = aliased(Assignment)
    supervised, answering, assisting = (reach(actor, roles) for roles in (SUPERVISING, ANSWERING, ASSISTING))
    answers = seat.role.in_(sorted(ANSWERING_ROLES))
    concerned: list[ColumnElement[bool]] = []
    if supervised:
        concerned.append(and_(answers, seat.unit_id.in_(supervised)))
    if answering:
        concerned.append(and_(answers, at_place(answering, seat)))
    if assisting:
        concerned.append(and_(~answers, at_place(assisting, seat)))
    if not concerned:
        return None
    touched = sorted({*supervised, *answering, *assisting})
    return Proposal.id.in_(_items_of(seat, touched, or_(*concerned)))


def _items_of(seat: type[Assignment], units: list[int], concerned: ColumnElement[bool]) -> Select[int]:
    """Return the items of live seats of the units; each half of the OR is an index of its own."""
    item = aliased(Proposal)
    return (
        select(seat.proposal_id)
        .join(item, and_(item.id == seat.proposal_id, item.round_no == seat.round_no))
        .where(or_(seat.office_id.in_(units), seat.unit_id.in_(units)), seat.state.not_in(GONE), concerned)
    )


def count_capped(statement: Select[int], most: int = 1_000) -> ColumnElement[int]:
    """Return the number of rows of a statement as a scalar, stopping at ``most`` + 1."""
    rows = statement.order_by(None).limit(most + 1).subquery()
    return select(func.count()).select_from(rows).scalar_subquery()
