"""Co-handlers' opinions as their pages show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, undefer

from tracker.domain.due_dates import Milestone as Code
from tracker.domain.opinion_words import Heard
from tracker.domain.vocabulary import Machine
from tracker.extensions import db
from tracker.models.assignment import Milestone
from tracker.models.event import Event
from tracker.models.opinion import Opinion
from tracker.models.proposal import Proposal, ProposalText
from tracker.models.writing import OpinionVersion
from tracker.queries.case_file import CaseFile


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


def helpers(file: CaseFile, texts: Mapping[int, str] | None = None) -> list[Heard]:
    """Return the co-handlers of an item as its letter may tell of them; ``texts`` holds opinions by id."""
    return [
        Heard(
            unit=seat.assignment.unit.short_name,
            names=(seat.assignment.unit.name, seat.assignment.unit.short_name),
            state=seat.opinion.state,
            text=(texts or {}).get(seat.opinion.id, ""),
            weighing=seat.opinion.weighing,
            may_be_published=seat.opinion.may_be_published,
        )
        for seat in file.co_handlers
        if seat.opinion is not None
    ]


def heard_of(file: CaseFile) -> list[Heard]:
    """Return the co-handlers with the words of their opinions; one statement."""
    return helpers(file, {one.id: one.text for one in opinions_of(file.proposal.id)})


def opinion_base(opinion_id: int, version: int | None) -> str | None:
    """Return the text from which a page of this version departed; None where none is kept."""
    if version is None:
        return None
    statement = select(OpinionVersion.text).where(
        OpinionVersion.opinion_id == opinion_id, OpinionVersion.version <= version
    )
    return db.session.scalar(statement.order_by(OpinionVersion.version.desc()).limit(1))


def opinion_versions(opinion_id: int) -> Sequence[OpinionVersion]:
    """Return every kept text of an opinion with who saved it, the last one first; one statement."""
    statement = select(OpinionVersion).options(joinedload(OpinionVersion.saved_by))
    found = statement.where(OpinionVersion.opinion_id == opinion_id).order_by(OpinionVersion.number.desc())
    return db.session.scalars(found.limit(100)).all()


def written_opinion_title(user_id: int, opinion_id: int) -> str | None:
    """Return the title of the item whose opinion a person ever wrote on; else None."""
    kept = select(OpinionVersion.id).where(
        OpinionVersion.opinion_id == Opinion.id, OpinionVersion.saved_by_id == user_id
    )
    statement = select(Proposal.title).join(Opinion, Opinion.proposal_id == Proposal.id)
    is_his = or_(Opinion.author_id == user_id, kept.exists())
    return db.session.scalar(statement.where(Opinion.id == opinion_id, is_his))
