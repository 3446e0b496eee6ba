"""The columns of an item that repeat other tables for the lists: this module alone writes them."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.orm import aliased

from tracker.clock import local_day
from tracker.domain.due_dates import Milestone as Code
from tracker.domain.stages import stage_of
from tracker.domain.vocabulary import (
    ANSWERING_ROLES,
    LIVE_ASSIGNMENT_STATES,
    OPEN_CASE_STATES,
    CaseState,
    Machine,
    Stage,
)
from tracker.extensions import db
from tracker.models.assignment import Assignment, Milestone
from tracker.models.commitment import Commitment
from tracker.models.event import Event
from tracker.models.proposal import Proposal
from tracker.models.reply import ClassChange
from tracker.queries.case_file import CaseFile, Seat, case_file
from tracker.queries.facts_case import ANSWERED_SEATS
from tracker.queries.shared_promises import of_item

ANSWERED_STATES = frozenset(
    {CaseState.REPLIED, CaseState.EVALUATING, CaseState.TRACKING, CaseState.CLOSED, CaseState.ARCHIVED}
)
DueDays = Mapping[tuple[int, str], date]
_WAITING = "summaries_waiting"


def refresh_summary(file: CaseFile | int) -> None:
    """Recompute every summary column of an item; call it after each change, within the same unit of work.

    The day of reply is written before anything is flushed, since the table refuses a replied item without it.
    """
    with db.session.no_autoflush:
        opened = _opened(file)
        opened.proposal.replied_on = _replied_on(opened)
    waiting: set[int] | None = db.session().info.get(_WAITING)
    if waiting is not None:
        waiting.add(opened.proposal.id)
        return
    db.session.flush()
    _recompute(opened.proposal.id)


@contextmanager
def summaries_once() -> Iterator[None]:
    """Let many steps of one unit of work recompute each item's summary once, at the end: for filing in bulk."""
    waiting: set[int] = set()
    db.session().info[_WAITING] = waiting
    try:
        yield
        db.session.flush()
        for proposal_id in sorted(waiting):
            _recompute(proposal_id)
    finally:
        db.session().info.pop(_WAITING, None)


def summaries_of_parts(part_ids: Select[Any]) -> None:
    """Let the items follow parts that got another office or officer, in one statement: nothing else depends on them.

    It repeats the two columns of ``_write_standing`` for the host's own part, which stands before the lead's.
    """
    item, answers = aliased(Proposal), Assignment.role.in_(sorted(ANSWERING_ROLES))
    is_own = Assignment.unit_id == item.host_unit_id
    part = (
        select(Assignment.office_id)
        .join(item, item.id == Assignment.proposal_id)
        .where(item.id == Proposal.id, Assignment.round_no == item.round_no, or_(is_own, answers))
        .where(Assignment.state.in_(sorted(LIVE_ASSIGNMENT_STATES)))
        .order_by(is_own.desc(), answers.desc(), Assignment.id)
        .limit(1)
        .correlate(Proposal)
    )
    items = select(Assignment.proposal_id).where(Assignment.id.in_(part_ids))
    follow = update(Proposal).where(Proposal.id.in_(items))
    values = {
        "lead_office_id": part.scalar_subquery(),
        "lead_officer_id": part.with_only_columns(Assignment.officer_id).scalar_subquery(),
        "version": Proposal.version + 1,
    }
    db.session.execute(follow.values(**values).execution_options(synchronize_session=False))


def _recompute(proposal_id: int) -> None:
    fresh = _opened(proposal_id)
    days = _due_days(proposal_id)
    write_standing(fresh, days)
    _write_outcome(fresh.proposal)


def _opened(file: CaseFile | int) -> CaseFile:
    found = case_file(file) if isinstance(file, int) else file
    if found is None:
        raise LookupError(file)
    return found


def _replied_on(file: CaseFile) -> date | None:
    """Return the day on which the last answering unit sent its reply, while the item counts as answered."""
    if file.proposal.state not in ANSWERED_STATES:
        return None
    days = (seat.reply.sent_on for seat in file.answering if seat.reply)
    return max((day for day in days if day), default=None)


def _due_days(proposal_id: int) -> DueDays:
    statement = select(Milestone.assignment_id, Milestone.code, Milestone.due_on).where(
        Milestone.proposal_id == proposal_id
    )
    return {(seat_id, code): day for seat_id, code, day in db.session.execute(statement)}


def write_standing(file: CaseFile, days: DueDays) -> None:
    """Write what the seats and their due days tell: stage, day, lead, opinions; no statement."""
    _write_host(file, days)
    _write_co_handlers(file, days)


def _write_host(file: CaseFile, days: DueDays) -> None:
    proposal, own, lead = file.proposal, file.own, file.lead
    proposal.stage = stage_of(file.standing())
    proposal.is_open = proposal.state in OPEN_CASE_STATES
    proposal.host_is_co = own is not None and own.is_co
    code = Code.CO_OPINION if proposal.host_is_co else Code.REPLY
    proposal.due_on = _due_on(file, own, code, days) if own else None
    proposal.paused_on = _paused_on(own, proposal.stage)
    answering = own if own is not None and own.is_answering else lead or own
    proposal.lead_unit_id = answering.assignment.unit_id if answering else None
    proposal.lead_office_id = own.assignment.office_id if own else None
    proposal.lead_officer_id = own.assignment.officer_id if own else None


def _paused_on(own: Seat | None, stage: Stage) -> date | None:
    return own.assignment.paused_on if own and stage is Stage.PAUSED else None


def _due_on(file: CaseFile, own: Seat, code: Code, days: DueDays) -> date | None:
    """Return the day of the host's own part; once it is answered, the first of the parts that others still owe."""
    others = [seat for seat in file.answering if seat.assignment.state not in ANSWERED_SEATS]
    if own.assignment.state in ANSWERED_SEATS and others:
        return _earliest(days.get((seat.assignment.id, code.value)) for seat in others)
    return days.get((own.assignment.id, code.value))


def _write_co_handlers(file: CaseFile, days: DueDays) -> None:
    seats = file.co_handling
    missing = [seat for seat in seats if not seat.opinion_is_in]
    file.proposal.co_total = len(seats)
    file.proposal.co_in = len(seats) - len(missing)
    asked = [seat for seat in missing if not seat.is_paused] if missing else seats
    file.proposal.co_due_on = _earliest(
        days.get((seat.assignment.id, Code.CO_OPINION.value)) for seat in asked
    )


def _earliest(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day), default=None)


def _write_outcome(proposal: Proposal) -> None:
    count = select(func.count()).select_from(Commitment).where(of_item(proposal.id))
    proposal.promise_total = db.session.scalar(count) or 0
    mark = db.session.scalar(
        select(ClassChange)
        .where(ClassChange.proposal_id == proposal.id)
        .order_by(ClassChange.id.desc())
        .limit(1)
    )
    proposal.class_mark = mark.mark if mark else None
    proposal.outcome = mark.outcome if mark else None
    proposal.closed_on = None if proposal.is_open else _last_move_day(proposal.id)


def _last_move_day(proposal_id: int) -> date | None:
    """Return the Beijing day of the item's own last move: what ended it."""
    at = db.session.scalar(
        select(Event.at)
        .where(Event.proposal_id == proposal_id, Event.machine == Machine.CASE)
        .where(Event.new_state != CaseState.ARCHIVED.value)
        .order_by(Event.id.desc())
        .limit(1)
    )
    return local_day(at) if at else None
