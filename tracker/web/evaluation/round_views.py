"""A second round, ordered."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from tracker.domain.actions import Action
from tracker.domain.errors import InvalidInput, Refused
from tracker.queries.case_file import CaseFile
from tracker.queries.evaluations import evaluations_of
from tracker.queries.item import milestones_of
from tracker.services import rounds
from tracker.web.choices import choice
from tracker.web.current import actor, now, units
from tracker.web.evaluation import blueprint
from tracker.web.evaluation.opening import Page, opened_for
from tracker.web.evaluation.round_forms import RedoForm
from tracker.web.evaluation_rows import row_maker


def _offer(form: RedoForm, file: CaseFile) -> RedoForm:
    form.co_handlers.choices = [
        choice(seat.assignment.unit_id, units().name(seat.assignment.unit_id)) for seat in file.co_handling
    ]
    return form


def _redo_page(file: CaseFile, form: RedoForm, status: int = 200) -> Page:
    made = row_maker(file, milestones_of(file.proposal.id), units())
    rows = [
        made(row)
        for row in evaluations_of(file.proposal.id)
        if row.round_no == file.proposal.round_no and made(row).says
    ]
    return render_template("evaluation/order_redo.html", file=file, form=form, rows=rows), status


@blueprint.get("/items/<int:proposal_id>/redo")
def order_redo(proposal_id: int) -> Page:
    """Show what a second round means, with what the sponsors said."""
    file = opened_for(proposal_id, Action.ORDER_REDO)
    form = _offer(RedoForm(formdata=None, version=file.proposal.version), file)
    return _redo_page(file, form)


@blueprint.post("/items/<int:proposal_id>/redo")
def confirm_redo(proposal_id: int) -> Page:
    """Order the second round."""
    file = opened_for(proposal_id, Action.ORDER_REDO)
    form = _offer(RedoForm(), file)
    if not form.validate():
        return _redo_page(file, form, 422)
    try:
        rounds.order_redo(
            actor(),
            proposal_id,
            reason=form.reason.data or "",
            ordered_by=form.ordered_by.data,
            co_handlers=form.co_handlers.data or (),
            version=form.version.data,
            now=now(),
        )
    except (InvalidInput, Refused) as error:
        form.refuse(error)
        return _redo_page(file, form, 422)
    flash(_("已责成重新办理，第%(round)s轮从签收开始。", round=file.proposal.round_no), "done")
    return redirect(url_for("item.view_item", proposal_id=proposal_id))
