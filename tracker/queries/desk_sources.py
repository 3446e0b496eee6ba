"""Where the tasks of a desk come from: one SELECT a kind of task, each over an index, none over the whole register.

The statements are made once for each combination of roles and filled with the person's units by :func:`values_of`.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Select,
    and_,
    case,
    exists,
    func,
    or_,
    select,
    union,
)
from sqlalchemy.orm import aliased

from tracker.domain.due_dates import Milestone as Code
from tracker.domain.permissions import Actor
from tracker.domain.step_words import StepState
from tracker.domain.vocabulary import (
    ANSWERING_ROLES,
    REVIEW_STATES,
    AssignmentRole,
    AssignmentState,
    CommitmentState,
    OpinionState,
    ReplyState,
    RequestKind,
    Role,
    Stage,
    UnitKind,
)
from tracker.models.assignment import Assignment, Milestone
from tracker.models.commitment import Commitment
from tracker.models.opinion import Opinion
from tracker.models.people import Unit
from tracker.models.proposal import Proposal
from tracker.models.reply import DraftVersion, Reply
from tracker.models.sign_off import MeetingRecord, ReplyStep
from tracker.queries import desk_after, desk_requests, desk_urging
from tracker.queries.desk_tasks import (
    HANDLED,
    IS_CO,
    IS_OPEN,
    ME,
    RESTING,
    SOON,
    TODAY,
    Source,
    TaskKind,
    at_place,
    task,
    units_of,
)
from tracker.queries.due_windows import own_part_owed

MOST = 20
PROMISE_DAYS = 14  # calendar days before its day that a promise comes to its owner's desk


_WORKING = (AssignmentState.SIGNED, AssignmentState.HANDLING)
_PENDING = (CommitmentState.TO_START, CommitmentState.UNDER_WAY, CommitmentState.POSTPONED)
_WRITING = (Stage.HANDLING, Stage.COLLECTING, Stage.DRAFTING)
_ON_THE_WAY = (Stage.OFFICE_CHECK, Stage.COUNTERSIGN, Stage.SIGN_OFF, Stage.TO_NUMBER, Stage.TO_SEND)


def values_of(actor: Actor, today: date) -> dict[str, Any]:
    """Return what fills the places of the statements."""
    units = {f"units_{role.value}": sorted(actor.scopes.get(role, ())) for role in HELD}
    return {**units, "me": actor.user_id, "today": today, "soon": today + timedelta(days=PROMISE_DAYS)}


HELD = (Role.OFFICER, Role.HEAD, Role.COORDINATOR, Role.LEADER, Role.LIAISON, Role.SUPERVISOR)


def roles_of(actor: Actor) -> frozenset[Role]:
    """Return the roles that bring work to a desk."""
    return frozenset(role for role in HELD if actor.scopes.get(role))


def _of_item(kind: TaskKind, due: Any = Proposal.due_on) -> Source:
    return task(kind, Proposal.id, due, Proposal.lead_unit_id).where(IS_OPEN)


def _of_seat(kind: TaskKind, code: Code) -> Source:
    due = func.coalesce(Milestone.due_on, Assignment.due_on)
    dated = and_(Milestone.assignment_id == Assignment.id, Milestone.code == code.value)
    statement = task(kind, Assignment.id, due).join_from(Assignment, Proposal).outerjoin(Milestone, dated)
    return statement.where(Assignment.round_no == Proposal.round_no, HANDLED)


def _of_opinion(kind: TaskKind, state: OpinionState) -> Source:
    statement = task(kind, Opinion.id, Assignment.due_on).join_from(Opinion, Assignment).join(Proposal)
    working = Assignment.state.not_in(RESTING)
    return statement.where(Opinion.state == state, Assignment.round_no == Proposal.round_no, HANDLED, working)


def _of_reply(kind: TaskKind, *states: ReplyState) -> Source:
    statement = task(kind, Reply.id, Proposal.due_on).join_from(Reply, Assignment).join(Proposal)
    return statement.where(Reply.state.in_(states), HANDLED, Assignment.state.not_in(RESTING))


STEP_TASKS: Mapping[ReplyState, TaskKind] = {
    ReplyState.DEPT_REVIEW: TaskKind.REVIEW,
    ReplyState.OFFICE_CHECK: TaskKind.CHECK,
    ReplyState.COUNTERSIGN: TaskKind.COUNTERSIGN,
    ReplyState.SIGN_OFF: TaskKind.SIGN,
}


def _step_of(role: Role | None = None) -> Source:
    """Return the replies whose present step asks the person by name, or a role over the person's units.

    Nobody is asked for what he wrote or submitted, nor for a second step of one submission.
    """
    kind = case(*((ReplyStep.stage == stage, task.value) for stage, task in STEP_TASKS.items()))
    asked = ReplyStep.user_id == ME
    if role is not None:
        of_role = and_(ReplyStep.role == role, ReplyStep.unit_id.in_(units_of(role)))
        asked = or_(asked, and_(ReplyStep.user_id.is_(None), of_role))
    return (
        task(kind, Reply.id, Proposal.due_on)
        .join_from(ReplyStep, Reply, Reply.id == ReplyStep.reply_id)
        .join(Assignment, Assignment.id == Reply.assignment_id)
        .join(Proposal, Proposal.id == Reply.proposal_id)
        .where(ReplyStep.state == StepState.CURRENT, Reply.state.in_(REVIEW_STATES), HANDLED, asked)
        .where(~_did_other_step(), ~_wrote(), Assignment.state.not_in(RESTING))
        .distinct()
    )


def _did_other_step() -> Any:
    other = aliased(ReplyStep)
    return exists().where(
        other.reply_id == ReplyStep.reply_id,
        other.lap == ReplyStep.lap,
        other.by_id == ME,
        other.state == StepState.DONE,
    )


def _wrote() -> Any:
    saved = exists().where(DraftVersion.reply_id == Reply.id, DraftVersion.saved_by_id == ME)
    return or_(Reply.author_id == ME, saved)


def _meeting_owed() -> Source:
    """Return the replies whose present step, or one before it, demands a leadership meeting that is not on record."""
    demanding = aliased(ReplyStep)
    demanded = exists().where(
        demanding.reply_id == ReplyStep.reply_id,
        demanding.lap == ReplyStep.lap,
        demanding.position <= ReplyStep.position,
        demanding.demands_meeting,
    )
    return (
        task(TaskKind.RECORD_MEETING, Reply.id, Proposal.due_on)
        .join_from(ReplyStep, Reply, Reply.id == ReplyStep.reply_id)
        .join(Assignment, Assignment.id == Reply.assignment_id)
        .join(Proposal, Proposal.id == Reply.proposal_id)
        .where(ReplyStep.state == StepState.CURRENT, Reply.state.in_(REVIEW_STATES), HANDLED, demanded)
        .where(desk_after.here(Role.COORDINATOR), ~_wrote(), Assignment.state.not_in(RESTING))
        .where(~exists().where(MeetingRecord.reply_id == Reply.id))
        .distinct()
    )


def _of_promise(kind: TaskKind) -> Source:
    is_open = Commitment.__table__.c.is_open
    statement = task(kind, Commitment.id, Commitment.next_on, Commitment.owner_unit_id)
    return statement.join_from(Commitment, Proposal).where(is_open)


def _officer() -> Iterable[Source]:
    mine = Proposal.lead_officer_id == ME
    drafting = and_(Reply.proposal_id == Proposal.id, Reply.state == ReplyState.DRAFTING)
    yield (
        task(TaskKind.DRAFT, Reply.id, Proposal.due_on, Proposal.lead_unit_id)
        .join_from(Proposal, Reply, drafting, isouter=True)
        .where(IS_OPEN, mine, ~IS_CO, Proposal.stage.in_(_WRITING))
    )
    yield _of_seat(TaskKind.CONTACT, Code.FIRST_CONTACT).where(
        Assignment.officer_id == ME,
        Assignment.state == AssignmentState.HANDLING,
        Assignment.role.in_(sorted(ANSWERING_ROLES)),
        Milestone.id.is_not(None),
        Milestone.done_on.is_(None),
    )
    yield _of_opinion(TaskKind.WEIGH_OPINION, OpinionState.SUBMITTED).where(mine, ~IS_CO)
    yield _step_of()
    yield _opinion_owed(Assignment.officer_id == ME)
    yield desk_requests.to_tell()
    yield _of_promise(TaskKind.REPORT_PROMISE).where(
        Commitment.owner_user_id == ME, Commitment.state.in_(_PENDING), Commitment.next_on <= SOON
    )
    yield desk_after.letters_written(Role.OFFICER)
    yield desk_urging.slips_to_answer(Role.OFFICER)


def _officer_awaits() -> Iterable[Source]:
    mine = Proposal.lead_officer_id == ME
    yield _of_item(TaskKind.AWAIT_REPLY).where(mine, Proposal.stage.in_((Stage.DEPT_REVIEW, *_ON_THE_WAY)))
    yield _of_item(TaskKind.AWAIT_OPINIONS, Proposal.co_due_on).where(
        mine, ~IS_CO, Proposal.co_in < Proposal.co_total
    )
    yield desk_after.letters_awaited(Role.OFFICER)
    yield desk_requests.asked()


def _opinion_owed(whose: Any) -> Source:
    return (
        _of_seat(TaskKind.WRITE_OPINION, Code.CO_OPINION)
        .outerjoin(Opinion, Opinion.assignment_id == Assignment.id)
        .where(
            whose,
            Assignment.role == AssignmentRole.CO,
            Assignment.state.in_(_WORKING),
            or_(Opinion.id.is_(None), Opinion.state == OpinionState.DRAFTING),
        )
    )


def _head() -> Iterable[Source]:
    units = units_of(Role.HEAD)
    waiting = Assignment.state == AssignmentState.WAITING
    yield _of_seat(TaskKind.RECEIPT, Code.SIGN).where(waiting, at_place(Role.HEAD))
    yield _of_seat(TaskKind.SET_OFFICER, Code.DRAFT).where(
        Assignment.office_id.in_(units), Assignment.officer_id.is_(None), Assignment.state.in_(_WORKING)
    )
    yield _of_opinion(TaskKind.SIGN_OPINION, OpinionState.TO_SIGN).where(
        at_place(Role.HEAD), or_(Opinion.author_id.is_(None), Opinion.author_id != ME)
    )
    yield _step_of(Role.HEAD)
    yield desk_requests.inside(Role.HEAD)
    yield desk_urging.slips_to_answer(Role.HEAD)


def _head_awaits() -> Iterable[Source]:
    yield _of_item(TaskKind.AWAIT_REPLY).where(
        Proposal.lead_office_id.in_(units_of(Role.HEAD)), Proposal.stage.in_(_ON_THE_WAY)
    )
    yield desk_requests.asked()


def _coordinator() -> Iterable[Source]:
    units = units_of(Role.COORDINATOR)
    hosted = Proposal.host_unit_id.in_(units)
    here = or_(hosted, Assignment.unit_id.in_(units))
    yield _of_item(TaskKind.ASSIGN).where(hosted, Proposal.stage == Stage.TO_ASSIGN)
    yield _of_seat(TaskKind.RECEIPT, Code.SIGN).where(
        Assignment.state == AssignmentState.WAITING, Assignment.unit_id.in_(units)
    )
    yield (
        _of_seat(TaskKind.DISTRIBUTE, Code.SIGN)
        .join(Unit, Unit.id == Assignment.unit_id)
        .where(
            Assignment.unit_id.in_(units),
            Assignment.office_id.is_(None),
            Assignment.state == AssignmentState.SIGNED,
            Unit.kind == UnitKind.DEPARTMENT,
        )
    )
    yield _step_of(Role.COORDINATOR)
    yield _meeting_owed()
    yield _of_reply(TaskKind.NUMBER, ReplyState.SIGNED).where(here)
    yield _of_reply(TaskKind.SEND, ReplyState.NUMBERED).where(here)
    yield _verify(Role.COORDINATOR)
    yield from desk_requests.to_decide(Role.COORDINATOR)
    yield desk_after.letters_written(Role.COORDINATOR)
    yield desk_after.letters_to_send()
    yield from desk_after.to_publish()
    yield from desk_after.evaluations_to_move()
    yield desk_after.to_take_up()
    yield desk_after.to_close()
    yield desk_urging.slips_to_answer(Role.COORDINATOR)


def _coordinator_awaits() -> Iterable[Source]:
    hosted = Proposal.host_unit_id.in_(units_of(Role.COORDINATOR))
    yield _of_item(TaskKind.AWAIT_REPLY).where(hosted, Proposal.stage == Stage.SIGN_OFF)
    yield desk_after.letters_awaited(Role.COORDINATOR)
    yield desk_after.evaluations_awaited()
    yield desk_requests.asked(RequestKind.VOID)
    yield desk_requests.resting(Role.COORDINATOR)
    yield desk_urging.slips_awaited()


def _verify(role: Role) -> Source:
    return _of_promise(TaskKind.VERIFY_PROMISE).where(
        Commitment.host_unit_id.in_(units_of(role)),
        Commitment.state == CommitmentState.REPORTED_DONE,
        Commitment.reported_by_id != ME,
    )


def _leader() -> Iterable[Source]:
    yield _step_of(Role.LEADER)
    yield from desk_requests.to_decide(Role.LEADER)
    yield desk_requests.not_public_to_decide()
    yield desk_requests.inside(Role.LEADER)
    yield desk_after.letters_written(Role.LEADER)
    yield desk_after.letters_to_sign()
    yield desk_after.to_assess_again()


def _leader_awaits() -> Iterable[Source]:
    yield desk_after.letters_awaited(Role.LEADER)
    yield desk_requests.asked(RequestKind.VOID)
    yield desk_urging.slips_awaited()


def _liaison() -> Iterable[Source]:
    yield _opinion_owed(at_place(Role.LIAISON))
    yield desk_urging.slips_to_answer(Role.LIAISON)
    yield _step_of()
    yield _of_promise(TaskKind.REPORT_PROMISE).where(
        Commitment.owner_unit_id.in_(units_of(Role.LIAISON)),
        Commitment.state.in_(_PENDING),
        Commitment.next_on <= SOON,
    )


def _liaison_awaits() -> Iterable[Source]:
    for state in (OpinionState.TO_SIGN, OpinionState.SUBMITTED):
        yield _of_opinion(TaskKind.AWAIT_WEIGHING, state).where(at_place(Role.LIAISON))
    yield desk_requests.asked()


def _supervisor() -> Iterable[Source]:
    yield _of_item(TaskKind.SUPERVISE).where(
        Proposal.host_unit_id.in_(units_of(Role.SUPERVISOR)),
        own_part_owed(),
        Proposal.due_on < TODAY,
    )
    yield _verify(Role.SUPERVISOR)
    yield desk_after.evaluations_to_check(Role.SUPERVISOR)
    yield _step_of()


def _supervisor_awaits() -> Iterable[Source]:
    yield desk_urging.slips_awaited()


WORK: Mapping[Role, Callable[[], Iterable[Source]]] = {
    Role.OFFICER: _officer,
    Role.HEAD: _head,
    Role.COORDINATOR: _coordinator,
    Role.LEADER: _leader,
    Role.LIAISON: _liaison,
    Role.SUPERVISOR: _supervisor,
}
AWAITED: Mapping[Role, Callable[[], Iterable[Source]]] = {
    Role.OFFICER: _officer_awaits,
    Role.HEAD: _head_awaits,
    Role.COORDINATOR: _coordinator_awaits,
    Role.LEADER: _leader_awaits,
    Role.LIAISON: _liaison_awaits,
    Role.SUPERVISOR: _supervisor_awaits,
}


@cache
def tasks_statement(roles: frozenset[Role]) -> CompoundSelect[Any]:
    """Return the statement of all tasks of such a person, at most 51 of each source, the earliest due first."""
    parts = []
    for source in _sources(roles, WORK, AWAITED):
        earliest = source.order_by(source.selected_columns.due_on.asc().nulls_first())
        parts.append(select(earliest.limit(MOST + 1).subquery()))
    return union(*parts)


@cache
def work_count(roles: frozenset[Role], most: int = 1_000) -> Select[Any]:
    """Return the statement that counts what needs the person's own hand, stopping at ``most`` + 1 a source."""
    parts = [select(source.limit(most + 1).subquery()) for source in _sources(roles, WORK)]
    return select(func.count()).select_from(union(*parts).subquery())


def _sources(roles: frozenset[Role], *tables: Mapping[Role, Callable[[], Iterable[Source]]]) -> list[Source]:
    return [
        source
        for table in tables
        for role in HELD
        if role in roles and role in table
        for source in table[role]()
    ]
