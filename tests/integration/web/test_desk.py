"""The desk: each person finds what needs their hand, the overdue first, and what they wait for."""

import pytest
from flask import Flask

from tests.support.items import assigned, registered
from tests.support.office import Office
from tests.support.page_client import Page, SignedIn
from tests.support.page_rules import text_of
from tests.support.replies import desk_at, new_desk
from tests.support.volume import fill, staff_of
from tracker import clock
from tracker.extensions import db


def tasks(page: Page) -> list[str]:
    """Return the sentences of the desk's rows in their order."""
    return [text_of(one) for one in page.root.iter("h3") if one.get("class") == "do"]


def buttons(page: Page) -> list[str]:
    """Return where the rows' buttons lead."""
    rows = [one for one in page.root.iter("article") if one.get("class") == "task"]
    return [
        link.get("href") or "" for row in rows for link in row.iter("a") if "btn" in (link.get("class") or "")
    ]


STEPS = (
    ("handled", "officer", "写好答复稿，送审"),
    ("handled", "officer", "联系提出人，记下沟通"),
    ("drafted", "officer", "写好答复稿，送审"),
    ("submitted", "head", "审核答复稿，核对承诺"),
    ("submitted", "officer", "等待部门负责人审核答复稿"),
    ("approved", "coordinator", "核稿，送领导签发"),
    ("checked", "leader", "签发答复"),
    ("checked", "coordinator", "等待领导签发答复"),
    ("signed", "coordinator", "给签发的答复编文号"),
    ("numbered", "coordinator", "发送答复"),
)


@pytest.mark.parametrize("turn", STEPS)
def test_each_step_stands_on_the_desk_of_the_person_whose_step_it_is(
    app: Flask, office: Office, browser_of: SignedIn, turn: tuple[str, str, str]
) -> None:
    step, person, sentence = turn
    with app.app_context():
        _desk = new_desk(office) if step == "handled" else desk_at(office, step)
        db.session.remove()
    client = browser_of(person)
    page = client.get("/")
    assert sentence in tasks(page)
    address = buttons(page)[tasks(page).index(sentence)]
    assert client.get(address).status == 200


def test_assignment_work_stands_with_the_coordinator_and_the_co_handlers(
    app: Flask, office: Office, browser_of: SignedIn
) -> None:
    with app.app_context():
        registered(office, number_raw="第20260500号")
        assigned(office, "finance")
        db.session.remove()
    assert set(tasks(browser_of("coordinator").get("/"))) == {
        "确定主办和会办单位",
        "签收新交办件，或申请退办",
    }
    assert tasks(browser_of("finance_head").get("/")) == ["签收新交办件，或申请退办"]
    assert tasks(browser_of("bigdata_head").get("/")) == []


def test_a_co_handler_owes_an_opinion_after_signing_for_receipt(
    app: Flask, office: Office, browser_of: SignedIn
) -> None:
    with app.app_context():
        item = new_desk(office, "finance").proposal_id
        db.session.remove()
    head = browser_of("finance_head")
    head.get(f"/items/{item}")
    head.submit("签收")
    assert tasks(browser_of("finance_liaison").get("/")) == ["拟写会办意见"]
    assert {"等待会办意见", "催办会办意见"} & set(tasks(browser_of("officer").get("/")))


def test_an_empty_desk_says_where_to_look(office: Office, browser_of: SignedIn) -> None:
    for key in ("officer", "leader", "supervisor", "system_admin"):
        page = browser_of(key).get("/")
        assert page.heading == "我的工作台"
        assert "现在没有要您办的事" in page.text


def test_a_full_desk_stops_at_twenty_rows_a_group_and_has_one_primary_button(
    app: Flask, office: Office, browser_of: SignedIn
) -> None:
    with app.app_context():
        fill(900, staff_of(office), clock.now(), open_share=1, text="建议。")
        db.session.commit()
    page = browser_of("coordinator").get("/")
    groups = [one for one in page.root.iter("section") if (one.get("class") or "").split()[:1] == ["grp"]]
    assert groups
    for group in groups:
        rows = [one for one in group.iter("article") if one.get("class") == "task"]
        assert 0 < len(rows) <= 20
    assert "20+" in page.text
    main = page.root.find(".//main")
    assert main is not None
    assert sum("primary" in (one.get("class") or "").split() for one in main.iter()) == 1
