"""The item page: one next step for this person, tabs by right, dates that explain themselves, nothing for outsiders."""

from typing import Any

import pytest
from flask import Flask

from tests.support.items import MEMBER, assigned, registered
from tests.support.office import Office
from tests.support.page_client import Page, PageClient, SignedIn
from tests.support.page_rules import text_of
from tests.support.replies import Desk, desk_at, new_desk
from tracker.domain.vocabulary import Kind, SponsorKind
from tracker.extensions import db
from tracker.queries.item import Tab
from tracker.services.assignment import sign_for_receipt
from tracker.services.intake_rows import SponsorEntry
from tracker.services.opinions import override_silence


def next_words(page: Page) -> str:
    """Return the sentence of the next step."""
    return next(text_of(one) for one in page.root.iter("h2") if one.get("id") == "next-action")


def primary(page: Page) -> str:
    """Return the words of the page's one filled button, empty where there is none; the pane of a lost session apart."""
    filled = [
        one for one in next(page.root.iter("main")).iter() if "primary" in (one.get("class") or "").split()
    ]
    assert len(filled) <= 1
    return text_of(filled[0]) if filled else ""


def tabs(page: Page) -> list[str]:
    """Return the names of the tabs, without their counts."""
    bar = next(one for one in page.root.iter("nav") if one.get("class") == "tabs")
    return [(link.text or "").strip() for link in bar.iter("a")]


def walk(app: Flask, office: Office, step: str, *helpers: str) -> Desk:
    """Bring an item to a step and let the session go."""
    with app.app_context():
        desk = new_desk(office, *helpers) if step == "handled" else desk_at(office, step, *helpers)
        db.session.remove()
    return desk


DEPUTY = SponsorEntry(name="郑毅", kind=SponsorKind.DEPUTY, is_lead=True)
SUGGESTION = {"kind": Kind.SUGGESTION, "sponsors": (DEPUTY,)}
TURNS = (
    ("handled", "officer", "轮到您：先联系代表委员，再起草答复", "记一笔沟通"),
    ("drafted", "officer", "轮到您：写好答复稿，送审", "打开稿件"),
    ("submitted", "head", "轮到您：审核答复稿", "审稿"),
    ("approved", "coordinator", "轮到您：核稿", "核稿"),
    ("checked", "leader", "轮到您：看函和承诺，签发", "去签发"),
    ("signed", "coordinator", "轮到您：编文号", "编文号"),
    ("numbered", "coordinator", "轮到您：发送答复", "去发送"),
)


@pytest.mark.parametrize("turn", TURNS)
def test_the_page_names_the_one_step_that_is_this_person_s(
    app: Flask, office: Office, browser_of: SignedIn, turn: tuple[str, str, str, str]
) -> None:
    step, person, sentence, button = turn
    item = walk(app, office, step).proposal_id
    page = browser_of(person).get(f"/items/{item}")
    assert next_words(page) == sentence
    assert primary(page) == button


@pytest.mark.parametrize(
    ("changes", "words"), [({}, "签发页会提醒签发人"), (SUGGESTION, "没有沟通记录，答复不能签发")]
)
def test_only_what_the_law_demands_is_called_a_bar_to_the_signature(
    app: Flask, office: Office, browser_of: SignedIn, changes: dict[str, Any], words: str
) -> None:
    with app.app_context():
        item = new_desk(office, **changes).proposal_id
        db.session.remove()
    shown = browser_of("officer").get(f"/items/{item}").text
    assert [one in shown for one in ("签发页会提醒签发人", "没有沟通记录，答复不能签发")].count(True) == 1
    assert words in shown


def test_everybody_else_reads_what_is_waited_for(app: Flask, office: Office, browser_of: SignedIn) -> None:
    item = walk(app, office, "submitted").proposal_id
    page = browser_of("officer").get(f"/items/{item}")
    assert next_words(page) == "等待高新处负责人审核答复稿"
    assert not primary(page)


def test_a_co_handler_is_not_asked_to_write_the_opinion_of_another(
    app: Flask, office: Office, browser_of: SignedIn
) -> None:
    with app.app_context():
        desk = new_desk(office, "finance", "industry")
        seats = {seat.assignment.unit_id: seat for seat in desk.file.co_handling}
        for key in ("finance", "industry"):
            seat = seats[office.units[key]]
            desk.step(f"{key}_head", sign_for_receipt, on=seat.assignment.id, version=None)
        given = seats[office.units["finance"]].opinion
        assert given is not None
        desk.step(
            "coordinator",
            override_silence,
            on=given.id,
            reason="催办两次未回",
            early_reason="急件",
            version=None,
        )
        db.session.remove()
    industry = browser_of("industry_liaison").get(f"/items/{desk.proposal_id}")
    assert next_words(industry) == "轮到您：拟写会办意见"
    assert "轮到您" not in next_words(browser_of("finance_liaison").get(f"/items/{desk.proposal_id}"))


