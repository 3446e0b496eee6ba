"""A register comes in by Excel, in Chromium: a column is named, a refused cell mended, written, and taken back."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.support.office import Office, build_office
from tests.support.people_in_browser import People
from tests.support.registers import ROWS, sheet_of

HEAD = ("编号", "建议题名", "提案者", "主办单位", "会办单位", "交办时间")
BAD = ("第20260104号", "关于湿地保护的提案", "郑毅", "水务总局", "", "2026-03-10")
MENDED = (*BAD[:3], "科技厅", *BAD[4:])


@pytest.fixture
def office(app: Flask) -> Office:
    with app.app_context():
        return build_office()


@pytest.fixture
def people(live_server: str, browser: Browser) -> Iterator[People]:
    everybody = People(browser, live_server)
    yield everybody
    everybody.close()


def bring(page: Page, address: str, *rows: tuple[Any, ...]) -> None:
    """Upload a list and have it read."""
    page.goto(f"{address}/intake/register")
    file = FilePayload(
        name="交办清单.xlsx", mimeType="application/octet-stream", buffer=sheet_of(HEAD, *rows)
    )
    page.get_by_label("文件", exact=True).set_input_files(file)
    page.get_by_label("类别").select_option(label="政协提案")
    page.get_by_label("会议名称").fill("自治区政协")
    page.get_by_label("届", exact=True).fill("13")
    page.get_by_label("次", exact=True).fill("4")
    page.get_by_role("button", name="读取并预览").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("核对导入")


def name_title(page: Page) -> None:
    """Say of the column that is not known what it holds."""
    page.get_by_label("建议题名").select_option(label="标题")
    page.get_by_role("button", name="重新预览").click()


def test_a_list_is_mended_imported_and_taken_back(office: Office, people: People) -> None:
    page, address = people.page("coordinator"), people.address
    bring(page, address, *ROWS, BAD)
    name_title(page)
    expect(page.get_by_text("共4行·被拒 1·更改 0·新增 3·不变 0")).to_be_visible()
    expect(page.get_by_text("D5：单位表里没有“水务总局”")).to_be_visible()
    page.get_by_role("button", name="导入3件").click()
    expect(page.get_by_text("有1行被拒，没有导入任何一行")).to_be_visible()

    bring(page, address, *ROWS, MENDED)
    name_title(page)
    expect(page.get_by_text("共4行·被拒 0·更改 0·新增 4·不变 0")).to_be_visible()
    expect(page.get_by_label("这是以前的登记，不发交办通知")).to_be_checked()
    page.get_by_role("button", name="导入4件").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("导入情况")
    expect(page.get_by_text("已导入：新增4件，更改0件。")).to_be_visible()

    page.get_by_role("button", name="撤销这次导入").click()
    expect(page.get_by_text("已撤销这次导入。")).to_be_visible()
    bring(page, address, *ROWS, MENDED)
    expect(page.get_by_text("共4行·被拒 0·更改 0·新增 4·不变 0")).to_be_visible()
    assert people.faults == []
