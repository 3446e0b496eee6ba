"""Taking the register out: the list as it is filtered, or every item; as the list shows it, or with all columns."""

from collections.abc import Iterator, Sequence

from flask import Response, render_template, request
from flask_babel import gettext as _

from tracker.documents.sheets import Cell, Format, Sheet
from tracker.domain.register_layout import ListColumn
from tracker.queries.register import Reader, RegisterFilter
from tracker.queries.register_book import batches, count_taken_out, whole_items
from tracker.services.exports import demand_export
from tracker.web import current
from tracker.web.address_words import one_of
from tracker.web.filters import capped
from tracker.web.register import blueprint
from tracker.web.register.address import address, kept, read_address
from tracker.web.register.book_cells import book_columns, book_rows
from tracker.web.register.cells import RowWriter
from tracker.web.register.forms import ALL, WHOLE, ExportForm
from tracker.web.register.list_cells import list_columns, list_row
from tracker.web.register.list_page import ListPage, reader
from tracker.web.sheet_answer import sheet_answer


@blueprint.get("/items/export")
def choose_export() -> str:
    """Ask what to take out, and say how many items that is."""
    demand_export(current.actor(), current.now())
    counts = count_taken_out(reader(), read_address(request.args))
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
    page, everything = ListPage.asked(), request.args.get("scope") == ALL
    is_whole_book = request.args.get("columns") == WHOLE
    if is_whole_book:
        columns, rows = book_columns(), _book(page.reader, page.chosen, everything=everything)
    else:
        columns = list_columns(page.layout.columns)
        rows = _list(page.layout.columns, page.reader, page.chosen, everything=everything)
    name = _("提案登记表")
    return sheet_answer(
        Sheet(name, columns, rows),
        one_of(Format, request.args.get("format", "")) or Format.XLSX,
        what="register.whole" if is_whole_book else "register.list",
    )


def _book(reader: Reader, chosen: RegisterFilter, *, everything: bool) -> Iterator[list[Cell]]:
    for batch in batches(reader, chosen, is_whole=everything):
        yield from book_rows(whole_items([row.id for row in batch]), reader)


def _list(
    columns: Sequence[ListColumn], found: Reader, chosen: RegisterFilter, *, everything: bool
) -> Iterator[list[Cell]]:
    writer = RowWriter(columns, found)
    for batch in batches(found, chosen, is_whole=everything):
        yield from (list_row(record, columns, writer) for record in batch)
