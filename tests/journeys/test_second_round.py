"""A dissatisfied sponsor, a second round, a satisfied sponsor, in Chromium, each entry checked by another person."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import DESKTOP, watch
from tests.support.evaluations import EVALUATOR
from tests.support.office import PASSWORD, Office, build_office
from tests.support.replies import Desk, desk_at
from tests.support.sample_files import png
from tracker.extensions import db


class Windows:
    """A window for each person who has a hand in it; faults of any page are kept."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.pages: dict[str, Page] = {}
        self.faults: list[str] = []

    def of(self, who: str) -> Page:
        """Return a person's window, signed in when first needed."""
        if who not in self.pages:
            page = self.browser.new_context(locale="zh-CN", viewport=DESKTOP).new_page()
            page.set_default_timeout(10_000)
            self.faults = watch(page)
            page.goto(f"{self.address}/sign-in")
            page.get_by_label("用户名").fill(who)
            page.get_by_label("密码").fill(PASSWORD)
            page.get_by_role("button", name="登录").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("我的工作台")
            self.pages[who] = page
        return self.pages[who]


@pytest.fixture
def windows(live_server: str, browser: Browser) -> Iterator[Windows]:
    opened = Windows(browser, live_server)
    yield opened
    for page in opened.pages.values():
        page.context.close()


@pytest.fixture
def office(app: Flask) -> Office:
    with app.app_context():
        return build_office()


def test_dissatisfied_then_a_second_round_then_satisfied(
    app: Flask, office: Office, windows: Windows, tmp_path: Path
) -> None:
    with app.app_context():
        desk = desk_at(office, "sent", sponsors=(EVALUATOR,))
        db.session.remove()
    item = f"{windows.address}/items/{desk.proposal_id}"
    scan = tmp_path / "征询意见表.png"
    scan.write_bytes(png(200, 300))
    ask(windows, item)
    enter(windows, item, scan, "不满意", "没有回应资金问题。")
    officer = windows.of("officer")
    officer.goto(f"{item}/evaluations")
    expect(officer.get_by_role("link", name="查看").first).to_be_visible()
    confirm(windows, item)
    order_redo(windows, item)
    answer_again(app, desk)
    ask(windows, item)
    scan.write_bytes(png(210, 300))
    enter(windows, item, scan, "满意", "")
    confirm(windows, item)
    office_page = windows.of("coordinator")
    office_page.goto(item)
    office_page.locator(".next").get_by_role("button", name="结束征询").click()
    expect(office_page.get_by_text("已转入承诺跟踪")).to_be_visible()
    office_page.goto(f"{item}/evaluations")
    expect(office_page.get_by_role("heading", name="第1轮评价")).to_be_visible()
    expect(office_page.get_by_role("heading", name="第2轮评价")).to_be_visible()
    assert windows.faults == []


def ask(windows: Windows, item: str) -> None:
    """Ask the sponsor and look at the form to print."""
    page = windows.of("coordinator")
    page.goto(item)
    page.locator(".next").get_by_role("link", name="征询意见").click()
    page.get_by_role("button", name="开始征询").click()
    page.get_by_role("link", name="打印征询意见表").click()
    expect(page.get_by_text("签名：")).to_be_visible()


def enter(windows: Windows, item: str, scan: Path, result: str, text: str) -> None:
    """Enter the paper; without its text dissatisfaction is refused."""
    page = windows.of("coordinator")
    page.goto(f"{item}/evaluations")
    page.get_by_role("link", name="科技厅的答复").first.click()
    page.get_by_role("link", name="录入反馈").click()
    page.get_by_role("group", name="对办理态度").get_by_label("满意", exact=True).check()
    page.get_by_role("group", name="对办理结果").get_by_label(result, exact=True).check()
    page.get_by_label("具体意见").fill(text)
    page.get_by_label("反馈日期").fill(page.evaluate("new Date().toISOString().slice(0, 10)"))
    page.get_by_label("扫描件或照片").set_input_files(scan)
    page.get_by_role("button", name="录入").click()
    expect(page.get_by_text("等另一人对照扫描件核对")).to_be_visible()


def confirm(windows: Windows, item: str) -> None:
    """Another person sees the scan beside the entry and confirms it."""
    page = windows.of("supervisor")
    page.goto(item)
    page.locator(".next").get_by_role("link", name="去核对").click()
    page.get_by_role("link", name="科技厅的答复").first.click()
    expect(page.get_by_alt_text("征询意见表扫描件")).to_be_visible()
    page.get_by_role("button", name="与扫描件一致，确认").click()
    expect(page.get_by_text("已核对无误")).to_be_visible()


def order_redo(windows: Windows, item: str) -> None:
    """The office orders a second round; the first one stays, folded."""
    page = windows.of("coordinator")
    page.goto(item)
    page.locator(".next").get_by_role("link", name="责成重新办理").click()
    page.get_by_label("理由和要求").fill("请回应资金问题。")
    page.get_by_role("button", name="责成重新办理").click()
    expect(page.get_by_text("第2轮从签收开始")).to_be_visible()
    page.get_by_text("看这一轮的答复、会办意见和承办人").click()
    expect(page.locator(".earlier").get_by_role("link", name="桂科函")).to_be_visible()


def answer_again(app: Flask, desk: Desk) -> None:
    """The second round is answered as the first was."""
    with app.app_context():
        desk.handled().drafted().submitted().approved().checked().signed().numbered().sent()
        db.session.remove()
