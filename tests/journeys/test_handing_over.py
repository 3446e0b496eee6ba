"""An officer leaves, in Chromium: the work is handed over and accepted, the account closed, both names on the item."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from tests.support.drafts import handled
from tests.support.office import Office, build_office
from tests.support.people_in_browser import People, pick
from tracker.extensions import db

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def office(app: Flask) -> Office:
    with app.app_context():
        return build_office()


@pytest.fixture
def people(live_server: str, browser: Browser) -> Iterator[People]:
    everybody = People(browser, live_server)
    yield everybody
    everybody.close()


def test_an_officer_leaves_and_nothing_is_orphaned(app: Flask, office: Office, people: People) -> None:
    with app.app_context():
        item = handled(office).proposal.id
        db.session.remove()
    person = f"{people.address}/people/{office.people['officer']}"
    admin, giver, receiver = (people.page(who) for who in ("system_admin", "officer", "officer2"))
    admin.goto(person)
    expect(admin.get_by_text("1项工作没有移交")).to_be_visible()
    expect(admin.get_by_role("button", name="确认停用")).to_have_count(0)

    giver.goto(person)
    giver.get_by_role("link", name="移交工作").first.click()
    expect(giver.get_by_role("heading", level=1)).to_have_text("移交李文静的工作")
    pick(giver, "接收人", "周敏")
    giver.get_by_label("移交原因").fill("调到别的单位工作")
    giver.get_by_role("button", name="请对方接收").click()
    expect(giver.get_by_text("已请周敏接收")).to_be_visible()

    receiver.goto(people.address)
    receiver.get_by_role("link", name="去接收").click()
    receiver.get_by_role("button", name="全部接收").click()
    expect(receiver.get_by_text("1项已经移交")).to_be_visible()
    receiver.goto(f"{people.address}/items/{item}")
    expect(receiver.get_by_text("由李文静移交周敏办理").first).to_be_visible()

    admin.goto(person)
    admin.locator("summary", has_text="停用账号").click()
    admin.get_by_role("button", name="确认停用").click()
    expect(admin.get_by_text("账号已停用，已登录的都已退出。")).to_be_visible()
    assert people.faults == []
