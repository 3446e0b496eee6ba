"""Sending a signed and numbered reply: recipients, the answered assignment, the promises that become records."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import delete

from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.decisions import Question
from tracker.domain.due_dates import Milestone as Code
from tracker.domain.errors import N_, InvalidInput
from tracker.domain.lifecycle import find
from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import AssignmentState, Machine, Publicity
from tracker.extensions import db
from tracker.models.reply import Recipient, Reply
from tracker.queries.case_file import CaseFile, Seat
from tracker.queries.facts_case import asks_for_evaluation, seat_facts
from tracker.services.commitments import make_commitments
from tracker.services.dispatches import Addressee, Sending, check_sponsors, write_dispatches
from tracker.services.milestones import finish_milestone, write_later_milestones
from tracker.services.moves import Telling, make_move
from tracker.services.reply_desk import Desk, open_reply
from tracker.services.summaries import refresh_summary
from tracker.services.unit_of_work import unit_of_work

__all__ = ["Addressee", "send_reply"]


def send_reply(
    actor: Actor,
    proposal_id: int,
    reply_id: int,
    *,
    addressees: Sequence[Addressee],
    sent_on: date,
    version: int | None,
    now: datetime,
) -> Reply:
    """Mark a reply as sent on a day in Beijing; the item is replied once every reply it needs is sent.

    Raises InvalidInput for a day before the signature or after today, or a sponsor who is not the item's.
    """
    with unit_of_work():
        desk = open_reply(actor, proposal_id, reply_id, version=version, now=now)
        reply = desk.reply
        _check_day(reply, sent_on, now)
        check_sponsors(desk.file, addressees)
        _move(desk, addressees, sent_on)
        _write_recipients(reply, addressees, sent_on)
        write_dispatches(actor, reply, addressees, Sending(sent_on), now)
        _answer(actor, desk.file, desk.seat, sent_on, now)
        _start_clocks(desk, sent_on)
        make_commitments(actor, desk.file, reply, now)
        refresh_summary(proposal_id)
        return reply


def _check_day(reply: Reply, sent_on: date, now: datetime) -> None:
    if sent_on > local_day(now):
        raise InvalidInput(field="sent_on", reason=N_("发出日期不能晚于今天。"))
    if reply.signed_at is not None and sent_on < local_day(reply.signed_at):
        raise InvalidInput(field="sent_on", reason=N_("发出日期不能早于签发日期。"))


def _move(desk: Desk, addressees: Sequence[Addressee], sent_on: date) -> None:
    names = [one.name for one in addressees if not one.is_copy]
    facts = replace(desk.question.facts, has_recipients=bool(names))
    data = {"document_number": desk.reply.document_number, "recipients": names}
    make_move(desk.reply, Action.SEND, replace(desk.question, facts=facts), Telling(data=data))
    desk.reply.sent_on = sent_on


def _write_recipients(reply: Reply, addressees: Sequence[Addressee], sent_on: date) -> None:
    db.session.execute(delete(Recipient).where(Recipient.reply_id == reply.id))
    for position, one in enumerate(addressees, start=1):
        db.session.add(
            Recipient(
                reply_id=reply.id,
                position=position,
                name=one.name,
                is_copy=one.is_copy,
                sponsor_id=one.sponsor_id,
                method=one.method,
                copies=one.copies,
                sent_on=sent_on,
            )
        )


def _answer(actor: Actor, file: CaseFile, seat: Seat, sent_on: date, now: datetime) -> None:
    """Draw the consequences: the seat has answered, joint leads with it, and the case once all have."""
    question = Question(actor, file.parties, now)
    for one in (seat, *file.partners(seat)):
        part = one.assignment
        # a joint lead that never took its part up here has answered with the others all the same
        action = Action.ANSWER if part.state is AssignmentState.HANDLING else Action.FINISH
        if find(Machine.ASSIGNMENT, part.state, action) is None:
            continue
        part.answered_at = now
        make_move(part, action, question, Telling(data={"unit": part.unit.short_name}))
        finish_milestone(one.assignment.id, Code.REPLY, sent_on)
    facts = seat_facts(file)
    if facts.answering_open == 0:
        file.proposal.replied_on = sent_on
        make_move(file.proposal, Action.COMPLETE_REPLY, replace(question, facts=facts))


def _start_clocks(desk: Desk, sent_on: date) -> None:
    """Start what is counted from the letter: asking for the sponsor's evaluation, and publishing a public one."""
    signed = desk.reply.signed_at
    is_public = desk.reply.publicity is Publicity.PROACTIVE
    asked = (Code.EVALUATION,) if asks_for_evaluation(desk.file.proposal) else ()
    codes = (Code.PUBLISH, *asked) if is_public else asked
    approved_on = local_day(signed) if signed else sent_on
    write_later_milestones(desk.file, desk.seat.assignment, codes, sent_on=sent_on, approved_on=approved_on)
