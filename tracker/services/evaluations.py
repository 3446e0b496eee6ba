"""Evaluations (征询意见): asked of every sponsor, entered from paper by one person, confirmed by another.

The evaluation is the sponsor's: whoever handled the item can neither enter nor confirm nor change it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from tracker.clock import local_day
from tracker.documents.store import FileStore
from tracker.domain.actions import Action
from tracker.domain.decisions import Question
from tracker.domain.errors import N_, InvalidInput, NotFound
from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import (
    SENT_REPLY_STATES,
    ContactMethod,
    EvaluationState,
    FileKind,
    Pertinence,
    Satisfaction,
)
from tracker.extensions import db
from tracker.models.evaluation import Evaluation
from tracker.models.proposal import Proposal
from tracker.queries.case_file import CaseFile, Seat
from tracker.queries.evaluations import evaluators_of, seat_judged
from tracker.queries.facts_case import case_facts
from tracker.queries.facts_evaluation import evaluation_facts, evaluation_target, feedback_term
from tracker.queries.item import milestones_of
from tracker.services.files import StashedFile, add_file
from tracker.services.loading import open_case
from tracker.services.moves import Telling, check_version, make_move
from tracker.services.summaries import refresh_summary
from tracker.services.unit_of_work import unit_of_work

REMARK_LENGTH = 500
BY_PAPER = "paper"


@dataclass(frozen=True)
class EvaluationEntry:
    """What a returned form says; ``on`` is its day in Beijing, None means that the form leaves a question open."""

    attitude: Satisfaction
    result: Satisfaction
    on: date
    text: str | None = None
    heard_by: ContactMethod | None = None
    agrees: bool | None = None
    pertinence: Pertinence | None = None
    leader_replied: bool | None = None


@dataclass(frozen=True)
class Sheet:
    """One evaluation opened for a step, with its item, what it judges, and the question that its moves ask."""

    file: CaseFile
    row: Evaluation
    seat: Seat | None
    question: Question


def open_evaluation(
    actor: Actor, proposal_id: int, evaluation_id: int, *, version: int | None, now: datetime
) -> Sheet:
    """Read an evaluation for a step; raises NotFound where the item has none such, or StalePage."""
    file = open_case(actor, proposal_id, now)
    row = db.session.get(Evaluation, evaluation_id)
    if row is None or row.proposal_id != proposal_id:
        raise NotFound
    check_version(row, version)
    return Sheet(file, row, seat_judged(file, row), evaluation_question(actor, file, row, now))


def evaluation_question(actor: Actor, file: CaseFile, row: Evaluation, now: datetime) -> Question:
    """Return the question about one evaluation: who entered it, who handled the item, whether its term is over."""
    term = feedback_term(file, milestones_of(file.proposal.id), row.round_no)
    facts = evaluation_facts(actor, file, row, term, local_day(now))
    return Question(actor, file.parties, now, evaluation_target(row), facts)


def ask_evaluation(
    actor: Actor, proposal_id: int, *, opinion_ids: Sequence[int], version: int | None, now: datetime
) -> Proposal:
    """Ask every sponsor who evaluates about each sent reply, and about the chosen co-handlers' opinions.

    Raises NotFound for an opinion that is not one of this round, InvalidInput where nobody evaluates.
    """
    with unit_of_work():
        file = open_case(actor, proposal_id, now)
        check_version(file.proposal, version)
        sponsors = evaluators_of(proposal_id)
        if not sponsors or file.is_upward:
            raise InvalidInput(field="opinions", reason=N_("本件没有要评价的提出人，可以直接结束征询。"))
        seats = [*_answered(file), *_chosen(file, opinion_ids)]
        question = Question(actor, file.parties, now, facts=case_facts(file))
        data = {"count": len(sponsors) * len(seats)}
        make_move(file.proposal, Action.ASK_EVALUATION, question, Telling(data=data))
        for sponsor in sponsors:
            for seat in seats:
                db.session.add(_awaiting(file, sponsor.id, seat, now))
        refresh_summary(file)
        return file.proposal


def _answered(file: CaseFile) -> list[Seat]:
    return [seat for seat in file.answering if seat.reply and seat.reply.state in SENT_REPLY_STATES]


def _chosen(file: CaseFile, opinion_ids: Sequence[int]) -> list[Seat]:
    found = {seat.opinion.id: seat for seat in file.co_handling if seat.opinion and seat.opinion_is_in}
    if set(opinion_ids) - set(found):
        raise NotFound
    return [found[one] for one in dict.fromkeys(opinion_ids)]


def _awaiting(file: CaseFile, sponsor_id: int, seat: Seat, now: datetime) -> Evaluation:
    is_reply = seat.is_answering
    return Evaluation(
        proposal_id=file.proposal.id,
        sponsor_id=sponsor_id,
        reply_id=seat.reply.id if is_reply and seat.reply else None,
        opinion_id=seat.opinion.id if not is_reply and seat.opinion else None,
        round_no=file.proposal.round_no,
        state=EvaluationState.AWAITING,
        created_at=now,
    )


def enter_evaluation(
    actor: Actor,
    proposal_id: int,
    evaluation_id: int,
    *,
    entry: EvaluationEntry,
    scan: StashedFile | None,
    store: FileStore,
    version: int | None,
    now: datetime,
) -> Evaluation:
    """Enter a returned form from paper with its scan (W17); it counts once another person has confirmed it.

    A form that was sent back for a mistyped entry keeps its scan. Raises InvalidInput for a day that cannot be, or
    dissatisfaction without its text; Refused without a scan, and for whoever handled the item.
    """
    with unit_of_work():
        sheet = open_evaluation(actor, proposal_id, evaluation_id, version=version, now=now)
        row = sheet.row
        text = _checked(sheet, entry, now)
        facts = replace(sheet.question.facts, has_scan=scan is not None or row.scan_id is not None)
        data = {"attitude": entry.attitude.value, "result": entry.result.value}
        _write_entry(row, entry, text)
        row.entered_by_id, row.entered_at = actor.user_id, now
        row.confirmed_by_id = row.confirmed_at = None
        make_move(row, Action.ENTER, replace(sheet.question, facts=facts), Telling(data=data))
        if scan is not None:
            kept = add_file(
                actor, sheet.file, scan, store, now, kind=FileKind.EVALUATION_FORM, is_internal=True
            )
            db.session.flush()
            row.scan_id = kept.id
        refresh_summary(sheet.file)
        return row


def _checked(sheet: Sheet, entry: EvaluationEntry, now: datetime) -> str | None:
    """Return the text as it is kept."""
    reply = sheet.seat.reply if sheet.seat else None
    if entry.on > local_day(now):
        raise InvalidInput(field="on", reason=N_("反馈日期不能晚于今天。"))
    if reply is not None and reply.sent_on is not None and entry.on < reply.sent_on:
        raise InvalidInput(field="on", reason=N_("反馈日期不能早于答复发出的日期。"))
    text = (entry.text or "").strip()
    if not text and Satisfaction.DISSATISFIED in {entry.attitude, entry.result}:
        raise InvalidInput(field="text", reason=N_("有一项不满意的，要写明代表委员的具体意见。"))
    return text or None


def _write_entry(row: Evaluation, entry: EvaluationEntry, text: str | None) -> None:
    row.attitude, row.result, row.text, row.on_day = entry.attitude, entry.result, text, entry.on
    row.heard_by, row.agrees = entry.heard_by, entry.agrees
    row.pertinence, row.leader_replied = entry.pertinence, entry.leader_replied
    row.channel, row.remark = BY_PAPER, None


def confirm_evaluation(
    actor: Actor, proposal_id: int, evaluation_id: int, *, version: int | None, now: datetime
) -> Evaluation:
    """Confirm that an entry says what its scan says (W38): never by who entered it, never by who handled the item."""
    with unit_of_work():
        sheet = open_evaluation(actor, proposal_id, evaluation_id, version=version, now=now)
        row = sheet.row
        data = {"attitude": row.attitude, "result": row.result}
        make_move(row, Action.CONFIRM, sheet.question, Telling(data=data))
        row.confirmed_by_id, row.confirmed_at = actor.user_id, now
        refresh_summary(sheet.file)
        return row


def reject_entry(
    actor: Actor, proposal_id: int, evaluation_id: int, *, reason: str, version: int | None, now: datetime
) -> Evaluation:
    """Send an entry back that is not what its scan says; the scan stays for the next try."""
    return _move(actor, proposal_id, evaluation_id, Action.REJECT_ENTRY, reason, version=version, now=now)


def lapse_evaluation(
    actor: Actor, proposal_id: int, evaluation_id: int, *, reason: str, version: int | None, now: datetime
) -> Evaluation:
    """Note that a form did not come back though it was urged, once its term is over; it may still be entered later."""
    return _move(actor, proposal_id, evaluation_id, Action.LAPSE, reason, version=version, now=now)


def _move(
    actor: Actor,
    proposal_id: int,
    evaluation_id: int,
    action: Action,
    reason: str,
    *,
    version: int | None,
    now: datetime,
) -> Evaluation:
    with unit_of_work():
        sheet = open_evaluation(actor, proposal_id, evaluation_id, version=version, now=now)
        make_move(sheet.row, action, sheet.question, Telling(_short(reason)))
        sheet.row.remark = _short(reason)
        refresh_summary(sheet.file)
        return sheet.row


def supersede_evaluation(
    actor: Actor, proposal_id: int, evaluation_id: int, *, reason: str, version: int | None, now: datetime
) -> Evaluation:
    """Set a confirmed evaluation aside with a reason (handling.md §3.8, mis-click) and return the one to enter instead.

    The old one stays as it is, with the reason; the new one is entered and confirmed as any other.
    """
    with unit_of_work():
        sheet = open_evaluation(actor, proposal_id, evaluation_id, version=version, now=now)
        old = sheet.row
        make_move(old, Action.SUPERSEDE, sheet.question, Telling(_short(reason)))
        old.remark = _short(reason)
        db.session.flush()
        new = Evaluation(
            proposal_id=proposal_id,
            sponsor_id=old.sponsor_id,
            reply_id=old.reply_id,
            opinion_id=old.opinion_id,
            round_no=old.round_no,
            state=EvaluationState.AWAITING,
            replaces_id=old.id,
            created_at=now,
        )
        db.session.add(new)
        refresh_summary(sheet.file)
        db.session.flush()
        return new


def _short(reason: str) -> str:
    """Return a reason that a column holds; raises InvalidInput for a longer one."""
    words = reason.strip()
    if len(words) > REMARK_LENGTH:
        raise InvalidInput(field="reason", reason=N_("最多500字。"))
    return words
