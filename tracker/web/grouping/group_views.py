"""Pages of items handled as one: bringing them together, the group itself, and its members."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.errors import InvalidInput, NotOffered, Refused
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
from tracker.web.reason_form import ReasonForm

Answer = Response | tuple[str, int]
LEAVE, LEAD = "leave", "lead"


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


@blueprint.route(
    f"/groups/<int:group_id>/items/<int:proposal_id>/<any({LEAVE},{LEAD}):step>", methods=["GET", "POST"]
)
def change_member(group_id: int, proposal_id: int, step: str) -> Answer:
    """Take an item out of the group, or make it the leading one; both with the reason."""
    desk = open_desk(group_id)
    member = desk.member(proposal_id)
    demand(member.line.file, Permission.MERGE, actor(), now())
    if step == LEAD and member.line.is_leading:
        raise NotOffered
    form = ReasonForm(data={"version": desk.group.version}) if request.method == "GET" else ReasonForm()
    if request.method == "POST" and form.validate() and _changed(group_id, proposal_id, step, form):
        return redirect(url_for("item.view_item", proposal_id=proposal_id))
    page = render_template("grouping/change_member.html", desk=desk, member=member, step=step, form=form)
    return page, 200 if request.method == "GET" else 422


def _changed(group_id: int, proposal_id: int, step: str, form: ReasonForm) -> bool:
    act = merged_handling.leave_handling if step == LEAVE else merged_handling.lead_handling
    try:
        act(actor(), group_id, proposal_id, reason=form.reason.data, version=form.version.data, now=now())
    except (InvalidInput, Refused) as error:
        form.refuse(error)
        return False
    flash(_("已移出，单独办理。") if step == LEAVE else _("已改为牵头件。"), "done")
    return True
