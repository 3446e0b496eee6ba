"""What is owed, what is late and what is due soon: the conditions that every list and every figure shares.

An approved extension has moved ``due_on`` already, so an extended item is not late. A part that rests is neither late
nor due: its days move when the work goes on. A co-handler's delay is the
co-handler's own: an opinion has its own day (``co_due_on``, the milestone of the part) and never makes the item late.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, true
from sqlalchemy.orm import aliased

from tracker.domain.calendar import WorkingCalendar
from tracker.domain.due_dates import Milestone as Code
from tracker.domain.vocabulary import (
    LIVE_ASSIGNMENT_STATES,
    OPINION_ROLES,
    OPINIONS_IN,
    AssignmentState,
    Stage,
)
from tracker.models.assignment import Assignment, Milestone
from tracker.models.opinion import Opinion
from tracker.models.proposal import Proposal

ONE_DAY = timedelta(days=1)
IN_HAND: ColumnElement[bool] = and_(Proposal.replied_on.is_(None), Proposal.closed_on.is_(None))
OPINIONS_OWED: ColumnElement[bool] = and_(IN_HAND, Proposal.co_in < Proposal.co_total)
SEAT, DAY = aliased(Assignment), aliased(Milestone)


class Window(StrEnum):
    """How near a day is: anything still owed, past it, or within so many working days from today on."""

    OWED = "owed"
    LATE = "late"
    WEEK = "7"
    FORTNIGHT = "15"


WORKING_DAYS: Mapping[Window, int] = {Window.WEEK: 7, Window.FORTNIGHT: 15}
COUNTED = (Window.LATE, Window.WEEK, Window.FORTNIGHT)


def last_day(window: Window, today: date, calendar: WorkingCalendar) -> date:
    """Return the last day with so many working days left, as ``domain.lateness`` counts them."""
    return calendar.add_working_days(today, WORKING_DAYS[window] + 1) - ONE_DAY


def in_window(column: Any, window: Window, today: date, calendar: WorkingCalendar) -> ColumnElement[bool]:
    """Return the condition that a column of days lies in the window; ``OWED`` asks for no day."""
    if window is Window.OWED:
        return true()
    if window is Window.LATE:
        late: ColumnElement[bool] = column < today
        return late
    near: ColumnElement[bool] = column.between(today, last_day(window, today, calendar))
    return near


def own_part_owed() -> ColumnElement[bool]:
    """Return the condition that the answer is owed, or the host's own opinion, and that its term runs."""
    return and_(IN_HAND, Proposal.stage.not_in((Stage.CO_RETURNED, Stage.PAUSED)))


def is_overdue(today: date) -> ColumnElement[bool]:
    """Return the condition that the answer (or the host's opinion) is late."""
    return and_(own_part_owed(), Proposal.due_on < today)


def opinion_missing() -> ColumnElement[bool]:
    """Return the condition that ``SEAT`` is a live part of the item's round whose opinion is not handed in."""
    handed_in = exists().where(Opinion.assignment_id == SEAT.id, Opinion.state.in_(sorted(OPINIONS_IN)))
    return and_(
        SEAT.proposal_id == Proposal.id,
        SEAT.round_no == Proposal.round_no,
        SEAT.role.in_(sorted(OPINION_ROLES)),
        SEAT.state.in_(sorted(LIVE_ASSIGNMENT_STATES)),
        ~handed_in,
    )


def day_of_opinion() -> ColumnElement[bool]:
    """Return how ``DAY`` is joined: the day on which the opinion of ``SEAT`` is due; none while the part rests."""
    runs = SEAT.state != AssignmentState.PAUSED
    return and_(DAY.assignment_id == SEAT.id, DAY.code == Code.CO_OPINION.value, runs)


def routing_shown(supervised: list[int], places: list[int], own: list[int]) -> ColumnElement[bool]:
    """Return the condition that a reader may know who holds ``SEAT`` (R6): the lead's people, or the unit itself."""
    return or_(
        Proposal.host_unit_id.in_(supervised),
        Proposal.lead_unit_id.in_(supervised),
        Proposal.lead_office_id.in_(places),
        SEAT.unit_id.in_(own),
        SEAT.office_id.in_(own),
    )
