"""The number book: who opens it, what it shows, and how a gap is explained."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.office import Office
from tests.support.page_client import PageClient
from tests.support.replies import desk_at
from tracker.extensions import db
from tracker.models.reply import DocumentNumber
from tracker.services import numbering
from tracker.services.unit_of_work import unit_of_work

AsPerson = Callable[[str], PageClient]


@pytest.fixture
def gap(app: Flask, office: Office) -> None:
    """A book with the numbers 1 (void), and 4 in use; 2 and 3 unexplained."""
    with app.app_context():
        desk = desk_at(office, "numbered")
        desk.step("coordinator", numbering.void_number, reason="打印错误", version=None)
        desk.step("coordinator", numbering.number_reply, serial=4, skipped="误", version=None)
        with unit_of_work():
            gap = select(DocumentNumber).where(DocumentNumber.serial.in_([2, 3]))
            for row in db.session.scalars(gap):
                db.session.delete(row)


@pytest.mark.usefixtures("gap")
def test_the_book_shows_every_number_and_names_the_gap(browser_of: AsPerson) -> None:
    page = browser_of("coordinator").get("/numbers")
    for words in ("桂科函〔2026〕4号", "桂科函〔2026〕1号", "打印错误", "也没有说明原因：2—3"):
        assert words in page.text


@pytest.mark.usefixtures("gap")
def test_the_gap_is_explained_on_the_page(browser_of: AsPerson) -> None:
    page = browser_of("coordinator")
    page.get("/numbers")
    refused = page.submit("记为空号", first="2", last="9", reason="纸质函件")
    assert (refused.status, refused.form("记为空号").values["reason"]) == (422, "纸质函件")
    assert "号册里空着" in refused.text
    done = page.submit("记为空号", first="2", last="3", reason="纸质函件")
    assert "已登记2个空号" in done.text
    assert "也没有说明原因" not in done.text


@pytest.mark.usefixtures("gap")
@pytest.mark.parametrize("key", ["officer", "head", "leader", "supervisor", "finance_liaison", "audit_admin"])
def test_who_does_not_number_letters_has_no_book(browser_of: AsPerson, key: str) -> None:
    page = browser_of(key)
    assert page.get("/numbers").status == 403
    assert "号册" not in page.get("/account").text


@pytest.mark.usefixtures("gap")
def test_a_foreign_or_unreadable_series_is_not_found(office: Office, browser_of: AsPerson) -> None:
    page = browser_of("coordinator")
    for query in (f"unit={office.units['finance']}&prefix=桂财函&year=2026", "unit=x&prefix=y&year=z"):
        assert page.get(f"/numbers?{query}").status == 404


def test_an_empty_book_says_what_to_do(browser_of: AsPerson) -> None:
    assert "还没有编过文号" in browser_of("coordinator").get("/numbers").text


def test_a_number_that_skips_others_asks_for_the_reason_at_its_field(
    app: Flask, office: Office, browser_of: AsPerson
) -> None:
    with app.app_context():
        desk = desk_at(office, "signed")
        path = f"/items/{desk.proposal_id}/replies/{desk.reply.id}"
    page = browser_of("coordinator")
    page.get(path)
    refused = page.submit("编号", serial="9")
    assert refused.status == 422
    assert "请写明跳号原因" in refused.text
    assert "已编号 桂科函" in page.submit("编号", serial="9", skipped="纸质号册已用").text
