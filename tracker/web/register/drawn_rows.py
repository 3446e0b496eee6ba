"""The rows of the list as they are drawn: a row that says the same as before is not drawn again."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import render_template
from flask_babel import get_locale
from markupsafe import Markup

from tracker.queries.register import Reader, shows_sponsor
from tracker.web.kept_html import keep
from tracker.web.register.cells import RowWriter
from tracker.web.register.picks import may_pick

Key = tuple[Any, ...]


def drawn_rows(records: Sequence[Any], writer: RowWriter, reader: Reader, *, picks: bool) -> Markup:
    """Return the rows of a table, with boxes where the reader may do something with one of them."""
    allowed, shared = may_pick(reader), (str(get_locale()), reader.today, writer.columns, picks)
    rows = []
    for record in records:
        is_pickable = picks and allowed(record)
        key = ("register.row", *shared, is_pickable, *_seen(record, reader), *record)
        rows.append(keep(key, partial(_draw, record, writer, is_pickable=is_pickable, picks=picks)))
    return Markup().join(rows)


def _seen(record: Any, reader: Reader) -> Key:
    """Return what a row says besides the record's own values."""
    tree = reader.tree
    return (
        tree.name(record.lead_office_id),
        tree.name(record.lead_unit_id),
        record.host_unit_id in reader.departments,
        shows_sponsor(record, reader),
    )


def _draw(record: Any, writer: RowWriter, *, is_pickable: bool, picks: bool) -> Markup:
    row = writer.row(record, may_pick=is_pickable)
    return Markup(render_template("register/_row.html", row=row, picks=picks))  # noqa: S704 - a template's own output
