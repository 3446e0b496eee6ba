"""The draft editor in a real browser: typing, saving by itself, marking and judging."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.support.applications import serving
from tests.support.drafts import LETTER, NOW, PROMISE, VAGUE, started
from tests.support.office import Office
from tests.support.page_client import SignedIn
from tracker.domain.vocabulary import Verdict
from tracker.queries.drafts import full_reply, marks_of
from tracker.services.drafting import DraftEntry, save_text


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with serving(app) as found:
        yield found


@pytest.fixture
def reply_id(app: Flask, office: Office, browser_of: SignedIn, address: str, page: Page) -> int:
    with app.app_context():
        reply = started(office)
        case, one = reply.proposal_id, reply.id
        entry = DraftEntry(LETTER)
        save_text(office.actor("officer"), case, one, entry=entry, version=None, now=NOW)
    cookie = browser_of("officer").client.get_cookie("tk")
    assert cookie is not None
    page.context.add_cookies([{"name": "tk", "value": cookie.value, "url": address}])
    page.goto(f"{address}/items/{case}/replies/{one}/draft")
    return one


def text_of(app: Flask, reply_id: int) -> str:
    with app.app_context():
        return full_reply(reply_id).text


def test_what_is_typed_into_the_paper_saves_itself_exactly(app: Flask, reply_id: int, page: Page) -> None:
    paper = page.get_by_role("textbox", name="答复正文").and_(page.locator("div"))
    expect(paper).to_be_visible()
    paper.locator("p").last.click()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("又记：  两个空格。")
    page.locator("h2", has_text="承诺").click()
    page.get_by_label("标题").focus()
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "saved")
    assert text_of(app, reply_id) == f"{LETTER}\n又记：  两个空格。"


def test_a_step_right_after_typing_never_meets_its_own_late_save(
    app: Flask, reply_id: int, page: Page
) -> None:
    paper = page.locator(".paper[contenteditable]")
    paper.locator("p").last.click()
    page.keyboard.press("End")
    page.keyboard.type("谢谢。")
    page.get_by_role("button", name="存为新一稿").click()
    expect(page.get_by_text("已存为第1稿")).to_be_visible()
    assert text_of(app, reply_id) == f"{LETTER}谢谢。"


def test_selected_words_are_marked_and_judged(app: Flask, reply_id: int, page: Page) -> None:
    words = "我厅已开展调研"
    page.evaluate(
        """words => {
            const paper = document.querySelector(".paper[contenteditable]");
            const walker = document.createTreeWalker(paper, NodeFilter.SHOW_TEXT);
            while (walker.nextNode() && !walker.currentNode.data.includes(words));
            const start = walker.currentNode.data.indexOf(words);
            paper.focus();
            getSelection().setBaseAndExtent(walker.currentNode, start, walker.currentNode, start + words.length);
        }""",
        words,
    )
    page.get_by_role("button", name="标为承诺").click()
    card = page.locator(".pr.on")
    expect(card.locator("blockquote")).to_have_text(words)
    card.get_by_text("不是承诺", exact=True).click()
    card.get_by_label("理由").fill("已经做完的事")
    card.get_by_role("button", name="记下判定").click()
    expect(page.get_by_text("识别3句，已判1句，待判2句")).to_be_visible()
    with app.app_context():
        found = {mark.quote: mark.verdict for mark in marks_of(reply_id)}
    assert found == {words: Verdict.NOT_PROMISE, PROMISE: Verdict.UNDECIDED, VAGUE: Verdict.UNDECIDED}
