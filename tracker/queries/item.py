"""The item page: its frame in three statements, and what each tab adds in one or two."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import defer, joinedload

from tracker.domain.guards import Facts
from tracker.domain.vocabulary import EvaluationState, Verdict
from tracker.extensions import db
from tracker.models.assignment import ContactRecord, Milestone, SideRequest
from tracker.models.commitment import Commitment, PromiseMark
from tracker.models.evaluation import Evaluation
from tracker.models.event import Event
from tracker.models.office import Attachment
from tracker.models.proposal import Proposal, ProposalPoint, ProposalText, Sponsor
from tracker.models.reminder import Urging
from tracker.models.reply import DraftVersion, Review
from tracker.queries.case_file import CaseFile
from tracker.queries.facts_case import evaluation_counts, seat_facts, with_evaluations
from tracker.queries.groups import shared_contact, shared_opinions
from tracker.queries.shared_promises import of_item
from tracker.queries.ties import Ties, ties_columns, ties_of

EVENTS_SHOWN = 30
DueRecord = Milestone  # what pages call a milestone: they do not know the tables


class Tab(StrEnum):
    """The tabs of an item page; each has an address of its own."""

    TIMELINE = "timeline"
    TEXT = "text"
    CONTACTS = "contacts"
    OPINIONS = "opinions"
    DRAFTS = "drafts"
    SIGN_OFF = "sign_off"
    FILES = "files"
    PROMISES = "promises"
    EVALUATIONS = "evaluations"


@dataclass(frozen=True)
class Shared:
    """The opinions of the leading item that an item handled as one with it waits for."""

    missing: int
    unweighed: int


@dataclass(frozen=True)
class Side:
    """What the frame of the page counts, read in one statement; days in Beijing."""

    contacts: int
    first_contact_on: date | None
    files: int
    open_files: int
    evaluations: int
    promises_open: int
    marks: int
    marks_undecided: int
    marks_promised: int
    last_event_at: datetime | None
    first_enterer: int | None
    last_enterer: int | None
    evaluations_open: int
    dissatisfied: int
    meetings: int
    evaluators: int
    requests: int
    urgings: int
    shared: Shared
    ties: Ties

    @property
    def entered_by(self) -> set[int]:
        """Who entered the evaluations that wait to be confirmed: one of them, or two of several."""
        return {one for one in (self.first_enterer, self.last_enterer) if one is not None}


def read_side(file: CaseFile) -> Side:
    """Count what belongs to an item in its present round."""
    item = file.proposal
    files = and_(Attachment.proposal_id == item.id, Attachment.removed_at.is_(None))
    evaluated = Evaluation.proposal_id == item.id
    own = and_(ContactRecord.proposal_id == item.id, ContactRecord.round_no == item.round_no)
    of_round = or_(own, shared_contact(item.id))
    reply_id = next((seat.reply.id for seat in file.answering if seat.reply), 0)
    marks = and_(PromiseMark.reply_id == reply_id, PromiseMark.__table__.c.is_placed)
    row = db.session.execute(
        select(
            _count(of_round),
            select(func.min(ContactRecord.on_day)).where(of_round).scalar_subquery(),
            _count(files),
            _count(files, ~Attachment.__table__.c.is_internal),
            _count(evaluated),
            _count(of_item(item.id), Commitment.__table__.c.is_open),
            _count(marks),
            _count(marks, PromiseMark.verdict == Verdict.UNDECIDED),
            _count(marks, PromiseMark.verdict == Verdict.PROMISE),
            select(func.max(Event.at)).where(Event.proposal_id == item.id).scalar_subquery(),
            *(_of_entered(item.id, pick) for pick in (func.min, func.max)),
            *evaluation_counts(item),
            _count(SideRequest.proposal_id == item.id),
            _count(Urging.proposal_id == item.id),
            *shared_opinions(item.id),
            *ties_columns(item),
        )
    ).one()
    *counts, missing, unweighed = row[: -len(fields(Ties))]
    ties = ties_of(row[-len(fields(Ties)) :])
    values: tuple[Any, ...] = (*counts, Shared(missing, unweighed), ties)
    return Side(*values)


def _of_entered(proposal_id: int, pick: Any) -> Any:
    """Return who entered an evaluation that waits to be confirmed: the person with the least or the largest id."""
    is_entered = Evaluation.state == EvaluationState.ENTERED
    statement = select(pick(Evaluation.entered_by_id)).where(
        Evaluation.proposal_id == proposal_id, is_entered
    )
    return statement.scalar_subquery()


def _count(*conditions: ColumnElement[bool]) -> Any:
    return select(func.count()).where(*conditions).scalar_subquery()


def page_facts(file: CaseFile, side: Side) -> Facts:
    """Return what guards look at, from what the page has read already."""
    facts = replace(
        seat_facts(file),
        opinions_missing=file.opinions_missing + side.shared.missing,
        opinions_unweighed=file.opinions_unweighed + side.shared.unweighed,
        contacts=side.contacts,
        promises_undecided=side.marks_undecided,
        promises=side.marks_promised,
        commitments_open=side.promises_open,
    )
    counts = (side.evaluations_open, side.dissatisfied, side.meetings, side.evaluators)
    return with_evaluations(facts, file.proposal, counts)


def milestones_of(proposal_id: int) -> Sequence[Milestone]:
    """Return the due dates of an item, the earliest first."""
    statement = (
        select(Milestone).where(Milestone.proposal_id == proposal_id).order_by(Milestone.due_on, Milestone.id)
    )
    return db.session.scalars(statement).all()


def events_of(proposal_id: int, before: int | None = None) -> Sequence[Event]:
    """Return what happened to an item, newest first, at most 30 and one more; ``before`` is an event's id."""
    statement = select(Event).where(Event.proposal_id == proposal_id)
    if before is not None:
        statement = statement.where(Event.id < before)
    return db.session.scalars(statement.order_by(Event.id.desc()).limit(EVENTS_SHOWN + 1)).all()


