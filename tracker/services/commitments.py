"""Promises of a sent reply: made from the marks, reported on, and closed by somebody else."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, select

from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.decisions import Decision, Question, offered
from tracker.domain.errors import N_, InvalidInput, NotFound
from tracker.domain.events import EventKind
from tracker.domain.guards import Facts
from tracker.domain.permissions import Actor, Permission, Target
from tracker.domain.vocabulary import OPEN_COMMITMENT_STATES, CommitmentState, Machine, Verdict
from tracker.extensions import db
from tracker.models.commitment import Commitment, ProgressNote, PromiseMark
from tracker.models.reply import Reply
from tracker.queries.case_file import CaseFile
from tracker.services.loading import open_case
from tracker.services.moves import Telling, check_version, make_move, write_event
from tracker.services.summaries import refresh_summary
from tracker.services.unit_of_work import unit_of_work

_MEASURE = re.compile(r"(\d+(?:\.\d+)?)\s*([^\d\s，。；、]{1,8})")
QUOTE_SHOWN = 60


def make_commitments(actor: Actor, file: CaseFile, reply: Reply, now: datetime) -> list[Commitment]:
    """Turn every mark judged a promise into a record, in the order of the text, counted through the item."""
    marks = db.session.scalars(
        select(PromiseMark)
        .where(PromiseMark.reply_id == reply.id, PromiseMark.verdict == Verdict.PROMISE)
        .order_by(PromiseMark.start_at)
    )
    count = select(func.count()).select_from(Commitment).where(Commitment.proposal_id == reply.proposal_id)
    first = (db.session.scalar(count) or 0) + 1
    made = [_from_mark(file, reply, mark, number, now) for number, mark in enumerate(marks, start=first)]
    db.session.add_all(made)
    db.session.flush()
    for one in made:
        subject = (Machine.COMMITMENT, one.id, None, CommitmentState.TO_START.value)
        write_event(
            reply.proposal_id,
            EventKind.COMMITMENT_MADE,
            actor,
            now,
            telling=Telling(data=_quoted(one)),
            subject=subject,
        )
    return made


def _quoted(commitment: Commitment) -> Mapping[str, str]:
    return {"quote": commitment.quote[:QUOTE_SHOWN]}


def _from_mark(file: CaseFile, reply: Reply, mark: PromiseMark, number: int, now: datetime) -> Commitment:
    if mark.owner_unit_id is None:
        raise InvalidInput(field="owner", reason=N_("有承诺还没有责任单位。"))
    measure = _MEASURE.search(mark.target or "")
    return Commitment(
        proposal_id=reply.proposal_id,
        host_unit_id=file.proposal.host_unit_id,
        reply_id=reply.id,
        number=number,
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


def commitment_question(
    actor: Actor, file: CaseFile, commitment: Commitment, now: datetime, *, text: str = "", evidence: str = ""
) -> Question:
    """Return the question about a promise: whose place it is, who reported it, and what the form says."""
    makers = frozenset({commitment.reported_by_id} - {None})
    target = Target(places=frozenset({commitment.owner_unit_id}), makers=makers)  # type: ignore[arg-type]
    done_on = commitment.reported_on or local_day(now)
    facts = Facts(
        has_text=bool(text.strip()),
        has_evidence=bool(evidence.strip()),
        evidence_is_demanded=True,
        is_late=commitment.due_on is not None and done_on > commitment.due_on,
    )
    return Question(actor, file.parties, now, target, facts)


def offered_steps(
    actor: Actor, file: CaseFile, commitment: Commitment, now: datetime
) -> dict[Action, Decision]:
    """Return what the person may do with the promise now, by action."""
    question = commitment_question(actor, file, commitment, now)
    found = offered(Machine.COMMITMENT, commitment.state, question)
    return {decision.move.action: decision for decision in found if decision.move}


def open_commitment(actor: Actor, commitment_id: int, now: datetime) -> tuple[CaseFile, Commitment]:
    """Read a promise with its item; NotFound where the person may not see this promise."""
    commitment = db.session.get(Commitment, commitment_id)
    if commitment is None:
        raise NotFound
    file = open_case(actor, commitment.proposal_id, now)
    target = Target(places=frozenset({commitment.owner_unit_id}))
    if not file.may(Permission.VIEW_COMMITMENTS, actor, now=now, target=target):
        raise NotFound
    return file, commitment


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
    """Add a note of progress; ``percent`` counts 0 to 100."""
    with unit_of_work():
        file, commitment = open_commitment(actor, commitment_id, now)
        check_version(commitment, version)
        question = commitment_question(actor, file, commitment, now, text=text, evidence=evidence or "")
        make_move(commitment, Action.REPORT_PROGRESS, question, Telling(text, _quoted(commitment)))
        _note(commitment, actor, now, text=text, percent=percent, evidence=evidence)
        commitment.percent = percent if percent is not None else commitment.percent
        return commitment


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
    """Report a promise as done on a day in Beijing, with what proves it; another person closes it."""
    with unit_of_work():
        file, commitment = open_commitment(actor, commitment_id, now)
        check_version(commitment, version)
        if not commitment.anchor_on <= done_on <= local_day(now):
            raise InvalidInput(field="done_on", reason=N_("完成日期应在答复发出之后、今天之前（含今天）。"))
        question = commitment_question(actor, file, commitment, now, text=text, evidence=evidence or "")
        make_move(commitment, Action.REPORT_DONE, question, Telling(text, _quoted(commitment)))
        _note(commitment, actor, now, text=text, percent=100, evidence=evidence, says_done=True)
        commitment.reported_by_id, commitment.reported_on, commitment.percent = actor.user_id, done_on, 100
        return commitment


def verify_done(
    actor: Actor, commitment_id: int, *, remark: str | None, version: int | None, now: datetime
) -> Commitment:
    """Close a promise reported done: kept, or kept late where the reported day is after the due day."""
    with unit_of_work():
        file, commitment = open_commitment(actor, commitment_id, now)
        check_version(commitment, version)
        question = commitment_question(actor, file, commitment, now)
        action = Action.VERIFY_LATE if question.facts.is_late else Action.VERIFY
        commitment.closed_by_id, commitment.closed_on = actor.user_id, local_day(now)
        make_move(commitment, action, question, Telling(remark, _quoted(commitment)))
        commitment.is_open = commitment.state in OPEN_COMMITMENT_STATES
        refresh_summary(commitment.proposal_id)
        return commitment


def send_report_back(
    actor: Actor, commitment_id: int, *, remark: str | None, version: int | None, now: datetime
) -> Commitment:
    """Send a report of completion back with a reason; the promise is under way again."""
    with unit_of_work():
        file, commitment = open_commitment(actor, commitment_id, now)
        check_version(commitment, version)
        question = commitment_question(actor, file, commitment, now)
        make_move(commitment, Action.SEND_BACK, question, Telling(remark, _quoted(commitment)))
        commitment.reported_by_id, commitment.reported_on = None, None
        return commitment


def _note(
    commitment: Commitment,
    actor: Actor,
    now: datetime,
    *,
    text: str,
    percent: int | None,
    evidence: str | None,
    says_done: bool = False,
) -> None:
    db.session.add(
        ProgressNote(
            commitment_id=commitment.id,
            on_day=local_day(now),
            text=text.strip(),
            percent=percent,
            evidence=(evidence or "").strip() or None,
            says_done=says_done,
            at=now,
            by_id=actor.user_id,
        )
    )
