"""The one word for where an item stands, drawn from its machines (handling.md §2.2 and §2.4)."""

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.domain.vocabulary import (
    AssignmentState,
    CaseState,
    OpinionState,
    ReplyState,
    Stage,
)

CASE_STAGES: Mapping[CaseState, Stage] = {
    CaseState.REGISTERED: Stage.TO_ASSIGN,
    CaseState.REPLIED: Stage.REPLIED,
    CaseState.EVALUATING: Stage.EVALUATING,
    CaseState.TRACKING: Stage.TRACKING,
    CaseState.CLOSED: Stage.CLOSED,
    CaseState.ARCHIVED: Stage.ARCHIVED,
    CaseState.NOTED: Stage.NOTED,
    CaseState.WITHDRAWN: Stage.WITHDRAWN,
    CaseState.VOIDED: Stage.VOIDED,
    CaseState.MERGED: Stage.MERGED,
}
REPLY_STAGES: Mapping[ReplyState, Stage] = {
    ReplyState.DRAFTING: Stage.DRAFTING,
    ReplyState.DEPT_REVIEW: Stage.DEPT_REVIEW,
    ReplyState.OFFICE_CHECK: Stage.OFFICE_CHECK,
    ReplyState.COUNTERSIGN: Stage.COUNTERSIGN,
    ReplyState.SIGN_OFF: Stage.SIGN_OFF,
    ReplyState.SIGNED: Stage.TO_NUMBER,
    ReplyState.NUMBERED: Stage.TO_SEND,
    # the case is still handled: other units have not answered their parts
    ReplyState.SENT: Stage.HANDLING,
    ReplyState.PUBLISHED: Stage.HANDLING,
}
ASSIGNMENT_STAGES: Mapping[AssignmentState, Stage] = {
    AssignmentState.WAITING: Stage.TO_SIGN,
    AssignmentState.RETURN_REQUESTED: Stage.RETURNING,
    AssignmentState.PAUSED: Stage.PAUSED,
}


@dataclass(frozen=True)
class Standing:
    """The states that a stage depends on: the host's own or the lead's assignment, its reply, and opinions.

    ``has_lead``: a unit answers; without one, after a return or a recall, the item waits to be assigned again.
    """

    case: CaseState
    assignment: AssignmentState | None = None
    has_office: bool = False
    reply: ReplyState | None = None
    opinion: OpinionState | None = None
    is_co: bool = False
    opinions_missing: int = 0
    has_lead: bool = True


def stage_of(standing: Standing) -> Stage:
    """Return the stage of an item; while it is handled, that of the host's own part."""
    if standing.case is not CaseState.HANDLING or standing.assignment is None or not standing.has_lead:
        return CASE_STAGES.get(standing.case, Stage.TO_ASSIGN)
    if standing.assignment in ASSIGNMENT_STAGES:
        return ASSIGNMENT_STAGES[standing.assignment]
    return _co_stage(standing) if standing.is_co else _lead_stage(standing)


def _co_stage(standing: Standing) -> Stage:
    if standing.opinion is OpinionState.TO_SIGN:
        return Stage.CO_SIGNING
    if standing.opinion in {None, OpinionState.DRAFTING}:
        return Stage.CO_DRAFTING
    return Stage.CO_RETURNED


def _lead_stage(standing: Standing) -> Stage:
    if not standing.has_office:
        return Stage.TO_DISTRIBUTE
    if standing.reply is None:
        return Stage.COLLECTING if standing.opinions_missing else Stage.HANDLING
    return REPLY_STAGES.get(standing.reply, Stage.HANDLING)
