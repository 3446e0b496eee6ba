"""Moving open due dates after a preview was confirmed: one event for each item, the first dates stay."""

from datetime import datetime
from itertools import groupby

from tracker.domain.due_dates import Milestone as Code
from tracker.domain.errors import N_, Refused
from tracker.domain.events import EventKind
from tracker.domain.permissions import Actor
from tracker.queries.due_moves import DueMove, Moves
from tracker.services.milestones import move_milestone
from tracker.services.moves import Telling, write_event
from tracker.services.summaries import refresh_summary, summaries_once

ANSWERS = frozenset({Code.REPLY, Code.CO_OPINION})
CHANGED = N_("预览之后又有变动，没有改动任何期限。请看新的预览，再确认一次。")


def apply_moves(actor: Actor, moves: Moves, *, cause: str, reason: str, confirmed: str, now: datetime) -> int:
    """Write the due dates of a preview and return how many items moved; raises Refused where they are others by now.

    ``confirmed`` is the digest of what was shown, ``cause`` calendar, undone or rules, ``reason`` the notice's name.
    """
    if moves.digest() != confirmed:
        raise Refused(reason=CHANGED)
    for move in moves.reworded:
        move_milestone(move.row, move.due)
    by_item = sorted(moves.moved, key=lambda move: move.item.id)
    with summaries_once():
        for proposal_id, group in groupby(by_item, key=lambda move: move.item.id):
            told = [move_row(move) for move in group]
            telling = Telling(reason, {"cause": cause, "moves": told})
            write_event(proposal_id, EventKind.CASE_DUE_MOVED, actor, now, telling=telling)
            refresh_summary(proposal_id)
    return moves.items


def move_row(move: DueMove) -> dict[str, str]:
    """Write one due date of a preview and return what its event says."""
    old = move.row.due_on
    move_milestone(move.row, move.due)
    if move.due.code in ANSWERS:
        move.assignment.due_on = move.due.day
    return {
        "unit": move.assignment.unit.short_name,
        "code": move.due.code.value,
        "old": old.isoformat(),
        "new": move.due.day.isoformat(),
    }
