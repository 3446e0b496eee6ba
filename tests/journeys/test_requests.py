"""Steps back, in Chromium: a return refused, a return accepted, and a withdrawal that waits for a co-signer."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.support.asked import LEAD, ask_return, fresh
from tests.support.office import Office, build_office
from tests.support.people_in_browser import People, take_turn
from tests.support.replies import Desk, desk_at
from tracker.domain.vocabulary import SponsorKind
from tracker.extensions import db
from tracker.services.intake_rows import SponsorEntry

WHY = "本件涉及产业政策，不属于本单位职责。"
CLEAR = "三定规定明确由你单位会办，请继续办理。"
CO_SIGNER = SponsorEntry(name="陈桂英", kind=SponsorKind.MEMBER)
STOP = "同意撤案，停止办理"


@pytest.fixture
def office(app: Flask) -> Office:
    with app.app_context():
        return build_office()


@pytest.fixture
def people(live_server: str, browser: Browser) -> Iterator[People]:
    everybody = People(browser, live_server)
    yield everybody
    everybody.close()


def address(people: People, desk: Desk) -> str:
    """Return the item's address, once what was prepared beside the pages is closed."""
    db.session.remove()
    return f"{people.address}/items/{desk.proposal_id}"


def press(page: Page, words: str, **typed: str) -> None:
    """Fill in fields by their labels and press a button."""
    for label, text in typed.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name=words, exact=True).click()


def is_not_found(page: Page, url: str) -> bool:
    """Tell whether an address is answered as if nothing were there."""
    answer = page.goto(url)
    return answer is not None and answer.status == 404


def test_a_unit_whose_return_is_refused_goes_on_where_it_was(
    app: Flask, office: Office, people: People
) -> None:
    with app.app_context():
        item = address(people, fresh(office, "finance"))
    head, liaison, decider = (people.page(who) for who in ("finance_head", "finance_liaison", "coordinator"))
    take_turn(head, item, "签收")
    ask_on_page(liaison, item)
    liaison.goto(item)
    expect(liaison.locator(".next")).to_contain_text("等待本单位负责人提出意见")
    take_turn(head, item, "去决定")
    press(head, "同意退办", 意见="同意转出。")
    take_turn(decider, item, "去决定")
    press(decider, "不同意，继续办理")
    expect(decider.get_by_text("请写明理由").first).to_be_visible()
    press(decider, "不同意，继续办理", 意见=CLEAR)
    take_turn(liaison, item, "拟写意见")
    liaison.get_by_role("textbox", name="会办意见").fill("原则同意，将结合年度预算予以支持。")
    press(liaison, "送负责人签署")
    liaison.goto(item)
    liaison.locator("#requests").get_by_role("link").first.click()
    expect(liaison.get_by_text(CLEAR).first).to_be_visible()
    assert people.faults == []


def ask_on_page(page: Page, item: str) -> None:
    """Ask to return the part, from the menu of further steps."""
    page.goto(item)
    page.locator(".further summary").click()
    page.get_by_role("link", name="申请退办").click()
    press(page, "提出退办申请", 理由=WHY, 建议改由哪个单位办理="工业和信息化厅")
    expect(page.get_by_role("heading", level=1)).to_have_text("退办申请")


def test_an_accepted_return_gives_the_item_to_another_unit_and_takes_the_old_ones_sight(
    app: Flask, office: Office, people: People
) -> None:
    with app.app_context():
        desk = desk_at(office, "drafted")
        draft = f"/replies/{desk.reply.id}/draft"
        ask_return(desk, "head")
        item = address(people, desk)
    officer, decider, successor = (people.page(who) for who in ("officer", "coordinator", "industry_head"))
    officer.goto(item + draft)
    expect(officer.get_by_text("建成一批创新平台").first).to_be_visible()
    assert is_not_found(successor, item)
    take_turn(decider, item, "去决定")
    expect(decider.locator(".ts-wrapper .item").first).to_contain_text("工业和信息化厅")
    press(decider, "同意退办")
    expect(decider.get_by_text("改由工业和信息化厅承办").first).to_be_visible()
    for url in (item + draft, item):
        assert is_not_found(officer, url)
    take_turn(successor, item, "签收")
    assert is_not_found(successor, item + draft)
    assert people.faults == []


def test_a_withdrawal_waits_until_the_co_signer_agrees(app: Flask, office: Office, people: People) -> None:
    with app.app_context():
        item = address(people, fresh(office, "finance", sponsors=(LEAD, CO_SIGNER)))
    page = people.page("coordinator")
    page.goto(f"{item}/withdrawal")
    press(page, "登记申请", 理由="来函申请撤回。")
    expect(page.get_by_text("0/1 已同意")).to_be_visible()
    expect(page.get_by_role("button", name=STOP)).to_be_disabled()
    press(page, "记下同意", 凭据="来函，本人签名。")
    expect(page.get_by_text("1/1 已同意")).to_be_visible()
    press(page, STOP)
    expect(page.locator(".next")).to_contain_text("本件已由提出人撤回")
    liaison = people.page("finance_liaison")
    liaison.goto(item)
    expect(liaison.locator(".next .btn.primary")).to_have_count(0)
    assert people.faults == []
