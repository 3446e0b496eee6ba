"""Words are typed into the field of any page, on a desktop by the keyboard alone and on a phone by the menu."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from tests.support.databases import Database
from tests.support.office import Office, build_office
from tests.support.people_in_browser import People
from tests.support.replies import desk_at
from tracker.extensions import db


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """Both engines are compared elsewhere."""
    sqlite_database.reset()
    return sqlite_database


@pytest.fixture
def office(app: Flask) -> Office:
    """The small office with a letter that was sent."""
    with app.app_context():
        found = build_office()
        desk_at(found, "sent", "finance")
        db.session.remove()
    return found


@pytest.fixture
def people(office: Office, live_server: str, browser: Browser) -> Iterator[People]:
    """Everybody with a window."""
    found = People(browser, live_server)
    yield found
    found.close()


def test_words_lead_to_the_letter_in_which_they_stand(people: People) -> None:
    page = people.page("officer")
    page.keyboard.press("/")
    page.keyboard.type("创新平台")
    page.keyboard.press("Enter")
    expect(page.get_by_text("找到1件")).to_be_visible()
    expect(page.locator("mark").first).to_have_text("创新平台")
    page.get_by_role("link", name="答复全文").click()
    expect(page.get_by_text("建成一批创新平台").first).to_be_visible()
    phone = people.page("finance_liaison", phone=True)
    phone.goto(f"{people.address}/search")
    phone.locator("#search-again").fill("月球基地")
    phone.locator("#search-again").press("Enter")
    expect(phone.get_by_text("没有找到")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert people.faults == []
