import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from tests.support.gallery import DRAFT, page_names, serving

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving() as url:
        yield url


def faults(page: Page) -> list[str]:
    found: list[dict[str, Any]] = Axe().run(page, options=RULES).response["violations"]
    return [f"{fault['id']}: {node['html'][:120]}" for fault in found for node in fault["nodes"]]


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1440, "dark"), (390, "light")])
def test_axe_finds_nothing_on_the_gallery(browser: Browser, address: str, width: int, scheme: Any) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    for name in page_names():
        page.goto(f"{address}/page/{name}")
        assert (name, faults(page)) == (name, [])
    context.close()


@pytest.mark.parametrize("width", [360, 820, 1180])
def test_no_page_is_wider_than_its_window(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for name in page_names():
        page.goto(f"{address}/page/{name}")
        assert (name, page.evaluate("document.documentElement.scrollWidth")) == (name, width)


def test_a_slash_moves_the_cursor_to_the_search_box_but_not_from_a_field(page: Page, address: str) -> None:
    page.goto(f"{address}/page/parts")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.locator("#wrong-title").press_sequentially("1/2")
    expect(page.locator("#wrong-title")).to_have_value("1/2")


def test_a_date_opens_its_explanation_and_escape_gives_the_focus_back(page: Page, address: str) -> None:
    page.goto(f"{address}/page/item")
    date = page.locator(".dl summary").nth(3)
    date.click()
    expect(page.get_by_text("为什么是 2021年9月22日").nth(3)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".dl details[open]")).to_have_count(0)
    expect(date).to_be_focused()
    date.click()
    page.locator("h1").click()
    expect(page.locator(".dl details[open]")).to_have_count(0)


