"""The demonstration department, its neighbours, and the people who work there; all names are invented."""

from dataclasses import dataclass
from datetime import date, datetime

from tracker.domain.vocabulary import Role, UnitKind
from tracker.extensions import db
from tracker.models.people import Unit, UnitName, User, grant

DEPARTMENT = ("广西壮族自治区科学技术厅", "科技厅")
OFFICES = (
    ("办公室", "厅办公室"),
    ("高新技术处", "高新处"),
    ("农村科技处", "农村处"),
    ("社会发展科技处", "社发处"),
    ("资源配置与管理处", "资源处"),
    ("科技人才处", "人才处"),
    ("战略规划处", "规划处"),
    ("国际合作处", "合作处"),
)
NEIGHBOURS = (
    ("广西壮族自治区财政厅", "财政厅"),
    ("广西壮族自治区工业和信息化厅", "工业和信息化厅"),
    ("广西壮族自治区大数据发展局", "大数据发展局"),
    ("广西壮族自治区人力资源和社会保障厅", "人力资源社会保障厅"),
    ("广西壮族自治区教育厅", "教育厅"),
    ("广西壮族自治区农业农村厅", "农业农村厅"),
)
# short name of the unit -> (name, post, role, user name)
STAFF: dict[str, tuple[tuple[str, str, Role, str], ...]] = {
    "科技厅": (
        ("韦丽华", "厅办公室提案联络", Role.COORDINATOR, "weilihua"),
        ("陈洁", "厅办公室文秘", Role.COORDINATOR, "chenjie"),
        ("唐咸来", "副厅长", Role.LEADER, "tangxianlai"),
        ("蒙启明", "厅长", Role.LEADER, "mengqiming"),
        ("黄志强", "督查室", Role.SUPERVISOR, "huangzhiqiang"),
        ("梁文博", "系统管理员", Role.SYSTEM_ADMIN, "liangwenbo"),
        ("农小梅", "安全管理员", Role.SECURITY_ADMIN, "nongxiaomei"),
        ("欧阳靖", "审计管理员", Role.AUDIT_ADMIN, "ouyangjing"),
    ),
    "高新处": (
        ("李文静", "承办人", Role.OFFICER, "liwenjing"),
        ("蒙志强", "承办人", Role.OFFICER, "mengzhiqiang"),
        ("覃海宁", "处长", Role.HEAD, "qinhaining"),
    ),
    "农村处": (
        ("陆云", "承办人", Role.OFFICER, "luyun"),
        ("黄春燕", "处长", Role.HEAD, "huangchunyan"),
    ),
    "社发处": (
        ("周昇", "承办人", Role.OFFICER, "zhousheng"),
        ("廖慧", "处长", Role.HEAD, "liaohui"),
    ),
    "资源处": (
        ("周敏", "承办人", Role.OFFICER, "zhoumin"),
        ("韦建国", "处长", Role.HEAD, "weijianguo"),
    ),
    "人才处": (
        ("何倩", "承办人", Role.OFFICER, "heqian"),
        ("罗喆", "处长", Role.HEAD, "luozhe"),
    ),
    "规划处": (
        ("吴昊", "承办人", Role.OFFICER, "wuhao"),
        ("莫晓东", "处长", Role.HEAD, "moxiaodong"),
    ),
    "合作处": (
        ("黄丽萍", "承办人", Role.OFFICER, "huangliping"),
        ("谢东", "处长", Role.HEAD, "xiedong"),
    ),
    "财政厅": (
        ("韦立民", "会办联络员", Role.LIAISON, "weilimin"),
        ("潘国强", "教科文处处长", Role.HEAD, "panguoqiang"),
    ),
    "工业和信息化厅": (
        ("陆敏", "会办联络员", Role.LIAISON, "lumin"),
        ("邓伟", "办公室主任", Role.HEAD, "dengwei"),
    ),
    "大数据发展局": (
        ("石磊", "会办联络员", Role.LIAISON, "shilei"),
        ("苏红", "综合处处长", Role.HEAD, "suhong"),
    ),
    "人力资源社会保障厅": (
        ("赵颖", "会办联络员", Role.LIAISON, "zhaoying"),
        ("龙飞", "办公室主任", Role.HEAD, "longfei"),
    ),
    "教育厅": (
        ("邱琳", "会办联络员", Role.LIAISON, "qiulin"),
        ("卢志远", "科技处处长", Role.HEAD, "luzhiyuan"),
    ),
    "农业农村厅": (
        ("滕飞", "会办联络员", Role.LIAISON, "tengfei"),
        ("甘雨", "科教处处长", Role.HEAD, "ganyu"),
    ),
}


@dataclass(frozen=True)
class Office:
    """Ids of units by short name and of people by user name."""

    units: dict[str, int]
    people: dict[str, int]


def build_people(since: date, now: datetime) -> Office:
    """Make the units, their names since ``since``, the people and what they hold."""
    root = _unit(None, DEPARTMENT, UnitKind.DEPARTMENT, since, position=0)
    root.document_prefix, root.co_document_prefix = "桂科函", "桂科会办函"
    root.class_scheme, root.rule_set = "npc", "office_default"
    units = {root.short_name: root}
    for position, names in enumerate(OFFICES, start=1):
        units[names[1]] = _unit(root, names, UnitKind.OFFICE, since, position=position)
    for position, names in enumerate(NEIGHBOURS, start=20):
        outside = _unit(None, names, UnitKind.EXTERNAL, since, position=position)
        outside.co_document_prefix = "桂" + names[1][0] + "函"
        units[names[1]] = outside
    people = {
        username: _person(units[short], name, post, role, username, since=since, now=now).id
        for short, staff in STAFF.items()
        for name, post, role, username in staff
    }
    return Office({name: unit.id for name, unit in units.items()}, people)


def _unit(parent: Unit | None, names: tuple[str, str], kind: UnitKind, since: date, *, position: int) -> Unit:
    unit = Unit(parent_id=parent.id if parent else None, kind=kind, name=names[0], short_name=names[1])
    unit.position = position
    db.session.add(unit)
    db.session.flush()
    unit.path = f"{parent.path if parent else '/'}{unit.id}/"
    db.session.add(UnitName(unit_id=unit.id, name=names[0], short_name=names[1], valid_from=since))
    return unit


def _person(
    unit: Unit, name: str, post: str, role: Role, username: str, *, since: date, now: datetime
) -> User:
    user = User(username=username, name=name, post=post, email=f"{username}@example.invalid", created_at=now)
    db.session.add(user)
    db.session.flush()
    db.session.add(grant(user, unit, role, since))
    return user
