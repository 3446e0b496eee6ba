"""Pages of imports: the list, one with its progress or result, and the buttons that cancel or undo it."""

from collections.abc import Mapping

from flask import Response as FlaskResponse
from flask import flash, make_response, redirect, render_template, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from tracker.domain.imports import UNDER_WAY, ImportState
from tracker.domain.phrases import Phrase
from tracker.queries.imports import Import, imports_of, rows_of_import, touched_since
from tracker.services import import_jobs, register_undo
from tracker.web.current import actor, now
from tracker.web.intake import blueprint
from tracker.web.intake.letter_views import host
from tracker.web.labels import say
from tracker.web.storage import file_store

EVERY = "3"  # seconds after which a page of an import under way is loaded anew
SHOWN = 50
STATES: Mapping[ImportState, tuple[LazyString, str]] = {
    ImportState.WAITING: (_l("等候导入"), "soon"),
    ImportState.RUNNING: (_l("正在导入"), "soon"),
    ImportState.DONE: (_l("已导入"), "done"),
    ImportState.FAILED: (_l("没有导入"), "late"),
    ImportState.CANCELLED: (_l("已取消"), "neutral"),
    ImportState.UNDO_WAITING: (_l("等候撤销"), "soon"),
    ImportState.UNDOING: (_l("正在撤销"), "soon"),
    ImportState.UNDONE: (_l("已撤销"), "neutral"),
}


@blueprint.get("/intake/register/imports")
def list_imports() -> str:
    """Show the latest imports of the department."""
    return render_template("intake/list_imports.html", imports=imports_of(host().id), states=STATES)


@blueprint.get("/intake/register/imports/<int:import_id>")
def view_import(import_id: int) -> FlaskResponse:
    """Show how far an import is, or what it did; one under way loads itself anew."""
    one = import_jobs.own_import(actor(), import_id)
    answer = make_response(render_template("intake/view_import.html", one=one, **_shown(one)))
    if one.state in UNDER_WAY:
        answer.headers["Refresh"] = EVERY
    return answer


def _shown(one: Import) -> dict[str, object]:
    is_over = one.state in {ImportState.DONE, ImportState.UNDONE}
    touched = touched_since(one, SHOWN + 1) if one.state is ImportState.DONE else []
    rows = rows_of_import(one.id) if is_over and one.changed else []
    return {
        "state": STATES[one.state],
        "is_under_way": one.state in UNDER_WAY,
        "looked_through": min(one.rows_done, one.rows_total),
        "written": max(0, one.rows_done - one.rows_total),
        "failure": say(Phrase.from_json(one.failure)) if one.failure else "",
        "touched": touched[:SHOWN],
        "has_more": len(touched) > SHOWN,
        "gave_units": sum(row.gave_units for row in rows),
    }


@blueprint.post("/intake/register/imports/<int:import_id>/cancel")
def cancel_import(import_id: int) -> Response:
    """Cancel an import that has not begun."""
    import_jobs.cancel_import(actor(), import_id, store=file_store(), now=now())
    flash(_("已取消，没有写入任何一行。"), "done")
    return redirect(url_for("intake.view_import", import_id=import_id))


@blueprint.post("/intake/register/imports/<int:import_id>/undo")
def undo_import(import_id: int) -> Response:
    """Undo an import where nobody has worked on its items."""
    record = register_undo.undo_import(actor(), import_id, now=now())
    if record.state is ImportState.UNDONE:
        flash(_("已撤销这次导入。"), "done")
    return redirect(url_for("intake.view_import", import_id=import_id))
