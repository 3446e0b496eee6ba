"""Who is reminded of a due day: people by the roles they hold now, never somebody who has left."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import or_, select

from tracker.domain.reminders import Rung
from tracker.domain.vocabulary import ADMIN_ROLES, Role
from tracker.extensions import db
from tracker.models.people import RoleGrant, User
from tracker.models.reminder import Absence, ReminderChoice
from tracker.queries.people import UnitTree, unit_tree


@dataclass(frozen=True)
class Place:
    """What of a due day decides who is reminded: the unit and office that owe it, its officer, and the item's host."""

    unit_id: int
    office_id: int | None
    officer_id: int | None
    host_unit_id: int
    lead_officer_id: int | None = None


@dataclass(frozen=True)
class Staff:
    """Everybody with a business role on one day, who is away, and how each wants to be reminded; four statements."""

    tree: UnitTree
    holders: Mapping[tuple[Role, int], list[int]]
    active: frozenset[int]
    away: Mapping[int, int | None] = field(default_factory=dict)
    choices: Mapping[int, ReminderChoice] = field(default_factory=dict)

    def of_rung(self, rung: Rung, place: Place) -> list[int]:
        """Return the people of a rung for a place, in order; nobody where the rung is empty there."""
        return WHO[rung](self, place)

    def stand_in(self, user_id: int) -> tuple[int, int | None]:
        """Return who is reminded in a person's place, and who is away; without a substitute the own mail waits."""
        substitute = self.away.get(user_id)
        return (user_id, None) if substitute is None else (substitute, user_id)

    def holding(self, role: Role, *unit_ids: int | None) -> list[int]:
        """Return who holds a role in the first of the units, or of those above it, that has somebody."""
        for unit_id in unit_ids:
            for above in self.above(unit_id):
                if found := self.holders.get((role, above)):
                    return found
        return []

    def above(self, unit_id: int | None) -> list[int]:
        """Return a unit and all above it, the nearest first."""
        unit = self.tree.units.get(unit_id) if unit_id is not None else None
        return [int(part) for part in reversed(unit.path.strip("/").split("/"))] if unit else []

    def one(self, user_id: int | None) -> list[int]:
        """Return a person, or nobody where they are not here any more."""
        return [user_id] if user_id is not None and user_id in self.active else []


def _officer(staff: Staff, place: Place) -> list[int]:
    own = staff.one(place.officer_id)
    liaison = () if own else staff.holding(Role.LIAISON, place.office_id, place.unit_id)
    return own or list(liaison) or _head(staff, place)


def _head(staff: Staff, place: Place) -> list[int]:
    return staff.holding(Role.HEAD, place.office_id or place.unit_id)


WHO: Mapping[Rung, Callable[[Staff, Place], list[int]]] = {
    Rung.OFFICER: _officer,
    Rung.LEAD: lambda staff, place: staff.one(place.lead_officer_id),
    Rung.HEAD: _head,
    Rung.COORDINATOR: lambda staff, place: staff.holding(Role.COORDINATOR, place.host_unit_id),
    Rung.LEADER: lambda staff, place: staff.holding(Role.LEADER, place.unit_id),
    Rung.SUPERVISOR: lambda staff, place: staff.holding(Role.SUPERVISOR, place.host_unit_id),
}


def staff_on(today: date) -> Staff:
    """Read who holds what on a day in Beijing, who is away, and what each has chosen."""
    statement = (
        select(RoleGrant.role, RoleGrant.unit_id, RoleGrant.user_id)
        .join(User, User.id == RoleGrant.user_id)
        .where(
            User.is_active,
            RoleGrant.role.not_in(sorted(ADMIN_ROLES)),
            RoleGrant.valid_from <= today,
            or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= today),
        )
        .order_by(RoleGrant.user_id)
    )
    holders: dict[tuple[Role, int], list[int]] = {}
    for role, unit_id, user_id in db.session.execute(statement):
        holders.setdefault((role, unit_id), []).append(user_id)
    active = frozenset(user_id for found in holders.values() for user_id in found)
    choices = {choice.user_id: choice for choice in db.session.scalars(select(ReminderChoice))}
    return Staff(unit_tree(), holders, active, away_on(today, active), choices)


def away_on(today: date, active: Iterable[int]) -> dict[int, int | None]:
    """Return who is away on a day, with the substitute, None for none; one who has left or is away is none."""
    rows = db.session.execute(
        select(Absence.user_id, Absence.substitute_id)
        .where(Absence.until_on >= today, Absence.from_on <= today)
        .order_by(Absence.id)
    ).all()
    away = {user_id for user_id, _ in rows}
    here = set(active) - away
    return {user_id: other if other in here else None for user_id, other in rows}
