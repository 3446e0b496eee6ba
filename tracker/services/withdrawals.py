"""Withdrawal by the sponsor (撤回): asked in writing, agreed to by every co-signer, decided by the assigner."""

from datetime import datetime

from tracker.domain.actions import Action
from tracker.domain.errors import N_, InvalidInput, NotOffered
from tracker.domain.events import EventKind
from tracker.domain.lifecycle import find
from tracker.domain.permissions import Actor, Permission
from tracker.domain.vocabulary import Machine, RequestKind, RequestState
from tracker.models.assignment import SideRequest
from tracker.queries.facts_request import ENDING, ending_question
from tracker.services.loading import demand, open_case
from tracker.services.moves import Telling, check_version, make_move, write_event
from tracker.services.part_ends import end_parts
from tracker.services.requests import close, enter, open_request, refuse_second, told
from tracker.services.summaries import refresh_summary
from tracker.services.unit_of_work import unit_of_work


def ask_withdrawal(
    actor: Actor, proposal_id: int, *, reason: str | None, version: int | None, now: datetime
) -> SideRequest:
    """Enter the sponsor's written wish to withdraw the item; who registers what comes in may enter it (W1)."""
    with unit_of_work():
        return enter_request(
            actor, proposal_id, RequestKind.WITHDRAWAL, reason=reason, version=version, now=now
        )


def enter_request(
    actor: Actor,
    proposal_id: int,
    kind: RequestKind,
    *,
    reason: str | None,
    version: int | None,
    now: datetime,
) -> SideRequest:
    """Enter a request about the whole item, within a unit of work; raises Refused without a reason or a second time."""
    file = open_case(actor, proposal_id, now)
    if kind is RequestKind.WITHDRAWAL:
        demand(file, Permission.REGISTER, actor, now)
    if find(Machine.CASE, file.proposal.state, ENDING[kind]) is None:
        raise NotOffered
    check_version(file.proposal, version)
    refuse_second(proposal_id, None, kind)
    words = told(reason)
    if words is None:
        raise InvalidInput(field="reason", reason=N_("请写明理由。"))
    request = enter(
        SideRequest(
            proposal_id=proposal_id,
            kind=kind,
            state=RequestState.ASKED,
            reason=words,
            is_by_office=True,
            asked_by_id=actor.user_id,
            asked_at=now,
        )
    )
    telling = Telling(words, {"kind": kind.value, "unit": None})
    subject = (Machine.REQUEST, request.id, None, request.state.value)
    write_event(proposal_id, EventKind.REQUEST_MADE, actor, now, telling=telling, subject=subject)
    return request


def accept_withdrawal(
    actor: Actor, proposal_id: int, request_id: int, *, reason: str | None, version: int | None, now: datetime
) -> SideRequest:
    """Let the sponsor withdraw the item (W31): handling ends at once, and its documents are kept (SH15 art. 10).

    Raises Refused while a co-signer has not agreed, or a reply holds a document number.
    """
    with unit_of_work():
        opened = open_request(actor, proposal_id, request_id, version=version, now=now)
        if opened.request.kind is not RequestKind.WITHDRAWAL:
            raise NotOffered
        question = ending_question(opened.file, opened.request, actor, now)
        close(opened, Action.ACCEPT, told(reason))
        make_move(opened.file.proposal, Action.WITHDRAW, question, Telling(opened.request.reason))
        end_parts(actor, opened.file, opened.request.reason, now)
        refresh_summary(proposal_id)
        return opened.request
