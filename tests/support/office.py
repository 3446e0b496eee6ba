"""A small office to test with: one department with three offices, three units outside, and everybody a step needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select

from tests.support.rows import Rows, all_rows, write_rows
from tracker import clock
from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import Role, UnitKind
from tracker.extensions import db
from tracker.models.office import Installation
from tracker.models.people import Unit, UnitName, User, grant
from tracker.queries.people import load_actor
from tracker.services.passwords import hash_password
from tracker.services.unit_of_work import unit_of_work

SINCE = date(2020, 1, 1)
BEGAN = datetime(2020, 1, 1, tzinfo=UTC)
PASSWORD = "九月的桂花开满了青秀山 2021"

# key: (full name, short name, kind, key of the unit above, prefix of its letters' numbers)
UNITS = {
    "dept": ("广西壮族自治区科学技术厅", "科技厅", UnitKind.DEPARTMENT, None, "桂科函"),
    "general": ("办公室", "厅办公室", UnitKind.OFFICE, "dept", None),
    "hightech": ("高新技术处", "高新处", UnitKind.OFFICE, "dept", None),
    "rural": ("农村科技处", "农村处", UnitKind.OFFICE, "dept", None),
    "finance": ("广西壮族自治区财政厅", "财政厅", UnitKind.EXTERNAL, None, "桂财函"),
    "industry": ("广西壮族自治区工业和信息化厅", "工业和信息化厅", UnitKind.EXTERNAL, None, "桂工信函"),
    "bigdata": ("广西壮族自治区大数据发展局", "大数据发展局", UnitKind.EXTERNAL, None, "桂数函"),
}
# key, which is also the user name: (name, post, role, key of the unit)
PEOPLE = {
    "officer": ("李文静", "四级调研员", Role.OFFICER, "hightech"),
    "officer2": ("周敏", "一级主任科员", Role.OFFICER, "hightech"),
    "rural_officer": ("陆云", "一级主任科员", Role.OFFICER, "rural"),
    "head": ("覃海宁", "处长", Role.HEAD, "hightech"),
    "rural_head": ("黄春燕", "处长", Role.HEAD, "rural"),
    "coordinator": ("韦丽华", "提案联络员", Role.COORDINATOR, "dept"),
    "coordinator2": ("陈洁", "文秘", Role.COORDINATOR, "dept"),
    "leader": ("唐咸来", "副厅长", Role.LEADER, "dept"),
    "supervisor": ("黄志强", "督查室主任", Role.SUPERVISOR, "dept"),
    "finance_liaison": ("韦立民", "会办联络员", Role.LIAISON, "finance"),
    "finance_head": ("潘国强", "教科文处处长", Role.HEAD, "finance"),
    "industry_liaison": ("陆敏", "会办联络员", Role.LIAISON, "industry"),
    "industry_head": ("邓伟", "办公室主任", Role.HEAD, "industry"),
    "bigdata_liaison": ("石磊", "会办联络员", Role.LIAISON, "bigdata"),
    "bigdata_head": ("苏红", "综合处处长", Role.HEAD, "bigdata"),
    "system_admin": ("梁文博", "", Role.SYSTEM_ADMIN, "dept"),
    "security_admin": ("农小梅", "", Role.SECURITY_ADMIN, "dept"),
    "audit_admin": ("欧阳靖", "", Role.AUDIT_ADMIN, "dept"),
}
_hash: list[str] = []
_built: dict[bool, tuple["Office", Rows]] = {}


@dataclass(frozen=True)
class Office:
    """Ids of units and people by the keys of ``UNITS`` and ``PEOPLE``."""

    units: Mapping[str, int]
    people: Mapping[str, int]

    def actor(self, key: str, *, fresh: datetime | None = None, on: date | None = None) -> Actor:
        """Return a person as the rules see them; ``fresh`` is when they last proved who they are."""
        return load_actor(self.people[key], on or clock.today(), fresh)

    def unit_of(self, key: str) -> int:
        """Return the id of the unit in which a person holds the role."""
        return self.units[PEOPLE[key][3]]


def password_hash() -> str:
    """Return the hash of ``PASSWORD``, made once a test run."""
    if not _hash:
        _hash.append(hash_password(PASSWORD))
    return _hash[0]


def build_office(*, is_demonstration: bool = False) -> Office:
    """Fill an empty database; everybody has the password ``PASSWORD`` and a user name equal to the key.

    The rows of the first office are kept and written again for the next ones, which takes a tenth of the time.
    """
    if is_demonstration in _built and db.session.scalar(select(Installation.id)) is None:
        db.session.rollback()
        office, rows = _built[is_demonstration]
        write_rows(rows)
        return office
    office = _build(is_demonstration=is_demonstration)
    _built[is_demonstration] = office, all_rows()
    return office


def _build(*, is_demonstration: bool) -> Office:
    with unit_of_work():
        db.session.add(
            Installation(
                id=1, office_name=UNITS["dept"][0], is_demonstration=is_demonstration, created_at=BEGAN
            )
        )
        units: dict[str, Unit] = {}
        for position, (key, (name, short, kind, above, prefix)) in enumerate(UNITS.items()):
            units[key] = _unit(name, short, kind, units.get(above or ""), prefix=prefix, position=position)
        units["dept"].class_scheme, units["dept"].rule_set = "npc", "office_default"
        people = {key: _person(key, units[unit]) for key, (_, _, _, unit) in PEOPLE.items()}
        return Office({key: unit.id for key, unit in units.items()}, people)


def _unit(
    name: str, short: str, kind: UnitKind, above: Unit | None, *, prefix: str | None, position: int
) -> Unit:
    unit = Unit(name=name, short_name=short, kind=kind, parent_id=above.id if above else None)
    unit.position, unit.document_prefix, unit.co_document_prefix = position, prefix, prefix
    db.session.add(unit)
    db.session.flush()
    unit.path = f"{above.path if above else '/'}{unit.id}/"
    db.session.add(UnitName(unit_id=unit.id, name=name, short_name=short, valid_from=SINCE))
    return unit


def _person(key: str, unit: Unit) -> int:
    name, post, role, _ = PEOPLE[key]
    user = User(username=key, name=name, post=post, password_hash=password_hash(), created_at=BEGAN)
    db.session.add(user)
    db.session.flush()
    db.session.add(grant(user, unit, role, SINCE))
    return user.id
