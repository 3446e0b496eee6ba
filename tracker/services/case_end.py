"""How an item ends: its evaluations concluded, its promises followed up, closed when nothing is owed any more."""

from datetime import datetime

from tracker.domain.actions import Action
from tracker.domain.decisions import Question
from tracker.domain.lifecycle import find
from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import Machine
from tracker.models.proposal import Proposal
from tracker.queries.case_file import CaseFile
from tracker.queries.facts_case import case_facts
from tracker.services.loading import open_case
from tracker.services.moves import Telling, check_version, make_move
from tracker.services.summaries import refresh_summary
from tracker.services.unit_of_work import unit_of_work


def case_question(actor: Actor, file: CaseFile, now: datetime) -> Question:
    """Return the question about an item's own end: what is still open, evaluations and promises included."""
    return Question(actor, file.parties, now, facts=case_facts(file))


def conclude_evaluation(actor: Actor, proposal_id: int, *, version: int | None, now: datetime) -> Proposal:
    """Conclude asking for evaluations once every one is in; from then on the promises are followed up."""
    with unit_of_work():
        file = open_case(actor, proposal_id, now)
        check_version(file.proposal, version)
        make_move(file.proposal, Action.CONCLUDE_EVALUATION, case_question(actor, file, now))
        refresh_summary(file)
        return file.proposal


def close_case(actor: Actor, proposal_id: int, *, version: int | None, now: datetime) -> Proposal:
    """Close an item (办结) that owes no reply, no opinion and no promise; its units' tasks are done with it."""
    with unit_of_work():
        file = open_case(actor, proposal_id, now)
        check_version(file.proposal, version)
        make_move(file.proposal, Action.CLOSE, case_question(actor, file, now))
        question = Question(actor, file.parties, now)
        for seat in file.live:
            if find(Machine.ASSIGNMENT, seat.assignment.state, Action.FINISH):
                telling = Telling(data={"unit": seat.assignment.unit.short_name})
                make_move(seat.assignment, Action.FINISH, question, telling)
        refresh_summary(file)
        return file.proposal
