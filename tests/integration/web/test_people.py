"""The directory, units with their names over time, accounts, and roles that exclude one another."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests.support.office import PASSWORD, PEOPLE, Office
from tests.support.page_client import SignedIn
from tracker import clock
from tracker.domain.errors import Forbidden, InvalidInput, NotFound, ProofNeeded, Refused, StalePage
from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import ADMIN_ROLES, Role, UnitKind
from tracker.extensions import db
from tracker.models.people import RoleGrant, Unit, UnitName
from tracker.services import people
from tracker.services.people import PersonEntry, UnitEntry

TODAY = clock.today()
ADMINS = ["system_admin", "security_admin", "audit_admin"]


@pytest.fixture
def inside(app: Flask, office: Office) -> Iterator[Office]:
    """The small office inside an application context, for the services themselves."""
    with app.app_context():
        yield office


def fresh_security_admin(office: Office) -> Actor:
    return office.actor("security_admin", fresh=clock.now())


def test_everybody_may_read_the_directory(browser_of: SignedIn) -> None:
    for key in PEOPLE:
        client = browser_of(key)
        page = client.get("/people")
        for words in ("广西壮族自治区科学技术厅", "高新技术处", "李文静", "处长", "承办人"):
            assert words in page.text
        assert client.follow("高新技术处").heading == "高新技术处"
        assert client.follow("覃海宁").heading == "覃海宁"


def test_the_directory_is_searched_by_person_post_and_unit(browser_of: SignedIn) -> None:
    client = browser_of("officer")
    assert "覃海宁" not in client.get("/people", q="李文静").text
    assert "李文静" in client.get("/people", q="高新").text
    assert "潘国强" in client.get("/people", q="教科文").text
    assert "没有找到“某某某”" in client.get("/people", q="某某某").text


@pytest.mark.parametrize("key", ["officer", "coordinator", "leader", "audit_admin"])
def test_who_manages_no_accounts_sees_none_of_the_buttons(
    browser_of: SignedIn, office: Office, key: str
) -> None:
    client = browser_of(key)
    assert "添加人员" not in client.get("/people").text
    page = client.get(f"/people/{office.people['officer']}")
    assert [words for words in ("停用账号", "授予角色", "收回", "用户名") if words in page.text] == []


def test_a_unit_keeps_its_names_with_their_days(browser_of: SignedIn, office: Office) -> None:
    client = browser_of("system_admin")
    client.get(f"/people/units/{office.units['hightech']}")
    client.follow("更名")
    page = client.submit("更名", name="高新技术与产业处", short_name="高新产业处", valid_from="2024-03-01")
    assert page.heading == "高新技术与产业处"
    for words in ("高新技术处", "2020年1月1日", "2024年2月29日", "2024年3月1日", "现用"):
        assert words in page.text
    assert "高新产业处" in browser_of("officer").get("/people").text


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"valid_from": (TODAY + timedelta(days=1)).isoformat()}, "起用日期不能晚于今天"),
        ({"valid_from": "2020-01-01"}, "起用日期要晚于现名的起用日期"),
        ({"name": "广西壮族自治区财政厅"}, "已有同名的单位"),
        ({"name": ""}, "请填写全称"),
        ({"valid_from": "2月30日"}, "不是有效的日期值"),
    ],
)
def test_a_wrong_name_is_refused_and_stays_typed(
    browser_of: SignedIn, office: Office, given: dict[str, str], words: str
) -> None:
    client = browser_of("system_admin")
    client.get(f"/people/units/{office.units['dept']}/rename")
    typed = {"name": "新的名字", "short_name": "新名", "valid_from": "2024-03-01"} | given
    page = client.submit("更名", **typed)
    assert page.status == 422
    assert words in page.text
    assert page.form("更名").values["short_name"] == "新名"


def test_a_stale_form_changes_no_name(browser_of: SignedIn, office: Office) -> None:
    first, second = browser_of("system_admin"), browser_of("system_admin")
    path = f"/people/units/{office.units['dept']}/rename"
    first.get(path)
    second.get(path)
    first.submit("更名", name="甲", short_name="甲", valid_from="2024-03-01")
    page = second.submit("更名", name="乙的名字", short_name="乙", valid_from="2024-04-01")
    assert page.status == 409
    assert "乙的名字" in page.html


def test_coordinators_keep_units_outside_only(inside: Office) -> None:
    coordinator, now = inside.actor("coordinator"), clock.now()
    entry = UnitEntry("南宁市人民政府", "南宁市政府", TODAY)
    unit = people.add_unit(coordinator, kind=UnitKind.EXTERNAL, parent_id=None, entry=entry, now=now)
    assert unit.path == f"/{unit.id}/"
    inner = UnitEntry("新处", "新处", TODAY)
    with pytest.raises(Forbidden):
        people.add_unit(
            coordinator, kind=UnitKind.OFFICE, parent_id=inside.units["dept"], entry=inner, now=now
        )
    with pytest.raises(Forbidden):
        people.rename_unit(coordinator, inside.units["dept"], entry=inner, version=None, now=now)
    for key in ("officer", "head", "leader", "supervisor", "security_admin", "audit_admin"):
        with pytest.raises(Forbidden):
            people.add_unit(inside.actor(key), kind=UnitKind.EXTERNAL, parent_id=None, entry=inner, now=now)


def test_an_office_stands_below_another_unit(browser_of: SignedIn, office: Office, app: Flask) -> None:
    client = browser_of("system_admin")
    client.get("/people/units/new")
    typed = {"kind": "office", "name": "战略规划处", "short_name": "规划处", "valid_from": "2024-03-01"}
    assert "内设机构要选上级单位" in client.submit("添加单位", **typed, parent_id="0").text
    page = client.submit("添加单位", **typed, parent_id=str(office.units["dept"]))
    assert page.heading == "战略规划处"
    with app.app_context():
        unit = db.session.scalars(select(Unit).where(Unit.name == "战略规划处")).one()
        assert unit.path == f"/{office.units['dept']}/{unit.id}/"
        assert db.session.scalars(
            select(UnitName.valid_from).where(UnitName.unit_id == unit.id)
        ).one() == date(2024, 3, 1)


def test_an_account_works_once_it_has_a_password_and_a_role(browser_of: SignedIn, office: Office) -> None:
    system = browser_of("system_admin")
    system.get("/people/new")
    page = system.submit(
        "添加人员", username="Luyan", name="陆燕", post="主任科员", phone="0771-123", email=""
    )
    link = next(
        field.get("value", "") for field in page.root.iter("input") if field.get("id") == "one-time-link"
    )
    assert "待授予角色的账号" in system.get("/people").text
    person = system.follow("陆燕")
    assert "待安全管理员授予角色" in person.text
    owner = browser_of()
    owner.get("/sign-in")
    assert owner.submit("登录", username="luyan", password=PASSWORD).heading == "登录"
    owner.get(link.replace("http://localhost", ""))
    owner.submit("设置密码", password=PASSWORD, again=PASSWORD)
    assert owner.submit("登录", username="luyan", password=PASSWORD).heading == "登录", "no role yet"
    security = browser_of("security_admin")
    security.get(person.path)
    security.submit("授予角色", role="officer", unit_id=str(office.units["rural"]))
    owner.get("/sign-in")
    assert owner.submit("登录", username="luyan", password=PASSWORD).heading == "我的工作台"
    assert "启用" in system.get(person.path).text


def test_a_user_name_is_taken_once_in_whatever_case(browser_of: SignedIn) -> None:
    system = browser_of("system_admin")
    system.get("/people/new")
    assert "这个用户名已经有人用" in system.submit("添加人员", username="OFFICER", name="某人").text
    assert "不能有空格" in system.submit("添加人员", username="a b", name="某人").text


def test_a_role_is_given_and_taken_by_the_freshly_proved_security_admin(
    browser_of: SignedIn, office: Office
) -> None:
    path = f"/people/{office.people['officer']}"
    with time_machine.travel(clock.now(), tick=False) as clockwork:
        security, officer = browser_of("security_admin"), browser_of("officer")
        clockwork.shift(timedelta(minutes=14))
        security.get(path)
        page = security.submit("授予角色", role="head", unit_id=str(office.units["rural"]))
        assert "已授予角色" in page.text
        assert "部门负责人" in page.text
        assert officer.get("/people").heading == "登录", "a changed role asks for a new session"
        clockwork.shift(timedelta(minutes=2))
        assert security.submit("收回").heading == "请再次确认身份"
        security.submit("继续")
        assert security.submit("确认", password=PASSWORD).heading == "身份已确认"
        assert "已收回角色" in security.submit("继续提交").text


def test_nobody_else_gives_roles(inside: Office) -> None:
    wanted: Any = {"role": Role.HEAD, "unit_id": inside.units["rural"], "now": clock.now()}
    for key in PEOPLE.keys() - {"security_admin"}:
        with pytest.raises(Forbidden):
            people.grant_role(inside.actor(key, fresh=clock.now()), inside.people["officer"], **wanted)


def held_by(user_id: int) -> set[Role]:
    return set(db.session.scalars(select(RoleGrant.role).where(RoleGrant.user_id == user_id)))


def test_administrators_exclude_one_another_and_every_other_role(inside: Office) -> None:
    for key, role in product(PEOPLE, Role):
        user_id = inside.people[key]
        wanted: Any = {"role": role, "unit_id": inside.units["general"], "now": clock.now()}
        held = held_by(user_id)
        if held != {role} and ADMIN_ROLES & {*held, role}:
            with pytest.raises(Refused, match="管理员不能兼任"):
                people.grant_role(fresh_security_admin(inside), user_id, **wanted)
        else:
            people.grant_role(fresh_security_admin(inside), user_id, **wanted)
        held = held_by(user_id)
        assert not ADMIN_ROLES & held or len(held) == 1, (key, role)


def test_the_last_administrator_of_a_kind_stays(inside: Office) -> None:
    now = clock.now()
    for key in ADMINS:
        grant = db.session.scalars(select(RoleGrant).where(RoleGrant.user_id == inside.people[key])).one()
        with pytest.raises(Refused, match="最后一名"):
            people.revoke_role(fresh_security_admin(inside), grant.id, now=now)
    with pytest.raises(Refused, match="最后一名"):
        people.disable_user(
            inside.actor("security_admin"), inside.people["audit_admin"], version=None, now=now
        )
    with pytest.raises(Refused, match="自己"):
        people.disable_user(
            inside.actor("security_admin"), inside.people["security_admin"], version=None, now=now
        )


def test_a_role_taken_away_was_still_held_yesterday(inside: Office) -> None:
    grant = db.session.scalars(select(RoleGrant).where(RoleGrant.user_id == inside.people["officer"])).one()
    people.revoke_role(fresh_security_admin(inside), grant.id, now=clock.now())
    assert db.session.get_one(RoleGrant, grant.id).valid_to == TODAY - timedelta(days=1)
    assert not inside.actor("officer").scopes
    assert inside.actor("officer", on=TODAY - timedelta(days=1)).scopes
    with pytest.raises(NotFound):
        people.revoke_role(fresh_security_admin(inside), grant.id, now=clock.now())


def test_a_role_given_by_mistake_today_leaves_no_trace(inside: Office) -> None:
    wanted: Any = {"role": Role.HEAD, "unit_id": inside.units["rural"], "now": clock.now()}
    for _ in range(2):
        grant = people.grant_role(fresh_security_admin(inside), inside.people["officer"], **wanted)
        people.revoke_role(fresh_security_admin(inside), grant.id, now=clock.now())
    assert set(inside.actor("officer").scopes) == {Role.OFFICER}


def test_giving_a_role_asks_for_a_fresh_proof(inside: Office) -> None:
    stale = inside.actor("security_admin", fresh=clock.now() - timedelta(minutes=16))
    with pytest.raises(ProofNeeded):
        people.grant_role(
            stale, inside.people["officer"], role=Role.HEAD, unit_id=inside.units["rural"], now=clock.now()
        )


def test_a_disabled_person_is_out_at_once_and_comes_back_by_a_link(
    browser_of: SignedIn, office: Office
) -> None:
    officer, system = browser_of("officer"), browser_of("system_admin")
    officer.get("/people")
    system.get(f"/people/{office.people['officer']}")
    page = system.submit("确认停用")
    assert "账号已停用" in page.text
    assert officer.get("/people").heading == "登录"
    assert "已停用的账号" in system.get("/people").text
    assert "李文静" not in browser_of("head").get("/people").text
    system.get(f"/people/{office.people['officer']}")
    assert system.submit("发一次性链接").heading == "一次性链接"
    security = browser_of("security_admin")
    security.get(f"/people/{office.people['officer']}")
    assert "账号已启用" in security.submit("启用账号").text
    assert "李文静" in browser_of("head").get("/people").text


def test_an_active_account_gets_no_link(inside: Office) -> None:
    with pytest.raises(Refused, match="请先停用"):
        people.issue_link(inside.actor("system_admin"), inside.people["officer"], now=clock.now())


def test_a_stale_page_disables_nobody(inside: Office) -> None:
    with pytest.raises(StalePage):
        people.disable_user(
            inside.actor("system_admin"), inside.people["officer"], version=99, now=clock.now()
        )


def test_an_unknown_unit_or_person_is_not_found(inside: Office) -> None:
    with pytest.raises(NotFound):
        people.disable_user(inside.actor("system_admin"), 999_999, version=None, now=clock.now())
    with pytest.raises(InvalidInput):
        people.grant_role(
            fresh_security_admin(inside),
            inside.people["officer"],
            role=Role.HEAD,
            unit_id=999_999,
            now=clock.now(),
        )
    with pytest.raises(InvalidInput):
        people.create_user(
            inside.actor("system_admin"), entry=PersonEntry(username="x", name="某"), now=clock.now()
        )
