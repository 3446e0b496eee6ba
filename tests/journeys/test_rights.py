"""Each role sees exactly its own in Chromium, and a session that runs out loses nothing that was typed."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.support.databases import Database
from tests.support.factors import enrol, secret_of, shown
from tests.support.office import PASSWORD, Office, build_office
from tests.support.people_in_browser import People
from tests.support.replies import desk_at
from tracker.extensions import db

TITLE = "补齐工业链短板"
BUSINESS = ["我的工作台", "提案登记表", "承诺台账"]
# Who has which entries of the navigation, and which step of the submitted draft.
SEEN = {
    "officer": (BUSINESS, None),
    "head": (BUSINESS, "审核"),
    "coordinator": ([*BUSINESS, "来信识别"], None),
    "leader": (BUSINESS, None),
    "supervisor": (BUSINESS, None),
    "finance_liaison": (BUSINESS, None),
    "system_admin": (["系统状态"], None),
    "security_admin": (["安全设置"], None),
    "audit_admin": (["审计日志"], None),
}
OFFICES = {"来信识别", "号册", "系统状态", "安全设置", "审计日志", *BUSINESS}
OUTSIDERS = {"system_admin", "security_admin", "audit_admin"}


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """What a role sees is the same on both databases; the matrix is tried on both."""
    sqlite_database.reset()
    return sqlite_database


@pytest.fixture
def office(app: Flask) -> Office:
    """The small office."""
    with app.app_context():
        return build_office()


@pytest.fixture
def people(office: Office, live_server: str, browser: Browser) -> Iterator[People]:
    """Everybody with a window."""
    found = People(browser, live_server)
    yield found
    found.close()


def entries(page: Page) -> set[str]:
    """Return the words of the navigation without counts."""
    links = page.locator("nav a").all_inner_texts()
    return {word for word in OFFICES if any(link.strip().startswith(word) for link in links)}


def test_each_role_sees_exactly_its_own(app: Flask, office: Office, people: People) -> None:
    with app.app_context():
        item = desk_at(office, "submitted", "finance").proposal_id
        db.session.remove()
    for who, (nav, step) in SEEN.items():
        page = people.page(who)
        found = entries(page)
        assert found - {"号册"} == set(nav), (who, found)
        answer = page.goto(f"{people.address}/items/{item}")
        assert answer is not None
        assert answer.status == (404 if who in OUTSIDERS else 200), who
        if who not in OUTSIDERS:
            expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
            page.goto(f"{people.address}/items")
            expect(page.get_by_role("main")).to_contain_text(TITLE)
        if step:
            page.goto(f"{people.address}/")
            expect(page.get_by_role("main").get_by_role("link", name=step).first).to_be_visible()
    stranger = people.page("industry_liaison")
    stranger.goto(f"{people.address}/items")
    expect(stranger.get_by_role("main")).not_to_contain_text(TITLE)


def test_a_session_that_runs_out_keeps_what_was_typed(
    app: Flask, office: Office, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        desk = desk_at(office, "drafted", "finance")
        place = f"/items/{desk.proposal_id}/contacts/new"
        db.session.remove()
    page = people.page("officer")
    monkeypatch.setitem(app.config, "SESSION_IDLE", timedelta(seconds=4))
    page.goto(people.address + place)
    words = page.get_by_role("textbox").last
    words.fill("代表在电话里又提了两点建议，已记下。")
    window = page.locator("dialog.session-over")
    expect(window).to_be_visible()
    expect(window).to_contain_text("李文静，请重新登录")
    window.get_by_label("密码").fill("不是这个密码")
    window.get_by_role("button", name="登录").click()
    expect(window.get_by_role("alert")).to_contain_text("不正确")
    monkeypatch.setitem(app.config, "SESSION_IDLE", timedelta(minutes=30))
    window.get_by_label("密码").fill(PASSWORD)
    window.get_by_role("button", name="登录").click()
    expect(window).to_be_hidden()
    expect(words).to_have_value("代表在电话里又提了两点建议，已记下。")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    before = page.url
    page.locator("main form").last.get_by_role("button").last.click()
    page.wait_for_load_state()
    assert "/sign-in" not in page.url, before
    expect(page.get_by_role("main")).not_to_contain_text("页面已失效")


def test_a_second_factor_set_up_meanwhile_is_asked_for_over_the_page(
    app: Flask, office: Office, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = people.page("officer")
    monkeypatch.setitem(app.config, "SESSION_IDLE", timedelta(seconds=4))
    page.goto(f"{people.address}/items")
    words = page.get_by_role("searchbox").first
    words.fill("还没有搜完的话")
    with app.app_context():
        enrol(office.people["officer"])
        db.session.remove()
    window = page.locator("dialog.session-over")
    expect(window).to_be_visible()
    expect(window.get_by_label("动态码")).to_be_hidden()
    monkeypatch.setitem(app.config, "SESSION_IDLE", timedelta(minutes=30))
    window.get_by_label("密码").fill(PASSWORD)
    window.get_by_role("button", name="登录").click()
    expect(window.get_by_role("alert")).to_contain_text("请填写动态码")
    window.get_by_label("动态码").fill(shown(secret_of(office.people["officer"])))
    window.get_by_role("button", name="登录").click()
    expect(window).to_be_hidden()
    expect(words).to_have_value("还没有搜完的话")
