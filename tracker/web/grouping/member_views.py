"""An item leaves those that are handled as one, or leads them from now on."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.errors import InvalidInput, NotOffered, Refused
from tracker.domain.permissions import Permission
from tracker.services import merged_handling
from tracker.services.loading import demand
from tracker.web.current import actor, now
from tracker.web.grouping import blueprint
from tracker.web.grouping.desk import open_desk
from tracker.web.reason_form import ReasonForm

Answer = Response | tuple[str, int]
LEAVE, LEAD = "leave", "lead"


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
