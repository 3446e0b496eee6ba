"""The list as it is taken out: the columns that the person sees, days as days."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.clock import local_day
from tracker.documents.sheets import Cell, Column
from tracker.domain.register_layout import ListColumn
from tracker.web.register.cells import RowWriter, session_of
from tracker.web.register.columns import HEADS
from tracker.web.register.rows import chip_of_item, tags_of

Words = Callable[[Any, RowWriter], Cell]
Part = tuple[LazyString, int, Words]


def list_columns(columns: Sequence[ListColumn]) -> list[Column]:
    """Return the columns of a file that shows these columns of the list."""
    return [Column(str(head), width) for column in columns for head, width, _words in PARTS[column]]


def list_row(record: Any, columns: Sequence[ListColumn], writer: RowWriter) -> list[Cell]:
    """Return an item as a row of such a file."""
    return [words(record, writer) for column in columns for _head, _width, words in PARTS[column]]


def _one(column: ListColumn, width: int, words: Words) -> tuple[Part, ...]:
    return ((HEADS[column], width, words),)


def _left(record: Any, writer: RowWriter) -> Cell:
    del writer
    chip = chip_of_item(record)
    return chip.words if chip else None


def _opinions(record: Any, writer: RowWriter) -> Cell:
    (dots,) = writer.opinions(record)
    return _("我方会办") if dots is None else dots.words or None


PARTS: Mapping[ListColumn, tuple[Part, ...]] = {
    ListColumn.NUMBER: _one(ListColumn.NUMBER, 16, lambda row, _w: row.number_norm or _("无编号")),
    ListColumn.TITLE: (
        (_l("标题"), 44, lambda row, _w: row.title),
        (_l("标记"), 14, lambda row, _w: "、".join(words for words, _is_key in tags_of(row)) or None),
    ),
    ListColumn.KIND: _one(ListColumn.KIND, 14, lambda row, writer: writer.kind(row)),
    ListColumn.SESSION: _one(ListColumn.SESSION, 8, lambda row, _w: session_of(row) or None),
    ListColumn.SPONSOR: _one(ListColumn.SPONSOR, 20, lambda row, writer: writer.sponsor(row)),
    ListColumn.UNIT: _one(
        ListColumn.UNIT, 20, lambda row, writer: writer.reader.tree.name(row.lead_unit_id) or None
    ),
    ListColumn.OFFICE: (
        (_l("承办处"), 14, lambda row, writer: writer.place(row)[0] or None),
        (_l("承办人"), 10, lambda row, writer: writer.place(row)[1] or None),
    ),
    ListColumn.OPINIONS: _one(ListColumn.OPINIONS, 12, _opinions),
    ListColumn.STATE: _one(ListColumn.STATE, 12, lambda row, writer: writer.state(row)),
    ListColumn.PROMISES: _one(ListColumn.PROMISES, 8, lambda row, _w: row.promise_total),
    ListColumn.REGISTERED: _one(ListColumn.REGISTERED, 14, lambda row, _w: local_day(row.created_at)),
    ListColumn.ASSIGNED: _one(ListColumn.ASSIGNED, 14, lambda row, _w: row.assigned_on),
    ListColumn.DUE: _one(ListColumn.DUE, 14, lambda row, _w: row.due_on),
    ListColumn.LEFT: _one(ListColumn.LEFT, 16, _left),
    ListColumn.REPLIED: _one(ListColumn.REPLIED, 14, lambda row, _w: row.replied_on),
    ListColumn.CLASS_MARK: _one(ListColumn.CLASS_MARK, 10, lambda row, _w: row.class_mark),
    ListColumn.TAGS: _one(ListColumn.TAGS, 20, lambda row, writer: "、".join(writer.labels(row)) or None),
}
