"""Every sending of a reply and of its later letters."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.extensions import db
from tracker.models.dispatch import Dispatch


def dispatches_of(reply_id: int) -> Sequence[Dispatch]:
    """Return every sending under a reply, oldest first."""
    statement = select(Dispatch).options(joinedload(Dispatch.by)).where(Dispatch.reply_id == reply_id)
    return db.session.scalars(statement.order_by(Dispatch.sent_on, Dispatch.id)).all()
