"""What is due for a person or a place: for the calendar feed and the printed sheet; number and title only."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from tracker.domain.reminders import Watched
from tracker.extensions import db
from tracker.models.assignment import Assignment, Milestone
from tracker.models.commitment import Commitment
from tracker.models.people import User
from tracker.models.proposal import Proposal
from tracker.queries.reminders import OWED_PROMISES, open_milestones

MOST = 500
CODES = sorted(watched.value for watched in Watched if watched is not Watched.PROMISE)


@dataclass(frozen=True)
class DueLine:
    """One due day: of what, of which item, and who has it in hand."""

    watched: Watched
    subject_id: int
    proposal_id: int
    number: str
    title: str
    due_on: date
    officer: str
    promise_number: int | None = None


def due_of_person(user_id: int) -> list[DueLine]:
    """Return the open due days of the parts and promises that a person has in hand, the earliest first."""
    lines = [*_milestones(Assignment.officer_id == user_id), *_promises(Commitment.owner_user_id == user_id)]
    return sorted(lines, key=lambda line: (line.due_on, line.proposal_id))


def due_of_places(unit_ids: Collection[int], until: date) -> list[DueLine]:
    """Return what is due in these units and offices until a day, overdue included, the earliest first."""
    units = sorted(unit_ids)
    here = or_(
        Assignment.office_id.in_(units), and_(Assignment.office_id.is_(None), Assignment.unit_id.in_(units))
    )
    lines = [
        *_milestones(here, Milestone.due_on <= until),
        *_promises(Commitment.owner_unit_id.in_(units), Commitment.next_on <= until),
    ]
    return sorted(lines, key=lambda line: (line.due_on, line.proposal_id))


def _milestones(*conditions: ColumnElement[bool]) -> list[DueLine]:
    statement = (
        open_milestones(
            Milestone.code,
            Milestone.id,
            Milestone.proposal_id,
            Proposal.number_raw,
            Proposal.title,
            Milestone.due_on,
            User.name,
        )
        .outerjoin(User, User.id == Assignment.officer_id)
        .where(Milestone.code.in_(CODES), *conditions)
        .order_by(Milestone.due_on, Milestone.id)
        .limit(MOST)
    )
    return [
        DueLine(Watched(code), id_, item, number or "", title, due, officer or "")
        for code, id_, item, number, title, due, officer in db.session.execute(statement)
    ]


def _promises(*conditions: ColumnElement[bool]) -> list[DueLine]:
    owner = aliased(User)
    promise = Commitment
    statement = (
        select(promise, Proposal.number_raw, Proposal.title, owner.name)
        .join(Proposal, Proposal.id == promise.proposal_id)
        .outerjoin(owner, owner.id == promise.owner_user_id)
        .where(promise.__table__.c.is_open, promise.state.in_(OWED_PROMISES), *conditions)
        .order_by(promise.next_on, promise.id)
        .limit(MOST)
    )
    return [
        DueLine(
            Watched.PROMISE, row.id, row.proposal_id, number or "", title, row.next_on, name or "", row.number
        )
        for row, number, title, name in db.session.execute(statement)
        if row.next_on is not None
    ]
