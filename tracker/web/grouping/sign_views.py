"""One signature for every letter of a merged group."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.errors import InvalidInput, NotOffered, Refused
from tracker.domain.vocabulary import Publicity, ReplyState
from tracker.services import group_signing
from tracker.services.group_signing import GroupNotSigned, unsigned_by
from tracker.services.sign_off import Decided
from tracker.web.current import actor, now
from tracker.web.errors import describe
from tracker.web.grouping import blueprint
from tracker.web.grouping.desk import GroupDesk, may_sign, open_desk
from tracker.web.grouping.forms import SignGroupForm, sent_versions

Answer = Response | tuple[str, int]


@blueprint.route("/groups/<int:group_id>/sign", methods=["GET", "POST"])
def sign_group(group_id: int) -> Answer:
    """Sign every letter of the group in one act, or none and say why."""
    desk = open_desk(group_id)
    if not may_sign(desk):
        raise NotOffered
    shown = (
        SignGroupForm(data={"version": desk.group.version}) if request.method == "GET" else SignGroupForm()
    )
    form = shown.offer(_scheme(desk))
    hindrances: list[group_signing.Hindrance] = []
    if request.method == "POST" and form.validate():
        try:
            return _signed(group_id, form)
        except GroupNotSigned as error:
            hindrances = error.hindrances
            form.refuse(error)
        except (InvalidInput, Refused) as error:
            form.refuse(error)
    page = _sign_page(desk, form, hindrances)
    return page, 200 if request.method == "GET" else 422


def _scheme(desk: GroupDesk) -> str:
    return next(one.line.reply.class_scheme for one in desk.seen if one.line.reply)


def _signed(group_id: int, form: SignGroupForm) -> Response:
    if form.publicity.data not in set(Publicity):
        raise InvalidInput(field="publicity", reason=_("请选择公开属性。"))
    decided = Decided(
        class_mark=form.class_mark.data or "",
        publicity=Publicity(form.publicity.data),
        publicity_reason=form.publicity_reason.data,
        promises_seen=form.seen.data,
    )
    signed = group_signing.sign_together(
        actor(),
        group_id,
        decided=decided,
        remark=form.remark.data,
        versions=sent_versions(),
        version=form.version.data,
        now=now(),
    )
    if all(one.state is ReplyState.SIGNED for one in signed):
        flash(_("已签发%(count)s件答复，转办公室分别编号发送。", count=len(signed)), "done")
    else:
        flash(_("已签%(count)s件答复，转下一位领导签发。", count=len(signed)), "done")
    return redirect(url_for("grouping.view_group", group_id=group_id))


def _sign_page(desk: GroupDesk, form: SignGroupForm, hindrances: list[group_signing.Hindrance]) -> str:
    steps = {one.line.reply.id: one.steps for one in desk.members if one.line.reply}
    left = unsigned_by(actor(), [one.line for one in desk.members], steps)
    open_lines = {line.item.id for line in left}
    return render_template(
        "grouping/sign_group.html",
        desk=desk,
        form=form,
        letters=[one for one in desk.members if one.item.id in open_lines],
        hindrances={one.item.id: describe(one.error) for one in hindrances},
    )
