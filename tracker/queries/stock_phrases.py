"""Standard phrases of units (常用语)."""

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from tracker.extensions import db
from tracker.models.people import Unit
from tracker.models.writing import StockPhrase


def phrases_of(unit_ids: Iterable[int]) -> Sequence[StockPhrase]:
    """Return the phrases of units, each with its unit, in the units' and their own order; one statement."""
    statement = select(StockPhrase).join(Unit, Unit.id == StockPhrase.unit_id)
    found = statement.options(joinedload(StockPhrase.unit)).where(StockPhrase.unit_id.in_(list(unit_ids)))
    return db.session.scalars(found.order_by(Unit.path, StockPhrase.position, StockPhrase.id)).all()


def last_position(unit_id: int) -> int:
    """Return the position of a unit's last phrase, 0 where it has none."""
    statement = select(func.max(StockPhrase.position)).where(StockPhrase.unit_id == unit_id)
    return db.session.scalar(statement) or 0
