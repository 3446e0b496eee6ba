"""The class of a reply and of an item through time, each setting with who, when, why and on what evidence."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.extensions import db
from tracker.models.reply import ClassChange


def class_history(reply_id: int) -> Sequence[ClassChange]:
    """Return every setting of a reply's class, oldest first; the first one is the signature's."""
    statement = (
        select(ClassChange).options(joinedload(ClassChange.by)).where(ClassChange.reply_id == reply_id)
    )
    return db.session.scalars(statement.order_by(ClassChange.id)).all()
