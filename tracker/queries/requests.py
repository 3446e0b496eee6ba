"""Side requests of an item: who asked what and why, what they wait for, and what their guards look at."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from tracker.domain.decisions import Question
from tracker.domain.due_dates import Milestone as Code
from tracker.domain.guards import Facts
from tracker.domain.permissions import Actor, Target
from tracker.domain.vocabulary import (
    LIVE_ASSIGNMENT_STATES,
    OPEN_REQUEST_STATES,
    RequestKind,
    RequestState,
)
from tracker.extensions import db
from tracker.models.assignment import Assignment, Milestone, SideRequest
from tracker.queries.case_file import CaseFile, Seat

AskedRequest = SideRequest  # what pages call a request: they do not know the tables
INSIDE_FIRST = frozenset({RequestKind.RETURN, RequestKind.EXTENSION, RequestKind.PAUSE})
ABOUT_THE_ITEM = frozenset({RequestKind.WITHDRAWAL, RequestKind.VOID})


def requests_of(proposal_id: int) -> Sequence[SideRequest]:
    """Return every request about an item, the latest first, with who asked, endorsed and decided; one statement."""
    statement = (
        select(SideRequest)
        .options(
            joinedload(SideRequest.asked_by),
            joinedload(SideRequest.endorsed_by),
            joinedload(SideRequest.decided_by),
        )
        .where(SideRequest.proposal_id == proposal_id)
        .order_by(SideRequest.id.desc())
    )
    return db.session.scalars(statement).all()


def open_requests(rows: Iterable[SideRequest]) -> list[SideRequest]:
    """Return the requests that still wait for a decision."""
    return [row for row in rows if row.state in OPEN_REQUEST_STATES]


def open_request_of(proposal_id: int, assignment_id: int | None, kind: RequestKind) -> SideRequest | None:
    """Return the request of a kind that waits for a decision, about one part or about the whole item."""
    about = (
        SideRequest.assignment_id.is_(None)
        if assignment_id is None
        else SideRequest.assignment_id == assignment_id
    )
    statement = select(SideRequest).where(
        SideRequest.proposal_id == proposal_id,
        about,
        SideRequest.kind == kind,
        SideRequest.state.in_(OPEN_REQUEST_STATES),
    )
    return db.session.scalars(statement.limit(1)).first()


def items_of_unit(unit_id: int, year: int) -> int:
    """Return how many items were given to a unit in a year and are its own still, whatever its part in them."""
    statement = select(func.count(Assignment.proposal_id.distinct())).where(
        Assignment.unit_id == unit_id,
        Assignment.assigned_on.between(date(year, 1, 1), date(year, 12, 31)),
        Assignment.state.in_(sorted(LIVE_ASSIGNMENT_STATES)),
    )
    return db.session.scalar(statement) or 0


def return_limit(assignment_id: int) -> Milestone | None:
    """Return the last day for asking to return a part, with its rule; None where the rule set has none."""
    statement = select(Milestone).where(
        Milestone.assignment_id == assignment_id, Milestone.code == Code.RETURN.value
    )
    return db.session.scalars(statement).first()


def is_past(limit: Milestone | None, today: date) -> bool:
    """Tell whether the last day of a limit lies before ``today`` (a day in Beijing)."""
    return limit is not None and limit.due_on < today


def may_see_request(file: CaseFile, request: SideRequest, actor: Actor, now: datetime) -> bool:
    """Tell whether the person may read a request: the routing (R6), or what their own unit asked."""
    return file.may_know(request.assignment_id, actor, now)


def request_seat(file: CaseFile, request: SideRequest) -> Seat | None:
    """Return the seat that a request is about, None for one about the whole item."""
    return file.seat_of(request.assignment_id) if request.assignment_id is not None else None


def request_target(file: CaseFile, request: SideRequest, actor: Actor) -> Target:
    """Return a request as what a decision is about; voiding is seconded by anybody but its proposer (W27)."""
    seat = request_seat(file, request)
    return Target(
        places=seat.part.places if seat else frozenset(),
        is_seconded=request.kind is RequestKind.VOID and request.asked_by_id != actor.user_id,
    )


def request_facts(request: SideRequest, actor: Actor | None) -> Facts:
    """Return the facts of a request's guards; what a unit asks of itself is decided inside it first."""
    is_inside = request.kind in INSIDE_FIRST and not request.is_by_office
    is_asked = request.state is RequestState.ASKED
    return Facts(
        is_inside_due=is_inside and is_asked,
        is_inside_decided=not (is_inside and is_asked),
        is_asker=actor is not None and request.asked_by_id == actor.user_id,
    )


def request_question(file: CaseFile, request: SideRequest, actor: Actor, now: datetime) -> Question:
    """Return the question about a request."""
    return Question(
        actor, file.parties, now, request_target(file, request, actor), request_facts(request, actor)
    )
