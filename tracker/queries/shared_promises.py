"""Promises that several letters of one merged group make: one record, which every item that says so shows."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from tracker.domain.permissions import Actor, Part
from tracker.domain.vocabulary import ANSWERING_ROLES, LIVE_ASSIGNMENT_STATES
from tracker.extensions import db
from tracker.models.assignment import Assignment
from tracker.models.commitment import Commitment, SharedPromise
from tracker.models.proposal import Proposal
from tracker.models.reply import Reply
from tracker.queries.people import UnitTree
from tracker.queries.visibility import in_sight


@dataclass(frozen=True)
class Place:
    """A letter in which a promise stands: its item, the letter, and where the words begin."""

    proposal_id: int
    number: str | None
    title: str
    reply_id: int
    start_at: int


def of_item(proposal_id: Any) -> ColumnElement[bool]:
    """Return the condition on Commitment that an item made the promise, alone or with others of its group."""
    tied = select(SharedPromise.commitment_id).where(SharedPromise.proposal_id == proposal_id)
    return or_(Commitment.proposal_id == proposal_id, Commitment.id.in_(tied))


def of_reply(reply_id: int) -> ColumnElement[bool]:
    """Return the condition on Commitment that a letter makes the promise, be it the first one to do so or not."""
    tied = select(SharedPromise.commitment_id).where(SharedPromise.reply_id == reply_id)
    return or_(Commitment.reply_id == reply_id, Commitment.id.in_(tied))


def records_of(reply_id: int) -> dict[int, Commitment]:
    """Return the records of a letter's promises by their place in its text; one statement."""
    tie = and_(SharedPromise.commitment_id == Commitment.id, SharedPromise.reply_id == reply_id)
    start = func.coalesce(SharedPromise.start_at, Commitment.start_at)
    statement = select(start, Commitment).outerjoin(SharedPromise, tie)
    mine = or_(Commitment.reply_id == reply_id, SharedPromise.id.is_not(None))
    return dict(iter(db.session.execute(statement.where(mine))))


def tied_parts(commitment_id: int) -> tuple[Part, ...]:
    """Return the parts that answer the further items of a promise: their people see it too; one statement."""
    statement = (
        select(Assignment.unit_id, Assignment.office_id, Assignment.officer_id)
        .join(SharedPromise, SharedPromise.proposal_id == Assignment.proposal_id)
        .join(Proposal, and_(Proposal.id == Assignment.proposal_id, Proposal.round_no == Assignment.round_no))
        .where(
            SharedPromise.commitment_id == commitment_id,
            Assignment.role.in_(sorted(ANSWERING_ROLES)),
            Assignment.state.in_(sorted(LIVE_ASSIGNMENT_STATES)),
        )
        .distinct()
    )
    return tuple(Part(*row) for row in db.session.execute(statement))


def places_of(actor: Actor, tree: UnitTree, promise: Commitment) -> list[Place]:
    """Return the letters that make a promise, as far as the person sees their items; one statement."""
    tied = SharedPromise.commitment_id == promise.id
    start = func.coalesce(SharedPromise.start_at, promise.start_at)
    statement = (
        select(Proposal.id, Proposal.number_raw, Proposal.title, Reply.id, start)
        .select_from(Reply)
        .join(Proposal, Proposal.id == Reply.proposal_id)
        .outerjoin(SharedPromise, and_(SharedPromise.reply_id == Reply.id, tied))
        .where(
            or_(Reply.id == promise.reply_id, SharedPromise.id.is_not(None)),
            in_sight(actor, tree),
        )
        .order_by(Reply.id != promise.reply_id, Proposal.id)
    )
    return [Place(*row) for row in db.session.execute(statement)]
