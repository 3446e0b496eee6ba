"""Verdicts on promises that letters of one group share: judged once, they hold for the same words elsewhere."""

from datetime import datetime

from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import Verdict
from tracker.models.commitment import PromiseMark
from tracker.services.promise_finding import marks_by_id

JUDGED = (
    "verdict",
    "owner_unit_id",
    "owner_user_id",
    "target",
    "due_text",
    "due_on",
    "review_on",
    "rule",
    "reason",
)


def copy_verdicts(actor: Actor, source_id: int, reply_id: int, now: datetime) -> None:
    """Judge the sentences that stand word for word in the leading letter as they are judged there."""
    judged: dict[str, PromiseMark] = {
        mark.quote: mark
        for mark in marks_by_id(source_id).values()
        if mark.is_placed and mark.verdict is not Verdict.UNDECIDED
    }
    for mark in marks_by_id(reply_id).values():
        known = judged.get(mark.quote)
        if known is None or not mark.is_placed or mark.verdict is not Verdict.UNDECIDED:
            continue
        for name in JUDGED:
            setattr(mark, name, getattr(known, name))
        mark.judged_by_id, mark.judged_at = actor.user_id, now
