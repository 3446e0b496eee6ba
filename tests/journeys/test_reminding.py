"""Deadlines, in Chromium: a supervisor urges what waits and has an answer; a person chooses how to be reminded."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.support.looks import looks
from tests.support.office import Office, build_office
from tests.support.people_in_browser import People
from tests.support.replies import new_desk
from tracker import clock
from tracker.extensions import db

OTHER = "关于发展通用航空的提案"


@pytest.fixture
def item(app: Flask) -> str:
    """The address of the first of two overdue items, both in the officer's hands."""
    with app.app_context():
        office: Office = build_office()
        first = new_desk(office)
        new_desk(office, number_raw="第20260125号", title=OTHER)
        address = f"/items/{first.proposal_id}"
        db.session.remove()
    return address


@pytest.fixture
def people(item: str, live_server: str, browser: Browser) -> Iterator[People]:
    everybody = People(browser, live_server)
    yield everybody
    everybody.close()


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def test_a_supervisor_urges_what_waits_and_has_a_slip_answered(people: People, item: str) -> None:
    page = people.page("supervisor")
    page.get_by_role("link", name="督办看板").click()
    page.locator(".figs a", has_text="超期").first.click()
    expect(page.get_by_role("link", name=OTHER)).to_be_visible()
    page.goto(f"{people.address}/board")
    for number in ("20260124", "20260125"):
        page.get_by_role("checkbox", name=number).check()
    press(page, "催办选中的")
    page.get_by_label("催办内容").fill("请在本周五前报送答复稿。")
    press(page, "催办2件")
    expect(page.get_by_text("已催办2件次。")).to_be_visible()
    page.goto(f"{people.address}{item}/urge")
    page.get_by_label("催办内容").fill("请书面说明进展。")
    page.get_by_label("督办单").check()
    page.get_by_label("回复期限").fill(clock.today().isoformat())
    press(page, "催办")
    expect(page.get_by_role("heading", level=1)).to_have_text("督办单")
    answer_from_desk(people.page("officer"))
    page.goto(f"{people.address}{item}")
    expect(page.locator("#urgings li")).to_have_count(2)
    expect(page.locator("#urgings")).to_contain_text("已回复")
    assert people.faults == []


def answer_from_desk(officer: Page) -> None:
    """Answer the slip that the officer's desk shows."""
    officer.get_by_role("link", name="回复催办单或督办单").first.click()
    officer.get_by_label("办理情况和办结时间").fill("答复稿已送审，本周五报送。")
    press(officer, "回复")
    expect(officer.get_by_text("已回复。")).to_be_visible()
    expect(officer.get_by_text("答复稿已送审，本周五报送。")).to_be_visible()


def test_a_person_chooses_reminders_prints_the_day_and_keeps_a_calendar(people: People) -> None:
    page = people.page("officer")
    page.goto(f"{people.address}/account/reminders")
    page.get_by_label("每日提要几点发").select_option(label="上午10点")
    page.get_by_label("最多提前几个工作日").fill("7")
    press(page, "保存")
    expect(page.get_by_text("已保存。")).to_be_visible()
    expect(page.get_by_label("最多提前几个工作日")).to_have_value("7")
    press(page, "开通")
    feed = page.locator("code").inner_text()
    assert list(looks(page)) == []
    calendar = page.request.get(feed)
    assert calendar.headers["content-type"].startswith("text/calendar")
    assert "答复期限 第20260125号" in calendar.text().replace("\r\n ", "")
    page.goto(f"{people.address}/account/reminders")
    page.get_by_role("link", name="高新处").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("当日一览")
    expect(page.get_by_role("row", name=OTHER)).not_to_have_count(0)
    page.go_back()
    press(page, "停用")
    expect(page.get_by_text("日历订阅已停用")).to_be_visible()
    assert page.request.get(feed).status == 404
    assert people.faults == []
