"""Saved views of the register and each person's layout of it: a person's own, or a department's."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from tracker.domain.errors import N_, InvalidInput, NotFound, StalePage
from tracker.domain.permissions import Actor
from tracker.domain.register_layout import Layout
from tracker.domain.text import squeeze
from tracker.domain.vocabulary import Role
from tracker.extensions import db
from tracker.models.register import RegisterChoice, SavedView
from tracker.queries.people import unit_tree
from tracker.queries.tags import departments_of
from tracker.services.unit_of_work import refusing, unit_of_work

KEEPERS = (Role.COORDINATOR, Role.SUPERVISOR)
LONGEST_NAME, LONGEST_QUERY, MOST, LAST_PLACE = 40, 2000, 30, 999


@dataclass(frozen=True)
class ViewEntry:
    """A view as it is typed: its name, the list's address without a place, and its own layout if it has one."""

    name: str
    query: str
    layout: Layout | None = None
    position: int | None = None


def keeps_views(actor: Actor, unit_id: int) -> bool:
    """Tell whether the person keeps the views of a department."""
    return any(actor.holds(role, unit_id) for role in KEEPERS)


def save_view(actor: Actor, *, entry: ViewEntry, unit_id: int | None, now: datetime) -> SavedView:
    """Save a list under a name, one's own or, with ``unit_id``, for a department.

    Raises InvalidInput for a name that is empty, too long or taken, or for one view too many; NotFound for a department
    whose views are not the person's to keep.
    """
    with unit_of_work():
        if unit_id is not None and not keeps_views(actor, unit_id):
            raise NotFound
        view = SavedView(owner_id=actor.user_id if unit_id is None else None, unit_id=unit_id)
        last = _count_and_last(view)
        if last[0] >= MOST:
            raise InvalidInput(field="name", reason=N_("最多保存30个视图，请先删去不用的。"))
        view.position = last[1] + 1
        _write(actor, view, entry, now)
        with refusing("saved_view", _taken()):
            db.session.add(view)
        return view


def change_view(
    actor: Actor, view_id: int, *, entry: ViewEntry, version: int | None, now: datetime
) -> SavedView:
    """Rename a view, change what it lists or its place among the others."""
    with unit_of_work():
        view = _own(actor, view_id)
        if version is not None and view.version != version:
            raise StalePage
        with refusing("saved_view", _taken()):
            _write(actor, view, entry, now)
        return view


def delete_view(actor: Actor, view_id: int) -> None:
    """Delete a view; whoever's register opened with it sees everything in hand again."""
    with unit_of_work():
        view = _own(actor, view_id)
        opened = update(RegisterChoice).where(RegisterChoice.view_id == view_id)
        db.session.execute(opened.values(view_id=None, version=RegisterChoice.version + 1))
        db.session.delete(view)


def choose_first(actor: Actor, view_id: int | None) -> None:
    """Say which saved view the register opens with; None: everything in hand."""
    with unit_of_work():
        if view_id is not None:
            _seen(actor, view_id)
        _choice(actor).view_id = view_id


def choose_layout(actor: Actor, *, layout: Layout) -> None:
    """Keep a person's columns and density."""
    with unit_of_work():
        choice = _choice(actor)
        choice.columns, choice.density = layout.text, layout.density


def _choice(actor: Actor) -> RegisterChoice:
    choice = db.session.get(RegisterChoice, actor.user_id)
    if choice is None:
        choice = RegisterChoice(user_id=actor.user_id)
        db.session.add(choice)
    return choice


def _taken() -> InvalidInput:
    return InvalidInput(field="name", reason=N_("已有同名的视图，请换一个名称。"))


def _seen(actor: Actor, view_id: int) -> SavedView:
    view = db.session.get(SavedView, view_id)
    if view is None:
        raise NotFound
    is_theirs = view.owner_id == actor.user_id or view.unit_id in departments_of(actor, unit_tree())
    if not is_theirs:
        raise NotFound
    return view


def _own(actor: Actor, view_id: int) -> SavedView:
    view = _seen(actor, view_id)
    if view.unit_id is not None and not keeps_views(actor, view.unit_id):
        raise NotFound
    return view


def _count_and_last(view: SavedView) -> tuple[int, int]:
    """Return how many views stand beside this one, and the last place among them."""
    theirs = SavedView.unit_id == view.unit_id if view.unit_id else SavedView.owner_id == view.owner_id
    row = db.session.execute(
        select(func.count(), func.coalesce(func.max(SavedView.position), 0)).where(theirs)
    ).one()
    return row[0], row[1]


def _write(actor: Actor, view: SavedView, entry: ViewEntry, now: datetime) -> None:
    name = squeeze(entry.name)
    if not name or len(name) > LONGEST_NAME:
        raise InvalidInput(field="name", reason=N_("请填写视图名称，最多40字。"))
    if len(entry.query) > LONGEST_QUERY:
        raise InvalidInput(field="name", reason=N_("筛选条件太多，请去掉几项再保存。"))
    view.name, view.query = name, entry.query
    view.columns = ",".join(entry.layout.columns) if entry.layout else ""
    view.density = entry.layout.density if entry.layout else None
    if entry.position is not None:
        view.position = max(1, min(entry.position, LAST_PLACE))
    view.changed_at, view.changed_by_id = now, actor.user_id
