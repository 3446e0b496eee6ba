"""Items that need no reply: noted (阅存), and taken up again after all, as withdrawn ones are."""

from datetime import datetime

from tracker.domain.actions import Action
from tracker.domain.errors import NotOffered
from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import SET_ASIDE_STATES
from tracker.models.proposal import Proposal
from tracker.queries.facts_case import seat_facts
from tracker.services.loading import open_case
from tracker.services.moves import Telling, ask, check_version, make_move
from tracker.services.part_ends import end_parts, release_parts
from tracker.services.requests import told
from tracker.services.summaries import refresh_summary
from tracker.services.unit_of_work import unit_of_work


def note_item(
    actor: Actor, proposal_id: int, *, reason: str | None, version: int | None, now: datetime
) -> Proposal:
    """File an item that is for reference only and needs no reply (阅存); its parts end with it."""
    with unit_of_work():
        file = open_case(actor, proposal_id, now)
        check_version(file.proposal, version)
        question, words = ask(actor, file.parties, now, facts=seat_facts(file)), told(reason)
        make_move(file.proposal, Action.NOTE, question, Telling(words))
        end_parts(actor, file, words, now)
        refresh_summary(proposal_id)
        return file.proposal


def take_up_again(
    actor: Actor, proposal_id: int, *, reason: str | None, version: int | None, now: datetime
) -> Proposal:
    """Take up a noted or withdrawn item again, with the reason (W39): it waits to be assigned, as when it came in."""
    with unit_of_work():
        file = open_case(actor, proposal_id, now)
        if file.proposal.state not in SET_ASIDE_STATES:
            raise NotOffered
        check_version(file.proposal, version)
        question = ask(actor, file.parties, now, facts=seat_facts(file))
        make_move(file.proposal, Action.REOPEN, question, Telling(told(reason)))
        release_parts(actor, file, now)
        refresh_summary(proposal_id)
        return file.proposal