def text_of(proposal_id: int) -> tuple[str, list[str]]:
    """Return an item's own text, empty where none is kept, and its asks, in one statement."""
    statement = (
        select(ProposalText.body_text, ProposalPoint.text)
        .select_from(Proposal)
        .outerjoin(ProposalText)
        .outerjoin(ProposalPoint)
        .where(Proposal.id == proposal_id)
        .order_by(ProposalPoint.position)
    )
    rows = db.session.execute(statement).all()
    return (rows[0][0] or "" if rows else ""), [row[1] for row in rows if row[1]]


def sponsors_of(proposal_id: int, *, with_contact: bool) -> Sequence[Sponsor]:
    """Return who filed an item; their private contact data only where the reader has the right to it (R14)."""
    statement = select(Sponsor).where(Sponsor.proposal_id == proposal_id).order_by(Sponsor.position)
    if with_contact:
        statement = statement.options(joinedload(Sponsor.contact))
    return db.session.scalars(statement).all()


def drafts_of(file: CaseFile) -> Sequence[DraftVersion]:
    """Return the kept versions of the replies in hand, the latest first; without their text."""
    replies = [seat.reply.id for seat in file.answering if seat.reply]
    statement = (
        select(DraftVersion)
        .options(joinedload(DraftVersion.saved_by), defer(DraftVersion.text))
        .where(DraftVersion.reply_id.in_(replies))
        .order_by(DraftVersion.id.desc())
    )
    return db.session.scalars(statement).all()


def reviews_of(file: CaseFile) -> Sequence[Review]:
    """Return every decision on the replies of all rounds, the latest first."""
    replies = [seat.reply.id for seat in file.seats if seat.reply]
    statement = (
        select(Review)
        .options(joinedload(Review.by))
        .where(Review.reply_id.in_(replies))
        .order_by(Review.id.desc())
    )
    return db.session.scalars(statement).all()
