"""Requests as tasks of a desk: endorsed inside the unit, decided by the assigner, confirmed by a second person."""

from collections.abc import Iterable

from sqlalchemy import Date, case, cast, exists, func, null, or_, select

from tracker.domain.due_dates import Milestone as Code
from tracker.domain.vocabulary import (
    ANSWERING_ROLES,
    OPEN_REQUEST_STATES,
    AssignmentState,
    RequestKind,
    RequestState,
    Role,
)
from tracker.models.assignment import Assignment, ContactRecord, Milestone, SideRequest
from tracker.models.proposal import Proposal
from tracker.queries.desk_tasks import (
    HANDLED,
    IS_OPEN,
    ME,
    RESTING,
    Source,
    TaskKind,
    at_place,
    task,
    units_of,
)

OPEN = sorted(OPEN_REQUEST_STATES)
ANSWERS = Assignment.role.in_(sorted(ANSWERING_ROLES))
PUBLISHING_DUE = (
    select(func.min(Milestone.due_on))
    .where(
        Milestone.proposal_id == Proposal.id,
        Milestone.code == Code.PUBLISH.value,
        Milestone.done_on.is_(None),
        Milestone.dropped_on.is_(None),
    )
    .correlate(Proposal)
    .scalar_subquery()
)
ASKABLE = (
    RequestKind.RETURN,
    RequestKind.EXTENSION,
    RequestKind.PAUSE,
    RequestKind.VOID,
    RequestKind.NOT_PUBLIC,
)
INSIDE = (RequestKind.RETURN, RequestKind.EXTENSION, RequestKind.PAUSE)


def _open(kind: TaskKind, *kinds: RequestKind) -> Source:
    """Return the open requests of some kinds about items that are still handled."""
    return _waiting(kind, *kinds).where(IS_OPEN)


def _waiting(kind: TaskKind, *kinds: RequestKind) -> Source:
    """Return the open requests of some kinds; the part that one is about, where there is one, is joined."""
    due = case((SideRequest.kind == RequestKind.NOT_PUBLIC, PUBLISHING_DUE), else_=Proposal.due_on)
    statement = task(kind, SideRequest.id, due, func.coalesce(Assignment.unit_id, Proposal.lead_unit_id))
    return (
        statement.join_from(SideRequest, Proposal)
        .outerjoin(Assignment, Assignment.id == SideRequest.assignment_id)
        .where(SideRequest.kind.in_(kinds), SideRequest.state.in_(OPEN))
    )


def inside(role: Role) -> Source:
    """Return the requests that somebody with the role endorses or sends back inside the unit.

    A head does so in any unit, a leader in one that assists: there the matrix makes no difference between them (W30).
    """
    waiting = (SideRequest.state == RequestState.ASKED, ~SideRequest.__table__.c.is_by_office)
    found = _open(TaskKind.DECIDE_INSIDE, *INSIDE).where(at_place(role), *waiting)
    return found if role is Role.HEAD else found.where(Assignment.role.not_in(sorted(ANSWERING_ROLES)))


def to_decide(role: Role) -> Iterable[Source]:
    """Yield what the assigner decides, and the voiding that somebody else proposed."""
    units = units_of(role)
    here = or_(Proposal.host_unit_id.in_(units), Assignment.unit_id.in_(units))
    by_office = SideRequest.__table__.c.is_by_office
    decided_inside = or_(SideRequest.state == RequestState.ENDORSED, by_office)
    yield _open(TaskKind.DECIDE_RETURN, RequestKind.RETURN).where(here, decided_inside)
    yield _open(TaskKind.DECIDE_EXTENSION, RequestKind.EXTENSION).where(here, decided_inside)
    yield _open(TaskKind.DECIDE_PAUSE, RequestKind.PAUSE).where(here, decided_inside)
    yield _open(TaskKind.DECIDE_WITHDRAWAL, RequestKind.WITHDRAWAL).where(here)
    yield _open(TaskKind.CONFIRM_VOID, RequestKind.VOID).where(here, SideRequest.asked_by_id != ME)


def to_tell() -> Source:
    """Return the extensions granted to the officer's items of which the sponsor has not been told since."""
    told = exists().where(
        ContactRecord.assignment_id == SideRequest.assignment_id,
        ContactRecord.created_at >= SideRequest.decided_at,
    )
    return (
        task(TaskKind.TELL_EXTENSION, Assignment.id, Assignment.due_on)
        .join_from(SideRequest, Proposal)
        .join(Assignment, Assignment.id == SideRequest.assignment_id)
        .where(SideRequest.kind == RequestKind.EXTENSION, SideRequest.state == RequestState.ACCEPTED)
        .where(Assignment.officer_id == ME, HANDLED, ANSWERS, Assignment.state.not_in(RESTING), ~told)
    )


def resting(role: Role) -> Source:
    """Return the parts that rest, so that nobody forgets what nobody is reminded of."""
    return (
        task(TaskKind.AWAIT_RESUME, Assignment.id, cast(null(), Date))
        .join_from(Assignment, Proposal)
        .where(Assignment.state == AssignmentState.PAUSED, Assignment.round_no == Proposal.round_no, HANDLED)
        .where(Proposal.host_unit_id.in_(units_of(role)))
    )


def not_public_to_decide() -> Source:
    """Return the requests not to publish a letter, which a leader decides however the item stands (W25)."""
    units = units_of(Role.LEADER)
    here = or_(Proposal.host_unit_id.in_(units), Assignment.unit_id.in_(units))
    return _waiting(TaskKind.DECIDE_NOT_PUBLIC, RequestKind.NOT_PUBLIC).where(here)


def asked(*kinds: RequestKind) -> Source:
    """Return what the person asked for and now waits for; of these kinds where some are named."""
    mine = SideRequest.asked_by_id == ME
    return _waiting(TaskKind.AWAIT_DECISION, *(kinds or ASKABLE)).where(mine)
