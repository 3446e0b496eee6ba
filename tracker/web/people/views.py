"""Pages of people and units."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.errors import Forbidden, InvalidInput, Refused
from tracker.domain.permissions import Permission
from tracker.domain.vocabulary import Duty, Role, UnitKind
from tracker.queries import directory, leaving
from tracker.services import people
from tracker.web import current
from tracker.web.access import may
from tracker.web.forms import VersionedForm
from tracker.web.people import blueprint
from tracker.web.people.factor_reset import reset_on_page
from tracker.web.people.forms import GrantForm, NewUnitForm, PersonForm, UnitNameForm

Answer = str | Response | tuple[str, int]
REFUSALS = (InvalidInput, Refused)


def keeps_accounts() -> bool:
    """Tell whether the reader creates accounts."""
    return may(Permission.CREATE_USER, current.actor())


def sees_accounts() -> bool:
    """Tell whether the reader is one of those who manage accounts."""
    return keeps_accounts() or may(Permission.DISABLE_USER, current.actor())


def grants_roles() -> bool:
    """Tell whether the reader gives roles, once freshly proved."""
    return may(Permission.GRANT_ROLE, current.freshly_proved(current.actor()))


def merges_offices(unit_id: int) -> bool:
    """Tell whether the reader has a step of an office's going into another one."""
    return current.actor().holds(Role.COORDINATOR, unit_id) or keeps_accounts() or grants_roles()


def hands_over(person: directory.Person) -> bool:
    """Tell whether the reader may hand over what a person holds: one's own, or as head or office above."""
    actor, places = current.actor(), [held.unit_id for held in person.grants]
    is_above = actor.holds(Role.HEAD, *places) or actor.holds(Role.COORDINATOR, *places)
    return is_above or (actor.user_id == person.id and person.duty is Duty.BUSINESS)


@blueprint.get("/people")
def list_people() -> str:
    """Show the tree of units with their people."""
    words = request.args.get("q", "").strip()[:100]
    found = list(directory.branches(current.units(), directory.posts_by_unit(current.today())))
    is_admin = sees_accounts()
    return render_template(
        "people/list_people.html",
        branches=directory.matching(found, words) if words else found,
        words=words,
        unplaced=directory.people_without_role(current.today()) if is_admin else [],
        disabled=directory.disabled_people() if is_admin else [],
        may_add_person=keeps_accounts(),
        may_add_unit=people.may_keep_unit(current.actor(), UnitKind.EXTERNAL, current.now()),
    )


@blueprint.get("/people/units/<int:unit_id>")
def view_unit(unit_id: int) -> str:
    """Show a unit: its names over time, its people and what is below it."""
    unit = directory.unit_with_names(unit_id)
    posts = directory.posts_by_unit(current.today())
    return render_template(
        "people/view_unit.html",
        unit=unit,
        above=current.units().units.get(unit.parent_id or 0),
        posts=posts.get(unit_id, ()),
        below=list(directory.branches(current.units(), posts, unit_id)),
        may_rename=people.may_keep_unit(current.actor(), unit.kind, current.now()) and unit.is_active,
        may_merge=merges_offices(unit_id) and unit.is_active and unit.kind is UnitKind.OFFICE,
        remains=leaving.remains_in(unit_id, current.units(), current.today()) if sees_accounts() else [],
    )


@blueprint.route("/people/units/new", methods=["GET", "POST"])
def add_unit() -> Answer:
    """Add a unit."""
    form = NewUnitForm(valid_from=current.today())
    allowed = [kind for kind in UnitKind if people.may_keep_unit(current.actor(), kind, current.now())]
    form.offer(allowed, [unit for unit in current.units().units.values() if unit.is_active])
    if form.validate_on_submit():
        try:
            unit = people.add_unit(
                current.actor(),
                kind=UnitKind(form.kind.data),
                parent_id=form.parent_id.data or None,
                entry=form.entry(),
                now=current.now(),
            )
        except REFUSALS as error:
            form.refuse(error)
        else:
            flash(_("已添加单位。"), "done")
            return redirect(url_for("people.view_unit", unit_id=unit.id))
    return render_template("people/add_unit.html", form=form), 422 if form.errors else 200


