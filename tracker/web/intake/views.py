"""Pages on which a coordinator registers an item by hand and mends its entry."""

from collections.abc import Callable
from typing import TypeVar

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.errors import InvalidInput, Refused
from tracker.domain.permissions import Permission
from tracker.domain.vocabulary import BodyLevel, Kind, Origin, Phase
from tracker.services.intake import DuplicateItem, entry_of, register_item
from tracker.services.intake import edit_item as save_item
from tracker.services.loading import demand, open_case
from tracker.web.current import actor, now, today
from tracker.web.intake import blueprint
from tracker.web.intake.forms import ItemForm

Page = Response | tuple[str, int]
Saved = TypeVar("Saved")
ADD_SPONSOR = "add_sponsor"


@blueprint.get("/intake")
def choose() -> str:
    """Show the ways in which an item comes in."""
    return render_template("intake/choose.html")


@blueprint.route("/intake/form", methods=["GET", "POST"])
def new_item() -> Page:
    """Register an item by form."""
    form = ItemForm(data=_defaults()) if request.method == "GET" else ItemForm()
    if request.method == "GET":
        return _page(form, 200)
    if ADD_SPONSOR in request.form:
        form.sponsors.append_entry()
        return _page(form, 200)
    return (_register(form) if form.validate() else None) or _page(form, 422)


def _defaults() -> dict[str, object]:
    return {
        "kind": Kind.SUGGESTION,
        "body_level": BodyLevel.PROVINCE,
        "phase": Phase.SESSION,
        "origin": Origin.PAPER,
        "received_on": today(),
    }


def _register(form: ItemForm) -> Response | None:
    item = _try(form, lambda: register_item(actor(), fields=form.entry(), now=now()))
    if item is None:
        return None
    flash(_("已登记。下一步：确定主办和会办单位。"), "done")
    return redirect(url_for("assignment.assign_units", proposal_id=item.id))


def _try(form: ItemForm, act: Callable[[], Saved]) -> Saved | None:
    """Act; a refusal is shown on the form with what was typed, a double with the way to the item."""
    try:
        return act()
    except DuplicateItem as error:
        form.found_id = error.proposal_id
        form.refuse(error)
    except (InvalidInput, Refused) as error:
        form.refuse(error)
    return None


@blueprint.route("/items/<int:proposal_id>/edit", methods=["GET", "POST"])
def edit_item(proposal_id: int) -> Page:
    """Mend an item's entry before a reply is signed."""
    file = open_case(actor(), proposal_id, now())
    demand(file, Permission.EDIT_CASE, actor(), now())
    item = file.proposal
    if request.method == "GET":
        return _page(ItemForm.of(entry_of(item), item.version), 200, item)
    form = ItemForm()
    if ADD_SPONSOR in request.form:
        form.sponsors.append_entry()
        return _page(form, 200, item)
    return (_save(form, proposal_id) if form.validate() else None) or _page(form, 422, item)


def _save(form: ItemForm, proposal_id: int) -> Response | None:
    version = form.version.data
    item = _try(
        form, lambda: save_item(actor(), proposal_id, fields=form.entry(), version=version, now=now())
    )
    if item is None:
        return None
    flash(_("已保存修改。"), "done")
    return redirect(url_for("item.view_item", proposal_id=proposal_id))


def _page(form: ItemForm, status: int, item: object = None) -> tuple[str, int]:
    template = "intake/edit_item.html" if item else "intake/new_item.html"
    return render_template(template, form=form, item=item), status
