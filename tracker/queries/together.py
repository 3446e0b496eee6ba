"""Rows of several tables that belong to one record, read in one statement: each kind of row joins its own number."""

from typing import Any

from sqlalchemy import ColumnElement, and_, literal, select, union_all
from sqlalchemy.orm.interfaces import ORMOption

from tracker.extensions import db

Part = tuple[type[Any], ColumnElement[bool], tuple[ORMOption, ...]]


def read_together(*parts: Part) -> list[list[Any]]:
    """Return the rows of each part (a table, its condition, its loading options) by their ids.

    No row of one part meets a row of another, so that nothing multiplies; a part without rows is an empty list.
    """
    kinds = union_all(*(select(literal(number).label("kind")) for number in range(len(parts)))).subquery()
    statement = select(kinds.c.kind, *(table for table, _, _ in parts)).select_from(kinds)
    for number, (table, condition, options) in enumerate(parts):
        statement = statement.outerjoin(table, and_(kinds.c.kind == number, condition)).options(*options)
    found: list[list[Any]] = [[] for _ in parts]
    for row in db.session.execute(statement):
        if row[row.kind + 1] is not None:
            found[row.kind].append(row[row.kind + 1])
    return [sorted(rows, key=_key) for rows in found]


def _key(row: Any) -> int:
    return int(row.__mapper__.primary_key_from_instance(row)[0])
