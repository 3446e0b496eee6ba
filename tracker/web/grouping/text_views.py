"""Carrying the leading item's words into the other letters, and the page that sets changed words against them."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.errors import InvalidInput, NotFound, NotOffered, Refused
from tracker.domain.merged_text import split_opening
from tracker.domain.text_diff import compare
from tracker.services import merged_text
from tracker.services.merged_text import Fate
from tracker.web.current import actor, now
from tracker.web.forms import VersionedForm
from tracker.web.grouping import blueprint
from tracker.web.grouping.desk import GroupDesk, Member, open_desk
from tracker.web.grouping.forms import ItemsForm

Answer = Response | tuple[str, int]
TAKE = "take"


def _group(group_id: int) -> Response:
    return redirect(url_for("grouping.view_group", group_id=group_id))


@blueprint.post("/groups/<int:group_id>/text")
def carry_text(group_id: int) -> Response:
    """Carry the leading body into the letters chosen; what was changed by hand is asked about instead."""
    form = ItemsForm()
    fates = merged_text.carry_text(
        actor(), group_id, items=form.items.data or [], version=form.version.data, now=now()
    )
    count = sum(fate is Fate.CARRIED for fate in fates.values())
    flash(_("已带入%(count)s件，各件的称谓和开头不变。", count=count), "done")
    if Fate.ASKS in fates.values():
        flash(_("有的件正文改过，没有覆盖，请逐件对照。"), "info")
    return _group(group_id)


@blueprint.route("/groups/<int:group_id>/items/<int:proposal_id>/text", methods=["GET", "POST"])
def compare_text(group_id: int, proposal_id: int) -> Answer:
    """Show how a letter's words differ from the leading ones; take those over, or keep the own ones."""
    desk = open_desk(group_id)
    member = desk.member(proposal_id)
    form = VersionedForm()
    if request.method == "POST":
        takes = request.form.get("decision") == TAKE
        try:
            merged_text.settle_text(
                actor(), group_id, proposal_id, takes=takes, version=form.version.data, now=now()
            )
        except (InvalidInput, Refused) as error:
            form.refuse(error)
        else:
            flash(_("已改用牵头件的正文，原文字存为一稿。") if takes else _("已保留本件文字。"), "done")
            return _group(group_id)
    return _compare_page(desk, member, form), 200 if request.method == "GET" else 422


def _compare_page(desk: GroupDesk, member: Member, form: VersionedForm) -> str:
    leading = desk.leading
    if leading is None or member.line.is_leading or not member.sees_draft or not leading.sees_draft:
        raise NotFound
    own, theirs = (_body(one) for one in (member, leading))
    return render_template(
        "grouping/compare_text.html",
        desk=desk,
        member=member,
        form=form,
        found=compare(own, theirs),
        take=TAKE,
    )


def _body(member: Member) -> str:
    """Return the body of an item's letter; raises NotOffered where it has none."""
    if member.line.reply is None:
        raise NotOffered
    return split_opening(member.line.reply.text)[1]
