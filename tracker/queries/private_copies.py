"""Private copies of a person: what he wrote when he had lost the right to save it."""

from collections.abc import Sequence

from sqlalchemy import select

from tracker.extensions import db
from tracker.models.writing import PrivateCopy


def private_copies(user_id: int) -> Sequence[PrivateCopy]:
    """Return a person's own copies, the newest first; one statement."""
    statement = select(PrivateCopy).where(PrivateCopy.user_id == user_id)
    return db.session.scalars(statement.order_by(PrivateCopy.id.desc()).limit(200)).all()


def private_copy(user_id: int, copy_id: int) -> PrivateCopy | None:
    """Return one copy of this person, nobody else's."""
    statement = select(PrivateCopy).where(PrivateCopy.user_id == user_id, PrivateCopy.id == copy_id)
    return db.session.scalar(statement)
