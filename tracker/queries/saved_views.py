"""A person's saved views and those of their department, with the layout that they chose; one statement."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import or_, select

from tracker.domain.register_layout import Density, Layout, columns_of_text
from tracker.extensions import db
from tracker.models.people import User
from tracker.models.register import RegisterChoice, SavedView


@dataclass(frozen=True)
class KeptView:
    """A saved view; ``unit_id`` is the department whose it is, None for a person's own."""

    id: int
    name: str
    query: str
    unit_id: int | None
    position: int
    version: int
    layout: Layout | None = None


@dataclass(frozen=True)
class Desk:
    """The saved views that a person has, the department's first, their own layout and what the register opens with."""

    views: Sequence[KeptView] = ()
    layout: Layout = field(default_factory=Layout)
    first_id: int | None = None
    version: int = 0

    def view(self, view_id: int | None) -> KeptView | None:
        """Return one of the views; None for any other id."""
        return next((view for view in self.views if view.id == view_id), None)

    @property
    def first(self) -> KeptView | None:
        """The view that the register opens with."""
        return self.view(self.first_id)

    def layout_in(self, view: KeptView | None) -> Layout:
        """Return the layout in which a view shows: its own where it has one, else the person's."""
        return view.layout if view and view.layout else self.layout


VIEW = (
    SavedView.id,
    SavedView.name,
    SavedView.query,
    SavedView.unit_id,
    SavedView.position,
    SavedView.version,
    SavedView.columns,
    SavedView.density,
)
CHOICE = (
    RegisterChoice.columns.label("own_columns"),
    RegisterChoice.density.label("own_density"),
    RegisterChoice.view_id,
    RegisterChoice.version.label("own_version"),
)


def read_desk(user_id: int, departments: Collection[int]) -> Desk:
    """Read a person's saved views, in their order, and their choice."""
    theirs = or_(SavedView.owner_id == User.id, SavedView.unit_id.in_(sorted(departments)))
    statement = (
        select(*VIEW, *CHOICE)
        .select_from(User)
        .outerjoin(RegisterChoice, RegisterChoice.user_id == User.id)
        .outerjoin(SavedView, theirs)
        .where(User.id == user_id)
        .order_by(SavedView.owner_id.is_not(None), SavedView.position, SavedView.id)
    )
    rows = db.session.execute(statement).all()
    views = [_view(row) for row in rows if row.id is not None]
    if not rows or rows[0].own_version is None:
        return Desk(views)
    own = rows[0]
    return Desk(
        views, Layout(columns_of_text(own.own_columns), own.own_density), own.view_id, own.own_version
    )


def _view(row: Any) -> KeptView:
    layout = None
    if row.columns:
        layout = Layout(columns_of_text(row.columns), row.density or Density.COMFORTABLE)
    return KeptView(row.id, row.name, row.query, row.unit_id, row.position, row.version, layout)
