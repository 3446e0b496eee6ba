"""Asking that a part may rest (申请暂缓): asked by the unit, decided inside it, then by the assigner."""

from datetime import datetime

from tracker.domain.actions import Action
from tracker.domain.errors import N_, InvalidInput, NotOffered, Refused
from tracker.domain.events import EventKind
from tracker.domain.guards import GUARDS, Guard
from tracker.domain.permissions import Actor, Permission
from tracker.domain.vocabulary import AssignmentState, RequestKind, RequestState
from tracker.models.assignment import SideRequest
from tracker.queries.case_file import CaseFile, Seat
from tracker.queries.facts_assignment import assignment_facts, assignment_question
from tracker.services.loading import demand, open_case, seat_of
from tracker.services.moves import Telling, check_version, make_move, write_event
from tracker.services.part_ends import unit_of
from tracker.services.pauses import begin_pause
from tracker.services.requests import close, enter, open_request, refuse_second, told
from tracker.services.returns import endorse_own
from tracker.services.summaries import refresh_summary
from tracker.services.unit_of_work import unit_of_work


def check_asking(actor: Actor, file: CaseFile, seat: Seat, now: datetime) -> None:
    """Check that a person may ask now that a part rest.

    Raises Forbidden, NotOffered where nobody works on it, Refused where it is asked for or the answer is signed.
    """
    refuse_second(file.proposal.id, seat.assignment.id, RequestKind.PAUSE)
    demand(file, Permission.ASK_EXTENSION, actor, now, seat.target)
    if seat.assignment.state is not AssignmentState.HANDLING:
        raise NotOffered
    if not assignment_facts(seat).is_unsigned:
        raise Refused(reason=GUARDS[Guard.UNSIGNED].refusal)


def ask_pause(
    actor: Actor,
    proposal_id: int,
    assignment_id: int,
    *,
    reason: str | None,
    version: int | None,
    now: datetime,
) -> SideRequest:
    """Ask that a part rest until a higher decision has come; a head's own request is endorsed inside with it.

    It is asked for by whoever may ask for a later day (W22), since both put the answer off.
    """
    with unit_of_work():
        file = open_case(actor, proposal_id, now)
        seat = seat_of(file, assignment_id)
        check_asking(actor, file, seat, now)
        check_version(seat.assignment, version)
        words = told(reason)
        if not words:
            raise InvalidInput(field="reason", reason=N_("请写明理由。"))
        request = enter(
            SideRequest(
                proposal_id=proposal_id,
                assignment_id=assignment_id,
                kind=RequestKind.PAUSE,
                state=RequestState.ASKED,
                reason=words,
                asked_by_id=actor.user_id,
                asked_at=now,
                is_by_office=file.may(Permission.DECIDE_REQUEST, actor, now=now, target=seat.target),
            )
        )
        data = {"kind": RequestKind.PAUSE.value, **unit_of(seat)}
        write_event(proposal_id, EventKind.REQUEST_MADE, actor, now, telling=Telling(words, data))
        endorse_own(actor, file, request, now)
        refresh_summary(proposal_id)
        return request


def accept_pause(
    actor: Actor, proposal_id: int, request_id: int, *, reason: str | None, version: int | None, now: datetime
) -> SideRequest:
    """Let a part rest as its unit asks (W31), from today on and for the unit's own reason.

    Raises NotOffered where the part is not worked on any more, Refused where its answer is signed by now.
    """
    with unit_of_work():
        opened = open_request(actor, proposal_id, request_id, version=version, now=now)
        request, seat = opened.request, opened.seat
        if request.kind is not RequestKind.PAUSE or seat is None:
            raise NotOffered
        close(opened, Action.ACCEPT, told(reason))
        question = assignment_question(actor, opened.file, seat, now)
        make_move(seat.assignment, Action.PAUSE, question, Telling(request.reason, unit_of(seat)))
        begin_pause(actor, seat.assignment, reason=request.reason, request_id=request.id, now=now)
        refresh_summary(proposal_id)
        return request
