"""Pages on which an item goes wholly into another one, and comes back."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.actions import Action
from tracker.domain.errors import InvalidInput, NotOffered, Refused
from tracker.domain.lifecycle import find
from tracker.domain.permissions import Permission
from tracker.domain.vocabulary import CaseState, Machine
from tracker.queries.candidates import Wanted
from tracker.queries.case_file import CaseFile
from tracker.services import merging
from tracker.services.loading import demand, open_case
from tracker.web.current import actor, now
from tracker.web.grouping import blueprint
from tracker.web.grouping.choosing import asked_text, choices, ticked
from tracker.web.grouping.forms import TargetForm
from tracker.web.reason_form import ReasonForm

Answer = Response | tuple[str, int]


@blueprint.route("/items/<int:proposal_id>/merge", methods=["GET", "POST"])
def merge_item(proposal_id: int) -> Answer:
    """Choose the item into which this one goes, and say why."""
    file = open_case(actor(), proposal_id, now())
    demand(file, Permission.MERGE, actor(), now())
    if find(Machine.CASE, file.proposal.state, Action.MERGE) is None:
        raise NotOffered
    form = TargetForm(data={"version": file.proposal.version}) if request.method == "GET" else TargetForm()
    if request.method == "POST" and form.validate() and _merged(proposal_id, form):
        return redirect(url_for("item.view_item", proposal_id=proposal_id))
    return _page(file, form), 200 if request.method == "GET" else 422


def _merged(proposal_id: int, form: TargetForm) -> bool:
    try:
        merging.merge_item(
            actor(),
            proposal_id,
            target_id=form.target.data or None,
            reason=form.reason.data,
            version=form.version.data,
            now=now(),
        )
    except (InvalidInput, Refused) as error:
        form.refuse(error)
        return False
    flash(_("已并案，本件不再单独办理。"), "done")
    return True


def _page(file: CaseFile, form: TargetForm) -> str:
    item = file.proposal
    wanted = Wanted(
        item.host_unit_id, merging.TAKES_IN, frozenset({item.id}), text=asked_text(), title=item.title
    )
    shown = ticked(choices(wanted), [form.target.data] if form.target.data else [])
    return render_template("grouping/merge_item.html", item=item, form=form, shown=shown, text=wanted.text)


@blueprint.route("/items/<int:proposal_id>/merge/undone", methods=["GET", "POST"])
def reopen_merged(proposal_id: int) -> Answer:
    """Take an item out of the one it went into: it waits for its assignment again."""
    file = open_case(actor(), proposal_id, now())
    demand(file, Permission.REOPEN, actor(), now())
    if file.proposal.state is not CaseState.MERGED:
        raise NotOffered
    form = ReasonForm(data={"version": file.proposal.version}) if request.method == "GET" else ReasonForm()
    if request.method == "POST" and form.validate() and _reopened(proposal_id, form):
        return redirect(url_for("item.view_item", proposal_id=proposal_id))
    page = render_template("grouping/reopen_merged.html", item=file.proposal, form=form)
    return page, 200 if request.method == "GET" else 422


def _reopened(proposal_id: int, form: ReasonForm) -> bool:
    try:
        merging.reopen_merged(
            actor(), proposal_id, reason=form.reason.data, version=form.version.data, now=now()
        )
    except (InvalidInput, Refused) as error:
        form.refuse(error)
        return False
    flash(_("已恢复，请重新交办。"), "done")
    return True
