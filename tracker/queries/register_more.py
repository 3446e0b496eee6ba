"""Conditions of the register on numbers, sponsors, days of registration and the parts of other units."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select

from tracker.clock import day_bounds
from tracker.domain.numbering import normalise_number
from tracker.domain.vocabulary import (
    LIVE_ASSIGNMENT_STATES,
    OPINION_ROLES,
    AssignmentState,
)
from tracker.models.proposal import Proposal, Sponsor
from tracker.queries.due_windows import SEAT

SEVERAL = re.compile(r"[\s,，、;；]+")
MOST_NUMBERS = 50


class Signing(StrEnum):
    """Whether every unit has signed for receipt (签收), or somebody has not."""

    MISSING = "missing"
    DONE = "done"


REGISTERED: Mapping[str, Callable[[date], ColumnElement[bool]]] = {
    "registered_from": lambda day: Proposal.created_at >= day_bounds(day)[0],
    "registered_to": lambda day: Proposal.created_at < day_bounds(day)[1],
}


def numbered(text: str) -> ColumnElement[bool]:
    """Return the condition that a number begins as typed; of several, with spaces or commas between, any one."""
    wanted = [number for part in SEVERAL.split(text)[:MOST_NUMBERS] if (number := normalise_number(part))]
    if not wanted:
        return Proposal.number_raw.contains(text, autoescape=True)
    return or_(*(Proposal.number_norm.startswith(number, autoescape=True) for number in wanted))


def led_by(name: str, named: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that the lead sponsor's name begins so, among items whose sponsor the reader may know."""
    leads = select(Sponsor.proposal_id).where(
        Sponsor.name.startswith(name, autoescape=True), Sponsor.__table__.c.is_lead
    )
    return and_(named, Proposal.id.in_(leads))


def _live() -> tuple[Any, ...]:
    return (
        SEAT.proposal_id == Proposal.id,
        SEAT.round_no == Proposal.round_no,
        SEAT.state.in_(sorted(LIVE_ASSIGNMENT_STATES)),
    )


def helped_by(unit_id: int, known: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that a unit gives an opinion, which the reader may know (``known``, on ``SEAT``)."""
    roles = SEAT.role.in_(sorted(OPINION_ROLES))
    return exists().where(*_live(), SEAT.unit_id == unit_id, roles, known).correlate(Proposal)


def signed(signing: Signing, known: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that a part the reader may know of waits for its receipt, or that none of them does."""
    waits = SEAT.state == AssignmentState.WAITING
    waiting = exists().where(*_live(), waits, known).correlate(Proposal)
    if signing is Signing.MISSING:
        return waiting
    given = exists().where(*_live(), known).correlate(Proposal)
    return and_(given, ~waiting)
