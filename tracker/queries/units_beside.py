"""Units that records refer to: all are read when the first is asked for, so that no page reads them one by one.

A record's unit (``assignment.unit``) is read when somebody looks at it. A page may look at many; the first look reads
every unit in one statement, and those that follow are answered from what the session holds then.
"""

from typing import Any

from sqlalchemy import event, select
from sqlalchemy.engine import Result
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.orm import ORMExecuteState, Session

from tracker.extensions import db
from tracker.models.people import Unit

HELD = "units_held"  # the session holds its records weakly; these stay until it ends


def _looked_for(state: ORMExecuteState) -> int | None:
    """Return which one unit of a record is looked for; several at once are read in one statement as it is."""
    mapper = state.bind_mapper
    if not state.is_relationship_load or mapper is None or mapper.class_ is not Unit:
        return None
    values = list(state.parameters.values()) if isinstance(state.parameters, dict) else []
    return values[0] if len(values) == 1 and isinstance(values[0], int) else None


def _held(session: Session, unit_id: int) -> Unit | None:
    """Return a unit that the session holds, after reading all where it does not."""
    found: Unit | None = session.info.get(HELD, {}).get(unit_id)
    if found is None or found not in session:
        session.info[HELD] = {unit.id: unit for unit in session.scalars(select(Unit))}
        found = session.info[HELD].get(unit_id)
    return found


@event.listens_for(db.session, "do_orm_execute")
def _answer(state: ORMExecuteState) -> Result[Any] | None:
    """Answer the look at one unit of a record; every other statement goes its way."""
    unit_id = _looked_for(state)
    found = _held(state.session, unit_id) if unit_id is not None else None
    if found is None:
        return None
    return IteratorResult(SimpleResultMetaData(["Unit"]), iter([(found,)]))
