"""What the guards of an item's own moves look at."""

from dataclasses import replace

from sqlalchemy import func, select

from tracker.domain.guards import Facts
from tracker.domain.vocabulary import AssignmentState, EvaluationState
from tracker.extensions import db
from tracker.models.commitment import Commitment
from tracker.models.evaluation import Evaluation
from tracker.queries.case_file import CaseFile

ANSWERED_SEATS = frozenset({AssignmentState.ANSWERED, AssignmentState.DONE, AssignmentState.ARCHIVED})
OPEN_EVALUATIONS = (EvaluationState.AWAITING, EvaluationState.ENTERED)


def seat_facts(file: CaseFile) -> Facts:
    """Return what the seats alone tell, without a statement: who answers, who still owes an opinion."""
    return Facts(
        answering_total=len(file.answering),
        answering_open=sum(seat.assignment.state not in ANSWERED_SEATS for seat in file.answering),
        opinions_owed=_opinions_owed(file),
        is_answering_host=any(
            seat.assignment.unit_id == file.proposal.host_unit_id for seat in file.answering
        ),
        is_reference_only=file.proposal.is_reference_only,
    )


def _opinions_owed(file: CaseFile) -> int:
    """Return how many opinions the host waits for: every co-handler's as the lead, its own alone as one of them."""
    own = file.own
    if own is None or own.is_answering:
        return file.opinions_missing
    return int(own.is_co and not own.opinion_is_in)


def case_facts(file: CaseFile) -> Facts:
    """Return the facts of an item's own moves; one statement for promises and evaluations still open."""
    proposal = file.proposal
    promises = select(func.count()).where(Commitment.proposal_id == proposal.id, Commitment.is_open)
    evaluations = select(func.count()).where(
        Evaluation.proposal_id == proposal.id,
        Evaluation.round_no == proposal.round_no,
        Evaluation.state.in_(OPEN_EVALUATIONS),
    )
    open_promises, open_evaluations = db.session.execute(
        select(promises.scalar_subquery(), evaluations.scalar_subquery())
    ).one()
    return replace(seat_facts(file), commitments_open=open_promises, evaluations_open=open_evaluations)
