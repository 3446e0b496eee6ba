"""Pages on which a register in a spreadsheet is looked through row by row, then written as a whole or not at all."""

from dataclasses import dataclass
from pathlib import PurePath

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.documents.boxed import read_book
from tracker.documents.register_table import Head, ReadRow, find_head, mapping_of, read_rows
from tracker.documents.store import FileMissing
from tracker.documents.tables import Table
from tracker.domain.errors import InvalidInput, Refused, StalePage, TrackerError
from tracker.domain.imports import AT_ONCE, OLD_AFTER
from tracker.domain.vocabulary import BodyLevel, Kind, Phase
from tracker.queries.register_heads import remembered_heads
from tracker.services.import_jobs import Asked, ask_import
from tracker.services.register_import import Source, apply_import
from tracker.services.register_plan import Fate, Plan, plan_import
from tracker.web.current import actor, now, today
from tracker.web.intake import blueprint
from tracker.web.intake.letter_views import host
from tracker.web.intake.register_forms import (
    RegisterFileForm,
    RegisterPlanForm,
    chosen_columns,
    column_choices,
)
from tracker.web.intake.register_rows import lines_of, tally_of, unshown_of
from tracker.web.intake.ticket import Ticket, redeem, sign
from tracker.web.storage import file_store

Page = Response | tuple[str, int]
MODE, AGAIN = "register", "again"
NO_TEXT = "0" * 64  # a spreadsheet's ticket is of no use on the page of letters


@dataclass(frozen=True)
class Sheet:
    """A sheet with its head, what its columns are taken for, and its rows."""

    table: Table
    head: Head
    columns: dict[int, str]
    rows: list[ReadRow]


@blueprint.route("/intake/register", methods=["GET", "POST"])
def import_register() -> Page:
    """Take a spreadsheet and show what would become of each row."""
    if request.method == "GET":
        data = {"kind": Kind.SUGGESTION, "body_level": BodyLevel.PROVINCE, "phase": Phase.SESSION}
        return _upload_page(RegisterFileForm(data={**data, "received_on": today()}), 200)
    form = RegisterFileForm()
    try:
        ticket, tables = _receive(form) if form.validate() else (None, [])
        if ticket is None:
            return _upload_page(form, 422)
        first = RegisterPlanForm(formdata=None, data={**form.data, "ticket": sign(ticket)})
        return _plan_page(first, ticket, tables, 200)
    except TrackerError as error:
        form.refuse(error)
        return _upload_page(form, 422)


def _upload_page(form: RegisterFileForm, status: int) -> tuple[str, int]:
    return render_template("intake/import_register.html", form=form), status


def _receive(form: RegisterFileForm) -> tuple[Ticket, list[Table]]:
    """Read the file in its box, and put it into the stash for the pages that follow."""
    upload = form.table.data
    if upload is None or not upload.filename:
        raise InvalidInput(field="table", reason=_("请选择文件。"))
    data, name = upload.read(), PurePath(upload.filename.replace("\\", "/")).name
    try:
        tables = read_book(data, name)
    except TrackerError as error:
        error.params.setdefault("field", "table")
        raise
    return Ticket(MODE, NO_TEXT, name, size=len(data), file_digest=file_store().stash(data, now())), tables


@blueprint.post("/intake/register/confirm")
def confirm_register() -> Page:
    """Look through the rows again with other columns, or write them all."""
    ticket, form = redeem(request.form.get("ticket")), RegisterPlanForm()
    if ticket.mode != MODE:
        raise FileMissing
    tables = read_book(file_store().read_stash(ticket.file_digest), ticket.name)
    if not form.validate() or AGAIN in request.form:
        return _plan_page(form, ticket, tables, 422 if form.errors else 200)
    try:
        return _write(form, ticket, _sheet(form, tables))
    except (InvalidInput, Refused, StalePage) as error:
        form.refuse(error)
        return _plan_page(form, ticket, tables, 422)


def _write(form: RegisterPlanForm, ticket: Ticket, sheet: Sheet) -> Response:
    """Write a short list now, a long one in the background, and lead to its page."""
    heads = {cell.text: sheet.columns.get(cell.column) for cell in sheet.head.cells}
    confirmed, leave_refused = form.plan.data or "", form.leave_refused.data
    if len(sheet.rows) > AT_ONCE:
        plan_import(actor(), sheet.rows, form.for_all(), now=now()).demand(
            confirmed, leave_refused=leave_refused
        )
        record = ask_import(actor(), _asked(form, ticket, sheet, heads), now=now())
        return redirect(url_for("intake.view_import", import_id=record.id))
    done = apply_import(
        actor(),
        sheet.rows,
        form.for_all(),
        confirmed=confirmed,
        leave_refused=leave_refused,
        heads=heads,
        now=now(),
        source=Source(ticket.name, form.is_old.data),
    )
    file_store().drop_stash(ticket.file_digest)
    flash(_("已导入：新增%(made)s件，更改%(changed)s件。", made=done.made, changed=done.changed), "done")
    if not done.record_id:
        return redirect(url_for("intake.list_imports"))
    return redirect(url_for("intake.view_import", import_id=done.record_id))


def _asked(form: RegisterPlanForm, ticket: Ticket, sheet: Sheet, heads: dict[str, str | None]) -> Asked:
    return Asked(
        file_name=ticket.name,
        stash=ticket.file_digest,
        sheet=int(form.sheet.data),
        columns=sheet.columns,
        heads=heads,
        for_all=form.for_all(),
        plan=form.plan.data or "",
        rows=len(sheet.rows),
        leave_refused=form.leave_refused.data,
        is_old=form.is_old.data,
    )


def _sheet(form: RegisterPlanForm, tables: list[Table]) -> Sheet:
    """Return the chosen sheet."""
    form.offer(tables)
    table = tables[int(form.sheet.data)]
    head = find_head(table)
    columns = mapping_of(head, chosen_columns(head, remembered_heads(host().id)))
    return Sheet(table, head, columns, list(read_rows(table, head, columns, tables)))


def _plan_page(form: RegisterPlanForm, ticket: Ticket, tables: list[Table], status: int) -> tuple[str, int]:
    sheet = _sheet(form, tables)
    plan: Plan = plan_import(actor(), sheet.rows, form.for_all(), now=now())
    form.ticket.data, form.plan.data = sign(ticket), plan.digest
    if plan.last_assigned is not None and not form.old_asked.data:
        form.is_old.data, form.old_asked.data = plan.last_assigned < today() - OLD_AFTER, "1"
    page = render_template(
        "intake/confirm_register.html",
        form=form,
        ticket=ticket,
        sheet=sheet,
        plan=plan,
        lines=lines_of(plan),
        unshown=unshown_of(plan),
        gives_units=plan.last_assigned is not None,
        is_long=len(plan.rows) > AT_ONCE,
        tally=tally_of(plan),
        choices=column_choices(),
        refused=len(plan.of(Fate.REFUSED)),
        written=len(plan.of(Fate.NEW)) + len(plan.of(Fate.CHANGED)),
        unknown=[cell for cell in sheet.head.cells if cell.column not in sheet.columns and cell.code is None],
        hidden=[row.number for row in sheet.rows if row.is_hidden],
    )
    return page, status
