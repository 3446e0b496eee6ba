"""Entering a holiday notice: its days go over the seed's, and open due dates move with them after a preview."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete

from tracker.domain.errors import N_, NotFound, Refused
from tracker.domain.notices import Notice
from tracker.domain.permissions import Actor, Permission
from tracker.extensions import db
from tracker.models.office import CalendarDay
from tracker.models.rules import CalendarChange
from tracker.queries.calendar import (
    EnteredDay,
    calendar_of,
    entered_days,
    entered_with,
    entered_without,
    forget_calendar,
    last_change,
)
from tracker.queries.due_moves import Moves, moves_by_calendar
from tracker.queries.notice_wanted import forget_dues
from tracker.services.due_moves import apply_moves
from tracker.services.people import demand_anywhere
from tracker.services.unit_of_work import unit_of_work

NOT_LAST = N_("只能撤销最近一次登记的通知。")
NOTHING_NEW = N_("这些日子已经在日历里，没有需要登记的变动。")


def preview_notice(notice: Notice) -> Moves:
    """Return which open due dates a notice would move; nothing is changed."""
    return moves_by_calendar(calendar_of(entered_with(notice).values()), (row.day for row in notice.days))


def apply_notice(actor: Actor, notice: Notice, *, text: str, confirmed: str, now: datetime) -> CalendarChange:
    """Enter a notice whose preview was confirmed (A12); raises Refused where the preview no longer holds.

    ``confirmed`` is the digest of the preview. Raises Forbidden, or ProofNeeded without a fresh proof.
    """
    with unit_of_work():
        demand_anywhere(Permission.CHANGE_RULES, actor, now)
        before, after = entered_days(), entered_with(notice)
        days = [_changed(before, row) for row in after.values() if before.get(row.day) != row]
        if not days:
            raise Refused(reason=NOTHING_NEW)
        moved = apply_moves(
            actor,
            preview_notice(notice),
            cause="calendar",
            reason=notice.source,
            confirmed=confirmed,
            now=now,
        )
        _write(after, [date.fromisoformat(row["day"]) for row in days])
        made = CalendarChange(
            year=notice.year,
            source=notice.source,
            text=text,
            is_local=notice.is_local,
            days=days,
            moved=moved,
            at=now,
            by_id=actor.user_id,
        )
        db.session.add(made)
        db.session.flush()
    forget_calendar()
    forget_dues()
    return made


def preview_undoing(change: CalendarChange) -> Moves:
    """Return which open due dates would move back if a change were undone."""
    days = [date.fromisoformat(row["day"]) for row in change.days]
    return moves_by_calendar(calendar_of(entered_without(change).values()), days)


def undo_notice(actor: Actor, change_id: int, *, confirmed: str, now: datetime) -> CalendarChange:
    """Undo the latest notice: its days are as they were before; raises Refused for an earlier one.

    Raises NotFound for none, Forbidden, or ProofNeeded without a fresh proof.
    """
    with unit_of_work():
        demand_anywhere(Permission.CHANGE_RULES, actor, now)
        change, last = db.session.get(CalendarChange, change_id), last_change()
        if change is None:
            raise NotFound
        if last is None or last.id != change.id:
            raise Refused(reason=NOT_LAST)
        before, after = entered_days(), entered_without(change)
        touched = [date.fromisoformat(row["day"]) for row in change.days]
        moved = apply_moves(
            actor, preview_undoing(change), cause="undone", reason=change.source, confirmed=confirmed, now=now
        )
        days = [_changed(before, after.get(day, EnteredDay(day, "", ""))) for day in touched]
        _write(after, touched)
        made = CalendarChange(
            year=change.year,
            source=change.source,
            text="",
            is_local=change.is_local,
            days=days,
            moved=moved,
            at=now,
            by_id=actor.user_id,
            undoes_id=change.id,
        )
        db.session.add(made)
        db.session.flush()
    forget_calendar()
    forget_dues()
    return made


def _changed(before: Mapping[date, EnteredDay], row: EnteredDay) -> dict[str, Any]:
    old = before.get(row.day)
    return {
        "day": row.day.isoformat(),
        "kind": row.kind or None,
        "name": row.name,
        "old_kind": old.kind if old else None,
        "old_name": old.name if old else None,
    }


def _write(after: Mapping[date, EnteredDay], days: list[date]) -> None:
    db.session.execute(delete(CalendarDay).where(CalendarDay.day.in_(days)))
    db.session.add_all(
        CalendarDay(day=row.day, kind=row.kind, name=row.name) for row in map(after.get, days) if row
    )
