"""The first people of a real installation: three administrators and a coordinator; no account ships."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from tracker.clock import local_day
from tracker.domain.errors import N_, InvalidInput, Refused
from tracker.domain.second_factor import SecondFactorPolicy
from tracker.domain.vocabulary import Role, UnitKind
from tracker.extensions import db
from tracker.models.office import Installation
from tracker.models.people import RoleGrant, Unit, UnitName, User, grant
from tracker.services.accounts import make_link
from tracker.services.people import PersonEntry, new_user
from tracker.services.unit_of_work import unit_of_work

FOUNDERS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.COORDINATOR)


@dataclass(frozen=True)
class Founder:
    """One of the first people, with the token of a one-time link."""

    role: Role
    user: User
    token: str


def set_up(
    *, name: str, short_name: str, people: Mapping[Role, PersonEntry], now: datetime
) -> tuple[Founder, ...]:
    """Write the office and its first people, each with a link good for 24 hours, and return them.

    Leaders, coordinators and administrators need a second factor from the start.
    Raises Refused where the database is in use already, InvalidInput where two of the four have one user name.
    """
    with unit_of_work():
        refuse_second_time()
        office = Installation(id=1, office_name=name, is_demonstration=False, created_at=now)
        office.second_factor = SecondFactorPolicy.LEADING
        unit = _department(name, short_name, now)
        db.session.add(office)
        return tuple(_founder(role, people[role], unit, now) for role in FOUNDERS)


def refuse_second_time() -> None:
    """Raise Refused where the database is in use already."""
    is_used = db.session.get(Installation, 1) or db.session.scalar(select(func.count()).select_from(User))
    if is_used:
        raise Refused(reason=N_("这个数据库已经初始化过。"))


def _department(name: str, short_name: str, now: datetime) -> Unit:
    if not name.strip() or not short_name.strip():
        raise InvalidInput(field="name", reason=N_("请填写单位的全称和简称。"))
    unit = Unit(kind=UnitKind.DEPARTMENT, name=name.strip(), short_name=short_name.strip())
    unit.class_scheme, unit.rule_set = "npc", "office_default"
    db.session.add(unit)
    db.session.flush()
    unit.path = f"/{unit.id}/"
    names = UnitName(unit_id=unit.id, name=unit.name, short_name=unit.short_name, valid_from=local_day(now))
    db.session.add(names)
    return unit


def _founder(role: Role, entry: PersonEntry, unit: Unit, now: datetime) -> Founder:
    user = new_user(entry, now)
    db.session.add(grant(user, unit, role, local_day(now)))
    user.is_active = True
    return Founder(role, user, make_link(user, now))


def new_links(*, now: datetime) -> tuple[Founder, ...]:
    """Return new links for those of the first people who have not set a password yet: for links that got too old."""
    with unit_of_work():
        rows = db.session.scalars(
            select(RoleGrant)
            .join(RoleGrant.user)
            .where(RoleGrant.role.in_(FOUNDERS), User.password_hash.is_(None))
            .order_by(RoleGrant.id)
        )
        return tuple(Founder(row.role, row.user, make_link(row.user, now)) for row in rows)
