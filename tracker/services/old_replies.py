"""Filing a reply that was sent before the office kept its register here (历史答复补录)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import delete

from tracker.clock import BEIJING, local_day
from tracker.domain.actions import Action
from tracker.domain.class_marks import outcome_of, scheme_named
from tracker.domain.due_dates import Milestone as Code
from tracker.domain.errors import N_, InvalidInput, Refused
from tracker.domain.events import EventKind
from tracker.domain.guards import Facts
from tracker.domain.permissions import Actor, Permission
from tracker.domain.publication import PublicForm, PublicityChoice
from tracker.domain.vocabulary import (
    AssignmentState,
    CaseState,
    Machine,
    OpinionState,
    Publicity,
    ReplyState,
    Verdict,
)
from tracker.extensions import db
from tracker.models.assignment import Milestone
from tracker.models.commitment import PromiseMark
from tracker.models.proposal import Proposal
from tracker.models.reply import ClassChange, Recipient, Reply
from tracker.queries.case_file import CaseFile, Seat, case_file
from tracker.queries.facts_case import seat_facts
from tracker.services.assignment import assign_units
from tracker.services.commitments import make_commitments
from tracker.services.dispatches import Addressee, Sending, write_dispatches
from tracker.services.loading import demand, open_case
from tracker.services.milestones import finish_milestone
from tracker.services.moves import Telling, ask, check_version, make_move, write_event
from tracker.services.notices import silently
from tracker.services.publicity import write_publicity
from tracker.services.summaries import refresh_summary
from tracker.services.unit_of_work import unit_of_work

DEFAULT_SCHEME = "npc"
NOON = time(12)
OLD_METHOD = N_("历史补录")
FILED_LATER = N_("历史答复补录")
WEIGHED = N_("随答复函补录：函中写明已综合会办单位意见，会办意见原件未附。")


@dataclass(frozen=True)
class OldPromise:
    """A sentence of the letter with its verdict; ``start`` and ``end`` count code points of the letter's text."""

    quote: str
    start: int
    end: int
    verdict: Verdict = Verdict.PROMISE
    reason: str | None = None
    owner_unit_id: int | None = None
    due_text: str | None = None
    due_on: date | None = None
    review_on: date | None = None
    rule: str | None = None


@dataclass(frozen=True)
class OldReply:
    """A reply as it was sent: its text, number, day, class and publicity, and what it promises."""

    text: str
    title: str
    addressee: str
    sent_on: date
    class_mark: str
    publicity: Publicity
    publicity_reason: str | None = None
    document_number: str | None = None
    contact_person: str | None = None
    contact_phone: str | None = None
    assigned_on: date | None = None
    co_handlers: tuple[int, ...] = ()
    promises: tuple[OldPromise, ...] = ()


def file_old_reply(
    actor: Actor, proposal_id: int, *, reply: OldReply, version: int | None, now: datetime
) -> Reply:
    """File a reply as it was sent, with its promises; the host's part is answered and its co-handlers are done.

    The moves are those of everyday work, made one after another by the coordinator. Raises InvalidInput naming
    the field, or Refused where another unit answers or a reply stands there already.
    """
    with unit_of_work(), silently():
        file = open_case(actor, proposal_id, now)
        demand(file, Permission.REGISTER, actor, now)
        check_version(file.proposal, version)
        _check(reply, now)
        if file.proposal.state is CaseState.REGISTERED:
            _assign(actor, file, reply, now)
        seat = _seat_to_answer(actor, _again(proposal_id), now)
        row = _add_reply(actor, seat, reply, now)
        file = _again(proposal_id)
        _add_marks(actor, row, reply.promises, now)
        make_commitments(actor, file, row, now)
        _finish(actor, file, reply, now)
        refresh_summary(proposal_id)
        return row


def _check(reply: OldReply, now: datetime) -> None:
    if reply.sent_on > local_day(now):
        raise InvalidInput(field="sent_on", reason=N_("成文日期不能晚于今天。"))
    if reply.assigned_on is not None and reply.assigned_on > reply.sent_on:
        raise InvalidInput(field="assigned_on", reason=N_("交办日期不能晚于答复的成文日期。"))
    if not reply.text.strip():
        raise InvalidInput(field="text", reason=N_("答复函没有正文。"))
    if reply.publicity is not Publicity.PROACTIVE and not (reply.publicity_reason or "").strip():
        raise InvalidInput(field="publicity_reason", reason=N_("不主动公开的，请写明理由和依据。"))


def _again(proposal_id: int) -> CaseFile:
    db.session.flush()
    file = case_file(proposal_id)
    if file is None:
        raise LookupError(proposal_id)
    return file


def _assign(actor: Actor, file: CaseFile, reply: OldReply, now: datetime) -> None:
    """Give the item to the host and its co-handlers; without the day of assignment no due date can be known."""
    assign_units(
        actor,
        file.proposal.id,
        lead=file.proposal.host_unit_id,
        co_handlers=reply.co_handlers,
        others=(),
        assigned_on=reply.assigned_on or reply.sent_on,
        assigner=None,
        version=None,
        now=now,
    )
    if reply.assigned_on is None:
        file.proposal.assigned_on = None
        db.session.execute(delete(Milestone).where(Milestone.proposal_id == file.proposal.id))


