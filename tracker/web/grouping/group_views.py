"""Pages of items handled as one: bringing them together, and the group itself."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.errors import InvalidInput, Refused
from tracker.domain.permissions import Permission
from tracker.domain.vocabulary import CaseState, GroupKind
from tracker.queries.candidates import Wanted
from tracker.queries.case_file import CaseFile
from tracker.services import merged_handling
from tracker.services.loading import demand, open_case
from tracker.web.current import actor, now
from tracker.web.grouping import blueprint
from tracker.web.grouping.choosing import asked_text, choices, ticked
from tracker.web.grouping.desk import may_sign, open_desk
from tracker.web.grouping.forms import ItemsForm

Answer = Response | tuple[str, int]


@blueprint.route("/items/<int:proposal_id>/group/new", methods=["GET", "POST"])
def choose_items(proposal_id: int) -> Answer:
    """Choose items to be handled together with this one."""
    file = open_case(actor(), proposal_id, now())
    demand(file, Permission.MERGE, actor(), now())
    form = ItemsForm(data={"version": file.proposal.version}) if request.method == "GET" else ItemsForm()
    if request.method == "POST":
        try:
            group = merged_handling.merge_handling(
                actor(), proposal_id, others=form.items.data or [], version=form.version.data, now=now()
            )
        except (InvalidInput, Refused) as error:
            form.refuse(error)
        else:
            flash(_("已并案办理：一并沟通、拟稿，分别答复。"), "done")
            return redirect(url_for("grouping.view_group", group_id=group.id))
    return _choice_page(file, form), 200 if request.method == "GET" else 422


def _choice_page(file: CaseFile, form: ItemsForm) -> str:
    item = file.proposal
    wanted = Wanted(
        item.host_unit_id,
        frozenset({CaseState.HANDLING}),
        besides=frozenset({item.id}),
        outside=GroupKind.MERGED,
        lead_unit_id=file.lead.assignment.unit_id if file.lead else 0,
        text=asked_text(),
        title=item.title,
    )
    shown = ticked(choices(wanted), form.items.data)
    return render_template("grouping/choose_items.html", item=item, form=form, shown=shown, text=wanted.text)


@blueprint.get("/groups/<int:group_id>")
def view_group(group_id: int) -> str:
    """Show the items that are handled as one: parts, letters, and how their words stand to the leading ones."""
    desk = open_desk(group_id)
    return render_template("grouping/view_group.html", desk=desk, may_sign=may_sign(desk))
