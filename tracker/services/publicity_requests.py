"""Asking that a sent letter be not public, or less public (不公开申请), and what a leader decides (W25).

The lead's people and the co-handlers ask; while a request waits for its decision the letter is not published.
"""

from datetime import datetime

from tracker.domain.actions import Action
from tracker.domain.errors import Forbidden, NotOffered
from tracker.domain.events import EventKind
from tracker.domain.permissions import Actor, Permission
from tracker.domain.publication import PublicityChoice, asked_less
from tracker.domain.vocabulary import SENT_REPLY_STATES, Machine, Publicity, RequestKind, RequestState
from tracker.extensions import db
from tracker.models.assignment import SideRequest
from tracker.models.publication import PublicityRequest
from tracker.queries.case_file import CaseFile, Seat
from tracker.queries.publication import decided_form
from tracker.services.loading import reply_of
from tracker.services.moves import Telling, write_event
from tracker.services.publicity import carry_out
from tracker.services.reply_desk import Desk, open_reply
from tracker.services.requests import close, enter, open_request, refuse_second, told
from tracker.services.unit_of_work import unit_of_work


def asking_seat(file: CaseFile, seat: Seat, actor: Actor, now: datetime) -> Seat | None:
    """Return for which part the person may ask about a seat's letter: the letter's own, or the co-handler's theirs."""
    if seat.reply is None or seat.reply.state not in SENT_REPLY_STATES:
        return None
    if seat.reply.publicity is Publicity.WITHHELD:
        return None
    parts = (seat, *file.co_handling)
    return next(
        (one for one in parts if file.may(Permission.ASK_EXTENSION, actor, now=now, target=one.target)), None
    )


def ask_not_public(
    actor: Actor,
    proposal_id: int,
    reply_id: int,
    *,
    choice: PublicityChoice,
    version: int | None,
    now: datetime,
) -> SideRequest:
    """Ask that a sent letter be kept back, or that a summary be published in its place, with ground and reason.

    Raises InvalidInput for what is missing or asks for nothing less than now, Refused where the part's own request
    waits already, Forbidden for whoever has no part in the item.
    """
    with unit_of_work():
        desk = open_reply(actor, proposal_id, reply_id, version=version, now=now)
        seat = _own_seat(desk, actor, now)
        refuse_second(proposal_id, seat.assignment.id, RequestKind.NOT_PUBLIC)
        wanted = asked_less(choice, desk.reply.publicity, decided_form(reply_id))
        request = enter(_asked(desk, seat, wanted.reason or "", actor, now=now))
        db.session.add(
            PublicityRequest(
                request=request,
                reply_id=reply_id,
                publicity=wanted.publicity,
                form=wanted.form,
                ground=wanted.ground,
            )
        )
        telling = Telling(
            wanted.reason, {"kind": request.kind.value, "unit": seat.assignment.unit.short_name}
        )
        subject = (Machine.REQUEST, request.id, None, request.state.value)
        write_event(proposal_id, EventKind.REQUEST_MADE, actor, now, telling=telling, subject=subject)
        return request


def _own_seat(desk: Desk, actor: Actor, now: datetime) -> Seat:
    seat = asking_seat(desk.file, desk.seat, actor, now)
    if seat is not None:
        return seat
    if desk.reply.state not in SENT_REPLY_STATES or desk.reply.publicity is Publicity.WITHHELD:
        raise NotOffered
    raise Forbidden


def _asked(desk: Desk, seat: Seat, reason: str, actor: Actor, *, now: datetime) -> SideRequest:
    return SideRequest(
        proposal_id=desk.file.proposal.id,
        assignment_id=seat.assignment.id,
        kind=RequestKind.NOT_PUBLIC,
        state=RequestState.ASKED,
        reason=reason,
        asked_by_id=actor.user_id,
        asked_at=now,
    )


def agree_not_public(
    actor: Actor, proposal_id: int, request_id: int, *, reason: str | None, version: int | None, now: datetime
) -> SideRequest:
    """Decide as it was asked (W25): the letter is kept back on the ground, or published as a summary.

    A letter that is published already is decided about all the same; the office then takes it back.
    """
    with unit_of_work():
        opened = open_request(actor, proposal_id, request_id, version=version, now=now)
        asked = db.session.get(PublicityRequest, request_id)
        if asked is None:
            raise NotOffered
        words = told(reason)
        close(opened, Action.AGREE_NOT_PUBLIC, words)
        seat, reply = reply_of(opened.file, asked.reply_id)
        choice = PublicityChoice(asked.publicity, asked.form, asked.ground, opened.request.reason)
        carry_out(opened.file, seat, reply, choice, actor, now=now)
        return opened.request
