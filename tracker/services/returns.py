"""Returning a part (退办): asked by the unit in time, decided inside it, then by the assigner (handling.md §1.4)."""

from dataclasses import dataclass
from datetime import datetime

from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.decisions import Question
from tracker.domain.due_dates import Milestone as Code
from tracker.domain.errors import N_, InvalidInput, NotOffered, Refused
from tracker.domain.lifecycle import find
from tracker.domain.permissions import Actor, Permission
from tracker.domain.phrases import phrase
from tracker.domain.vocabulary import Machine, RequestKind, RequestState
from tracker.models.assignment import Milestone, SideRequest
from tracker.queries.case_file import CaseFile, Seat
from tracker.queries.facts_assignment import assignment_facts
from tracker.queries.requests import is_past, return_limit
from tracker.services.loading import demand, open_case, seat_of
from tracker.services.milestones import finish_milestone
from tracker.services.moves import Telling, ask, check_version, make_move
from tracker.services.request_answers import resume_after
from tracker.services.requests import (
    OpenRequest,
    close,
    enter,
    open_request,
    refuse_second,
    told,
)
from tracker.services.summaries import refresh_summary
from tracker.services.unit_of_work import unit_of_work

UNIT_LENGTH, REMARK_LENGTH = 200, 500
LATE = N_("按“%(rule)s”，退办应在%(day)s前提出，现在已经超过，请继续办理；确需退办的，请办公室代为提出。")


@dataclass(frozen=True)
class Asking:
    """What holds when a part's return is asked for: the last day with its rule, whether it is past, who enters it."""

    limit: Milestone | None
    is_late: bool
    is_by_office: bool


def check_asking(actor: Actor, file: CaseFile, seat: Seat, now: datetime) -> Asking:
    """Return what holds for asking to return a part now.

    Raises Forbidden, NotOffered, Refused where it is asked for already, or Refused after the last day, which only the
    coordinator may pass.
    """
    row = seat.assignment
    refuse_second(file.proposal.id, row.id, RequestKind.RETURN)
    demand(file, Permission.ASK_RETURN, actor, now, seat.target)
    if find(Machine.ASSIGNMENT, row.state, Action.ASK_RETURN) is None:
        raise NotOffered
    limit = return_limit(row.id)
    is_by_office = file.may(Permission.DECIDE_REQUEST, actor, now=now, target=seat.target)
    is_late = limit is not None and is_past(limit, local_day(now))
    if limit is not None and is_late and not is_by_office:
        raise Refused(reason=phrase(LATE, rule=str(limit.explanation["title"]), day=limit.due_on))
    return Asking(limit, is_late, is_by_office)


def ask_return(
    actor: Actor,
    proposal_id: int,
    assignment_id: int,
    *,
    reason: str | None,
    suggested_unit: str | None,
    version: int | None,
    now: datetime,
) -> SideRequest:
    """Ask that another unit handle a part (W4); a head's own request is endorsed inside the unit with it.

    Raises Refused after the last day of the rule set's ``return`` limit; the coordinator alone may still enter it then,
    and it is kept as late.
    """
    with unit_of_work():
        file = open_case(actor, proposal_id, now)
        seat = seat_of(file, assignment_id)
        asking = check_asking(actor, file, seat, now)
        check_version(seat.assignment, version)
        words, suggested = told(reason), _suggested(suggested_unit)
        data = {"unit": seat.assignment.unit.short_name, "suggested": suggested, "is_late": asking.is_late}
        facts = assignment_facts(seat, is_return_in_time=True)
        question = ask(actor, file.parties, now, target=seat.target, facts=facts)
        make_move(seat.assignment, Action.ASK_RETURN, question, Telling(words, data))
        request = _asked(question, seat, asking)
        request.reason, request.suggested_unit = words or "", suggested
        enter(request)
        finish_milestone(assignment_id, Code.RETURN, local_day(now))
        endorse_own(actor, file, request, now)
        refresh_summary(proposal_id)
        return request


def _suggested(unit: str | None) -> str | None:
    name = (unit or "").strip()
    if len(name) > UNIT_LENGTH:
        raise InvalidInput(field="suggested_unit", reason=N_("单位名称最多200字。"))
    return name or None


def _asked(question: Question, seat: Seat, asking: Asking) -> SideRequest:
    return SideRequest(
        proposal_id=seat.assignment.proposal_id,
        assignment_id=seat.assignment.id,
        kind=RequestKind.RETURN,
        state=RequestState.ASKED,
        asked_by_id=question.actor.user_id,
        asked_at=question.now,
        is_late=asking.is_late,
        is_by_office=asking.is_by_office,
    )


def endorse_own(actor: Actor, file: CaseFile, request: SideRequest, now: datetime) -> None:
    """Endorse what the unit's own head asks for: whoever would decide it inside has decided it by asking."""
    opened = open_request(actor, file.proposal.id, request.id, version=None, now=now)
    if opened.question.facts.is_inside_due and file.may(
        Permission.DECIDE_REQUEST_INSIDE, actor, now=now, target=opened.question.target
    ):
        _endorse(opened, None)


def _endorse(opened: OpenRequest, words: str | None) -> None:
    request, question = opened.request, opened.question
    make_move(request, Action.ENDORSE, question, Telling(words, opened.data))
    request.endorsed_by_id, request.endorsed_at = question.actor.user_id, question.now
    request.endorsement = words


def endorse_request(
    actor: Actor, proposal_id: int, request_id: int, *, remark: str | None, version: int | None, now: datetime
) -> SideRequest:
    """Endorse a request inside the unit (W30); then the assigner decides it."""
    with unit_of_work():
        opened = open_request(actor, proposal_id, request_id, version=version, now=now)
        words = told(remark)
        if words is not None and len(words) > REMARK_LENGTH:
            raise InvalidInput(field="reason", reason=N_("最多500字。"))
        _endorse(opened, words)
        refresh_summary(proposal_id)
        return opened.request


def send_back_request(
    actor: Actor, proposal_id: int, request_id: int, *, reason: str | None, version: int | None, now: datetime
) -> SideRequest:
    """Send a request back inside the unit with the reason (W30): the unit goes on as if it had not been asked."""
    with unit_of_work():
        opened = open_request(actor, proposal_id, request_id, version=version, now=now)
        close(opened, Action.SEND_BACK, told(reason))
        resume_after(opened)
        refresh_summary(proposal_id)
        return opened.request
