"""Co-handlers' opinions as their pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer

from tracker.domain.due_dates import Milestone as Code
from tracker.domain.vocabulary import Machine
from tracker.extensions import db
from tracker.models.assignment import Milestone
from tracker.models.event import Event
from tracker.models.opinion import Opinion
from tracker.models.proposal import ProposalText


@dataclass(frozen=True)
class OpinionSheet:
    """One opinion with what its page needs: text, the day it is due, the item's own text, and why it came back."""

    opinion: Opinion
    due_on: date | None
    item_text: str
    last_reason: str | None


def opinion_sheet(opinion_id: int) -> OpinionSheet:
    """Read one opinion with its text; one statement."""
    reason = (
        select(Event.reason)
        .where(Event.proposal_id == Opinion.proposal_id, Event.machine == Machine.OPINION)
        .where(Event.subject_id == Opinion.id, Event.new_state == "drafting", Event.reason.is_not(None))
        .order_by(Event.id.desc())
        .limit(1)
        .correlate(Opinion)
        .scalar_subquery()
    )
    statement = (
        select(Opinion, Milestone.due_on, ProposalText.body_text, reason)
        .options(undefer(Opinion.text), joinedload(Opinion.author), joinedload(Opinion.signed_by))
        .outerjoin(ProposalText, ProposalText.proposal_id == Opinion.proposal_id)
        .outerjoin(
            Milestone,
            (Milestone.assignment_id == Opinion.assignment_id) & (Milestone.code == Code.CO_OPINION.value),
        )
        .where(Opinion.id == opinion_id)
    )
    opinion, due_on, text, words = db.session.execute(statement).one()
    return OpinionSheet(opinion, due_on, text or "", words)


def opinions_of(proposal_id: int) -> Sequence[Opinion]:
    """Return an item's opinions with their texts, by unit as assigned; one statement."""
    statement = (
        select(Opinion)
        .options(undefer(Opinion.text), joinedload(Opinion.author), joinedload(Opinion.signed_by))
        .where(Opinion.proposal_id == proposal_id)
        .order_by(Opinion.assignment_id)
    )
    return db.session.scalars(statement).all()
