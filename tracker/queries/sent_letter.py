"""What stands under a letter on its page: sendings, classes, later letters, and lost numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_
from sqlalchemy.orm import joinedload

from tracker.models.dispatch import Dispatch
from tracker.models.later_letter import LaterLetter
from tracker.models.reply import ClassChange, DocumentNumber, Reply
from tracker.queries.together import read_together


@dataclass(frozen=True)
class SentLetter:
    """The rows under one letter, each kind in its order."""

    dispatches: Sequence[Dispatch]
    classes: Sequence[ClassChange]
    letters: Sequence[LaterLetter]
    voided: Sequence[DocumentNumber]


def sent_letter(reply: Reply) -> SentLetter:
    """Read what stands under a letter in one statement."""
    voided = and_(DocumentNumber.reply_id == reply.id, DocumentNumber.is_void)
    dispatches, *rest = read_together(
        (Dispatch, Dispatch.reply_id == reply.id, (joinedload(Dispatch.by),)),
        (ClassChange, ClassChange.reply_id == reply.id, (joinedload(ClassChange.by),)),
        (LaterLetter, LaterLetter.reply_id == reply.id, (joinedload(LaterLetter.author),)),
        (DocumentNumber, voided, ()),
    )
    classes, letters, numbers = rest
    return SentLetter(
        sorted(dispatches, key=lambda one: (one.sent_on, one.id)),
        classes,
        letters,
        numbers,
    )
