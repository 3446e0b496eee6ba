"""What the guards of an item's own moves look at."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, or_, select

from tracker.domain.guards import Facts
from tracker.domain.vocabulary import (
    AssignmentState,
    CaseState,
    EvaluationState,
    Kind,
    Origin,
    ReplyState,
    Satisfaction,
)
from tracker.extensions import db
from tracker.models.commitment import Commitment
from tracker.models.evaluation import Evaluation, ReviewMeeting
from tracker.models.proposal import Proposal, Sponsor
from tracker.queries.case_file import CaseFile
from tracker.queries.shared_promises import of_item

ANSWERED_SEATS = frozenset({AssignmentState.ANSWERED, AssignmentState.DONE, AssignmentState.ARCHIVED})
NUMBERED = ReplyState.NUMBERED
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
        is_unnumbered=all(seat.reply is None or seat.reply.state is not NUMBERED for seat in file.live),
    )


def _opinions_owed(file: CaseFile) -> int:
    """Return how many opinions the host waits for: every co-handler's as the lead, its own alone as one of them."""
    own = file.own
    if own is None or own.is_answering:
        return file.opinions_missing
    return int(own.is_co and not own.opinion_is_in)


def case_facts(file: CaseFile) -> Facts:
    """Return the facts of an item's own moves; one statement for promises and evaluations still open."""
    item = file.proposal
    promises = select(func.count()).where(of_item(item.id), Commitment.is_open)
    row = db.session.execute(select(promises.scalar_subquery(), *evaluation_counts(item))).one()
    open_promises, *counts = row
    return with_evaluations(replace(seat_facts(file), commitments_open=open_promises), item, counts)


def evaluation_counts(item: Proposal) -> tuple[ScalarSelect[int], ...]:
    """Return counts of the present round: open and dissatisfied evaluations, meetings; and who is to be asked."""
    of_round = and_(Evaluation.proposal_id == item.id, Evaluation.round_no == item.round_no)
    is_dissatisfied = or_(
        Evaluation.attitude == Satisfaction.DISSATISFIED, Evaluation.result == Satisfaction.DISSATISFIED
    )
    is_confirmed = Evaluation.state == EvaluationState.CONFIRMED
    met = and_(ReviewMeeting.proposal_id == item.id, ReviewMeeting.round_no == item.round_no)
    asked = and_(Sponsor.proposal_id == item.id, Sponsor.evaluates)
    return (
        _count(of_round, Evaluation.state.in_(OPEN_EVALUATIONS)),
        _count(of_round, is_confirmed, is_dissatisfied),
        _count(met),
        _count(asked),
    )


def with_evaluations(facts: Facts, item: Proposal, counts: Sequence[int]) -> Facts:
    """Return facts with what :func:`evaluation_counts` found."""
    still_open, dissatisfied, meetings, evaluators = counts
    is_asked = item.state is not CaseState.REPLIED
    return replace(
        facts,
        evaluations_open=still_open,
        dissatisfied=dissatisfied,
        is_content=dissatisfied == 0,
        has_meeting=meetings > 0,
        evaluation_is_owed=not is_asked and evaluators > 0 and asks_for_evaluation(item),
        round_no=item.round_no,
    )


def asks_for_evaluation(item: Proposal) -> bool:
    """Tell whether sponsors judge the answer: not what needs none, nor opinions in session, nor what goes upward."""
    is_ours = item.origin is not Origin.RELAY
    return is_ours and item.kind is not Kind.OPINION and not item.is_reference_only


def _count(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).where(*conditions).scalar_subquery()
