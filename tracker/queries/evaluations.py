"""Sponsors' evaluations with all that pages say of them: whose, of what, in which round, entered by whom."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.domain.vocabulary import EvaluationState
from tracker.extensions import db
from tracker.models.evaluation import Evaluation, ReviewMeeting
from tracker.models.proposal import Sponsor
from tracker.queries.case_file import CaseFile, Seat

LIVE = frozenset(EvaluationState) - {EvaluationState.SUPERSEDED}


def evaluations_of(proposal_id: int) -> Sequence[Evaluation]:
    """Return an item's evaluations, the latest round first, then by sponsor and object; one statement."""
    statement = (
        select(Evaluation)
        .join(Sponsor)
        .options(
            joinedload(Evaluation.sponsor),
            joinedload(Evaluation.scan),
            joinedload(Evaluation.entered_by),
            joinedload(Evaluation.confirmed_by),
        )
        .where(Evaluation.proposal_id == proposal_id)
        .order_by(
            Evaluation.round_no.desc(),
            Sponsor.is_lead.desc(),
            Sponsor.position,
            Evaluation.opinion_id.is_not(None),
            Evaluation.id,
        )
    )
    return db.session.scalars(statement).all()


def meetings_of(proposal_id: int) -> Sequence[ReviewMeeting]:
    """Return the meetings and reviews that concluded an item's rounds, the latest first."""
    statement = (
        select(ReviewMeeting)
        .options(joinedload(ReviewMeeting.file), joinedload(ReviewMeeting.created_by))
        .where(ReviewMeeting.proposal_id == proposal_id)
        .order_by(ReviewMeeting.id.desc())
    )
    return db.session.scalars(statement).all()


def evaluators_of(proposal_id: int) -> Sequence[Sponsor]:
    """Return the sponsors who evaluate, the lead first."""
    statement = select(Sponsor).where(Sponsor.proposal_id == proposal_id, Sponsor.evaluates)
    return db.session.scalars(statement.order_by(Sponsor.is_lead.desc(), Sponsor.position)).all()


def seat_judged(file: CaseFile, row: Evaluation) -> Seat | None:
    """Return the seat whose reply or opinion an evaluation is about."""
    for seat in file.seats:
        if row.reply_id is not None and seat.reply is not None and seat.reply.id == row.reply_id:
            return seat
        if row.opinion_id is not None and seat.opinion is not None and seat.opinion.id == row.opinion_id:
            return seat
    return None
