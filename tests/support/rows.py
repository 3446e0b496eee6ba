"""All rows of a database as plain values, and writing them into another one whose tables are empty."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, Connection, Table, func, insert, select, text

from tracker.extensions import Base, db
from tracker.models.search import SearchDocument
from tracker.services.search_index import rebuild

Rows = Mapping[str, list[dict[str, Any]]]
# Rows refer to one another in circles: whether they may was asked when they were first written.
UNASKED = {
    "postgresql": "SET LOCAL session_replication_role = replica",
    "sqlite": "PRAGMA defer_foreign_keys = ON",
}


def all_rows() -> Rows:
    """Return every row by the name of its table; empty tables are left out."""
    with db.engine.connect() as connection:
        return {table.name: rows for table in _tables() if (rows := _rows(connection, table))}


def write_rows(rows: Rows) -> None:
    """Write rows with their ids and let the database number on after them."""
    with db.engine.begin() as connection:
        connection.execute(text(UNASKED[connection.dialect.name]))
        written = [table for table in _tables() if table.name in rows]
        for table in written:
            connection.execute(insert(table), rows[table.name])
        if connection.dialect.name == "postgresql":
            ids = [table.c.id for table in written if "id" in table.c]
            connection.execute(select(*(func.setval(_sequence(one), _last(one)) for one in ids)))
        rebuild(connection)


def _tables() -> list[Table]:
    """Return every table but the search's documents, which are made of the others."""
    return [table for table in Base.metadata.sorted_tables if table.name != SearchDocument.__tablename__]


def _rows(connection: Connection, table: Table) -> list[dict[str, Any]]:
    written = [column for column in table.columns if column.computed is None]
    return [dict(row) for row in connection.execute(select(*written)).mappings()]


def _sequence(column: Column[Any]) -> Any:
    return func.pg_get_serial_sequence(column.table.name, column.name)


def _last(column: Column[Any]) -> Any:
    return select(func.max(column)).scalar_subquery()
