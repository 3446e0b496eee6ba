"""The page of the register's checks, its comparison with a list, and its sheet."""

from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.documents.sheets import Format, Sheet
from tracker.domain.errors import NotFound
from tracker.domain.register_checks import Compared, compare_numbers
from tracker.queries.register_checks import Session, items_of, sessions_of
from tracker.services.exports import demand_export
from tracker.web.address_words import one_of
from tracker.web.checks import blueprint
from tracker.web.checks.sheet import (
    RANGES_SHOWN,
    REPEATED_SHOWN,
    choice_words,
    columns,
    findings_of,
    ranges,
    rows,
    session_words,
)
from tracker.web.current import actor, now
from tracker.web.sheet_answer import offers_export, sheet_answer

LONGEST_LIST = 200_000


def _chosen(sessions: list[Session]) -> Session | None:
    """Return the session of the address, the latest where none is named; raises NotFound for an unknown one."""
    key = request.values.get("session", "")
    if not key:
        return next(iter(sessions), None)
    found = next((one for one in sessions if one.key == key), None)
    if found is None:
        raise NotFound
    return found


def _last() -> int | None:
    """Return the last number that the reader knows, where one is typed."""
    text = request.values.get("last", "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 5 else None


def _page(compared: Compared | None = None, pasted: str = "") -> str:
    sessions = sessions_of(actor())
    chosen = _chosen(sessions)
    found = findings_of(chosen, _last()) if chosen else None
    words: dict[str, Any] = {"sessions": sessions, "chosen": chosen, "found": found, "last": _last()}
    return render_template(
        "checks/view_checks.html",
        compared=compared,
        pasted=pasted,
        choice_words=choice_words,
        session_words=session_words,
        ranges=ranges,
        most_ranges=RANGES_SHOWN,
        most_repeated=REPEATED_SHOWN,
        may_export=offers_export(),
        **words,
    )


@blueprint.get("/register-checks")
def view_checks() -> str:
    """Show what one session lacks and what stands twice."""
    return _page()


@blueprint.post("/register-checks/compare")
def compare_list() -> str:
    """Compare a pasted list of numbers with the session; nothing is kept."""
    pasted = request.form.get("numbers", "")[:LONGEST_LIST]
    chosen = _chosen(sessions_of(actor()))
    items = items_of(actor(), chosen) if chosen else []
    return _page(compare_numbers(pasted, [row.number_norm for row in items]), pasted)


@blueprint.get("/register-checks/export")
def export_checks() -> Response:
    """Send the findings of a session as a file."""
    demand_export(actor(), now())
    chosen = _chosen(sessions_of(actor()))
    if chosen is None:
        raise NotFound
    kind = one_of(Format, request.args.get("format", "")) or Format.XLSX
    sheet = Sheet(_("登记核对"), columns(), rows(findings_of(chosen, _last())))
    return sheet_answer(sheet, kind, what="checks")
