"""What ends with a part, and every part of an item that is withdrawn, voided, noted or taken up again."""

from datetime import date, datetime

from tracker.domain.actions import Action
from tracker.domain.decisions import Question
from tracker.domain.lifecycle import find
from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import CaseState, Machine
from tracker.queries.case_file import CaseFile, Seat, case_file
from tracker.queries.facts_case import seat_facts
from tracker.services.merged_handling import detach
from tracker.services.moves import Telling, ask, make_move
from tracker.services.pauses import end_pause
from tracker.services.request_answers import end_requests


def cancel_draft(seat: Seat, question: Question, reason: str | None) -> None:
    """Cancel the draft of a part that ends; its text and versions are kept."""
    reply = seat.reply
    if reply is not None and find(Machine.REPLY, reply.state, Action.CANCEL):
        make_move(reply, Action.CANCEL, question, Telling(reason))


def unit_of(seat: Seat) -> dict[str, str]:
    """Return what the event of a part's move says."""
    return {"unit": seat.assignment.unit.short_name}


def end_parts(actor: Actor, file: CaseFile, reason: str | None, now: datetime) -> None:
    """End every part of an item that is withdrawn, voided, noted or merged: drafts and requests go, tasks are done.

    What was handled together with others is so no longer.
    """
    question = ask(actor, file.parties, now)
    for seat in file.live:
        cancel_draft(seat, question, reason)
        if find(Machine.ASSIGNMENT, seat.assignment.state, Action.END):
            make_move(seat.assignment, Action.END, question, Telling(data=unit_of(seat)))
            end_pause(actor, seat.assignment, now)
    end_requests(actor, file, reason, now, seat=None)
    detach(actor, file.proposal.id, reason=reason, now=now)


def release_parts(actor: Actor, file: CaseFile, now: datetime) -> None:
    """Free the units of an ended item that is reopened, so that they can be chosen anew."""
    question = ask(actor, file.parties, now)
    for seat in file.live:
        if find(Machine.ASSIGNMENT, seat.assignment.state, Action.RELEASE):
            make_move(seat.assignment, Action.RELEASE, question, Telling(data=unit_of(seat)))


def complete_if_answered(actor: Actor, proposal_id: int, now: datetime) -> None:
    """Count an item as answered when the part that had not answered has gone and all others have."""
    file = case_file(proposal_id)
    if file is None or file.proposal.state is not CaseState.HANDLING:
        return
    facts, sent_on = seat_facts(file), _last_sent(file)
    if facts.answering_total and not facts.answering_open and sent_on is not None:
        file.proposal.replied_on = sent_on
        question = ask(actor, file.parties, now, facts=facts)
        make_move(file.proposal, Action.COMPLETE_REPLY, question)


def _last_sent(file: CaseFile) -> date | None:
    days = (seat.reply.sent_on for seat in file.answering if seat.reply)
    return max((day for day in days if day), default=None)
