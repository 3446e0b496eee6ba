"""An office that goes into another one, in three steps of three people, and a unit that is closed."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.errors import InvalidInput, NotFound, Refused, StalePage
from tracker.domain.permissions import Permission
from tracker.domain.vocabulary import Role, UnitKind
from tracker.queries.facts_assignment import offices_of
from tracker.queries.hand_overs import Colleagues, colleagues, open_of_unit
from tracker.queries.held_work import held_in, piles
from tracker.queries.leaving import remains_in
from tracker.services import office_mergers as service
from tracker.web.access import may
from tracker.web.current import actor, freshly_proved, now, today, units
from tracker.web.forms import VersionedForm
from tracker.web.hand_over import blueprint
from tracker.web.hand_over.forms import MergeForm
from tracker.web.hand_over.rows import counts_by_kind

Answer = str | Response | tuple[str, int]


@blueprint.route("/people/units/<int:unit_id>/merge", methods=["GET", "POST"])
def merge_office(unit_id: int) -> Answer:
    """Offer an office's work to the office that it goes into."""
    form = MergeForm()
    page = _fill(form, unit_id)
    if request.method == "POST" and form.validate():
        try:
            offer = service.offer_office(
                actor(),
                unit_id,
                to_unit_id=form.to_unit.data or None,
                receiver_id=form.receiver.data or None,
                reason=form.reason.data,
                now=now(),
            )
        except (InvalidInput, Refused, StalePage) as error:
            form.refuse(error)
        else:
            flash(_("已请对方接收；接收以前，工作仍在原处室。"), "done")
            return redirect(url_for("hand_over.view_hand_over", number=offer.id))
    return render_template("hand_over/merge_office.html", form=form, **page), 422 if form.errors else 200


def _fill(form: MergeForm, unit_id: int) -> dict[str, object]:
    tree = units()
    unit = tree.units.get(unit_id)
    if unit is None or unit.kind is not UnitKind.OFFICE or not unit.is_active:
        raise NotFound
    others = [one.id for one in offices_of(tree, tree.root(unit_id).id) if one.id != unit_id]
    staff = colleagues(tree, today())
    form.offer(others, _heads(staff, others), tree)
    return {
        "unit": unit,
        "counts": counts_by_kind(piles(held_in([unit_id]))),
        "waiting": open_of_unit(unit_id),
        "remains": remains_in(unit_id, tree, today()),
        "may_offer": actor().holds(Role.COORDINATOR, unit_id),
        "may_move_roles": may(Permission.GRANT_ROLE, freshly_proved(actor())),
    }


def _heads(staff: Colleagues, offices: list[int]) -> list[tuple[int, str, int]]:
    return [
        (user_id, staff.people[user_id].name, unit_id)
        for user_id, role, unit_id in staff.grants
        if role is Role.HEAD and unit_id in offices
    ]


@blueprint.post("/people/units/<int:unit_id>/roles/move")
def move_roles(unit_id: int) -> Response:
    """Give the people of an office the same roles in the one that it goes into."""
    to_unit_id = request.form.get("to_unit", type=int)
    count = service.move_roles(actor(), unit_id, to_unit_id=to_unit_id, now=now())
    flash(_("%(count)s个角色已经转过去，这些人要重新登录。", count=count), "done")
    return redirect(url_for("people.view_unit", unit_id=unit_id))


@blueprint.post("/people/units/<int:unit_id>/close")
def close_unit(unit_id: int) -> Response:
    """Close a unit on which nothing hangs any more."""
    unit = service.close_unit(actor(), unit_id, version=VersionedForm().version.data, now=now())
    flash(_("%(name)s已停用，历史记录仍用原名。", name=unit.name), "done")
    return redirect(url_for("people.view_unit", unit_id=unit_id))
