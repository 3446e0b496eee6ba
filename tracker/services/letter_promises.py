"""Deciding what a later letter promises, and what it does to the promises of the reply before it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.commitments import PAST, resolve_day
from tracker.domain.errors import N_, InvalidInput
from tracker.domain.events import EventKind
from tracker.domain.later_letters import PromiseFate
from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import CommitmentState, Machine, Verdict
from tracker.extensions import db
from tracker.models.commitment import Commitment
from tracker.models.later_letter import LaterLetter, LetterFate, LetterPromise
from tracker.queries.calendar import working_calendar
from tracker.services.commitment_courses import change_course
from tracker.services.later_letters import drafted
from tracker.services.letter_desk import LetterDesk, open_letter
from tracker.services.moves import Telling, write_event
from tracker.services.shared_promises import QUOTE_SHOWN, next_number
from tracker.services.unit_of_work import unit_of_work

ACTS = {PromiseFate.CHANGES: Action.CHANGE, PromiseFate.DROPS: Action.DROP}


@dataclass(frozen=True)
class Verdicts:
    """What is said of each sentence (by the promise's id) and of each open promise (by the record's id)."""

    sentences: Mapping[int, Verdict]
    fates: Mapping[int, PromiseFate]


def judge_letter(
    actor: Actor, proposal_id: int, letter_id: int, *, said: Verdicts, version: int | None, now: datetime
) -> LaterLetter:
    """Say which sentences are promises, and what becomes of each open promise of the reply.

    Raises InvalidInput for a sentence or a promise that is not this letter's.
    """
    with unit_of_work():
        desk = open_letter(actor, proposal_id, letter_id, version=version, now=now)
        letter = drafted(desk, actor, now)
        sentences = {one.id: one for one in desk.promises.found}
        owed = {one.id for one in desk.promises.open}
        if set(said.sentences) - set(sentences) or set(said.fates) - owed:
            raise InvalidInput(field="promises", reason=N_("承诺有变动，请刷新后重新判定。"))
        for row_id, verdict in said.sentences.items():
            sentences[row_id].verdict = verdict
            settle(sentences[row_id], local_day(now))
        for commitment_id, fate in said.fates.items():
            row = desk.promises.fates.get(commitment_id)
            if row is None:
                db.session.add(LetterFate(letter_id=letter.id, commitment_id=commitment_id, fate=fate))
            else:
                row.fate = fate
        letter.saved_at = now
        return letter


def settle(row: LetterPromise, on: date) -> None:
    """Count a promise's words of time from the day that the letter bears."""
    found = resolve_day(row.due_text or "", on, working_calendar().add_working_days)
    if found.rule == PAST:
        found = resolve_day("", on, working_calendar().add_working_days)
    row.due_on, row.review_on, row.rule = found.due_on, found.review_on, found.rule


def carry_out(desk: LetterDesk, actor: Actor, sent_on: date, now: datetime) -> None:
    """Change and drop the promises as the sent letter says, and write its own into the ledger."""
    letter = desk.letter
    for one in desk.promises.open:
        fate = desk.promises.fates.get(one.id)
        action = ACTS.get(fate.fate) if fate else None
        if action is not None:
            reason = f"{letter.title}（{letter.document_number}）"
            change_course(actor, one.id, action, reason=reason, until=None, version=None, now=now)
    for row in desk.promises.found:
        if row.verdict is Verdict.PROMISE:
            _make(desk, row, next_number(letter.proposal_id), actor=actor, sent_on=sent_on, now=now)


def _make(
    desk: LetterDesk, row: LetterPromise, number: int, *, actor: Actor, sent_on: date, now: datetime
) -> None:
    """Write one promise of the letter; its place is counted on from the end of the reply's own text."""
    reply = desk.letter.reply
    if row.owner_unit_id is None:
        raise InvalidInput(field="promises", reason=N_("有承诺还没有责任单位。"))
    after = len(reply.text) + 1
    made = Commitment(
        proposal_id=desk.letter.proposal_id,
        host_unit_id=desk.file.proposal.host_unit_id,
        reply_id=reply.id,
        number=number,
        state=CommitmentState.TO_START,
        quote=row.quote,
        start_at=after + row.start_at,
        end_at=after + row.end_at,
        owner_unit_id=row.owner_unit_id,
        due_text=row.due_text,
        rule=row.rule,
        anchor_on=sent_on,
        first_due_on=row.due_on,
        due_on=row.due_on,
        review_on=row.review_on,
        next_on=row.due_on or row.review_on,
        created_at=now,
    )
    db.session.add(made)
    db.session.flush()
    row.commitment_id = made.id
    subject = (Machine.COMMITMENT, made.id, None, CommitmentState.TO_START.value)
    telling = Telling(data={"quote": made.quote[:QUOTE_SHOWN]})
    write_event(
        desk.letter.proposal_id, EventKind.COMMITMENT_MADE, actor, now, telling=telling, subject=subject
    )
