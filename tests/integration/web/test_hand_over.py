"""The pages of handing work over: who sees what, what is refused, and what an account's closing waits for."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from tests.support.drafts import NOW, handled
from tests.support.office import Office
from tests.support.page_client import SignedIn
from tests.support.statements import counted
from tests.support.volume import fill, staff_of
from tracker import clock
from tracker.domain.errors import Refused
from tracker.extensions import db
from tracker.models.assignment import Assignment
from tracker.models.people import Unit, User
from tracker.queries.people import unit_tree
from tracker.services import office_mergers, people
from tracker.services.hand_over_answers import accept_hand_over
from tracker.services.hand_overs import offer_hand_over
from tracker.services.people import UnitEntry

LATER = NOW + timedelta(days=1)
MOST = 8


@pytest.fixture
def item(app: Flask, office: Office) -> int:
    with app.app_context():
        return handled(office).proposal.id


def test_an_officer_leaves(browser_of: SignedIn, office: Office, item: int) -> None:
    me = office.people["officer"]
    admin = browser_of("system_admin")
    page = admin.get(f"/people/{me}")
    assert "1项工作没有移交" in page.text
    assert "确认停用" not in page.text
    giver = browser_of("officer")
    giver.get(f"/people/{me}")
    page = giver.follow("移交工作")
    assert page.heading == "移交李文静的工作"
    for words in ("关于补齐工业链短板，全面振兴广西工业的提案", "周敏（可接1项）", "不用移交的", "日历订阅"):
        assert words in page.text
    page = giver.submit("请对方接收", receiver=str(office.people["officer2"]), reason="调离")
    assert "已请周敏接收" in page.text
    address = page.path
    receiver = browser_of("officer2")
    assert "李文静的工作移交给您" in receiver.get("/").text
    receiver.get(address)
    page = receiver.submit("全部接收")
    assert "1项已经移交" in page.text
    assert "由李文静移交周敏办理" in receiver.get(f"/items/{item}").text
    admin.get(f"/people/{me}")
    assert "已停用" in admin.submit("确认停用").text


def test_what_is_missing_is_said_and_what_was_typed_stays(
    browser_of: SignedIn, office: Office, item: int
) -> None:
    client = browser_of("head")
    path = f"/people/{office.people['officer']}/hand-over"
    client.get(path)
    page = client.submit("请对方接收", receiver="0", scope="some", reason="退休")
    assert page.status == 422
    assert "请选择要移交的事项" in page.text
    assert page.form("请对方接收").values["reason"] == "退休"
    client.get(path)
    page = client.submit("请对方接收", receiver=str(office.people["officer2"]), reason="")
    assert (page.status, "请写明理由" in page.text) == (422, True)


@pytest.mark.parametrize("key", ["officer2", "leader", "system_admin", "security_admin"])
def test_who_has_no_say_in_a_persons_work_sees_none_of_it(
    browser_of: SignedIn, office: Office, item: int, key: str
) -> None:
    client = browser_of(key)
    assert client.get(f"/people/{office.people['officer']}/hand-over").status == 403
    page = client.get(f"/people/{office.people['officer']}")
    assert "移交工作" not in page.links()
    assert "关于补齐工业链短板" not in page.text


def test_a_head_of_another_office_sees_no_titles(browser_of: SignedIn, office: Office, item: int) -> None:
    page = browser_of("rural_head").get(f"/people/{office.people['officer']}/hand-over")
    assert "关于补齐工业链短板" not in page.text
    assert "另有1项不在您负责的处室" in page.text


def test_a_hand_over_is_known_to_those_whom_it_concerns(
    app: Flask, browser_of: SignedIn, office: Office, item: int
) -> None:
    with app.app_context():
        offered = offer_hand_over(
            office.actor("officer"),
            office.people["officer"],
            receiver_id=office.people["officer2"],
            keys=None,
            reason="借调一年",
            now=LATER,
        ).id
    for key, status in {
        "officer": 200,
        "officer2": 200,
        "head": 200,
        "coordinator": 200,
        "rural_head": 404,
        "finance_head": 404,
        "system_admin": 404,
    }.items():
        page = browser_of(key).get(f"/hand-overs/{offered}")
        assert page.status == status, key
        assert ("借调一年" in browser_of(key).get("/hand-overs").text) == (status == 200), key
    receiver = browser_of("officer2")
    receiver.get(f"/hand-overs/{offered}")
    page = receiver.submit("确认退回", reason="")
    assert (page.status, "请写明理由" in page.text) == (422, True)
    assert "已退回" in receiver.submit("确认退回", reason="手头件太多").text
    assert "手头件太多" in browser_of("officer").get(f"/hand-overs/{offered}").text


def test_the_office_accepts_in_the_receivers_place(
    app: Flask, browser_of: SignedIn, office: Office, item: int
) -> None:
    with app.app_context():
        offer_hand_over(
            office.actor("head"),
            office.people["officer"],
            receiver_id=office.people["officer2"],
            keys=None,
            reason="已退休",
            now=LATER,
        )
    client = browser_of("coordinator")
    client.get("/hand-overs")
    client.follow("李文静")
    page = client.submit("确认代为接收", reason="接收人外出培训，处长同意")
    assert "1项已经移交" in page.text
    assert "（代为接收）" in page.text


def test_the_last_head_of_an_office_is_not_disabled_while_work_lies_there(
    app: Flask, browser_of: SignedIn, office: Office, item: int
) -> None:
    with app.app_context():
        with pytest.raises(Refused):
            people.disable_user(
                office.actor("system_admin"), office.people["head"], version=None, now=clock.now()
            )
        assert db.session.get_one(User, office.people["head"]).is_active
    page = browser_of("system_admin").get(f"/people/{office.people['head']}")
    assert "没有别人担任部门负责人" in page.text


def test_an_office_goes_into_another_one(app: Flask, browser_of: SignedIn, office: Office, item: int) -> None:
    old, new = office.units["hightech"], office.units["rural"]
    admin = browser_of("system_admin")
    assert "停用以前要办的事" in admin.get(f"/people/units/{old}").text
    with app.app_context(), pytest.raises(Refused):
        office_mergers.close_unit(office.actor("system_admin"), old, version=None, now=clock.now())
    with app.app_context():
        fresh = office.actor("security_admin", fresh=clock.now())
        assert office_mergers.move_roles(fresh, old, to_unit_id=new, now=clock.now()) == 3
    client = browser_of("coordinator")
    client.get(f"/people/units/{old}/merge")
    head = str(office.people["rural_head"])
    page = client.submit("请对方接收", to_unit=str(new), receiver=head, reason="机构改革方案")
    assert "已请对方接收" in page.text
    receiver = browser_of("rural_head")
    receiver.get(page.path)
    assert "1项已经移交" in receiver.submit("全部接收").text
    page = client.get(f"/items/{item}")
    assert "由高新技术处移交农村科技处办理" in page.text
    assert "李文静" in page.text
    with app.app_context():
        office_mergers.close_unit(office.actor("system_admin"), old, version=None, now=clock.now())
        assert not unit_tree().units[old].is_active
    assert "这个单位已经停用" in admin.get(f"/people/units/{old}").text
    assert "农村处" in browser_of("officer").get(f"/items/{item}").text


def test_offices_of_two_departments_are_not_merged(browser_of: SignedIn, office: Office, item: int) -> None:
    client = browser_of("coordinator")
    assert client.get(f"/people/units/{office.units['finance']}/merge").status == 404
    client.get(f"/people/units/{office.units['hightech']}/merge")
    page = client.submit("请对方接收", to_unit="0", receiver="0", reason="合并")
    assert (page.status, "请选择并入哪个处室" in page.text) == (422, True)


def test_an_event_keeps_the_name_that_a_unit_had(
    app: Flask, browser_of: SignedIn, office: Office, item: int
) -> None:
    entry = UnitEntry("未来产业处", "未来处", clock.today())
    with app.app_context():
        admin = office.actor("system_admin")
        people.rename_unit(admin, office.units["hightech"], entry=entry, version=None, now=clock.now())
        assert db.session.get_one(Unit, office.units["hightech"]).short_name == "未来处"
    page = browser_of("coordinator").get(f"/items/{item}")
    assert "高新处" in page.text
    assert "未来处" in page.text


def test_the_pages_cost_the_same_for_two_thousand_items(
    app: Flask, office: Office, browser_of: SignedIn
) -> None:
    with app.app_context():
        fill(1_500, staff_of(office), clock.now(), open_share=1, text="建议")
        mine = update(Assignment).where(Assignment.office_id == office.units["hightech"])
        db.session.execute(mine.values(officer_id=office.people["officer2"]))
        db.session.execute(mine.where(Assignment.id % 2 == 0).values(officer_id=office.people["officer"]))
        db.session.commit()
        offered = offer_hand_over(
            office.actor("head"),
            office.people["officer2"],
            receiver_id=office.people["officer"],
            keys=None,
            reason="借调",
            now=clock.now(),
        ).id
    for key in ("head", "coordinator"):
        client = browser_of(key)
        for path in (
            f"/people/{office.people['officer']}/hand-over?page=2",
            f"/people/{office.people['officer2']}/hand-over",
            f"/hand-overs/{offered}?page=2",
            "/hand-overs",
            "/",
        ):
            client.client.get(path)
            with counted() as statements:
                page = client.get(path)
            assert page.status == 200
            assert len(statements) <= MOST, (key, path, statements)
            assert path == "/" or len(page.html) < 120_000
    with app.app_context():
        assert accept_hand_over(office.actor("officer"), offered, version=None, now=clock.now())[1] > 50
