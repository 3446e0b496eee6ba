"""The register in Chromium: by keys alone to an item, a list saved as a view, an act on checked rows."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.support.drafts import handled
from tests.support.office import build_office
from tests.support.people_in_browser import People
from tracker.extensions import db

FIRST, SECOND, THIRD = "关于补齐工业链短板", "关于种业的提案", "关于科普的提案"


@pytest.fixture
def people(app: Flask, live_server: str, browser: Browser) -> Iterator[People]:
    """Everybody of an office with three items in the officer's hands."""
    with app.app_context():
        office = build_office()
        handled(office)
        handled(office, number_raw="第20260200号", title=SECOND)
        handled(office, number_raw="第20260300号", title=THIRD)
        db.session.remove()
    everybody = People(browser, live_server)
    yield everybody
    everybody.close()


def lit(page: Page) -> str:
    """Return the title of the row that has the light."""
    return page.locator(".tbl.items tr.at .title a").inner_text()


def test_the_register_by_keys_a_saved_view_and_an_act_on_checked_rows(people: People) -> None:
    by_keys(people.page("officer"), people.address)
    a_view(people.page("head"), people.address)
    many(people.page("head"), people.address)
    assert people.faults == []


def by_keys(page: Page, address: str) -> None:
    """Move, check and open with no pointer; typing in a field moves nothing, and single keys can be switched off."""
    page.goto(f"{address}/items?sort=number")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert lit(page) == SECOND
    page.keyboard.press("k")
    assert lit(page).startswith(FIRST)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("x")
    expect(page.locator("[data-bulk]")).to_contain_text("已选1件")
    page.keyboard.press("/")
    page.keyboard.type("jx?")
    expect(page.locator("#search")).to_have_value("jx?")
    assert lit(page) == SECOND
    page.keyboard.press("Escape")
    page.locator("#main").focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="快捷键")).to_be_visible()
    page.keyboard.press("j")
    assert lit(page) == SECOND
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="快捷键")).to_be_hidden()
    page.locator("#main").focus()
    page.keyboard.press("j")
    assert lit(page) == THIRD
    page.keyboard.press("o")
    expect(page.get_by_role("heading", level=1)).to_contain_text(THIRD)
    page.goto(f"{address}/items")
    page.get_by_role("button", name="快捷键").click()
    page.get_by_role("checkbox", name="使用单个字母的快捷键").uncheck()
    page.keyboard.press("Escape")
    page.locator("#main").focus()
    page.keyboard.press("j")
    expect(page.locator(".tbl.items tr.at")).to_have_count(0)


def a_view(page: Page, address: str) -> None:
    """Narrow the list in the small window, save it, and find it above the register."""
    page.goto(f"{address}/items")
    page.get_by_text("加筛选").click()
    page.get_by_label("编号", exact=True).fill("20260200")
    page.locator("#register-filters").get_by_role("button", name="筛选").click()
    expect(page.locator(".tbl.items tbody tr")).to_have_count(1)
    assert page.url.endswith("/items?number=20260200")
    page.get_by_role("link", name="存为视图").click()
    page.get_by_label("视图名称").fill("种业")
    page.get_by_role("button", name="保存视图").click()
    expect(page.locator(".views [aria-current]")).to_have_text("种业")
    page.get_by_role("link", name="去掉筛选 编号").click()
    expect(page.get_by_role("button", name="更新视图“种业”")).to_be_visible()


def many(page: Page, address: str) -> None:
    """Give two items to another officer; the list shows it."""
    page.goto(f"{address}/items?sort=number")
    page.get_by_label("全选本页").check()
    expect(page.locator("[data-bulk]")).to_contain_text("已选3件")
    page.get_by_role("checkbox", name="20260300").uncheck()
    page.get_by_role("button", name="改派承办人").click()
    page.get_by_label("承办人").select_option(label="周敏")
    page.get_by_role("button", name="改派2件").click()
    expect(page.get_by_text("已办2件，没有办0件。")).to_be_visible()
    page.get_by_role("link", name="返回列表").click()
    expect(page.locator(".tbl.items tbody tr", has_text="周敏")).to_have_count(2)
