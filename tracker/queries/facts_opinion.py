"""What the guards of a co-handler's opinion look at."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select

from tracker.domain.decisions import Decision, Question, offered
from tracker.domain.guards import Facts
from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import Machine
from tracker.extensions import db
from tracker.models.opinion import Opinion
from tracker.queries.case_file import CaseFile, Seat


def opinion_facts(file: CaseFile, seat: Seat) -> Facts:
    """Return the facts of a seat's opinion: whether it says anything, and its item goes on; one statement."""
    is_open = file.proposal.is_open
    if seat.opinion is None:
        return Facts(is_item_open=is_open)
    statement = select(func.length(Opinion.text)).where(Opinion.id == seat.opinion.id)
    return Facts(has_text=bool(db.session.scalar(statement)), is_item_open=is_open)


def opinion_question(actor: Actor, file: CaseFile, seat: Seat, now: datetime) -> Question:
    """Return the question about a seat's opinion: the rights of its place and who wrote it (two persons sign)."""
    author = seat.opinion.author_id if seat.opinion else None
    makers = frozenset({author}) if author is not None else frozenset[int]()
    return Question(actor, file.parties, now, replace(seat.target, makers=makers), opinion_facts(file, seat))


def opinion_moves(actor: Actor, file: CaseFile, seat: Seat, now: datetime) -> tuple[Decision, ...]:
    """Return every move of a seat's opinion that the person has the right to make."""
    if seat.opinion is None:
        return ()
    return offered(Machine.OPINION, seat.opinion.state, opinion_question(actor, file, seat, now))
