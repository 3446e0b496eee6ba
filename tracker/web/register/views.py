"""The list of items, and the form of its filters."""

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from tracker.domain.permissions import Permission
from tracker.queries.register import View, count_views
from tracker.queries.register import (
    list_items as read_items,
)
from tracker.web import current
from tracker.web.access import may
from tracker.web.filters import capped
from tracker.web.register import blueprint
from tracker.web.register.address import MOST_IDS, address, export_address, filter_text, kept
from tracker.web.register.cells import RowWriter
from tracker.web.register.columns import heads_of
from tracker.web.register.drawn_rows import drawn_rows
from tracker.web.register.forms import FURTHER, OFTEN, FilterForm
from tracker.web.register.list_page import ListPage, offered, reader
from tracker.web.register.picks import bulk_acts
from tracker.web.register.rows import chips_of, tabs_of, turning_of, view_address
from tracker.web.sheet_answer import offers_export


@blueprint.get("/items")
def list_items() -> str | Response:
    """Show one page of the items that the person sees; without a word in the address, the person's first view."""
    page = ListPage.asked()
    if not request.args and page.desk.first:
        return redirect(view_address(page.desk.first))
    reader, chosen = page.reader, page.chosen
    found, counts = read_items(reader, chosen), count_views(reader, chosen)
    writer, bulk = RowWriter(page.layout.columns, reader), bulk_acts(found.rows, reader)
    return render_template(
        "register/list_items.html",
        page=page,
        tabs=tabs_of(chosen, counts, page.desk, page.saved),
        columns=heads_of(page.layout.columns, page.addresses, chosen),
        rows=drawn_rows(found.rows, writer, reader, picks=bool(bulk)),
        bulk=bulk,
        chips=chips_of(page.addresses, chosen, page.names),
        turning=turning_of(page.addresses, chosen, found),
        open_count=capped(counts[View.OPEN.value]),
        found=capped(counts.get("found")),
        kept=kept(request.args),
        filter_text=filter_text(request.args),
        list_text=address(request.args).partition("?")[2],
        renewable=page.is_changed,
        clear_url=address(request.args, *(set(kept(request.args)) - {"view", "sort"})),
        export_url=export_address(request.args) if offers_export() else None,
        may_register=may(Permission.REGISTER, current.actor()),
    )


@blueprint.get("/items/filter")
def choose_filters() -> str:
    """Show the form of the filters; the list's page opens it in a small window."""
    form, values = FilterForm(request.args), kept(request.args)
    form.offer(offered(reader()))
    hidden = {key: value for key, value in values.items() if key not in form.data}
    return render_template(
        "register/choose_filters.html",
        often=form.fields(OFTEN),
        further=form.fields(FURTHER),
        is_open=form.uses_further,
        hidden=hidden,
        back=address(request.args),
    )


@blueprint.get("/items/print")
def print_items() -> str:
    """Show the chosen items, or the first two hundred of the list, laid out for paper."""
    page = ListPage.asked()
    found = read_items(page.reader, page.chosen, MOST_IDS)
    writer = RowWriter(page.layout.columns, page.reader)
    return render_template(
        "register/print_items.html",
        columns=heads_of(page.layout.columns, None, page.chosen),
        rows=[writer.row(record) for record in found.rows],
        has_more=found.has_later,
        back=address(request.args, "ids"),
    )
