"""Tasks of a desk that a slip (催办单, 督办单) brings: its answer is owed, or awaited by who sent it."""

from typing import Any

from sqlalchemy import and_

from tracker.domain.urging import UrgeKind
from tracker.domain.vocabulary import AssignmentState, Role
from tracker.models.assignment import Assignment
from tracker.models.proposal import Proposal
from tracker.models.reminder import Urging
from tracker.queries.desk_tasks import HANDLED, ME, Source, TaskKind, at_place, task, units_of

AT_WORK = (AssignmentState.WAITING, AssignmentState.SIGNED, AssignmentState.HANDLING)


def _slips(kind: TaskKind, whose: Any) -> Source:
    """Return the slips without an answer whose part is still being worked on: a letter sent answers them too."""
    return (
        task(kind, Urging.id, Urging.answer_due_on)
        .join_from(Urging, Assignment, Assignment.id == Urging.assignment_id)
        .join(Proposal, Proposal.id == Urging.proposal_id)
        .where(Urging.kind != UrgeKind.URGE, Urging.answered_at.is_(None), whose)
        .where(HANDLED, Assignment.round_no == Proposal.round_no, Assignment.state.in_(AT_WORK))
    )


def slips_to_answer(role: Role) -> Source:
    """Return the slips that an officer answers; those of a part without an officer are for who distributes it."""
    if role is Role.OFFICER:
        return _slips(TaskKind.ANSWER_SLIP, Assignment.officer_id == ME)
    place = (
        and_(Assignment.office_id.is_(None), Assignment.unit_id.in_(units_of(role)))
        if role is Role.COORDINATOR
        else at_place(role)
    )
    return _slips(TaskKind.ANSWER_SLIP, and_(Assignment.officer_id.is_(None), place))


def slips_awaited() -> Source:
    """Return the slips that the person sent and that are not answered yet."""
    return _slips(TaskKind.AWAIT_SLIP, Urging.by_id == ME)
