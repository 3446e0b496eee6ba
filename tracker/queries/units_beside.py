"""Units that records refer to: all are read when the first is asked for, so that no page reads them one by one.

A record's unit (``assignment.unit``) is read when somebody looks at it. A page may look at many; the first look reads
every unit in one statement, and those that follow are answered from what the session holds then.
"""

from typing import Any

from sqlalchemy import event, select
from sqlalchemy.engine import Result
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.orm import ORMExecuteState

from tracker.extensions import db
from tracker.models.people import Unit

HELD = "units_held"  # the session holds its records weakly; these stay until it ends


@event.listens_for(db.session, "do_orm_execute")
def _answer(state: ORMExecuteState) -> Result[Any] | None:
    """Answer the look at one unit of a record; every other statement goes its way."""
    mapper = state.bind_mapper
    if not state.is_relationship_load or mapper is None or mapper.class_ is not Unit:
        return None
    values = list(state.parameters.values()) if isinstance(state.parameters, dict) else []
    if len(values) != 1 or not isinstance(
        values[0], int
    ):  # several at once are read in one statement as it is
        return None
    found = state.session.info.get(HELD, {}).get(values[0])
    if found is None or found not in state.session:
        held = {unit.id: unit for unit in state.session.scalars(select(Unit))}
        state.session.info[HELD], found = held, held.get(values[0])
    if found is None:
        return None
    return IteratorResult(SimpleResultMetaData(["Unit"]), iter([(found,)]))
