"""Drafting together in Chromium: an empty opinion redone, a silent unit, two editors, words pasted from Word."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.clipboard import SAMPLES
from tests.support.drafts import LETTER, NOW, opened, opinion_at, started
from tests.support.office import build_office
from tests.support.people_in_browser import People
from tracker.extensions import db
from tracker.queries.drafts import full_reply, version_texts
from tracker.queries.opinions import opinion_sheet
from tracker.services.drafting import DraftEntry, save_text

PASTE = """(place, html) => {
    const data = new DataTransfer();
    data.setData("text/html", html);
    data.setData("text/plain", "不用的纯文本");
    place.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@dataclass
class Case:
    """A reply that the officer has begun, and a co-handler's opinion, by their addresses."""

    app: Flask
    people: People
    item: str
    reply_id: int
    opinion_id: int

    @property
    def draft(self) -> str:
        return f"{self.item}/replies/{self.reply_id}/draft"

    @property
    def opinion(self) -> str:
        return f"{self.item}/opinions/{self.opinion_id}"

    def open(self, who: str, address: str) -> Page:
        page = self.people.page(who)
        page.goto(address)
        return page


@pytest.fixture
def case(app: Flask, live_server: str, browser: Browser) -> Iterator[Case]:
    with app.app_context():
        office = build_office()
        reply = started(office, "finance")
        entry, officer = DraftEntry(LETTER), office.actor("officer")
        save_text(officer, reply.proposal_id, reply.id, entry=entry, version=None, now=NOW)
        opinion = opinion_at(opened(reply.proposal_id), office.units["finance"])
        found = (f"{live_server}/items/{reply.proposal_id}", reply.id, opinion.id)
    people = People(browser, live_server)
    yield Case(app, people, *found)
    people.close()
    assert people.faults == []


def paper_of(page: Page) -> Locator:
    return page.locator(".paper[contenteditable]")


def write_opinion(case: Case, words: str) -> None:
    page = case.open("finance_liaison", f"{case.opinion}/edit")
    page.get_by_label("会办意见", exact=True).fill(words)
    page.get_by_role("button", name="送负责人签署").click()
    page = case.open("finance_head", case.opinion)
    page.get_by_role("button", name="签署并送主办").click()
    expect(page.get_by_text("已签署，主办单位已收到")).to_be_visible()


def test_an_empty_opinion_is_sent_back_redone_and_told_to_the_sponsor(case: Case) -> None:
    write_opinion(case, "无意见。")
    page = case.open("officer", case.opinion)
    page.get_by_label("理由").fill("请写明能否给予贴息")
    page.get_by_role("button", name="没有实质内容，退回").click()
    expect(page.get_by_text("已退回，请对方重新提出")).to_be_visible()
    page = case.open("finance_liaison", f"{case.opinion}/edit")
    expect(page.get_by_text("上次被退回：请写明能否给予贴息")).to_be_visible()
    write_opinion(case, "同意。建议按投资额给予贴息。")
    page = case.open("officer", case.opinion)
    page.get_by_role("button", name="采纳", exact=True).click()
    page.goto(case.draft)
    page.get_by_role("button", name="把采纳情况写进正文").click()
    expect(paper_of(page)).to_contain_text("财政厅：提出：“同意。建议按投资额给予贴息”，我厅予以采纳。")
    page = case.open("finance_liaison", case.opinion)
    expect(page.locator("main")).to_contain_text("采纳")


def test_a_silent_unit_is_gone_on_without_and_may_still_answer(case: Case) -> None:
    page = case.open("officer", case.opinion)
    page.get_by_label("理由").fill("电话、发函催办三次未回")
    page.get_by_role("button", name="按无意见处理").click()
    expect(page.get_by_text("已按无意见处理，对方仍可补交")).to_be_visible()
    page = case.open("finance_liaison", case.opinion)
    page.get_by_role("button", name="补交会办意见").click()
    expect(page.get_by_text("可以补交会办意见了")).to_be_visible()
    with case.app.app_context():
        assert opinion_sheet(case.opinion_id).opinion.state == "drafting"


def type_at_end(page: Page, words: str) -> None:
    paper_of(page).locator("p").last.click()
    page.keyboard.press("End")
    page.keyboard.type(words)


def test_two_editors_at_once_lose_no_word(case: Case) -> None:
    officer, head = case.open("officer", case.draft), case.open("head", case.draft)
    type_at_end(officer, "承办人补的话。")
    officer.get_by_role("button", name="存为新一稿").click()
    expect(officer.get_by_text("已存为第1稿")).to_be_visible()
    type_at_end(head, "处长补的话。")
    head.get_by_label("标题").focus()
    expect(head.locator("[data-save-state]")).to_have_attribute("data-state", "stale")
    head.get_by_role("link", name="去看看").click()
    expect(head.get_by_role("heading", level=1)).to_have_text("别人已先保存")
    expect(head.locator("ins", has_text="承办人补的话。")).to_be_visible()
    expect(head.locator("ins", has_text="处长补的话。")).to_be_visible()
    merged = head.get_by_label("合并后的文字")
    assert "▲" in merged.input_value()
    both = f"{LETTER}承办人补的话。处长补的话。"
    merged.fill(both)
    head.get_by_role("button", name="保存合并后的文字").click()
    expect(paper_of(head).locator("p").last).to_contain_text("承办人补的话。处长补的话。")
    with case.app.app_context():
        assert full_reply(case.reply_id).text == both
        kept = version_texts(case.reply_id, [1, 2])
        assert kept == {1: f"{LETTER}承办人补的话。", 2: f"{LETTER}处长补的话。"}
        db.session.rollback()


def test_words_pasted_from_word_are_plain_and_saved_as_seen(case: Case) -> None:
    page = case.open("officer", case.draft)
    paper = paper_of(page)
    paper.locator("p").last.click()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    html, wanted = SAMPLES["word-lists"]
    paper.locator("p").last.evaluate(PASTE, html)
    page.get_by_role("button", name="存为新一稿").click()
    expect(page.get_by_text("已存为第1稿")).to_be_visible()
    with case.app.app_context():
        assert full_reply(case.reply_id).text == f"{LETTER}\n{wanted}"


def test_an_ask_is_answered_at_the_cursor_and_stays_so_while_words_are_put_before_it(case: Case) -> None:
    page = case.open("officer", case.draft)
    paper = paper_of(page)
    paper.get_by_text("我厅已开展调研").click()
    page.locator("#ask-1").get_by_role("button", name="答在光标处").click()
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "saved")
    paper.locator("p").first.click()
    page.keyboard.press("End")
    page.keyboard.type("补在前面的话。")
    page.get_by_role("button", name="存为新一稿").click()
    expect(page.locator("#ask-1")).to_contain_text("已答")
    expect(page.locator("#ask-1")).to_contain_text("一第1段")
