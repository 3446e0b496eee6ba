"""A letter after its signature, in Chromium: number voided and gap explained, sent, corrected, published, withdrawn."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from tests.support.office import build_office
from tests.support.people_in_browser import People
from tests.support.publishing import CANARIES, signed_private_letter
from tests.support.replies import Desk

WRONG = "2026年12月底前组织认定20家自治区技术创新示范企业。"
RIGHT = "2026年12月底前组织认定30家自治区技术创新示范企业。"


@pytest.fixture
def everybody(app: Flask, live_server: str, browser: Browser) -> Iterator[tuple[People, Desk]]:
    """The small office with a signed letter full of private data."""
    with app.app_context():
        desk = signed_private_letter(build_office())
    people = People(browser, live_server)
    yield people, desk
    people.close()


def test_a_letter_is_numbered_sent_corrected_published_and_withdrawn(
    app: Flask, everybody: tuple[People, Desk]
) -> None:
    people, desk = everybody
    with app.app_context():
        reply = f"{people.address}/items/{desk.proposal_id}/replies/{desk.reply.id}"
    number(people, reply)
    send(people, reply)
    correct(people, reply)
    publish(people, reply)
    assert people.faults == []


def number(people: People, reply: str) -> None:
    """Leave numbers out with a reason, void the number, take the next one, and find all in the book."""
    page = people.page("coordinator")
    page.goto(reply)
    page.get_by_label("序号").fill("3")
    page.get_by_role("button", name="编号").click()
    expect(page.get_by_text("请写明跳号原因").first).to_be_visible()
    page.get_by_label("跳号原因").fill("上线前手工编号")
    page.get_by_role("button", name="编号").click()
    page.get_by_text("作废文号", exact=True).click()
    page.get_by_label("理由").first.fill("打印错误")
    page.get_by_role("button", name="作废", exact=True).click()
    page.get_by_role("button", name="编号").click()
    page.goto(f"{people.address}/numbers")
    for words in ("打印错误", "上线前手工编号"):
        expect(page.get_by_text(words).first).to_be_visible()


def send(people: People, reply: str) -> None:
    """Send the letter, note that it came back, and send it again by another way."""
    page = people.page("coordinator")
    page.goto(f"{reply}/send")
    page.get_by_role("button", name="确认发送").click()
    page.get_by_text("登记送达情况").first.click()
    page.get_by_label("送达情况").first.select_option("returned")
    page.get_by_label("说明").first.fill("查无此人")
    page.get_by_role("button", name="登记", exact=True).first.click()
    page.get_by_role("link", name="补发").click()
    page.get_by_label("补发原因").fill("地址有误")
    page.get_by_label("送达方式").first.select_option("系统上传")
    page.get_by_role("button", name="确认补发").click()
    expect(page.get_by_text("补发：地址有误")).to_be_visible()


def correct(people: People, reply: str) -> None:
    """The officer corrects a sentence, the leader signs, the office numbers and sends."""
    officer, leader, office = (people.page(who) for who in ("officer", "leader", "coordinator"))
    officer.goto(reply)
    officer.get_by_role("link", name="发更正函").click()
    officer.get_by_label("发函原因").fill("家数有误")
    officer.get_by_label("有误的原文").fill(WRONG)
    officer.get_by_label("正确的内容").fill(RIGHT)
    officer.get_by_role("button", name="起草").click()
    letter = officer.url
    for field in officer.get_by_label("本函：").all():
        field.select_option("promise")
    for field in officer.get_by_label("原承诺：").all():
        field.select_option("changes")
    officer.get_by_role("button", name="记下判定").click()
    officer.get_by_role("button", name="送签").click()
    leader.goto(letter)
    leader.get_by_label("我已看过全文和承诺").check()
    leader.get_by_role("button", name="签发", exact=True).click()
    office.goto(letter)
    office.get_by_role("button", name="编号").click()
    office.get_by_role("link", name="填写收件人并发送").click()
    office.get_by_role("button", name="确认发送").click()
    expect(office.get_by_text("承诺台账已按本函调整")).to_be_visible()


def publish(people: People, reply: str) -> None:
    """Make the copy, publish it masked, and take it back."""
    page = people.page("coordinator")
    page.goto(f"{reply}/publication")
    page.get_by_role("button", name="生成公开文本").click()
    page.get_by_label("公开位置").fill("门户网站")
    page.get_by_role("button", name="确认公开").click()
    body = page.locator(".letter").first
    expect(body).to_contain_text("更正为：2026年12月底前组织认定30家")
    shown = page.content()
    assert [canary for canary in CANARIES if canary in shown] == []
    page.get_by_text("撤回公开", exact=True).first.click()
    page.get_by_label("理由").first.fill("数据有误")
    page.get_by_role("button", name="撤回公开").click()
    expect(page.get_by_text("请同时从网站撤下").first).to_be_visible()
