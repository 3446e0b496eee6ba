"""The one writer of every state: checks the table, makes the move, writes its event."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tracker.domain.actions import Action
from tracker.domain.decisions import Answer, Decision, Question, decide
from tracker.domain.errors import Forbidden, NotOffered, ProofNeeded, Refused, StalePage
from tracker.domain.events import KEYS, EventKind
from tracker.domain.guards import Facts
from tracker.domain.permissions import Actor, CaseParties, Target
from tracker.domain.vocabulary import Machine
from tracker.extensions import db
from tracker.models.assignment import Assignment, SideRequest
from tracker.models.commitment import Commitment
from tracker.models.evaluation import Evaluation
from tracker.models.event import Event
from tracker.models.later_letter import LaterLetter
from tracker.models.opinion import Opinion
from tracker.models.proposal import Proposal
from tracker.models.reply import Reply
from tracker.services.notices import tell
from tracker.services.sent_form import tell_item

Subject = tuple[Machine, int, str | None, str | None]  # what an event is about: its states before and after
Record = Proposal | Assignment | Opinion | Reply | Evaluation | Commitment | SideRequest | LaterLetter

MACHINES: Mapping[type, Machine] = {
    Proposal: Machine.CASE,
    Assignment: Machine.ASSIGNMENT,
    Opinion: Machine.OPINION,
    Reply: Machine.REPLY,
    Evaluation: Machine.EVALUATION,
    Commitment: Machine.COMMITMENT,
    SideRequest: Machine.REQUEST,
    LaterLetter: Machine.LETTER,
}


@dataclass(frozen=True)
class Telling:
    """What an event says besides the move itself."""

    reason: str | None = None
    data: Mapping[str, Any] | None = None


def make_move(record: Record, action: Action, question: Question, telling: Telling | None = None) -> Event:
    """Carry ``action`` out on ``record`` and write its event.

    Raises NotOffered, Forbidden, ProofNeeded or Refused (with the guard's words); nothing is changed then.
    """
    told = telling or Telling()
    if told.reason and told.reason.strip():
        question = replace(question, facts=replace(question.facts, has_reason=True))
    machine = MACHINES[type(record)]
    kind, old_state, new_state = change_state(record, machine, action, question)
    return write_event(
        proposal_of(record),
        kind,
        question.actor,
        question.now,
        telling=told,
        subject=(machine, record.id, old_state, new_state),
    )


def change_state(
    record: Record, machine: Machine, action: Action, question: Question
) -> tuple[EventKind, str, str]:
    """Set the state that the table gives and return the event to write with the old state and the new.

    For who writes the event of many records at once; everybody else calls :func:`make_move`.
    """
    decision = decide(machine, record.state, action, question)
    _raise_refusal(decision)
    move = decision.move
    if move is None:
        raise NotOffered
    old_state = record.state
    record.state = move.target  # type: ignore[assignment]  # the table keeps each machine's own states
    return move.event, str(old_state), str(move.target)


def proposal_of(record: Record) -> int:
    """Return the id of the item that a record belongs to."""
    return record.id if isinstance(record, Proposal) else record.proposal_id


def _raise_refusal(decision: Decision) -> None:
    if decision.answer is Answer.NOT_OFFERED:
        raise NotOffered
    if decision.needs_proof:
        raise ProofNeeded
    if decision.failing or decision.rests:
        raise Refused(reason=decision.refusal)
    if not decision.is_allowed:
        raise Forbidden


def write_event(
    proposal_id: int,
    kind: EventKind,
    actor: Actor,
    now: datetime,
    *,
    telling: Telling | None = None,
    subject: Subject | None = None,
) -> Event:
    """Append an event; raises ValueError where ``data`` has not exactly the keys of its kind."""
    event = Event(**event_values(proposal_id, kind, actor, now, telling=telling, subject=subject))
    db.session.add(event)
    tell_item(proposal_id)
    tell(event)
    return event


def event_values(
    proposal_id: int,
    kind: EventKind,
    actor: Actor,
    now: datetime,
    *,
    telling: Telling | None = None,
    subject: Subject | None = None,
) -> dict[str, Any]:
    """Return the row of an event; raises ValueError where ``data`` has not exactly the keys of its kind."""
    told = telling or Telling()
    data = dict(told.data or {})
    if set(data) != KEYS[kind]:
        raise ValueError(kind, sorted(data))
    machine, subject_id, old_state, new_state = subject or (None, None, None, None)
    return {
        "proposal_id": proposal_id,
        "kind": kind,
        "machine": machine,
        "subject_id": subject_id,
        "old_state": old_state,
        "new_state": new_state,
        "reason": (told.reason or "").strip() or None,
        "data": data,
        "at": now,
        "actor_id": actor.user_id,
        "actor_name": actor.name,
    }


def check_version(record: Record, version: int | None) -> None:
    """Refuse a form made from an older version of the record; None skips the check for the system's own moves."""
    if version is not None and record.version != version:
        raise StalePage


def ask(
    actor: Actor,
    parties: CaseParties,
    now: datetime,
    *,
    target: Target | None = None,
    facts: Facts | None = None,
) -> Question:
    """Return the question that a move asks of the rules."""
    return Question(actor, parties, now, target or Target(), facts or Facts())
