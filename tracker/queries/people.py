"""Units, people, and what a person holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cached_property
from typing import TypeAlias
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, or_, select

from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import Role, UnitKind
from tracker.extensions import db
from tracker.models.people import RoleGrant, Unit, UnitName, User
from tracker.queries import units_beside  # noqa: F401 - answers looks at the units of records


@dataclass(frozen=True, slots=True)
class UnitSeen:
    """A unit as pages and rules see it: plain values that outlast the transaction in which they were read."""

    id: int
    parent_id: int | None
    kind: UnitKind
    path: str
    name: str
    short_name: str
    document_prefix: str | None
    co_document_prefix: str | None
    class_scheme: str | None
    rule_set: str | None
    position: int
    is_active: bool
    version: int


AnyUnit: TypeAlias = Unit | UnitSeen
UnitsStand: TypeAlias = tuple[int | None, int | None]
UNIT_COLUMNS = tuple(getattr(Unit, one.name) for one in fields(UnitSeen))


@dataclass(frozen=True)
class UnitTree:
    """Every unit with its descendants, read in one statement."""

    units: Mapping[int, UnitSeen]

    @cached_property
    def known_names(self) -> Mapping[str, int]:
        """Every present and former name of the units that can have a part in an item; one statement, once."""
        outer = [unit for unit in self.units.values() if unit.kind is not UnitKind.OFFICE]
        former = db.session.scalars(select(UnitName).where(UnitName.unit_id.in_([unit.id for unit in outer])))
        known = {text: row.unit_id for row in former for text in (row.name, row.short_name)}
        return known | {text: unit.id for unit in outer for text in (unit.name, unit.short_name)}

    @cached_property
    def meant(self) -> dict[str, int | None]:
        """What names were found to mean so far: a long list says the same few names over and over."""
        return {}

    def below(self, unit_id: int) -> frozenset[int]:
        """Return the unit and everything under it."""
        path = self.units[unit_id].path
        return frozenset(uid for uid, unit in self.units.items() if unit.path.startswith(path))

    def name(self, unit_id: int | None) -> str:
        """Return a unit's present short name, empty for None."""
        unit = self.units.get(unit_id) if unit_id is not None else None
        return unit.short_name if unit else ""

    def root(self, unit_id: int) -> UnitSeen:
        """Return the topmost unit above ``unit_id``: its department."""
        return self.units[int(self.units[unit_id].path.strip("/").split("/")[0])]


def unit_tree() -> UnitTree:
    """Read every unit, in the order of its position."""
    rows = db.session.execute(select(*UNIT_COLUMNS).order_by(Unit.position, Unit.id))
    return UnitTree({row.id: UnitSeen(*row) for row in rows})


# A unit that changed has another version; none is ever deleted.
UNITS_STAND = (select(func.max(Unit.id)).scalar_subquery(), select(func.sum(Unit.version)).scalar_subquery())
_kept_units: "WeakKeyDictionary[Engine, tuple[UnitsStand, Mapping[int, UnitSeen]]]" = WeakKeyDictionary()


def units_as_of(stand: UnitsStand) -> UnitTree:
    """Return every unit as they stand by the values of ``UNITS_STAND``; read only where those are new."""
    kept = _kept_units.get(db.engine)
    if kept is None or kept[0] != stand:
        kept = _kept_units[db.engine] = (stand, unit_tree().units)
    return UnitTree(kept[1])


def scopes_of(grants: Iterable[RoleGrant], tree: UnitTree, today: date) -> dict[Role, frozenset[int]]:
    """Return, for each role held on ``today``, every unit it reaches."""
    scopes: dict[Role, frozenset[int]] = {}
    for grant in grants:
        if grant.valid_from <= today and (grant.valid_to is None or today <= grant.valid_to):
            scopes[grant.role] = scopes.get(grant.role, frozenset()) | tree.below(grant.unit_id)
    return scopes


def actor_of(user: User, tree: UnitTree, today: date, proved_at: datetime | None = None) -> Actor:
    """Return the person as the rules see them on ``today`` (a day in Beijing)."""
    scopes = scopes_of(user.grants, tree, today) if user.is_active else {}
    return Actor(user.id, user.name, scopes, proved_at, user.locale)


def load_actor(user_id: int, today: date, proved_at: datetime | None = None) -> Actor:
    """Read a person and what they hold on ``today``."""
    return actor_of(db.session.get_one(User, user_id), unit_tree(), today, proved_at)


def holders(role: Role, unit_ids: Iterable[int], today: date) -> list[User]:
    """Return the active people who hold ``role`` directly in one of the units on ``today``, by name."""
    statement = (
        select(User)
        .join(RoleGrant)
        .where(
            RoleGrant.role == role,
            RoleGrant.unit_id.in_(list(unit_ids)),
            RoleGrant.valid_from <= today,
            or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= today),
            User.is_active,
        )
        .distinct()
        .order_by(User.name, User.id)
    )
    return list(db.session.scalars(statement))


def person(user_id: int) -> User | None:
    """Return a person by id."""
    return db.session.get(User, user_id)
