"""Taking the register out: the list as it is filtered, or every item; as the list shows it, or with all columns."""

from collections.abc import Iterator

from flask import Response, render_template, request
from flask_babel import gettext as _

from tracker.documents.sheets import Cell, Column, Format, Sheet
from tracker.queries.calendar import working_calendar
from tracker.queries.register import Reader, RegisterFilter
from tracker.queries.register_book import batches, count_taken_out, whole_items
from tracker.services.exports import demand_export
from tracker.web import current
from tracker.web.address_words import one_of
from tracker.web.filters import capped
from tracker.web.register import blueprint
from tracker.web.register.address import address, kept, read_address
from tracker.web.register.book_cells import book_columns, book_rows
from tracker.web.register.forms import ALL, WHOLE, ExportForm
from tracker.web.register.rows import row_of
from tracker.web.sheet_answer import sheet_answer


def _reader() -> Reader:
    return Reader(current.actor(), current.now(), current.units(), working_calendar())


@blueprint.get("/items/export")
def choose_export() -> str:
    """Ask what to take out, and say how many items that is."""
    demand_export(current.actor(), current.now())
    reader, chosen = _reader(), read_address(request.args)
    counts = count_taken_out(reader, chosen)
    return render_template(
        "register/choose_export.html",
        form=ExportForm.of({name: capped(count) for name, count in counts.items()}),
        hidden=kept(request.args),
        back=address(request.args),
    )


@blueprint.get("/items/export/file")
def export_items() -> Response:
    """Send the register as a file."""
    demand_export(current.actor(), current.now())
    chosen, everything = read_address(request.args), request.args.get("scope") == ALL
    is_whole_book = request.args.get("columns") == WHOLE
    rows = (_book if is_whole_book else _list)(_reader(), chosen, everything=everything)
    columns = book_columns() if is_whole_book else _list_columns()
    name = _("提案登记表")
    return sheet_answer(
        Sheet(name, columns, rows),
        one_of(Format, request.args.get("format", "")) or Format.XLSX,
        what="register.whole" if is_whole_book else "register.list",
    )


def _book(reader: Reader, chosen: RegisterFilter, *, everything: bool) -> Iterator[list[Cell]]:
    for batch in batches(reader, chosen, is_whole=everything):
        yield from book_rows(whole_items([row.id for row in batch]), reader)


def _list_columns() -> list[Column]:
    return [
        Column(_("编号"), 16),
        Column(_("标题"), 44),
        Column(_("标记"), 14),
        Column(_("提出人"), 20),
        Column(_("承办处"), 14),
        Column(_("承办人"), 10),
        Column(_("会办意见"), 12),
        Column(_("状态"), 12),
        Column(_("承诺"), 8),
        Column(_("办复期限"), 14),
        Column(_("余量"), 16),
    ]


def _list(reader: Reader, chosen: RegisterFilter, *, everything: bool) -> Iterator[list[Cell]]:
    for batch in batches(reader, chosen, is_whole=everything):
        for record in batch:
            row = row_of(record, reader)
            yield [
                row.number,
                row.title,
                "、".join(words for words, _is_key in row.tags) or None,
                row.sponsor,
                row.office or None,
                row.person or None,
                _opinions(record.co_in, record.co_total) if row.dots is not None else _("我方会办"),
                row.state,
                row.promises,
                record.due_on,
                row.chip.words if row.chip else None,
            ]


def _opinions(received: int, wanted: int) -> str | None:
    return _("%(received)s/%(wanted)s 已回", received=received, wanted=wanted) if wanted else None
