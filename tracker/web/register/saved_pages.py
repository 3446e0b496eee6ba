"""Pages of saved views: saving the list at hand, the views that one has, changing and deleting them; and the layout."""

from typing import Any
from urllib.parse import parse_qsl

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from tracker.domain.errors import InvalidInput, NotFound
from tracker.domain.register_layout import Layout
from tracker.queries.saved_views import KeptView
from tracker.services import saved_views
from tracker.web.current import actor, now
from tracker.web.register import blueprint
from tracker.web.register.address import address, filter_text, kept
from tracker.web.register.list_page import ListPage
from tracker.web.register.rows import chips_of, view_address
from tracker.web.register.view_forms import UNIT, ChangeForm, LayoutForm, SaveForm, layout_rows

Answer = Response | tuple[str, int]


def _kept_unit(page: ListPage) -> int | None:
    """Return the department whose views the person keeps."""
    units = sorted(page.reader.departments)
    return next((one for one in units if saved_views.keeps_views(actor(), one)), None)


def _save_page(form: SaveForm, page: ListPage, status: int = 200) -> Answer:
    form.offer(for_unit=_kept_unit(page) is not None)
    shown = render_template(
        "register/save_view.html",
        form=form,
        chips=chips_of(page.addresses, page.chosen, page.names),
        hidden=kept(request.args),
        back=address(request.args),
    )
    return shown, status


@blueprint.get("/items/views/new")
def new_view() -> Answer:
    """Ask under which name the list at hand is saved."""
    return _save_page(SaveForm(formdata=None), ListPage.asked())


@blueprint.post("/items/views/new")
def save_view() -> Answer:
    """Save the list that the address means."""
    form, page = SaveForm(), ListPage.asked()
    form.offer(for_unit=_kept_unit(page) is not None)
    if form.validate():
        try:
            view = _saved(form, page)
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("已保存视图“%(name)s”。", name=view.name), "done")
            return redirect(view_address(view))
    return _save_page(form, page, 422)


def _saved(form: SaveForm, page: ListPage) -> Any:
    entry = saved_views.ViewEntry(
        form.name.data or "", filter_text(request.args), page.layout if form.keeps_layout.data else None
    )
    unit_id = _kept_unit(page) if form.whose.data == UNIT else None
    view = saved_views.save_view(actor(), entry=entry, unit_id=unit_id, now=now())
    if form.is_first.data:
        saved_views.choose_first(actor(), view.id)
    return view


@blueprint.get("/items/views")
def list_views() -> Answer:
    """Show the saved views that one has."""
    page = ListPage.asked()
    lines = [_line(page, view) for view in page.desk.views]
    return render_template("register/list_views.html", lines=lines, first_id=page.desk.first_id), 200


def _line(page: ListPage, view: KeptView) -> dict[str, Any]:
    """Return a view for the list: what it is narrowed to is said in words on its own page."""
    is_own = view.unit_id is None or saved_views.keeps_views(actor(), view.unit_id)
    return {
        "view": view,
        "url": view_address(view),
        "is_own": is_own,
        "unit": page.reader.tree.name(view.unit_id),
    }


def _find(page: ListPage, view_id: int) -> KeptView:
    view = page.desk.view(view_id)
    if view is None or (view.unit_id and not saved_views.keeps_views(actor(), view.unit_id)):
        raise NotFound
    return view


def _change_page(form: ChangeForm, view: KeptView, status: int = 200) -> Answer:
    return render_template("register/change_view.html", form=form, view=view, url=view_address(view)), status


@blueprint.get("/items/views/<int:view_id>")
def view_view(view_id: int) -> Answer:
    """Show a view's name and place to be changed."""
    view = _find(ListPage.asked(), view_id)
    return _change_page(ChangeForm(formdata=None, obj=view), view)


@blueprint.post("/items/views/<int:view_id>")
def change_view(view_id: int) -> Answer:
    """Rename a view or move it."""
    form, view = ChangeForm(), _find(ListPage.asked(), view_id)
    if form.validate():
        try:
            entry, version = form.entry(view.query, view.layout), form.version.data
            saved_views.change_view(actor(), view_id, entry=entry, version=version, now=now())
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("已保存。"), "done")
            return redirect(url_for("register.list_views"))
    return _change_page(form, view, 422)


@blueprint.post("/items/views/<int:view_id>/filters")
def renew_view(view_id: int) -> Response:
    """Let a view list what the list at hand shows."""
    view = _find(ListPage.asked(), view_id)
    words = MultiDict(parse_qsl(request.form.get("query", "")))
    entry = saved_views.ViewEntry(view.name, filter_text(words), view.layout)
    version = request.form.get("version", type=int) or 0
    changed = saved_views.change_view(actor(), view_id, entry=entry, version=version, now=now())
    flash(_("视图“%(name)s”已按现在的筛选更新。", name=changed.name), "done")
    return redirect(view_address(changed))


@blueprint.post("/items/views/<int:view_id>/deleted")
def delete_view(view_id: int) -> Response:
    """Delete a view."""
    saved_views.delete_view(actor(), view_id)
    flash(_("已删除视图。"), "done")
    return redirect(url_for("register.list_views"))


@blueprint.post("/items/views/first")
def choose_first() -> Response:
    """Say which view the register opens with."""
    saved_views.choose_first(actor(), request.form.get("view", type=int) or None)
    flash(_("已保存。下次打开登记表时生效。"), "done")
    return redirect(url_for("register.list_views"))


@blueprint.get("/items/layout")
def view_layout() -> Answer:
    """Show which columns the list has."""
    page = ListPage.asked()
    form = LayoutForm(formdata=None, density=page.layout.density.value)
    return _layout_page(form, page)


def _layout_page(form: LayoutForm, page: ListPage, status: int = 200) -> Answer:
    shown = render_template(
        "register/choose_layout.html",
        form=form,
        rows=layout_rows(page.layout),
        hidden=kept(request.args),
        back=address(request.args),
        view=page.saved if page.saved and page.saved.layout else None,
    )
    return shown, status


@blueprint.post("/items/layout")
def choose_layout() -> Answer:
    """Keep the columns and the density, or go back to the usual ones."""
    form, page = LayoutForm(), ListPage.asked()
    is_reset = "reset" in request.form
    if not is_reset and not form.validate():
        return _layout_page(form, page, 422)
    _keep(page, Layout() if is_reset else form.layout())
    flash(_("已保存列表的列和行距。"), "done")
    return redirect(address(request.args))


def _keep(page: ListPage, layout: Layout) -> None:
    """Keep a layout with the saved view in force where it has its own and is the person's to change, else as theirs."""
    view = page.saved
    if view and view.layout and (view.unit_id is None or saved_views.keeps_views(actor(), view.unit_id)):
        entry = saved_views.ViewEntry(view.name, view.query, layout)
        saved_views.change_view(actor(), view.id, entry=entry, version=view.version, now=now())
    else:
        saved_views.choose_layout(actor(), layout=layout)
