"""Promises of a sent reply: made from the marks, reported on, and closed by somebody else."""

import re
from datetime import date, datetime
from decimal import Decimal

from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.errors import N_, InvalidInput
from tracker.domain.events import EventKind
from tracker.domain.permissions import Actor
from tracker.domain.review_dates import review_day
from tracker.domain.vocabulary import CommitmentState, Machine, Verdict
from tracker.extensions import db
from tracker.models.commitment import Commitment, ProgressNote, PromiseMark
from tracker.models.reply import Reply
from tracker.queries.case_file import CaseFile
from tracker.queries.drafts import marks_of
from tracker.queries.facts_commitment import Report
from tracker.services.moves import Telling, make_move, write_event
from tracker.services.promise_desk import open_commitment
from tracker.services.shared_promises import QUOTE_SHOWN, next_number, sharing_of, tie, words_of
from tracker.services.summaries import refresh_summary
from tracker.services.unit_of_work import unit_of_work

_MEASURE = re.compile(r"(\d+(?:\.\d+)?)\s*([^\d\s，。；、]{1,8})")


def make_commitments(actor: Actor, file: CaseFile, reply: Reply, now: datetime) -> list[Commitment]:
    """Turn every mark judged a promise into a record, in the order of the text, counted through the item that holds it.

    What another letter of the item's merged group promised in the same words is that record, tied to this letter too.
    """
    sharing = sharing_of(reply)
    made = []
    for mark in (one for one in marks_of(reply.id) if one.verdict is Verdict.PROMISE):
        known = sharing.known.get(words_of(mark))
        if known is not None:
            tie(actor, known, reply, mark, now, leads=sharing.leading_id == reply.proposal_id)
            continue
        one = _from_mark(file, reply, mark, sharing.holder(reply, mark), now)
        db.session.add(one)
        db.session.flush()
        made.append(one)
        subject = (Machine.COMMITMENT, one.id, None, CommitmentState.TO_START.value)
        telling = Telling(data=quoted(one))
        write_event(one.proposal_id, EventKind.COMMITMENT_MADE, actor, now, telling=telling, subject=subject)
        if one.proposal_id != reply.proposal_id:
            tie(actor, one, reply, mark, now, leads=False)
    for holder in sorted({one.proposal_id for one in made} - {reply.proposal_id}):
        refresh_summary(holder)
    return made


def quoted(commitment: Commitment) -> dict[str, str]:
    """Return what an event says of a promise: the beginning of its sentence."""
    return {"quote": commitment.quote[:QUOTE_SHOWN]}


def _from_mark(file: CaseFile, reply: Reply, mark: PromiseMark, holder: int, now: datetime) -> Commitment:
    if mark.owner_unit_id is None:
        raise InvalidInput(field="owner", reason=N_("有承诺还没有责任单位。"))
    measure = _MEASURE.search(mark.target or "")
    return Commitment(
        proposal_id=holder,
        host_unit_id=file.proposal.host_unit_id,
        reply_id=reply.id,
        number=next_number(holder),
        state=CommitmentState.TO_START,
        quote=mark.quote,
        start_at=mark.start_at,
        end_at=mark.end_at,
        owner_unit_id=mark.owner_unit_id,
        owner_user_id=mark.owner_user_id,
        target=mark.target,
        target_number=Decimal(measure[1]) if measure else None,
        target_unit=measure[2] if measure else None,
        due_text=mark.due_text,
        rule=mark.rule,
        anchor_on=reply.sent_on or local_day(now),
        first_due_on=mark.due_on,
        due_on=mark.due_on,
        review_on=mark.review_on,
        next_on=mark.due_on or mark.review_on,
        created_at=now,
    )


def report_progress(
    actor: Actor,
    commitment_id: int,
    *,
    text: str,
    percent: int | None,
    evidence: str | None,
    version: int | None,
    now: datetime,
) -> Commitment:
    """Add a note of progress; ``percent`` counts 0 to 100. A promise without a day is reviewed anew from then on."""
    report = Report(text, evidence)
    with unit_of_work():
        desk = open_commitment(actor, commitment_id, version=version, now=now, report=report)
        promise = desk.commitment
        make_move(promise, Action.REPORT_PROGRESS, desk.question, Telling(text, quoted(promise)))
        promise.percent = promise.percent if percent is None else percent
        if promise.due_on is None:
            promise.review_on = promise.next_on = review_day(local_day(now), promise.due_text)
        _note(promise, actor, now, report=report, percent=percent)
        return promise


def report_done(
    actor: Actor,
    commitment_id: int,
    *,
    text: str,
    evidence: str | None,
    done_on: date,
    version: int | None,
    now: datetime,
) -> Commitment:
    """Report a promise as done on a day in Beijing, with what proves it; another person closes it.

    Raises InvalidInput for a day before the reply was sent or after today.
    """
    report = Report(text, evidence)
    with unit_of_work():
        desk = open_commitment(actor, commitment_id, version=version, now=now, report=report)
        promise = desk.commitment
        if not promise.anchor_on <= done_on <= local_day(now):
            raise InvalidInput(field="done_on", reason=N_("完成日期应在答复发出之后、今天之前（含今天）。"))
        make_move(promise, Action.REPORT_DONE, desk.question, Telling(text, quoted(promise)))
        promise.reported_by_id, promise.reported_on, promise.percent = actor.user_id, done_on, 100
        _note(promise, actor, now, report=report, percent=100, says_done=True)
        return promise


def verify_done(
    actor: Actor, commitment_id: int, *, remark: str | None, version: int | None, now: datetime
) -> Commitment:
    """Close a promise reported done: kept, or kept late where the reported day is after the due day."""
    with unit_of_work():
        desk = open_commitment(actor, commitment_id, version=version, now=now)
        promise = desk.commitment
        action = Action.VERIFY_LATE if desk.question.facts.is_late else Action.VERIFY
        make_move(promise, action, desk.question, Telling(remark, quoted(promise)))
        close(promise, actor, now)
        refresh_summary(promise.proposal_id)
        return promise


def close(promise: Commitment, actor: Actor, now: datetime) -> None:
    """Write who ended a promise and when; call it right after the move, before anything is flushed."""
    promise.closed_by_id, promise.closed_on, promise.is_open = actor.user_id, local_day(now), False


def send_report_back(
    actor: Actor, commitment_id: int, *, remark: str | None, version: int | None, now: datetime
) -> Commitment:
    """Send a report of completion back with a reason; the promise is under way again."""
    with unit_of_work():
        desk = open_commitment(actor, commitment_id, version=version, now=now)
        promise = desk.commitment
        make_move(promise, Action.SEND_BACK, desk.question, Telling(remark, quoted(promise)))
        promise.reported_by_id, promise.reported_on = None, None
        return promise


def _note(
    promise: Commitment,
    actor: Actor,
    now: datetime,
    *,
    report: Report,
    percent: int | None,
    says_done: bool = False,
) -> None:
    db.session.add(
        ProgressNote(
            commitment_id=promise.id,
            on_day=local_day(now),
            text=report.text.strip(),
            percent=percent,
            evidence=(report.evidence or "").strip() or None,
            says_done=says_done,
            at=now,
            by_id=actor.user_id,
        )
    )
