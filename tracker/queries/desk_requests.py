"""Requests as tasks of a desk: endorsed inside the unit, decided by the assigner, confirmed by a second person."""

from collections.abc import Iterable

from sqlalchemy import func, or_

from tracker.domain.vocabulary import OPEN_REQUEST_STATES, RequestKind, RequestState, Role
from tracker.models.assignment import Assignment, SideRequest
from tracker.models.proposal import Proposal
from tracker.queries.desk_tasks import IS_OPEN, ME, Source, TaskKind, at_place, task, units_of

OPEN = sorted(OPEN_REQUEST_STATES)


def _open(kind: TaskKind, *kinds: RequestKind) -> Source:
    """Return the open requests of some kinds; the part that one is about, where there is one, is joined."""
    statement = task(
        kind, SideRequest.id, Proposal.due_on, func.coalesce(Assignment.unit_id, Proposal.lead_unit_id)
    )
    return (
        statement.join_from(SideRequest, Proposal)
        .outerjoin(Assignment, Assignment.id == SideRequest.assignment_id)
        .where(SideRequest.kind.in_(kinds), SideRequest.state.in_(OPEN), IS_OPEN)
    )


def inside(role: Role) -> Source:
    """Return the requests that somebody with the role endorses or sends back inside the unit."""
    return _open(TaskKind.DECIDE_INSIDE, RequestKind.RETURN).where(
        at_place(role), SideRequest.state == RequestState.ASKED, ~SideRequest.__table__.c.is_by_office
    )


def to_decide(role: Role) -> Iterable[Source]:
    """Yield what the assigner decides, and the voiding that somebody else proposed."""
    units = units_of(role)
    here = or_(Proposal.host_unit_id.in_(units), Assignment.unit_id.in_(units))
    by_office = SideRequest.__table__.c.is_by_office
    decided_inside = or_(SideRequest.state == RequestState.ENDORSED, by_office)
    yield _open(TaskKind.DECIDE_RETURN, RequestKind.RETURN).where(here, decided_inside)
    yield _open(TaskKind.DECIDE_WITHDRAWAL, RequestKind.WITHDRAWAL).where(here)
    yield _open(TaskKind.CONFIRM_VOID, RequestKind.VOID).where(here, SideRequest.asked_by_id != ME)


def asked() -> Source:
    """Return what the person asked for and now waits for."""
    mine = SideRequest.asked_by_id == ME
    return _open(TaskKind.AWAIT_DECISION, RequestKind.RETURN, RequestKind.VOID).where(mine)
