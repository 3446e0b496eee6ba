"""Asking sponsors for their evaluation, and the forms to print."""

from flask import flash, render_template, request
from flask_babel import gettext as _

from tracker.domain.actions import Action
from tracker.domain.errors import InvalidInput, NotFound
from tracker.domain.permissions import Permission
from tracker.domain.vocabulary import EvaluationState
from tracker.queries.case_file import CaseFile
from tracker.queries.evaluations import evaluations_of, evaluators_of
from tracker.queries.item import milestones_of
from tracker.services import evaluations
from tracker.services.loading import demand, open_case
from tracker.services.new_replies import item_words
from tracker.web.choices import choice
from tracker.web.current import actor, now, units
from tracker.web.evaluation import blueprint
from tracker.web.evaluation.forms import AskForm
from tracker.web.evaluation.opening import Page, opened_for, tab
from tracker.web.evaluation_rows import row_maker


def _offer(form: AskForm, file: CaseFile) -> AskForm:
    opinions = [seat for seat in file.co_handling if seat.opinion and seat.opinion_is_in]
    form.opinions.choices = [
        choice(seat.opinion.id, units().name(seat.assignment.unit_id)) for seat in opinions if seat.opinion
    ]
    return form


def _ask_page(file: CaseFile, form: AskForm, status: int = 200) -> Page:
    sponsors = evaluators_of(file.proposal.id)
    return render_template("evaluation/ask_evaluation.html", file=file, form=form, sponsors=sponsors), status


@blueprint.get("/items/<int:proposal_id>/evaluation/ask")
def ask_evaluation(proposal_id: int) -> Page:
    """Show whom and about what to ask."""
    file = opened_for(proposal_id, Action.ASK_EVALUATION)
    return _ask_page(file, _offer(AskForm(formdata=None, version=file.proposal.version), file))


@blueprint.post("/items/<int:proposal_id>/evaluation/ask")
def confirm_asking(proposal_id: int) -> Page:
    """Ask; the forms to print follow."""
    file = opened_for(proposal_id, Action.ASK_EVALUATION)
    form = _offer(AskForm(), file)
    if not form.validate():
        return _ask_page(file, form, 422)
    try:
        evaluations.ask_evaluation(
            actor(),
            proposal_id,
            opinion_ids=form.opinions.data or (),
            version=form.version.data,
            now=now(),
        )
    except InvalidInput as error:
        form.refuse(error)
        return _ask_page(file, form, 422)
    flash(_("已开始征询意见，可以打印征询意见表。"), "done")
    return tab(proposal_id)


@blueprint.get("/items/<int:proposal_id>/evaluation/forms")
def print_forms(proposal_id: int) -> str:
    """Show the forms that are waited for, one a sheet, to be printed; ``only`` in the address picks one."""
    file = open_case(actor(), proposal_id, now())
    demand(file, Permission.RECORD_EVALUATION, actor(), now())
    only = request.args.get("only", type=int)
    waiting = {EvaluationState.AWAITING, EvaluationState.UNRETURNED}
    rows = [row for row in evaluations_of(proposal_id) if row.state in waiting and only in {None, row.id}]
    if not rows:
        raise NotFound
    made = row_maker(file, milestones_of(proposal_id), units())
    words = item_words(file.proposal)
    return render_template(
        "evaluation/print_forms.html", file=file, sheets=[made(row) for row in rows], words=words
    )
