"""Two items of the same content, in Chromium: brought together, one text for both, one signature, two letters sent."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from tests.support.groups import SECOND, two_desks
from tests.support.office import build_office
from tests.support.people_in_browser import People
from tests.support.replies import Desk
from tracker.domain.vocabulary import ReplyState
from tracker.queries.sign_sheet import recipients_of

CARRIED = "2026年12月底前组织认定20家自治区技术创新示范企业。"
Both = tuple[People, Desk, Desk]


@pytest.fixture
def everybody(app: Flask, live_server: str, browser: Browser) -> Iterator[Both]:
    """The small office with two items in hand; the letter of the first is written."""
    with app.app_context():
        first, second = two_desks(build_office())
        first.drafted()
        second.now = first.now
    people = People(browser, live_server)
    yield people, first, second
    people.close()


def test_two_items_are_written_and_signed_as_one_and_answered_apart(app: Flask, everybody: Both) -> None:
    people, first, second = everybody
    group = bring_together(people, first)
    carry(people, group)
    with app.app_context():
        to_the_leader(first, second)
    sign_both(people, group)
    with app.app_context():
        letters = [
            f"{people.address}/items/{one.proposal_id}/replies/{one.reply.id}" for one in (first, second)
        ]
    numbers = [number_and_send(people, letter) for letter in letters]
    assert len(set(numbers)) == 2
    with app.app_context():
        assert [one.reply.state for one in (first, second)] == [ReplyState.SENT] * 2
        assert [sent_to(one) for one in (first, second)] == [["郑毅委员"], ["陆海燕委员"]]
    assert people.faults == []


def bring_together(people: People, first: Desk) -> str:
    """Find the other item by its number and handle both as one; return the group's address."""
    page = people.page("coordinator")
    page.goto(f"{people.address}/items/{first.proposal_id}/group/new")
    page.get_by_role("searchbox").last.fill("20260125")
    page.get_by_role("searchbox").last.press("Enter")
    page.get_by_label(re.compile(str(SECOND["title"]))).check()
    page.get_by_role("button", name="一并办理").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("并案办理")
    expect(page.get_by_text("牵头件", exact=True).first).to_be_visible()
    return page.url


def carry(people: People, group: str) -> None:
    """The officer carries the leading text; the other letter keeps its own salutation."""
    page = people.page("officer")
    page.goto(group)
    page.get_by_role("button", name="把牵头件正文带入1件").click()
    expect(page.get_by_text("与牵头件一致")).to_be_visible()
    page.get_by_role("row").filter(has_text=str(SECOND["title"])).get_by_role("link").last.click()
    text = page.get_by_role("textbox", name="答复正文")
    for words in ("陆海燕委员：", CARRIED):
        expect(text).to_contain_text(words)
    expect(text).not_to_contain_text("郑毅")


def to_the_leader(first: Desk, second: Desk) -> None:
    """Bring both letters before the leader by the people whose steps these are."""
    for desk in (first, second):
        desk.now += timedelta(hours=1)
        desk.submitted().approved().checked()


def sign_both(people: People, group: str) -> None:
    """The leader decides once; each letter has its own signature."""
    page = people.page("leader")
    page.goto(group)
    page.get_by_role("link", name="一并签发").click()
    page.get_by_label("办理结果").select_option("B")
    page.get_by_text("主动公开", exact=True).click()
    page.get_by_label("我已逐件看过全文和其中的承诺").check()
    page.get_by_role("button", name="签发全部2件").click()
    expect(page.get_by_text("已签发2件答复")).to_be_visible()


def number_and_send(people: People, letter: str) -> str:
    """Number one letter and send it; return its number."""
    page = people.page("coordinator")
    page.goto(letter)
    page.get_by_role("button", name="编号").click()
    shown = re.search(r"〔\d{4}〕\d+号", page.locator("main").inner_text())
    assert shown
    page.goto(f"{letter}/send")
    page.get_by_role("button", name="确认发送").click()
    expect(page.get_by_text("寄送记录").first).to_be_visible()
    return shown[0]


def sent_to(desk: Desk) -> list[str]:
    """Return the sponsors to whom a letter went."""
    return [row.name for row in recipients_of(desk.reply.id) if row.sponsor_id]
