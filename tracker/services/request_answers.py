"""What ends a request without its wish: refused, taken back, or overtaken by the end of what it was about."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.due_dates import Milestone as Code
from tracker.domain.errors import NotOffered
from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import OPEN_REQUEST_STATES, RequestKind
from tracker.extensions import db
from tracker.models.assignment import SideRequest
from tracker.queries.case_file import CaseFile, Seat
from tracker.services.milestones import finish_milestone
from tracker.services.moves import Telling, ask, make_move
from tracker.services.requests import OpenRequest, close, decided, open_request, told
from tracker.services.summaries import refresh_summary
from tracker.services.unit_of_work import unit_of_work

REFUSALS = {RequestKind.VOID: Action.REJECT_VOID, RequestKind.NOT_PUBLIC: Action.REFUSE_NOT_PUBLIC}
TAKING_BACK = {
    RequestKind.VOID: Action.CANCEL_VOID,
    RequestKind.NOT_PUBLIC: Action.CANCEL_NOT_PUBLIC,
    RequestKind.EXTENSION: Action.CANCEL_EXTENSION,
    RequestKind.PAUSE: Action.CANCEL_EXTENSION,
}


def refuse_request(
    actor: Actor, proposal_id: int, request_id: int, *, reason: str | None, version: int | None, now: datetime
) -> SideRequest:
    """Refuse a request with the reason; a unit that asked to return the item must go on with it (QD21 art. 19)."""
    with unit_of_work():
        opened = open_request(actor, proposal_id, request_id, version=version, now=now)
        words = told(reason)
        close(opened, REFUSALS.get(opened.request.kind, Action.REFUSE), words)
        if opened.request.kind is RequestKind.RETURN:
            _must_continue(opened, words)
        refresh_summary(proposal_id)
        return opened.request


def cancel_request(
    actor: Actor, proposal_id: int, request_id: int, *, version: int | None, now: datetime
) -> SideRequest:
    """Take a request back, as the person who made it; everything is as it was before."""
    with unit_of_work():
        opened = open_request(actor, proposal_id, request_id, version=version, now=now)
        close(taken_back(opened), TAKING_BACK.get(opened.request.kind, Action.CANCEL), None)
        resume_after(opened)
        refresh_summary(proposal_id)
        return opened.request


def taken_back(opened: OpenRequest) -> OpenRequest:
    """Return a request as who made it asks about it: taking a proposal to void back needs no second person."""
    target = replace(opened.question.target, is_seconded=True)
    return replace(opened, question=replace(opened.question, target=target))


def resume_after(opened: OpenRequest) -> None:
    """Put a part whose return was not asked after all back to where it was."""
    if opened.request.kind is not RequestKind.RETURN or opened.seat is None:
        return
    row = opened.seat.assignment
    if is_at_work(opened.seat):
        action = Action.CONTINUE_AT_WORK
    else:
        action = Action.WAIT_AGAIN if row.signed_at is None else Action.CONTINUE
    make_move(row, action, opened.question, Telling(data={"unit": row.unit.short_name}))


def is_at_work(seat: Seat) -> bool:
    """Tell whether a part had been given to an office or an officer when its return was asked."""
    return seat.assignment.office_id is not None or seat.assignment.officer_id is not None


def _must_continue(opened: OpenRequest, words: str | None) -> None:
    seat = opened.seat
    if seat is None:
        raise NotOffered
    action = Action.REFUSE_RETURN_AT_WORK if is_at_work(seat) else Action.REFUSE_RETURN
    row, now = seat.assignment, opened.question.now
    make_move(row, action, opened.question, Telling(words, {"unit": row.unit.short_name}))
    if row.signed_at is None:
        row.signed_at = now
        finish_milestone(row.id, Code.SIGN, local_day(now))


def end_requests(
    actor: Actor, file: CaseFile, reason: str | None, now: datetime, *, seat: Seat | None
) -> None:
    """Close every request that still waits, about one part or about the whole item, since that has ended."""
    waiting = select(SideRequest).where(
        SideRequest.proposal_id == file.proposal.id, SideRequest.state.in_(OPEN_REQUEST_STATES)
    )
    if seat is not None:
        waiting = waiting.where(SideRequest.assignment_id == seat.assignment.id)
    for request in db.session.scalars(waiting).all():
        unit = request.assignment.unit.short_name if request.assignment else None
        data = {"kind": request.kind.value, "unit": unit}
        make_move(request, Action.END, ask(actor, file.parties, now), Telling(reason, data))
        decided(request, actor, now, reason)