def test_a_date_opens_without_script_and_stays_in_the_flow_on_a_phone(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(f"{address}/page/item")
    page.locator(".dl summary").nth(3).click()
    window = page.locator(".dl details[open] .pop").bounding_box()
    assert window
    assert window["x"] >= 0
    assert window["x"] + window["width"] <= 360
    context.close()


def test_the_bulk_bar_shows_and_counts_the_chosen_rows(page: Page, address: str) -> None:
    page.goto(f"{address}/page/register")
    bar = page.locator("[data-bulk]")
    expect(bar).to_be_hidden()
    page.get_by_label("选择 20210124").check()
    expect(bar).to_contain_text("已选1件")
    page.get_by_label("全选本页").check()
    expect(bar).to_contain_text("已选5件")
    page.get_by_label("全选本页").uncheck()
    expect(bar).to_be_hidden()


def test_a_ready_phrase_goes_into_the_remark(page: Page, address: str) -> None:
    page.goto(f"{address}/page/sign_off")
    page.get_by_role("button", name="请补数据").click()
    expect(page.get_by_label("批示")).to_have_value("同意。第3句请高新处每季度报进展。\n请补数据")


def test_pointing_at_a_row_lights_its_place_in_the_letter(page: Page, address: str) -> None:
    page.goto(f"{address}/page/intake")
    page.get_by_label("编号").first.focus()
    expect(page.locator("#place-2")).to_have_class(re.compile(r"\bon\b"))
    page.locator("#place-10").click()
    expect(page.get_by_label("承诺 2")).to_be_focused()


def test_the_paper_holds_the_same_text_as_the_field_and_writes_into_it(page: Page, address: str) -> None:
    page.goto(f"{address}/page/drafting")
    field = page.locator("textarea[name=text]")
    expect(field).to_be_hidden()
    page.locator(".paper p", has_text="郑毅委员").click()
    page.keyboard.press("End")
    page.keyboard.type("您好")
    page.keyboard.press("Enter")
    page.keyboard.type("新的一段")
    assert field.input_value() == DRAFT.replace("郑毅委员：", "郑毅委员：您好\n新的一段")
    assert page.locator(".paper mark").count() == 4


def test_pasted_words_lose_their_dress_and_keep_their_lines(page: Page, address: str) -> None:
    page.goto(f"{address}/page/drafting")
    page.locator(".paper p").last.click()
    page.keyboard.press("End")
    page.evaluate(
        """() => {
          const board = new DataTransfer();
          board.setData("text/plain", "甲\\r\\n乙");
          board.setData("text/html", "<b style='color:red'>甲</b><br>乙");
          document.querySelector("div.paper").dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: board, bubbles: true, cancelable: true }));
        }"""
    )
    assert page.locator("textarea[name=text]").input_value().split("\n")[-2:] == [
        "广西壮族自治区科学技术厅甲",
        "乙",
    ]
    assert page.locator("div.paper b").count() == 0


def test_selected_words_are_offered_as_a_promise_with_their_place_in_characters(
    page: Page, address: str
) -> None:
    page.goto(f"{address}/page/drafting")
    expect(page.get_by_role("button", name="标为承诺")).to_be_disabled()
    page.evaluate(
        """() => {
          const line = document.querySelectorAll("div.paper p")[3];
          line.textContent = "𠮷野委员：";
          getSelection().setBaseAndExtent(line.firstChild, 2, line.firstChild, 5);
        }"""
    )
    expect(page.get_by_role("button", name="标为承诺")).to_be_enabled()
    form = page.locator("form[data-mark-promise]")
    before = len("关于自治区政协十二届四次会议\n第20210124号提案答复的函\n\n𠮷")
    assert form.locator("[name=start]").input_value() == str(before)
    assert form.locator("[name=end]").input_value() == str(before + 3)
    assert form.locator("[name=quote]").input_value() == "野委员"


def answer(status: int, body: str) -> Any:
    def reply(route: Route) -> None:
        route.fulfill(status=status, content_type="application/json", body=body)

    return reply


def type_and_leave(page: Page) -> None:
    page.locator(".paper p").last.click()
    page.keyboard.type("一句")
    page.locator("body").evaluate("() => document.activeElement.blur()")


def test_a_changed_draft_saves_itself_and_takes_the_new_version(page: Page, address: str) -> None:
    page.route("**/autosave", answer(200, '{"version": 9}'))
    page.goto(f"{address}/page/drafting")
    with page.expect_request("**/autosave") as sent:
        type_and_leave(page)
    assert sent.value.headers["x-csrftoken"] == "token"
    expect(page.locator("[data-save-words]")).to_contain_text("已自动保存")
    expect(page.locator("#draft-form [name=version]")).to_have_value("9")


def test_a_draft_that_someone_else_saved_is_not_overwritten_and_the_text_stays(
    page: Page, address: str
) -> None:
    page.route("**/autosave", answer(409, '{"url": "/copies/7"}'))
    page.goto(f"{address}/page/drafting")
    type_and_leave(page)
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "stale")
    expect(page.locator("[data-save-link]")).to_have_attribute("href", "/copies/7")
    assert "一句" in page.locator("textarea[name=text]").input_value()


def test_a_draft_that_could_not_be_saved_says_so_and_offers_another_try(page: Page, address: str) -> None:
    page.route("**/autosave", lambda route: route.abort())
    page.goto(f"{address}/page/drafting")
    type_and_leave(page)
    expect(page.locator("[data-save-words]")).to_have_text("没有保存上，文字还在本页")
    page.unroute("**/autosave")
    page.route("**/autosave", answer(200, '{"version": 4}'))
    page.get_by_role("button", name="重试").click()
    expect(page.locator("[data-save-words]")).to_contain_text("已自动保存")


def test_units_are_found_by_typing(page: Page, address: str) -> None:
    page.goto(f"{address}/page/parts")
    page.locator(".ts-control input").fill("工业")
    expect(page.locator(".ts-dropdown .option")).to_have_count(1)
    page.keyboard.press("Enter")
    assert page.locator("#units").evaluate("e => [...e.selectedOptions].map((o) => o.value)") == [
        "finance",
        "industry",
    ]


def test_a_printed_page_has_no_navigation_and_no_controls(page: Page, address: str) -> None:
    page.emulate_media(media="print")
    page.goto(f"{address}/page/item")
    for part in (".nav", ".top", ".tabs", ".next .ac"):
        expect(page.locator(part).first).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
