"""Voiding an item (作废): one person proposes, another confirms or rejects; nothing is ever deleted (W27)."""

from datetime import datetime

from tracker.domain.actions import Action
from tracker.domain.errors import NotOffered
from tracker.domain.permissions import Actor, Permission, Target
from tracker.domain.vocabulary import RequestKind
from tracker.models.assignment import SideRequest
from tracker.queries.facts_request import ending_question
from tracker.services.loading import demand, open_case
from tracker.services.moves import Telling, make_move
from tracker.services.part_ends import end_parts
from tracker.services.requests import close, open_request, told
from tracker.services.summaries import refresh_summary
from tracker.services.unit_of_work import unit_of_work
from tracker.services.withdrawals import enter_request

PROPOSING = Target(is_seconded=True)  # whoever may confirm another's proposal may make one


def propose_void(
    actor: Actor, proposal_id: int, *, reason: str | None, version: int | None, now: datetime
) -> SideRequest:
    """Propose to void an item that should never have stood in the register; another person decides."""
    with unit_of_work():
        demand(open_case(actor, proposal_id, now), Permission.VOID, actor, now, PROPOSING)
        return enter_request(actor, proposal_id, RequestKind.VOID, reason=reason, version=version, now=now)


def confirm_void(
    actor: Actor, proposal_id: int, request_id: int, *, reason: str | None, version: int | None, now: datetime
) -> SideRequest:
    """Void an item that somebody else proposed to void; raises Forbidden for the proposer."""
    with unit_of_work():
        opened = open_request(actor, proposal_id, request_id, version=version, now=now)
        if opened.request.kind is not RequestKind.VOID:
            raise NotOffered
        question = ending_question(opened.file, opened.request, actor, now)
        close(opened, Action.CONFIRM_VOID, told(reason))
        make_move(opened.file.proposal, Action.VOID, question, Telling(opened.request.reason))
        end_parts(actor, opened.file, opened.request.reason, now)
        refresh_summary(proposal_id)
        return opened.request
