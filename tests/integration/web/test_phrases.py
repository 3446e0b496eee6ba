"""Standard phrases: kept by coordinator and head for their own units, inserted while drafting."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.support.applications import serving
from tests.support.drafts import NOW, started
from tests.support.office import Office
from tests.support.page_client import SignedIn
from tracker.domain.errors import InvalidInput, NotFound
from tracker.extensions import db
from tracker.models.writing import StockPhrase
from tracker.queries.drafts import full_reply
from tracker.services.stock_phrases import PhraseEntry, add_phrase, delete_phrase, edit_phrase

THANKS = PhraseEntry("感谢语", "感谢【称谓】对【本单位】工作的支持。\n《【标题】》（第【编号】号）")
FILLED = "感谢郑毅委员对我厅工作的支持。\n《关于补齐工业链短板，全面振兴广西工业的提案》（第20260124号）"


@pytest.fixture
def reply_url(app: Flask, office: Office) -> str:
    with app.app_context():
        reply = started(office)
        add_phrase(office.actor("coordinator"), office.units["dept"], entry=THANKS, now=NOW)
        rural = PhraseEntry("农村处的话", "别处的话。")
        add_phrase(office.actor("rural_head"), office.units["rural"], entry=rural, now=NOW)
        return f"/items/{reply.proposal_id}/replies/{reply.id}"


def phrases(app: Flask) -> list[tuple[str, int]]:
    with app.app_context():
        rows = db.session.scalars(select(StockPhrase).order_by(StockPhrase.position, StockPhrase.id))
        return [(row.name, row.position) for row in rows]


def test_a_head_keeps_the_phrases_of_the_own_office(app: Flask, office: Office, browser_of: SignedIn) -> None:
    head = browser_of("head")
    page = head.get("/phrases")
    assert page.heading == "常用语"
    page = head.submit("添加", unit=str(office.units["hightech"]), name="结尾", text="谢谢【称谓】。")
    assert (page.status, "已添加" in page.text) == (200, True)
    head.follow("结尾")
    page = head.submit("保存", name="结尾语", position="5")
    assert "已保存" in page.text
    assert phrases(app) == [("结尾语", 5)]
    page = head.submit("deleted")
    assert "已删除" in page.text
    assert phrases(app) == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "", "text": "话"}, "请填写名称"),
        ({"name": "甲", "text": ""}, "请填写内容"),
        ({"name": "甲", "text": "【姓名】好"}, "没有“【姓名】”这一项可以代入"),
        ({"name": "感谢语", "text": "话"}, "本单位已有同名的常用语"),
    ],
)
def test_a_refused_phrase_keeps_what_was_typed(
    office: Office, browser_of: SignedIn, reply_url: str, fields: dict[str, str], said: str
) -> None:
    coordinator = browser_of("coordinator")
    coordinator.get("/phrases")
    page = coordinator.submit("添加", unit=str(office.units["dept"]), **fields)
    assert (page.status, said in page.text) == (422, True)
    assert page.form("添加").values["text"] == fields["text"]


@pytest.mark.parametrize("key", ["officer", "leader", "finance_liaison", "system_admin"])
def test_others_keep_no_phrases(browser_of: SignedIn, key: str) -> None:
    assert browser_of(key).get("/phrases").status == 404


def test_nobody_touches_another_units_phrases(app: Flask, office: Office, reply_url: str) -> None:
    with app.app_context():
        one = db.session.scalars(select(StockPhrase).where(StockPhrase.name == "感谢语")).one().id
        for key in ("head", "rural_head", "finance_head", "officer"):
            person = office.actor(key)
            with pytest.raises(NotFound):
                add_phrase(person, office.units["dept"], entry=THANKS, now=NOW)
            with pytest.raises(NotFound):
                edit_phrase(person, one, entry=THANKS, now=NOW)
            with pytest.raises(NotFound):
                delete_phrase(person, one)
        with pytest.raises(InvalidInput):
            add_phrase(office.actor("coordinator"), office.units["dept"], entry=THANKS, now=NOW)


def test_without_script_the_phrase_becomes_the_last_paragraph(browser_of: SignedIn, reply_url: str) -> None:
    officer = browser_of("officer")
    page = officer.get(f"{reply_url}/draft")
    assert "感谢语" in page.html
    assert "农村处的话" not in page.html
    page = officer.submit("插入", text="正文一段。")
    assert "常用语已加在正文末尾" in page.text
    assert page.form("draft").values["text"] == f"正文一段。\n{FILLED}"


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with serving(app) as found:
        yield found


def test_a_script_inserts_the_phrase_at_the_cursor(
    app: Flask, reply_url: str, browser_of: SignedIn, address: str, page: Page
) -> None:
    cookie = browser_of("officer").client.get_cookie("tk")
    assert cookie is not None
    page.context.add_cookies([{"name": "tk", "value": cookie.value, "url": address}])
    page.goto(f"{address}{reply_url}/draft")
    paper = page.locator(".paper[contenteditable]")
    paper.locator("p").first.click()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="插入").click()
    page.get_by_role("button", name="存为新一稿").click()
    expect(page.get_by_text("已存为第1稿")).to_be_visible()
    with app.app_context():
        text = full_reply(int(reply_url.rsplit("/", 1)[1])).text
    assert text.startswith(f"郑毅委员：\n{FILLED}\n您提出的")
