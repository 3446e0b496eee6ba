"""The counts beside the navigation are kept until an event is written, by whomever; each person has their own."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from tests.support.office import Office
from tests.support.page_client import Page, SignedIn
from tests.support.replies import new_desk
from tests.support.statements import counted
from tracker import clock
from tracker.web.kept_counts import LASTS

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def desk_count(page: Page) -> str:
    """Return the number beside the desk's entry, empty where there is none."""
    links = (link for link in page.root.iter("a") if link.get("href") == "/")
    entry = next(link for link in links if "我的工作台" in "".join(link.itertext()))
    return "".join("".join(part.itertext()) for part in entry.iter("span") if part.get("class") == "n")


def test_a_change_by_anybody_shows_at_the_next_page(app: Flask, office: Office, browser_of: SignedIn) -> None:
    officer, head = browser_of("officer"), browser_of("head")
    before = [desk_count(one.get("/promises")) for one in (officer, head)]
    with app.app_context():
        desk = new_desk(office)
    assert [desk_count(one.get("/promises")) for one in (officer, head)] != before
    with app.app_context():
        desk.drafted().judged().submitted()
    after = [desk_count(one.get("/promises")) for one in (officer, head)]
    assert after == ["0", "1"]


def test_without_a_change_they_are_counted_once_a_minute(office: Office, browser_of: SignedIn) -> None:
    page = browser_of("officer")
    page.get("/promises")
    with time_machine.travel(clock.now(), tick=False) as hands:
        made = []
        for wait in (timedelta(), LASTS / 2, LASTS):
            hands.shift(wait)
            with counted() as statements:
                page.get("/promises")
            made.append(sum("UNION" in one for one in statements))
    assert made == [0, 0, 1]
