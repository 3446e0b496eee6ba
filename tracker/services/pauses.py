"""The spells in which a part rests (暂停计时): begun with an approval, ended by going on or with the part."""

from datetime import datetime

from sqlalchemy import select

from tracker.clock import local_day
from tracker.domain.events import EventKind
from tracker.domain.permissions import Actor
from tracker.extensions import db
from tracker.models.assignment import Assignment, PartPause
from tracker.queries.calendar import working_calendar
from tracker.queries.due_moves import moves_of_part
from tracker.services.due_moves import move_row
from tracker.services.moves import Telling, write_event


def begin_pause(
    actor: Actor, part: Assignment, *, reason: str, request_id: int | None = None, now: datetime
) -> PartPause:
    """Let a part rest from today on; the person who acts has approved it."""
    part.paused_on = local_day(now)
    row = PartPause(
        proposal_id=part.proposal_id,
        assignment_id=part.id,
        request_id=request_id,
        from_on=part.paused_on,
        reason=reason,
        approved_at=now,
        approved_by_id=actor.user_id,
    )
    db.session.add(row)
    return row


def end_pause(actor: Actor, part: Assignment, now: datetime) -> None:
    """End the spell of a part that rests, today at the latest; nothing for one that does not."""
    part.paused_on = None
    row = db.session.scalars(
        select(PartPause).where(PartPause.assignment_id == part.id, PartPause.ended_on.is_(None))
    ).one_or_none()
    if row is not None:
        row.ended_on = max(row.from_on, local_day(now))
        row.ended_at, row.ended_by_id = now, actor.user_id
        db.session.flush()


def move_after_pause(actor: Actor, part: Assignment, now: datetime) -> None:
    """Move every open due date of a part by the time for which it rested; one event tells of all."""
    moves = moves_of_part(part.id, working_calendar())
    told = [move_row(move) for move in moves if move.days]
    for move in moves:
        if not move.days:
            move_row(move)
    if told:
        telling = Telling(None, {"cause": "pause", "moves": told})
        write_event(part.proposal_id, EventKind.CASE_DUE_MOVED, actor, now, telling=telling)