@blueprint.route("/people/units/<int:unit_id>/rename", methods=["GET", "POST"])
def rename_unit(unit_id: int) -> Answer:
    """Give a unit another name from a day on."""
    unit = directory.unit_with_names(unit_id)
    if not people.may_keep_unit(current.actor(), unit.kind, current.now()):
        raise Forbidden
    name = unit.name
    form = UnitNameForm(version=unit.version, valid_from=current.today())
    if form.validate_on_submit():
        try:
            people.rename_unit(
                current.actor(),
                unit_id,
                entry=form.entry(),
                version=form.version.data,
                now=current.now(),
            )
        except REFUSALS as error:
            form.refuse(error)
        else:
            flash(_("已更名，原名仍用于更名前的文件。"), "done")
            return redirect(url_for("people.view_unit", unit_id=unit_id))
    page = render_template("people/rename_unit.html", form=form, unit_id=unit_id, name=name)
    return page, 422 if form.errors else 200


@blueprint.get("/people/<int:user_id>")
def view_person(user_id: int) -> str:
    """Show a person: unit, post, roles; to administrators also the account."""
    return _person_page(user_id, GrantForm(formdata=None))


def _person_page(user_id: int, form: GrantForm) -> str:
    person = directory.person_with_grants(user_id)
    form.offer([unit for unit in current.units().units.values() if unit.is_active])
    return render_template(
        "people/view_person.html",
        person=person,
        held=directory.present(person, current.today()),
        past=directory.past(person, current.today()),
        form=form,
        sees_account=sees_accounts(),
        reset=reset_on_page(user_id) if sees_accounts() else None,
        account_state=directory.account_state(person),
        may_link=keeps_accounts() and (person.password_hash is None or not person.is_active),
        may_disable=may(Permission.DISABLE_USER, current.actor()) and person.disabled_at is None,
        may_enable=grants_roles() and person.disabled_at is not None,
        may_grant=grants_roles(),
        may_hand_over=hands_over(person),
        remains=_remains(person) if sees_accounts() else [],
    )


def _remains(person: directory.Person) -> list[leaving.Remains]:
    """Return what must be settled before the person has left."""
    return leaving.remains_of(person.id, current.units(), current.today())


@blueprint.route("/people/new", methods=["GET", "POST"])
def add_person() -> Answer:
    """Create an account and show its one-time link."""
    form = PersonForm()
    if form.validate_on_submit():
        try:
            user, token = people.create_user(current.actor(), entry=form.entry(), now=current.now())
        except REFUSALS as error:
            form.refuse(error)
        else:
            return _link_page(user.id, user.name, token)
    return render_template("people/add_person.html", form=form), 422 if form.errors else 200


def _link_page(user_id: int, name: str, token: str) -> str:
    link = url_for("accounts.use_link", token=token, _external=True)
    return render_template("people/link_made.html", user_id=user_id, name=name, link=link)


@blueprint.post("/people/<int:user_id>/link")
def issue_link(user_id: int) -> str:
    """Give a new one-time link to an account that is not active."""
    user, token = people.issue_link(current.actor(), user_id, now=current.now())
    return _link_page(user.id, user.name, token)


@blueprint.post("/people/<int:user_id>/disable")
def disable_person(user_id: int) -> Response:
    """Disable an account and end its sessions."""
    version = VersionedForm().version.data
    keeps_work = "keeps_work" in request.form
    people.disable_user(current.actor(), user_id, version=version, keeps_work=keeps_work, now=current.now())
    flash(_("账号已停用，已登录的都已退出。"), "done")
    return redirect(url_for("people.view_person", user_id=user_id))


@blueprint.post("/people/<int:user_id>/enable")
def enable_person(user_id: int) -> Response:
    """Let a disabled account be used again."""
    version = VersionedForm().version.data
    people.enable_user(current.actor(), user_id, version=version, now=current.now())
    flash(_("账号已启用。忘记密码的，请系统管理员发一次性链接。"), "done")
    return redirect(url_for("people.view_person", user_id=user_id))


@blueprint.post("/people/<int:user_id>/roles")
def grant_role(user_id: int) -> Answer:
    """Give a role in a unit."""
    form = GrantForm()
    form.offer([unit for unit in current.units().units.values() if unit.is_active])
    if form.validate_on_submit():
        try:
            people.grant_role(
                current.actor(),
                user_id,
                role=Role(form.role.data),
                unit_id=form.unit_id.data,
                now=current.now(),
            )
        except REFUSALS as error:
            form.refuse(error)
        else:
            flash(_("已授予角色，这个人要重新登录。"), "done")
            return redirect(url_for("people.view_person", user_id=user_id))
    return _person_page(user_id, form), 422


@blueprint.post("/people/roles/<int:grant_id>/revoke")
def revoke_role(grant_id: int) -> Response:
    """Take a role away."""
    version = VersionedForm().version.data
    user = people.revoke_role(current.actor(), grant_id, version=version, now=current.now())
    flash(_("已收回角色，这个人要重新登录。"), "done")
    return redirect(url_for("people.view_person", user_id=user.id))
