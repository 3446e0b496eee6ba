"""A return that is accepted: the part ends with its draft, and another unit takes it over with days of its own."""

from datetime import date, datetime

from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.errors import NotOffered
from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import AssignmentRole, RequestKind
from tracker.models.assignment import Assignment, SideRequest
from tracker.queries.people import unit_tree
from tracker.services.assignment import Part, check_parts, create_part
from tracker.services.merged_handling import detach
from tracker.services.moves import Telling, make_move
from tracker.services.part_ends import cancel_draft, complete_if_answered
from tracker.services.requests import OpenRequest, close, open_request, told
from tracker.services.summaries import refresh_summary
from tracker.services.unit_of_work import unit_of_work


def accept_return(
    actor: Actor,
    proposal_id: int,
    request_id: int,
    *,
    successor: Part | None,
    reason: str | None,
    version: int | None,
    now: datetime,
) -> SideRequest:
    """Let a unit return its part (W31): its draft is cancelled, and the successor gets a new part with new dates.

    The old part stays. Without a successor an item whose only answering part it was waits to be assigned again.
    Raises InvalidInput for a unit that has a part already, or a split part without words.
    """
    with unit_of_work():
        opened = open_request(actor, proposal_id, request_id, version=version, now=now)
        if opened.request.kind is not RequestKind.RETURN or opened.seat is None:
            raise NotOffered
        words = told(reason)
        new = _fitting(opened, successor) if successor else None
        close(opened, Action.ACCEPT, words)
        _leave(opened, words)
        if new is not None:
            _hand_over(opened, new, local_day(now))
        complete_if_answered(actor, proposal_id, now)
        refresh_summary(proposal_id)
        return opened.request


def _fitting(opened: OpenRequest, part: Part) -> Part:
    """Return the successor's part, checked; a lead that no other unit helps or answers beside is called 独办."""
    check_parts([part], opened.file, unit_tree(), field="unit_id", part_field="part")
    if part.role not in {AssignmentRole.LEAD, AssignmentRole.SOLE}:
        return part
    others = [seat for seat in opened.file.live if seat is not opened.seat]
    helped = any(seat.is_co or seat.is_answering for seat in others)
    return Part(part.unit_id, AssignmentRole.LEAD if helped else AssignmentRole.SOLE, part.part)


def _leave(opened: OpenRequest, words: str | None) -> None:
    seat = opened.seat
    if seat is None:
        raise NotOffered
    cancel_draft(seat, opened.question, words or opened.request.reason)
    if seat.is_answering:
        asked = opened.question
        detach(asked.actor, opened.file.proposal.id, reason=words or opened.request.reason, now=asked.now)
    row = seat.assignment
    telling = Telling(words, {"unit": row.unit.short_name})
    make_move(row, Action.ACCEPT_RETURN, opened.question, telling)


def _hand_over(opened: OpenRequest, part: Part, today: date) -> Assignment:
    question, old = opened.question, opened.seat
    row = create_part(question.actor, opened.file.proposal, part, today, question.now)
    row.replaces_id = old.assignment.id if old else None
    return row
