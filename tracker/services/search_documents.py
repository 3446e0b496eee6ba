"""Writes the documents of the search and, on SQLite, their grams; PostgreSQL keeps its index by itself."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, text, update
from sqlalchemy.dialects import postgresql

from tracker.domain.search_kinds import HEADS
from tracker.domain.search_words import fold, tokens
from tracker.models.search import SearchDocument
from tracker.services.bulk_rows import copy_rows
from tracker.services.search_sources import Source

DOCUMENT: Any = SearchDocument.__table__
SLOTS = 1 << 16  # on SQLite ids go up with the items, so that the newest items' grams come first
ADD = text("INSERT INTO search_gram (rowid, head, body) VALUES (:id, :head, :body)")
DROP = text("INSERT INTO search_gram (search_gram, rowid, head, body) VALUES ('delete', :id, :head, :body)")
Values = dict[str, Any]


def write_documents(connection: Connection, concerned: ColumnElement[bool], found: Iterable[Source]) -> None:
    """Make the concerned documents what ``found`` says; one whose source is not in it goes."""
    old = {(row.kind, row.source_id): row for row in connection.execute(select(DOCUMENT).where(concerned))}
    new = {(values["kind"], values["source_id"]): values for values in map(_values, found)}
    _drop(connection, [row for key, row in old.items() if key not in new])
    _change(connection, [(old[key], values) for key, values in new.items() if key in old])
    _add(connection, [values for key, values in new.items() if key not in old])


def _values(source: Source) -> Values:
    folded = fold(source.text)
    return {
        "proposal_id": source.proposal_id,
        "kind": source.kind,
        "source_id": source.source_id,
        "is_head": source.kind in HEADS,
        "reach": source.reach,
        "seat_id": source.seat_id,
        "unit_id": source.unit_id,
        "body": folded.body,
        "shown": folded.shown,
    }


def _drop(connection: Connection, rows: list[Row[Any]]) -> None:
    if rows:
        connection.execute(delete(DOCUMENT).where(DOCUMENT.c.id.in_([row.id for row in rows])))
        _grams(connection, DROP, ((row.id, row.is_head, row.body) for row in rows))


def _change(connection: Connection, pairs: list[tuple[Row[Any], Values]]) -> None:
    for row, values in pairs:
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        if changed:
            connection.execute(update(DOCUMENT).where(DOCUMENT.c.id == row.id).values(changed))
        if "body" in changed:
            _grams(connection, DROP, [(row.id, row.is_head, row.body)])
            _grams(connection, ADD, [(row.id, row.is_head, values["body"])])


def copy_documents(connection: Connection, found: Iterable[Source]) -> None:
    """Write the documents of items that this transaction has made, on PostgreSQL: nobody else can know of them."""
    if rows := [_values(source) for source in found]:
        copy_rows(connection, DOCUMENT, rows)


def _add(connection: Connection, rows: list[Values]) -> None:
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        statement = postgresql.insert(DOCUMENT)
        again = {name: statement.excluded[name] for name in ("reach", "seat_id", "unit_id", "body", "shown")}
        connection.execute(
            statement.on_conflict_do_update(index_elements=["kind", "source_id"], set_=again), rows
        )
        return
    numbered = list(_numbered(connection, rows))
    connection.execute(insert(DOCUMENT), numbered)
    _grams(connection, ADD, ((one["id"], one["is_head"], one["body"]) for one in numbered))


def _numbered(connection: Connection, rows: list[Values]) -> Iterator[Values]:
    """Yield rows with the next free id of their item."""
    items = {values["proposal_id"] for values in rows}
    last = select(DOCUMENT.c.proposal_id, func.max(DOCUMENT.c.id)).where(DOCUMENT.c.proposal_id.in_(items))
    rows_taken = connection.execute(last.group_by(DOCUMENT.c.proposal_id))
    taken: dict[int, int] = {row[0]: row[1] for row in rows_taken}
    for values in rows:
        item = values["proposal_id"]
        taken[item] = taken.get(item, item * SLOTS) + 1
        yield {"id": taken[item], **values}


def _grams(connection: Connection, statement: Any, documents: Iterable[tuple[int, bool, str]]) -> None:
    """Add grams to SQLite's table, or take away those of the body that a document had."""
    if connection.dialect.name != "sqlite":
        return
    rows = [
        {"id": key, "head": tokens(body) if is_head else "", "body": "" if is_head else tokens(body)}
        for key, is_head, body in documents
    ]
    if rows:
        connection.execute(statement, rows)
