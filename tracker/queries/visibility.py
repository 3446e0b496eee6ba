"""The SQL twin of the right to view an item (R2 in the matrix of ``domain.permissions``), for lists."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import aliased

from tracker.domain.permissions import Actor
from tracker.domain.subjects import CO_HEAD_ROLES, CO_ROLES
from tracker.domain.vocabulary import ANSWERING_ROLES, LIVE_ASSIGNMENT_STATES, AssignmentState, Role, UnitKind
from tracker.models.assignment import Assignment
from tracker.models.proposal import Proposal
from tracker.queries.people import UnitTree

SUPERVISING = (Role.COORDINATOR, Role.LEADER, Role.SUPERVISOR)
ANSWERING = (Role.OFFICER, Role.HEAD)
ASSISTING = (*CO_ROLES, *CO_HEAD_ROLES)
EXPORTING, EXPORTING_OWN = (Role.COORDINATOR, Role.SUPERVISOR), (Role.HEAD,)
SEAT = aliased(Assignment)
ITEM = aliased(Proposal)
GONE = sorted(frozenset(AssignmentState) - LIVE_ASSIGNMENT_STATES)


def reach(actor: Actor, roles: Iterable[Role]) -> list[int]:
    """Return every unit over which the person holds one of the roles, in order."""
    return sorted(frozenset[int]().union(*(actor.scopes.get(role, frozenset()) for role in roles)))


def _at_place(units: list[int]) -> ColumnElement[bool]:
    """Return the condition that a seat's work is done in one of the units: its office, or the unit itself."""
    return or_(SEAT.office_id.in_(units), and_(SEAT.office_id.is_(None), SEAT.unit_id.in_(units)))


def visible(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on Proposal that VIEW_CASE grants; :func:`permissions.allows` is the rule itself."""
    return concerning(actor, SUPERVISING, ANSWERING, ASSISTING)


def exportable(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on Proposal that EXPORT_BULK (R12) grants: the supervised, and a head's own office's."""
    return concerning(actor, EXPORTING, EXPORTING_OWN, ())


def concerning(
    actor: Actor, supervising: Iterable[Role], answering: Iterable[Role], assisting: Iterable[Role]
) -> ColumnElement[bool]:
    """Return the condition that an item concerns the person in one of these roles."""
    supervised = reach(actor, supervising)
    seated = _seated(supervised, reach(actor, answering), reach(actor, assisting))
    found = [condition for condition in (_supervised(supervised), seated) if condition is not None]
    return or_(*found) if found else false()


def hosts_of(tree: UnitTree) -> list[int]:
    """Return the departments: the units that keep a book here."""
    return [unit.id for unit in tree.units.values() if unit.kind is UnitKind.DEPARTMENT]


def sees_by_index(actor: Actor, tree: UnitTree) -> bool:
    """Tell whether an index of the items themselves says what the person sees, without a look at the seats.

    It does where one department keeps a book here and the person supervises it, or handles items only in its offices:
    those see what the department gave them, for units outside and departments never sit in an office.
    """
    hosts = hosts_of(tree)
    if len(hosts) != 1:
        return False
    if hosts[0] in reach(actor, SUPERVISING):
        return True
    places, inside = set(reach(actor, ANSWERING)), tree.below(hosts[0]) - {hosts[0]}
    return bool(places) and places <= inside and places == set(reach(actor, (*SUPERVISING, *ASSISTING)))


def in_sight(actor: Actor, tree: UnitTree) -> ColumnElement[bool]:
    """Return :func:`visible`, said by an index of the items themselves where that comes to the same."""
    if not sees_by_index(actor, tree):
        return visible(actor)
    host = hosts_of(tree)[0]
    if host in reach(actor, SUPERVISING):
        return Proposal.host_unit_id == host
    places = reach(actor, ANSWERING)
    office = Proposal.lead_office_id
    return office == places[0] if len(places) == 1 else office.in_(places)


def _supervised(units: list[int]) -> ColumnElement[bool] | None:
    return Proposal.host_unit_id.in_(units) if units else None


def _seated(supervised: list[int], answering: list[int], assisting: list[int]) -> ColumnElement[bool] | None:
    """Return the condition that one of the item's live seats concerns the person at these places."""
    answers = SEAT.role.in_(sorted(ANSWERING_ROLES))
    concerned: list[ColumnElement[bool]] = []
    if supervised:
        concerned.append(and_(answers, SEAT.unit_id.in_(supervised)))
    if answering:
        concerned.append(and_(answers, _at_place(answering)))
    if assisting:
        concerned.append(and_(~answers, _at_place(assisting)))
    if not concerned:
        return None
    touched = sorted({*supervised, *answering, *assisting})
    return Proposal.id.in_(_items_of(touched, or_(*concerned)))


def _items_of(units: list[int], concerned: ColumnElement[bool]) -> Select[int]:
    """Return the items of live seats of the units; each half of the OR has an index of its own."""
    return (
        select(SEAT.proposal_id)
        .join(ITEM, and_(ITEM.id == SEAT.proposal_id, ITEM.round_no == SEAT.round_no))
        .where(or_(SEAT.office_id.in_(units), SEAT.unit_id.in_(units)), SEAT.state.not_in(GONE), concerned)
    )


def count_capped(statement: Select[int], most: int = 1_000) -> ColumnElement[int]:
    """Return the number of rows of a statement as a scalar, stopping at ``most`` + 1."""
    rows = statement.order_by(None).limit(most + 1).subquery()
    return select(func.count()).select_from(rows).scalar_subquery()