def test_an_item_goes_from_registration_to_its_officer_by_the_primary_buttons(
    app: Flask, office: Office, browser_of: SignedIn
) -> None:
    with app.app_context():
        fresh, given = registered(office).id, assigned(office, "finance", number_raw="第20260200号").id
    coordinator = browser_of("coordinator")
    assert primary(coordinator.get(f"/items/{fresh}")) == "去交办"
    assert primary(coordinator.get(f"/items/{given}")) == "签收"
    page = coordinator.submit("签收")
    assert next_words(coordinator.get(f"/items/{given}")) == "轮到您：分给内设机构"
    assert page.status == 200


def test_a_co_handler_drafts_an_opinion_and_sees_only_its_own_part(
    app: Flask, office: Office, browser_of: SignedIn
) -> None:
    item = walk(app, office, "handled", "finance", "industry").proposal_id
    head = browser_of("finance_head")
    assert primary(head.get(f"/items/{item}")) == "签收"
    head.submit("签收")
    page = browser_of("finance_liaison").get(f"/items/{item}")
    assert next_words(page) == "轮到您：拟写会办意见"
    assert tabs(page) == ["原文", "会办意见", "附件", "承诺", "评价"]
    assert "工业和信息化厅" not in text_of(page.root.find("body"))
    assert MEMBER.phone is not None
    assert MEMBER.phone not in page.html


def test_contact_data_is_shown_to_who_has_the_right_alone(
    app: Flask, office: Office, browser_of: SignedIn
) -> None:
    item = walk(app, office, "handled", "finance").proposal_id
    phone = MEMBER.phone or ""
    shown = {key: phone in browser_of(key).get(f"/items/{item}/text").html for key in READERS}
    assert shown == {
        "officer": True,
        "head": True,
        "coordinator": True,
        "leader": False,
        "finance_liaison": False,
    }


READERS = ("officer", "head", "coordinator", "leader", "finance_liaison")


@pytest.mark.parametrize("step", ["drafted", "checked", "sent"])
def test_every_tab_opens_for_the_people_of_the_item(
    app: Flask, office: Office, browser_of: SignedIn, step: str
) -> None:
    item = walk(app, office, step, "finance").proposal_id
    for key in ("officer", "coordinator", "supervisor"):
        client = browser_of(key)
        for tab in Tab:
            page = client.get(f"/items/{item}" if tab is Tab.TIMELINE else f"/items/{item}/{tab.value}")
            is_hidden = key == "supervisor" and step == "drafted" and tab in {Tab.DRAFTS, Tab.SIGN_OFF}
            assert page.status == (404 if is_hidden else 200), (key, tab)


def test_whoever_has_no_part_in_an_item_finds_nothing(
    app: Flask, office: Office, browser_of: SignedIn
) -> None:
    item = walk(app, office, "handled", "finance").proposal_id
    for key in ("rural_officer", "bigdata_liaison", "system_admin", "audit_admin"):
        client = browser_of(key)
        for address in (f"/items/{item}", f"/items/{item}/text", f"/items/{item}/due/1", "/items/999"):
            assert client.get(address).status == 404, (key, address)
    assert browser_of("finance_liaison").get(f"/items/{item}/contacts").status == 404


def test_a_due_date_explains_itself_on_the_page_and_on_a_page_of_its_own(
    app: Flask, office: Office, browser_of: SignedIn
) -> None:
    item = walk(app, office, "handled").proposal_id
    client = browser_of("officer")
    page = client.get(f"/items/{item}")
    assert "书面答复" in page.text
    assert "当日不计" in page.text
    alone = client.get(f"/items/{item}/due/1")
    assert alone.heading.startswith("为什么是 2026年")


def test_a_sent_reply_is_open_to_the_co_handler_and_its_promises_are_counted(
    app: Flask, office: Office, browser_of: SignedIn
) -> None:
    item = walk(app, office, "sent", "finance").proposal_id
    page = browser_of("finance_liaison").get(f"/items/{item}/drafts")
    assert "看答复" in page.links()
    own = browser_of("officer").get(f"/items/{item}")
    assert "句承诺" in own.text
    assert "发送" in own.text


def test_further_steps_are_those_that_the_rules_offer(
    app: Flask, office: Office, browser_of: SignedIn
) -> None:
    item = walk(app, office, "handled", "finance").proposal_id

    def offered(key: str) -> set[str]:
        client: PageClient = browser_of(key)
        found = [one for one in client.get(f"/items/{item}").root.iter() if one.get("class") == "further"]
        return {
            text_of(one)
            for menu in found
            for one in menu.iter()
            if "btn" in (one.get("class") or "") and one.tag != "summary"
        }

    assert offered("officer") == {"记一笔沟通", "申请延期（科技厅）", "申请暂缓（科技厅）"}
    assert "改派承办人（科技厅）" in offered("head")
    assert {"调整交办", "修改登记内容", "代财政厅签收"} <= offered("coordinator")
    assert offered("leader") == {"暂缓办理（科技厅）", "提出作废", "催办"}
    assert offered("supervisor") == {"催办"}
