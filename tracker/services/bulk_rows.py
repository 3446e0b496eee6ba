"""Many plain rows of one table at once: by COPY on PostgreSQL, by one prepared statement on SQLite.

For rows that pure functions built and that nobody holds as objects; defaults of the models are filled in.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, Connection, Table, func, insert, select
from sqlalchemy.exc import IntegrityError

from tracker.extensions import db

Row = Mapping[str, Any]
Processor = Callable[[Any], Any]


def insert_rows(kind: Any, rows: Iterable[Row]) -> None:
    """Insert rows of a model within the running transaction; every row has the same keys.

    Raises IntegrityError as any other insert does.
    """
    found = list(rows)
    if not found:
        return
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        copy_rows(connection, kind.__table__, found)
    else:
        connection.execute(insert(kind.__table__), found)


def insert_numbered(kind: Any, rows: Sequence[Row]) -> list[int]:
    """Insert rows under numbers taken before, and return these in the same order."""
    ids = _new_ids(kind.__table__, len(rows))
    insert_rows(kind, ({"id": id_, **row} for id_, row in zip(ids, rows, strict=True)))
    return ids


def _new_ids(table: Table, count: int) -> list[int]:
    """Take numbers for new rows: SQLite gives the next ones, and the writing transaction is alone there."""
    if db.engine.dialect.name == "sqlite":
        last = db.session.scalar(select(func.max(table.c.id))) or 0
        return list(range(last + 1, last + 1 + count))
    following = func.nextval(func.pg_get_serial_sequence(table.name, "id"))
    return list(db.session.scalars(select(following).select_from(func.generate_series(1, count))))


def copy_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Send rows by COPY to PostgreSQL, their values as the column's type would bind them; all have the same keys.

    Raises IntegrityError as any other insert does.
    """
    given = {column.name for column in table.columns if column.name in rows[0]}
    columns = [(name, *how) for name, how in _columns(table).items() if name in given or how[0] is not None]
    names = ", ".join(f'"{name}"' for name, *_ in columns)
    dbapi: Any = connection.dialect.dbapi
    cursor: Any = connection.connection.cursor()
    try:
        with cursor, cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
            binding = [
                (name, default, _once() if is_json else bind) for name, default, bind, is_json in columns
            ]
            for row in rows:
                copy.write_row([bind(row.get(name, default)) for name, default, bind in binding])
    except dbapi.IntegrityError as breach:
        raise IntegrityError(f"COPY {table.name}", None, breach) from breach


@lru_cache(maxsize=64)
def _columns(table: Table) -> dict[str, tuple[Any, Processor, bool]]:
    """Return each column's plain default, if it has one, how its values are bound, and whether it holds JSON."""
    dialect = db.engine.dialect
    return {
        column.name: (
            getattr(column.default, "arg", None) if getattr(column.default, "is_scalar", False) else None,
            column.type.dialect_impl(dialect).bind_processor(dialect) or _as_it_is,
            isinstance(column.type, JSON),
        )
        for column in table.columns
    }


def _once() -> Processor:
    """Return how JSON is written: what many rows share once; they keep it alive, so that its identity is its own."""
    bound: dict[int, str] = {}

    def look_up(value: Any) -> str:
        if id(value) not in bound:
            bound[id(value)] = json.dumps(value)
        return bound[id(value)]

    return look_up


def _as_it_is(value: Any) -> Any:
    return value
