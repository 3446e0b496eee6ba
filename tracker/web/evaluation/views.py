"""One evaluation with its scan beside it, and the decisions of who did not enter it."""

from collections.abc import Callable

from flask import Response, flash, render_template, request, send_file
from flask_babel import lazy_gettext as _l

from tracker.documents.attachments import PICTURES
from tracker.domain.actions import Action
from tracker.domain.errors import NotFound
from tracker.queries.files import may_read
from tracker.services import evaluations
from tracker.web.current import actor, now
from tracker.web.evaluation import blueprint
from tracker.web.evaluation.opening import Page, open_sheet, tab, tried
from tracker.web.reason_form import ReasonForm
from tracker.web.storage import file_store


def _view_page(proposal_id: int, evaluation_id: int, form: ReasonForm | None, status: int = 200) -> Page:
    file, sheet = open_sheet(proposal_id, evaluation_id)
    scan = sheet.row.scan if sheet.row.scan and may_read(file, sheet.row.scan, actor(), now()) else None
    page = render_template(
        "evaluation/view_evaluation.html",
        file=file,
        sheet=sheet,
        scan=scan,
        is_picture=scan is not None and scan.media_type in PICTURES,
        form=form or ReasonForm(formdata=None, version=sheet.row.version),
        actions=Action,
    )
    return page, status


@blueprint.get("/items/<int:proposal_id>/evaluations/<int:evaluation_id>")
def view_evaluation(proposal_id: int, evaluation_id: int) -> Page:
    """Show an evaluation, its scan beside what was entered, and the steps open to the person."""
    return _view_page(proposal_id, evaluation_id, None)


@blueprint.get("/items/<int:proposal_id>/evaluations/<int:evaluation_id>/scan")
def show_scan(proposal_id: int, evaluation_id: int) -> Response:
    """Send the picture of a form for the page that shows it beside its entry; other kinds are only downloads."""
    file, sheet = open_sheet(proposal_id, evaluation_id)
    scan = sheet.row.scan
    if scan is None or scan.media_type not in PICTURES or not may_read(file, scan, actor(), now()):
        raise NotFound
    path = file_store().path(scan.sha256)
    if not path.exists():
        raise NotFound
    return send_file(path, mimetype=scan.media_type, conditional=False, max_age=0)


DECISIONS: dict[Action, Callable[..., object]] = {
    Action.REJECT_ENTRY: evaluations.reject_entry,
    Action.SUPERSEDE: evaluations.supersede_evaluation,
    Action.LAPSE: evaluations.lapse_evaluation,
}
DONE = {
    Action.CONFIRM: _l("已核对无误。"),
    Action.REJECT_ENTRY: _l("已退回，请重新录入。"),
    Action.SUPERSEDE: _l("原评价留存，请录入更正后的评价。"),
    Action.LAPSE: _l("已记为逾期未反馈；以后收到仍可录入。"),
}


@blueprint.post("/items/<int:proposal_id>/evaluations/<int:evaluation_id>/decision")
def decide_evaluation(proposal_id: int, evaluation_id: int) -> Page:
    """Confirm an entry, send it back, correct a confirmed one, or note that nothing came back."""
    form, asked = ReasonForm(), request.form.get("decision", "")
    action = next((one for one in DONE if one.value == asked), None)
    if action is None:
        raise NotFound
    if not form.validate() or not tried(form, lambda: _decide(action, proposal_id, evaluation_id, form)):
        return _view_page(proposal_id, evaluation_id, form, 422)
    flash(str(DONE[action]), "done")
    return tab(proposal_id)


def _decide(action: Action, proposal_id: int, evaluation_id: int, form: ReasonForm) -> object:
    version, at = form.version.data, now()
    if action is Action.CONFIRM:
        return evaluations.confirm_evaluation(actor(), proposal_id, evaluation_id, version=version, now=at)
    reason = form.reason.data or ""
    return DECISIONS[action](actor(), proposal_id, evaluation_id, reason=reason, version=version, now=at)
