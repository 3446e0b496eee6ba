"""Taking the ledger of promises out as a file."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from tracker.documents.sheets import Cell, Column, Format, Sheet
from tracker.queries.promises import BATCH, latest_notes, promises_taken_out
from tracker.services.exports import demand_export
from tracker.web.address_words import one_of
from tracker.web.confidential import quote_in_list
from tracker.web.current import actor, now, today, units
from tracker.web.due_words import promise_chip
from tracker.web.follow_up import blueprint
from tracker.web.follow_up.ledger import own_units, read_filter
from tracker.web.labels import label
from tracker.web.sheet_answer import sheet_answer


@blueprint.get("/promises/export")
def export_promises() -> Response:
    """Send the ledger, as it is filtered, as a file."""
    demand_export(actor(), now())
    columns = [
        Column(_("编号"), 16),
        Column(_("件的标题"), 40),
        Column(_("第几句承诺"), 8),
        Column(_("承诺原句"), 50),
        Column(_("责任单位"), 16),
        Column(_("责任人"), 10),
        Column(_("时间用语"), 14),
        Column(_("到期日"), 12),
        Column(_("复核日"), 12),
        Column(_("余量"), 16),
        Column(_("状态"), 10),
        Column(_("完成百分比"), 8),
        Column(_("最近凭据"), 30),
    ]
    kind = one_of(Format, request.args.get("format", "")) or Format.XLSX
    return sheet_answer(Sheet(_("承诺台账"), columns, _rows()), kind, what="promises")


def _rows() -> Iterator[list[Cell]]:
    promises = promises_taken_out(actor(), read_filter(), today(), own_units(units()))
    while batch := list(islice(promises, BATCH)):
        notes = latest_notes([one.id for one in batch])
        yield from (_row(one, notes.get(one.id)) for one in batch)


def _row(promise: Any, note: Any) -> list[Cell]:
    return [
        promise.proposal.number_raw or _("无编号"),
        promise.proposal.title,
        promise.number,
        quote_in_list(promise),
        promise.owner_unit.short_name,
        promise.owner_user.name if promise.owner_user else None,
        promise.due_text,
        promise.due_on,
        promise.review_on,
        promise_chip(promise).words,
        str(label(promise.state)),
        promise.percent,
        note.evidence if note else None,
    ]
