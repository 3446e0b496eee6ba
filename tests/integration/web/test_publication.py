"""The pages of publishing: the record, its steps and rights, the list; nothing private in the public text."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.support.office import Office
from tests.support.page_client import Page, PageClient
from tests.support.page_rules import text_of
from tests.support.publishing import CANARIES, prepared, private_letter, published
from tests.support.replies import Desk, desk_at
from tests.support.statements import counted
from tracker import clock
from tracker.domain.publication import PublicityChoice
from tracker.domain.vocabulary import Publicity, ReplyState
from tracker.services import publicity

AsPerson = Callable[[str], PageClient]
MOST = 8


@pytest.fixture
def letter(app: Flask, office: Office) -> Desk:
    with app.app_context():
        return private_letter(office)


def path(app: Flask, desk: Desk, end: str = "") -> str:
    with app.app_context():
        return f"/items/{desk.proposal_id}/replies/{desk.reply.id}/publication{end}"


def token_of(shown: Page) -> str:
    return next(str(one.values["csrf_token"]) for one in shown.forms() if "csrf_token" in one.values)


def buttons(shown: Page) -> set[str]:
    return {words for form in shown.forms() for words in form.buttons}


def state(app: Flask, desk: Desk) -> ReplyState:
    with app.app_context():
        return desk.reply.state


def test_the_office_makes_the_copy_decides_a_place_and_publishes(
    app: Flask, letter: Desk, browser_of: AsPerson
) -> None:
    page = browser_of("coordinator")
    shown = page.get(path(app, letter))
    assert "还没有公开文本，请先生成并核对" in shown.text
    assert "确认公开" not in shown.text
    made = page.submit("生成公开文本")
    assert "请逐处核对" in made.text
    hidden = page.submit("隐去", quote="示范企业")
    assert "人工标出" in hidden.text
    missing = page.submit("隐去", quote="没有这句话")
    assert (missing.status, missing.form("隐去").values["quote"]) == (422, "没有这句话")
    page.get(path(app, letter))
    kept = page.submit("保留", reason="公开的办公电话")
    assert "保留：公开的办公电话" in kept.text
    done = page.submit("确认公开", place="门户网站")
    assert "公开文本已固定" in done.text
    assert state(app, letter) is ReplyState.PUBLISHED
    body = text_of(next(one for one in done.root.iter("div") if one.get("class") == "letter"))
    assert sum(canary in body for canary in CANARIES) <= 1


def test_the_published_text_holds_nothing_private(app: Flask, office: Office, browser_of: AsPerson) -> None:
    with app.app_context():
        desk = published(office)
    for key in ("coordinator", "officer", "leader", "supervisor"):
        text = browser_of(key).get(path(app, desk)).text
        assert not [canary for canary in CANARIES if canary in text]
        assert "技术创新示范企业" in text


def test_a_published_letter_is_taken_back_with_a_reason(
    app: Flask, office: Office, browser_of: AsPerson
) -> None:
    with app.app_context():
        desk = published(office)
    page = browser_of("coordinator")
    page.get(path(app, desk))
    back = page.submit("撤回公开", reason="数据有误")
    assert "请同时从网站撤下" in back.text
    assert "数据有误" in back.text
    assert state(app, desk) is ReplyState.SENT


def test_others_read_the_record_and_change_nothing(app: Flask, office: Office, browser_of: AsPerson) -> None:
    with app.app_context():
        desk = prepared(office)
    posts = {
        "/copy": {"form": "full"},
        "/copy/masks": {"quote": "示范企业"},
        "/published": {"published_on": "2026-11-21"},
        "/withdrawn": {"reason": "误"},
        "/decision": {"publicity": "withheld", "ground": "14-law", "publicity_reason": "误"},
    }
    for key in ("officer", "supervisor"):
        page = browser_of(key)
        shown = page.get(path(app, desk))
        assert "重新生成" not in shown.text
        assert "确认公开" not in shown.text
        for end, data in posts.items():
            with app.app_context():
                version = desk.reply.version
            token = {"csrf_token": token_of(shown), "version": str(version)}
            answer = page.client.post(path(app, desk, end), data=token | data)
            assert answer.status_code in {403, 409, 422}, (key, end)
    assert state(app, desk) is ReplyState.SENT
    for key in ("rural_head", "finance_head", "system_admin"):
        assert browser_of(key).get(path(app, desk)).status == 404


def test_the_officer_records_what_the_sponsor_said(app: Flask, letter: Desk, browser_of: AsPerson) -> None:
    page = browser_of("officer")
    page.get(path(app, letter))
    refused = page.submit("记下意见", consent="refused", evidence="")
    assert (refused.status, "请写明依据" in refused.text) == (422, True)
    done = page.submit("记下意见", consent="refused", evidence="3月30日电话")
    assert "郑毅：不同意公开" in done.text
    office = browser_of("coordinator").get(path(app, letter)).text
    assert "提出人不同意公开" in office


def test_the_signer_sees_wish_and_consent_and_chooses_the_ground(
    app: Flask, office: Office, browser_of: AsPerson
) -> None:
    with app.app_context():
        desk = desk_at(office, "checked")
        sign = f"/items/{desk.proposal_id}/replies/{desk.reply.id}/sign"
    page = browser_of("leader")
    shown = page.get(sign)
    assert "还没有征询" in shown.text
    missing = page.submit(
        "签发", class_mark="B", publicity="withheld", publicity_reason="涉及商业秘密", seen="y"
    )
    assert (missing.status, "请选择条例依据" in missing.text) == (422, True)
    page.submit("签发", ground="15-third-party")
    assert state(app, desk) is ReplyState.SIGNED


def test_the_leader_decides_again_on_the_record(app: Flask, letter: Desk, browser_of: AsPerson) -> None:
    page = browser_of("leader")
    page.get(path(app, letter))
    refused = page.submit("重新决定", publicity="withheld", publicity_reason="涉及商业秘密")
    assert (refused.status, "请选择条例依据" in refused.text) == (422, True)
    done = page.submit(
        "重新决定", publicity="withheld", ground="15-third-party", publicity_reason="涉及商业秘密"
    )
    assert "条例第十五条" in done.text
    assert "下次评估" in done.text


def test_the_list_shows_each_letter_where_it_stands(app: Flask, office: Office, browser_of: AsPerson) -> None:
    with app.app_context():
        private_letter(office, title="关于待公开的提案")
        published(office, number_raw="第20260125号", title="关于已公开的提案")
        kept = private_letter(office, number_raw="第20260126号", title="关于不公开的提案")
        choice = PublicityChoice(Publicity.WITHHELD, None, "15-third-party", "商业秘密")
        kept.step("leader", publicity.decide_publicity, choice=choice, version=None)
    page = browser_of("coordinator")
    expected = {
        "to_publish": {"关于待公开的提案"},
        "overdue": {"关于待公开的提案"},
        "published": {"关于已公开的提案"},
        "withheld": {"关于不公开的提案"},
        "review": set() if clock.today().year == 2026 else {"关于不公开的提案"},
    }
    titles = {"关于待公开的提案", "关于已公开的提案", "关于不公开的提案"}
    for view, found in expected.items():
        text = page.get(f"/publication?view={view}").text
        assert {title for title in titles if title in text} == found, view
    assert page.get("/publication?view=nonsense&before=x_y").status == 200
    empty = browser_of("rural_head").get("/publication").text
    assert not [title for title in titles if title in empty]


def test_a_co_handler_asks_and_the_leader_decides(app: Flask, office: Office, browser_of: AsPerson) -> None:
    with app.app_context():
        desk = desk_at(office, "sent", "finance")
    liaison = browser_of("finance_liaison")
    liaison.get(f"/items/{desk.proposal_id}")
    liaison.follow("申请不公开")
    missing = liaison.submit("提出申请", wanted="withheld", publicity_reason="会办意见里有内部数据")
    assert (missing.status, "请选择条例依据" in missing.text) == (422, True)
    assert missing.form("提出申请").values["publicity_reason"] == "会办意见里有内部数据"
    asked = liaison.submit("提出申请", ground="16-process")
    assert "财政厅申请不予公开" in asked.text
    assert "提出申请" not in buttons(asked)
    office_page = browser_of("coordinator").get(path(app, desk)).text
    assert "不公开的申请还没有答复" in office_page
    assert "会办意见里有内部数据" in office_page
    leader = browser_of("leader")
    assert "决定不公开申请" in leader.get("/").text
    assert "轮到您：决定不公开申请" in leader.get(f"/items/{desk.proposal_id}").text
    shown = leader.follow("去决定")
    for words in ("不予公开", "第十六条第二款", "提出人意愿", "会办不同意公开"):
        assert words in shown.text
    assert "已批准。" in leader.submit("同意，按申请处理", reason="同意。").text
    record = leader.get(path(app, desk)).text
    for words in ("：同意。", "韦立民", "下次评估"):
        assert words in record
    assert "不公开" in liaison.get(path(app, desk)).text
    assert "决定不公开申请" not in leader.get("/").text


def test_who_has_no_part_is_not_offered_the_request(app: Flask, letter: Desk, browser_of: AsPerson) -> None:
    for key in ("coordinator", "leader", "supervisor", "officer2"):
        page = browser_of(key)
        shown = page.get(path(app, letter))
        assert "提出申请" not in buttons(shown), key
        token = {"csrf_token": token_of(page.get("/")), "version": "1"}
        data = {"wanted": "withheld", "ground": "14-law", "publicity_reason": "误"}
        answer = page.client.post(path(app, letter, "/request"), data=token | data)
        assert answer.status_code in {403, 409}, key
    assert "提出申请" in buttons(browser_of("head").get(path(app, letter)))


def test_the_pages_cost_few_statements(app: Flask, office: Office, browser_of: AsPerson) -> None:
    with app.app_context():
        desk = prepared(office)
    page = browser_of("coordinator")
    page.get("/")
    for address, most in ((path(app, desk), MOST), ("/publication", 8)):
        with counted() as statements:
            page.client.get(address)
        assert len(statements) <= most, (address, statements)
