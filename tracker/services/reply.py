"""Sending a signed and numbered reply: recipients, the answered assignment, the promises that become records."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import delete

from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.decisions import Question
from tracker.domain.errors import N_, InvalidInput
from tracker.domain.guards import Facts
from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import AssignmentRole, AssignmentState
from tracker.extensions import db
from tracker.models.reply import Recipient, Reply
from tracker.queries.case_file import CaseFile, Seat
from tracker.services.commitments import make_commitments
from tracker.services.loading import open_case, reply_of
from tracker.services.milestones import finish_milestone
from tracker.services.moves import Telling, check_version, make_move
from tracker.services.sign_off import reply_question
from tracker.services.summaries import refresh_summary
from tracker.services.unit_of_work import unit_of_work


@dataclass(frozen=True)
class Addressee:
    """Somebody a reply is sent to, or on its copy list (抄送)."""

    name: str
    method: str
    is_copy: bool = False
    copies: int = 1
    sponsor_id: int | None = None


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

    Raises InvalidInput for a day before the signature or after today.
    """
    with unit_of_work():
        file = open_case(actor, proposal_id, now)
        seat, reply = reply_of(file, reply_id)
        check_version(reply, version)
        _check_day(reply, sent_on, now)
        _write_recipients(reply, addressees, sent_on)
        question = reply_question(actor, file, seat, now)
        facts = replace(question.facts, has_recipients=any(not one.is_copy for one in addressees))
        names = [one.name for one in addressees if not one.is_copy]
        reply.sent_on = sent_on
        data = {"document_number": reply.document_number, "recipients": names}
        make_move(reply, Action.SEND, replace(question, facts=facts), Telling(data=data))
        _answer(actor, file, seat, sent_on, now)
        make_commitments(actor, file, reply, now)
        refresh_summary(proposal_id)
        return reply


def _check_day(reply: Reply, sent_on: date, now: datetime) -> None:
    if sent_on > local_day(now):
        raise InvalidInput(field="sent_on", reason=N_("发出日期不能晚于今天。"))
    if reply.signed_at is not None and sent_on < local_day(reply.signed_at):
        raise InvalidInput(field="sent_on", reason=N_("发出日期不能早于签发日期。"))


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
    for one in _answered_together(file, seat):
        if one.assignment.state is AssignmentState.HANDLING:
            one.assignment.answered_at = now
            make_move(
                one.assignment,
                Action.ANSWER,
                question,
                Telling(data={"unit": one.assignment.unit.short_name}),
            )
        finish_milestone(one.assignment.id, "reply", sent_on)
    waiting = sum(one.assignment.state is not AssignmentState.ANSWERED for one in file.answering)
    if waiting == 0:
        file.proposal.replied_on = sent_on
        make_move(file.proposal, Action.COMPLETE_REPLY, replace(question, facts=Facts(answering_open=0)))


def _answered_together(file: CaseFile, seat: Seat) -> list[Seat]:
    if seat.assignment.role is not AssignmentRole.JOINT_LEAD:
        return [seat]
    return [one for one in file.answering if one.assignment.role is AssignmentRole.JOINT_LEAD]
