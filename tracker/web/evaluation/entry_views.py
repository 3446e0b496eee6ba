"""Entering a form that came back on paper, with its scan."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from tracker.domain.actions import Action
from tracker.domain.permissions import Permission
from tracker.queries.case_file import CaseFile
from tracker.services import evaluations
from tracker.services.loading import demand
from tracker.web.current import actor, now
from tracker.web.evaluation import blueprint
from tracker.web.evaluation.forms import EntryForm, filled
from tracker.web.evaluation.opening import Page, open_sheet, tab, tried
from tracker.web.evaluation_rows import EvaluationRow
from tracker.web.storage import file_store
from tracker.web.uploads import stashed_one


def _opened_entry(proposal_id: int, evaluation_id: int) -> tuple[CaseFile, EvaluationRow]:
    file, sheet = open_sheet(proposal_id, evaluation_id)
    demand(file, Permission.RECORD_EVALUATION, actor(), now())
    return file, sheet


def _entry_page(file: CaseFile, sheet: EvaluationRow, form: EntryForm, status: int = 200) -> Page:
    page = render_template("evaluation/enter_evaluation.html", file=file, sheet=sheet, form=form)
    return page, status


@blueprint.get("/items/<int:proposal_id>/evaluations/<int:evaluation_id>/enter")
def enter_evaluation(proposal_id: int, evaluation_id: int) -> Page:
    """Show the form in which a returned paper is entered."""
    file, sheet = _opened_entry(proposal_id, evaluation_id)
    if Action.ENTER not in sheet.steps:
        return redirect(
            url_for("evaluation.view_evaluation", proposal_id=proposal_id, evaluation_id=evaluation_id)
        )
    return _entry_page(file, sheet, EntryForm(formdata=None, data=filled(sheet.row)))


@blueprint.post("/items/<int:proposal_id>/evaluations/<int:evaluation_id>/enter")
def keep_entry(proposal_id: int, evaluation_id: int) -> Page:
    """Keep the entry with its scan; a refusal keeps what was typed, but the scan must be chosen again."""
    file, sheet = _opened_entry(proposal_id, evaluation_id)
    form = EntryForm()
    if not form.validate() or not tried(form, lambda: _enter(proposal_id, evaluation_id, form)):
        return _entry_page(file, sheet, form, 422)
    flash(_("已录入，等另一人对照扫描件核对。"), "done")
    return tab(proposal_id)


def _enter(proposal_id: int, evaluation_id: int, form: EntryForm) -> object:
    return evaluations.enter_evaluation(
        actor(),
        proposal_id,
        evaluation_id,
        entry=form.entry(),
        scan=stashed_one(form.scan),
        store=file_store(),
        version=form.version.data,
        now=now(),
    )
