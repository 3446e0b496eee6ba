"""Pasting from Word and WPS in Chromium: plain paragraphs arrive in the draft and in an opinion."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from tests.support.applications import serving
from tests.support.clipboard import SAMPLES
from tests.support.drafts import handled, opinion_at, started
from tests.support.office import Office
from tests.support.page_client import SignedIn
from tracker.domain.text import plain_lines
from tracker.queries.drafts import full_reply

PASTE = """(place, [html, text]) => {
    const data = new DataTransfer();
    if (html) data.setData("text/html", html);
    data.setData("text/plain", text);
    place.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with serving(app) as found:
        yield found


def sign_in(page: Page, browser_of: SignedIn, key: str, address: str) -> None:
    cookie = browser_of(key).client.get_cookie("tk")
    assert cookie is not None
    page.context.add_cookies([{"name": "tk", "value": cookie.value, "url": address}])


@pytest.fixture
def paper(app: Flask, office: Office, browser_of: SignedIn, address: str, page: Page) -> Locator:
    with app.app_context():
        reply = started(office)
        place = f"{address}/items/{reply.proposal_id}/replies/{reply.id}/draft"
    sign_in(page, browser_of, "officer", address)
    page.goto(place)
    found = page.locator(".paper[contenteditable]")
    found.locator("p").last.click()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    return found


def test_each_sample_of_word_and_wps_becomes_plain_lines_and_the_server_adds_nothing(paper: Locator) -> None:
    page = paper.page
    script = page.locator("script[src*='paste']").get_attribute("src")
    page.evaluate("async (url) => { window.paste = await import(url); }", script)
    for name, (html, wanted) in SAMPLES.items():
        got = page.evaluate("(html) => window.paste.linesOfHtml(html)", html)
        assert (name, got) == (name, wanted)
        assert plain_lines(got) == got


def test_a_table_and_a_list_pasted_into_the_paper_are_saved_as_shown(app: Flask, paper: Locator) -> None:
    page = paper.page
    inputs = [SAMPLES[name] for name in ("word-table", "word-lists")]
    for html, _wanted in inputs:
        paper.locator("p").last.evaluate(PASTE, [html, "不用的纯文本"])
        page.keyboard.press("Enter")
    page.get_by_role("button", name="存为新一稿").click()
    expect(page.get_by_text("已存为第1稿")).to_be_visible()
    with app.app_context():
        text = full_reply(int(page.url.split("/replies/")[1].split("/")[0])).text
    assert text.endswith("现答复如下：\n" + "\n".join(wanted for _html, wanted in inputs))


def test_plain_text_with_odd_breaks_is_cleaned_alike(paper: Locator) -> None:
    paper.locator("p").last.evaluate(PASTE, ["", "　　甲\u2028\u00a0乙\x0b丙\u200b\r\n"])
    expect(paper.locator("p").nth(-3)).to_have_text("甲")
    expect(paper.locator("p").nth(-1)).to_have_text("丙")


def test_an_opinion_takes_plain_text_too(
    app: Flask, office: Office, browser_of: SignedIn, address: str, page: Page
) -> None:
    with app.app_context():
        file = handled(office, "finance")
        opinion = opinion_at(file, office.units["finance"])
        place = f"{address}/items/{file.proposal.id}/opinions/{opinion.id}/edit"
    sign_in(page, browser_of, "finance_liaison", address)
    page.goto(place)
    area = page.get_by_label("会办意见", exact=True)
    area.focus()
    html, wanted = SAMPLES["word-comments"]
    area.evaluate(PASTE, [html, ""])
    expect(area).to_have_value(wanted)
