"""Parts that stop, and what stops with them: pausing, taking back, and every part of an item that ends."""

from datetime import datetime

from tracker.domain.actions import Action
from tracker.domain.errors import N_
from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import RequestKind
from tracker.models.assignment import Assignment
from tracker.queries.facts_assignment import assignment_question
from tracker.services.loading import open_case, seat_of
from tracker.services.merged_handling import detach
from tracker.services.moves import Telling, check_version, make_move
from tracker.services.part_ends import cancel_draft, complete_if_answered, unit_of
from tracker.services.pauses import begin_pause, end_pause, move_after_pause
from tracker.services.request_answers import end_requests
from tracker.services.requests import refuse_second, told
from tracker.services.summaries import refresh_summary
from tracker.services.unit_of_work import unit_of_work

ASKED = N_("这个单位已经申请暂缓，请在它的申请上决定。")


def recall_unit(
    actor: Actor,
    proposal_id: int,
    assignment_id: int,
    *,
    reason: str | None,
    version: int | None,
    now: datetime,
) -> Assignment:
    """Take a part back from a unit with a reason (撤销交办); a draft that it has begun is cancelled with it."""
    with unit_of_work():
        file = open_case(actor, proposal_id, now)
        seat = seat_of(file, assignment_id)
        check_version(seat.assignment, version)
        question, words = assignment_question(actor, file, seat, now), told(reason)
        make_move(seat.assignment, Action.RECALL, question, Telling(words, unit_of(seat)))
        end_pause(actor, seat.assignment, now)
        cancel_draft(seat, question, words)
        if seat.is_answering:
            detach(actor, proposal_id, reason=words, now=now)
        end_requests(actor, file, words, now, seat=seat)
        complete_if_answered(actor, proposal_id, now)
        refresh_summary(proposal_id)
        return seat.assignment


def pause_part(
    actor: Actor,
    proposal_id: int,
    assignment_id: int,
    *,
    reason: str | None,
    version: int | None,
    now: datetime,
) -> Assignment:
    """Pause a part that waits for a higher decision, with the reason (W23); work and terms rest meanwhile."""
    with unit_of_work():
        file = open_case(actor, proposal_id, now)
        seat = seat_of(file, assignment_id)
        check_version(seat.assignment, version)
        question, words = assignment_question(actor, file, seat, now), told(reason)
        refuse_second(proposal_id, assignment_id, RequestKind.PAUSE, ASKED)
        make_move(seat.assignment, Action.PAUSE, question, Telling(words, unit_of(seat)))
        begin_pause(actor, seat.assignment, reason=words or "", now=now)
        refresh_summary(proposal_id)
        return seat.assignment


def resume_part(
    actor: Actor, proposal_id: int, assignment_id: int, *, version: int | None, now: datetime
) -> Assignment:
    """Go on with a paused part; its open due dates move by the time for which it rested."""
    with unit_of_work():
        file = open_case(actor, proposal_id, now)
        seat = seat_of(file, assignment_id)
        check_version(seat.assignment, version)
        question = assignment_question(actor, file, seat, now)
        make_move(seat.assignment, Action.RESUME, question, Telling(data=unit_of(seat)))
        end_pause(actor, seat.assignment, now)
        move_after_pause(actor, seat.assignment, now)
        refresh_summary(proposal_id)
        return seat.assignment