def _seat_to_answer(actor: Actor, file: CaseFile, now: datetime) -> Seat:
    """Return the host's own answering seat, signed for and given to the department itself where no office has it."""
    seat = file.own
    if seat is None or not seat.is_answering or seat.assignment.unit_id != file.proposal.host_unit_id:
        raise Refused(reason=N_("这一件不由本单位答复，不能补录本单位的答复函。"))
    if seat.reply is not None:
        raise Refused(reason=N_("这一件已经有答复函或答复草稿，没有重复补录。"))
    row, data = seat.assignment, {"unit": seat.assignment.unit.short_name}
    question = ask(actor, file.parties, now, target=seat.target, facts=Facts(has_office=True))
    if row.state is AssignmentState.WAITING:
        make_move(row, Action.SIGN_FOR_RECEIPT, question, Telling(data=data))
        row.signed_at = now
    if row.office_id is None and row.state is not AssignmentState.ANSWERED:
        row.office_id = row.unit_id
        make_move(row, Action.DISTRIBUTE, question, Telling(data={**data, "office": row.unit.short_name}))
    return seat


def _add_reply(actor: Actor, seat: Seat, old: OldReply, now: datetime) -> Reply:
    item, unit = seat.assignment.proposal, seat.assignment.unit
    scheme = unit.class_scheme or DEFAULT_SCHEME
    row = Reply(
        proposal_id=item.id,
        assignment_id=seat.assignment.id,
        round_no=item.round_no,
        state=ReplyState.SENT,
        title=old.title,
        addressee=old.addressee,
        text=old.text,
        author_id=actor.user_id,
        saved_at=now,
        class_scheme=scheme,
        class_mark=scheme_named(scheme).find(old.class_mark).mark,
        publicity=old.publicity,
        publicity_reason=(old.publicity_reason or "").strip() or None,
        signed_at=datetime.combine(old.sent_on, NOON, BEIJING),
        document_number=old.document_number,
        sent_on=old.sent_on,
        contact_person=old.contact_person,
        contact_phone=old.contact_phone,
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    form = PublicForm.FULL if old.publicity is Publicity.PROACTIVE else None
    choice = PublicityChoice(old.publicity, form, reason=row.publicity_reason)
    write_publicity(row, choice, actor, row.signed_at or now)
    _add_recipients(actor, row, item, now)
    _tell_sent(actor, row, [one.name for one in item.sponsors], now)
    return row


def _add_recipients(actor: Actor, row: Reply, item: Proposal, now: datetime) -> None:
    """Write the sponsors as those to whom the letter went, on the day that it bears."""
    sent_on = row.sent_on or local_day(now)
    for position, sponsor in enumerate(item.sponsors, start=1):
        db.session.add(
            Recipient(
                reply_id=row.id,
                position=position,
                name=sponsor.name,
                sponsor_id=sponsor.id,
                method=OLD_METHOD,
                sent_on=sent_on,
            )
        )
    went_to = [Addressee(one.name, OLD_METHOD, sponsor_id=one.id) for one in item.sponsors]
    write_dispatches(actor, row, went_to, Sending(sent_on), now)


def _tell_sent(actor: Actor, row: Reply, names: Sequence[str], now: datetime) -> None:
    mark = row.class_mark or ""
    db.session.add(
        ClassChange(
            proposal_id=row.proposal_id,
            reply_id=row.id,
            scheme=row.class_scheme,
            mark=mark,
            outcome=outcome_of(row.class_scheme, mark),
            at=now,
            by_id=actor.user_id,
        )
    )
    data = {"document_number": row.document_number, "recipients": list(names)}
    subject = (Machine.REPLY, row.id, None, ReplyState.SENT.value)
    write_event(
        row.proposal_id, EventKind.REPLY_SENT, actor, now, telling=Telling(FILED_LATER, data), subject=subject
    )


def _add_marks(actor: Actor, row: Reply, promises: Sequence[OldPromise], now: datetime) -> None:
    for one in promises:
        if row.text[one.start : one.end] != one.quote:
            raise InvalidInput(field="promises", reason=N_("承诺的句子与原文不符，请重新读取这封信。"))
        is_promise = one.verdict is Verdict.PROMISE
        db.session.add(
            PromiseMark(
                reply_id=row.id,
                start_at=one.start,
                end_at=one.end,
                quote=one.quote,
                verdict=one.verdict,
                reason=one.reason,
                owner_unit_id=one.owner_unit_id if is_promise else None,
                due_text=one.due_text,
                due_on=one.due_on if is_promise else None,
                review_on=one.review_on if is_promise else None,
                rule=one.rule,
                judged_by_id=actor.user_id,
                judged_at=now,
            )
        )
    db.session.flush()


def _finish(actor: Actor, file: CaseFile, old: OldReply, now: datetime) -> None:
    """Draw the consequences: opinions that the letter has weighed, the answered seat, the replied item."""
    for seat in file.co_handling:
        _finish_co_handler(actor, file, seat, now)
    own = file.own
    if own is not None:
        own.assignment.answered_at = now
        data = {"unit": own.assignment.unit.short_name}
        make_move(own.assignment, Action.ANSWER, ask(actor, file.parties, now), Telling(data=data))
        finish_milestone(own.assignment.id, Code.REPLY, old.sent_on)
    facts = seat_facts(file)
    if facts.answering_open == 0:
        file.proposal.replied_on = old.sent_on
        make_move(file.proposal, Action.COMPLETE_REPLY, ask(actor, file.parties, now, facts=facts))


def _finish_co_handler(actor: Actor, file: CaseFile, seat: Seat, now: datetime) -> None:
    question = ask(actor, file.parties, now, target=seat.target)
    telling = Telling(WEIGHED, {"unit": seat.assignment.unit.short_name})
    if seat.opinion is not None and seat.opinion.state in {OpinionState.DRAFTING, OpinionState.TO_SIGN}:
        make_move(seat.opinion, Action.OVERRIDE_SILENCE, question, telling)
