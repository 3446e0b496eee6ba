"""What was granted to parts after their due dates were first computed: approved extensions, and pauses that ended."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from tracker.clock import local_day
from tracker.domain.due_dates import Anchor, Approval, Change, Extension, Pause
from tracker.domain.vocabulary import RequestKind, RequestState
from tracker.extensions import db
from tracker.models.assignment import PartPause, SideRequest
from tracker.models.people import User

Taken = tuple[int, datetime, Change]  # the part, the instant from which the change holds, and the change


def granted_to(assignment_id: int) -> list[Change]:
    """Return what was granted to a part, in the order in which it took effect."""
    return granted([assignment_id]).get(assignment_id, [])


def granted(assignment_ids: Sequence[int] | None) -> Mapping[int, list[Change]]:
    """Return what was granted to these parts, to every part for None; two statements."""
    found: dict[int, list[Change]] = defaultdict(list)
    for part_id, _at, change in sorted(
        [*_extensions(assignment_ids), *_pauses(assignment_ids)], key=lambda taken: taken[1]
    ):
        found[part_id].append(change)
    return found


def counted(
    changes: Sequence[Change], anchor: Anchor, *, is_answer: bool, owes_reply: bool
) -> Sequence[Change]:
    """Return which changes of a part move one of its due dates.

    Extensions move the answer that it owes (``is_answer``), pauses everything that runs meanwhile. What is counted from
    the reply's own day follows that day where the part itself owes the reply, so that no pause counts twice.
    """
    if is_answer:
        return changes
    if owes_reply and anchor is Anchor.REPLY_DEADLINE:
        return ()
    return [change for change in changes if isinstance(change, Pause)]


def _extensions(assignment_ids: Sequence[int] | None) -> Iterator[Taken]:
    row = SideRequest
    statement = (
        select(row.assignment_id, row.asked_until, row.asked_items, row.reason, row.decided_at, User.name)
        .join(User, User.id == row.decided_by_id)
        .where(
            row.kind == RequestKind.EXTENSION,
            row.state == RequestState.ACCEPTED,
            row.asked_until.is_not(None),
        )
    )
    for part_id, until, items, reason, at, name in _rows(statement, row.assignment_id, assignment_ids):
        approval = Approval(name, local_day(at), reason)
        yield part_id, at, Extension(until=until, items=items or 0, approval=approval)


def _pauses(assignment_ids: Sequence[int] | None) -> Iterator[Taken]:
    row = PartPause
    statement = (
        select(
            row.assignment_id, row.from_on, row.ended_on, row.reason, row.approved_at, row.ended_at, User.name
        )
        .join(User, User.id == row.approved_by_id)
        .where(row.ended_on.is_not(None))
    )
    for part_id, first, last, reason, approved_at, at, name in _rows(
        statement, row.assignment_id, assignment_ids
    ):
        yield part_id, at, Pause(first, last, Approval(name, local_day(approved_at), reason))


def _rows(statement: Any, column: Any, assignment_ids: Sequence[int] | None) -> Sequence[Any]:
    if assignment_ids is not None:
        statement = statement.where(column.in_(assignment_ids))
    return db.session.execute(statement).all()
