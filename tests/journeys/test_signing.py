"""Signing in Chromium: a refused signature and its second try, and a key item that goes a chain of its own."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.support.chains import add_person, in_force, key_chain
from tests.support.office import Office, build_office
from tests.support.people_in_browser import People, pick, take_turn
from tests.support.replies import desk_at
from tracker.clock import today
from tracker.domain.step_words import Importance
from tracker.domain.vocabulary import Role
from tracker.extensions import db

WHY = "没有回应资金问题，请财务处补充后再报。"


@pytest.fixture
def office(app: Flask) -> Office:
    with app.app_context():
        return build_office()


@pytest.fixture
def people(office: Office, live_server: str, browser: Browser) -> Iterator[People]:
    everybody = People(browser, live_server)
    yield everybody
    everybody.close()


def prepared(app: Flask, office: Office, people: People, step: str, *, is_key: bool = False) -> str:
    """Bring an item to a step by the services and return its address."""
    with app.app_context():
        desk = desk_at(office, step, is_key=is_key)
        db.session.remove()
    return f"{people.address}/items/{desk.proposal_id}"


def test_a_refused_signature_goes_back_and_is_given_at_the_second_try(
    app: Flask, office: Office, people: People
) -> None:
    item = prepared(app, office, people, "checked")
    refuse(people, item)
    revise(people, item)
    review_again(people, item)
    sign(people.page("leader", phone=True), item)
    officer = people.page("officer")
    officer.goto(f"{item}/sign_off")
    expect(officer.get_by_text(WHY)).to_be_visible()
    expect(officer.get_by_role("cell", name="不予签发")).to_be_visible()
    assert people.faults == []


def refuse(people: People, item: str) -> None:
    """The leader refuses at 390 px; without a reason that is not accepted."""
    page = people.page("leader", phone=True)
    take_turn(page, item, "去签发")
    page.get_by_role("button", name="不予签发").click()
    expect(page.get_by_text("请写明理由").first).to_be_visible()
    page.get_by_label("批示").fill(WHY)
    page.get_by_role("button", name="不予签发").click()
    expect(page.get_by_text("已不予签发，退回承办人。")).to_be_visible()


def revise(people: People, item: str) -> None:
    """The officer reads why, writes more, and submits the next draft."""
    page = people.page("officer")
    page.goto(item)
    expect(page.get_by_text(WHY).first).to_be_visible()
    page.locator(".next .btn.primary").click()
    text = page.get_by_role("textbox", name="答复正文")
    before = text.inner_text()
    text.fill(before.replace("二、下一步", "同时，财政部门已经落实专项资金。\n二、下一步"))
    page.get_by_role("button", name="存为新一稿").click()
    expect(page.get_by_text("已存为第2稿。")).to_be_visible()
    page.get_by_label("条建议没有对应的答复").check()
    page.get_by_role("button", name="送审").click()
    expect(page.locator(".next")).to_contain_text("等待高新处负责人审核答复稿")


def review_again(people: People, item: str) -> None:
    """Head and office pass the second draft."""
    head, office = people.page("head"), people.page("coordinator")
    take_turn(head, item, "审稿")
    head.get_by_role("button", name="同意，转办公室核稿").click()
    take_turn(office, item, "核稿")
    office.get_by_role("button", name="核稿通过，送领导签发").click()


def sign(page: Page, item: str, words: str = "签发", *, is_first: bool = True) -> None:
    """A leader signs on a phone; the first one decides class and publicity, a later one finds them decided."""
    take_turn(page, item, "去签发")
    if is_first:
        page.get_by_label("办理结果").select_option(index=2)
        page.get_by_text("主动公开", exact=True).click()
    page.get_by_label("我已看过").check()
    page.get_by_role("button", name=words, exact=True).click()
    done = "已签发" if words == "签发" else "已同意，转下一环节。"
    expect(page.get_by_text(done).first).to_be_visible()


def test_a_key_item_is_countersigned_gets_a_level_and_is_signed_after_the_meeting(
    app: Flask, office: Office, people: People
) -> None:
    with app.app_context():
        principal = add_person(office, "principal", Role.LEADER, "dept")
        add_person(office, "general_head", Role.HEAD, "general")
        in_force(office, key_chain(office, principal), importance=Importance.KEY)
    item = prepared(app, office, people, "submitted", is_key=True)
    head = people.page("head")
    take_turn(head, item, "审稿")
    head.get_by_role("button", name="同意，转会签").click()
    for who in ("rural_head", "finance_head"):
        countersign(people.page(who))
    add_level(people, item)
    pass_checks(people, item)
    sign(people.page("leader", phone=True), item, "同意，转主要领导签发")
    reply = record_meeting(people, item)
    boss = people.page("principal", phone=True)
    boss.goto(reply)
    expect(boss.get_by_text("桂科党纪〔2026〕9号")).to_be_hidden()
    boss.get_by_text("现在：主要领导签发").click()
    expect(boss.get_by_text("桂科党纪〔2026〕9号")).to_be_visible()
    sign(boss, item, is_first=False)
    assert people.faults == []


def countersign(page: Page) -> None:
    """Somebody of another office finds the draft on their desk and agrees."""
    page.get_by_role("link", name="会签").first.click()
    page.get_by_label("审核意见").fill("同意。")
    page.get_by_role("button", name="同意会签").click()
    expect(page.get_by_text("已同意会签。")).to_be_visible()


def add_level(people: People, item: str) -> None:
    """The office asks the head of its own general office to check the draft first."""
    page = people.page("coordinator")
    take_turn(page, item, "核稿")
    page.get_by_role("link", name="加签、越过环节、登记会议").click()
    card = page.locator("#level")
    card.get_by_label("加什么").select_option("office_check")
    card.get_by_label("环节名称").fill("办公室主任核稿")
    pick(page, "由哪个单位或处室办理", "办公室")
    card.get_by_label("理由").fill("重点提案，口径要统一。")
    card.get_by_role("button", name="加签").click()
    expect(page.get_by_text("已加签。")).to_be_visible()
    expect(page.get_by_text("韦丽华加签")).to_be_visible()


def pass_checks(people: People, item: str) -> None:
    """The added level comes first, then the office's own check."""
    added, office = people.page("general_head"), people.page("coordinator")
    take_turn(added, item, "核稿")
    added.get_by_role("button", name="同意，转办公室核稿").click()
    take_turn(office, item, "核稿")
    office.get_by_role("button", name="同意，转分管领导签发").click()


def record_meeting(people: People, item: str) -> str:
    """Nobody signs for the last time before the meeting is on record; return the signer's page."""
    boss = people.page("principal", phone=True)
    take_turn(boss, item, "去签发")
    expect(boss.get_by_role("button", name="签发", exact=True)).to_be_disabled()
    page = people.page("coordinator")
    page.goto(boss.url.replace("/sign", "/steps"))
    card = page.locator("#meeting")
    card.get_by_label("会议日期").fill(today().isoformat())
    card.get_by_label("会议纪要").fill("桂科党纪〔2026〕9号")
    card.get_by_label("会议决定").fill("原则同意，按程序签发。")
    card.get_by_role("button", name="登记会议记录").click()
    expect(page.get_by_text("已登记会议记录。")).to_be_visible()
    return boss.url
