"""What the guards look at when a request would end an item: withdrawn by its sponsor, or voided by two persons."""

from dataclasses import replace
from datetime import datetime

from tracker.domain.actions import Action
from tracker.domain.decisions import Decision, Question, decide
from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import Machine, RequestKind
from tracker.models.assignment import SideRequest
from tracker.queries.case_file import CaseFile
from tracker.queries.ended_work import silent_cosigners
from tracker.queries.facts_assignment import assignment_question
from tracker.queries.facts_case import seat_facts
from tracker.queries.requests import request_question, request_seat, request_target

ENDING = {RequestKind.WITHDRAWAL: Action.WITHDRAW, RequestKind.VOID: Action.VOID}
ACCEPTING = {RequestKind.VOID: Action.CONFIRM_VOID, RequestKind.NOT_PUBLIC: Action.AGREE_NOT_PUBLIC}


def ending_question(file: CaseFile, request: SideRequest, actor: Actor, now: datetime) -> Question:
    """Return the question about ending the item as the request asks; its reason is the request's own."""
    facts = replace(seat_facts(file), has_reason=True)
    if request.kind is RequestKind.WITHDRAWAL:
        silent = silent_cosigners(file.proposal.id, request.id)
        facts = replace(facts, cosigners_agree=not silent)
    return Question(actor, file.parties, now, request_target(file, request, actor), facts)


def may_accept(file: CaseFile, request: SideRequest, actor: Actor, now: datetime) -> Decision:
    """Answer whether the person may accept a request now, and what still hinders it."""
    question = request_question(file, request, actor, now)
    accepting = ACCEPTING.get(request.kind, Action.ACCEPT)
    decision = decide(Machine.REQUEST, request.state, accepting, question)
    seat = request_seat(file, request)
    if request.kind is RequestKind.PAUSE and seat is not None and decision.is_allowed:
        asked = assignment_question(actor, file, seat, now)
        asked = replace(asked, facts=replace(asked.facts, has_reason=True))
        return decide(Machine.ASSIGNMENT, seat.assignment.state, Action.PAUSE, asked)
    ending = ENDING.get(request.kind)
    if ending is None or not decision.is_allowed:
        return decision
    asked = ending_question(file, request, actor, now)
    return decide(Machine.CASE, file.proposal.state, ending, asked)
