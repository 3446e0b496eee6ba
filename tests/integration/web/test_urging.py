"""The pages of urging: one part, many items, a slip with its answer."""

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from flask import Flask

from tests.support.office import Office
from tests.support.page_client import PageClient
from tests.support.replies import Desk, new_desk
from tracker import clock
from tracker.queries.owed import urgings_of

AsPerson = Callable[[str], PageClient]
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def desk(app: Flask, office: Office) -> Desk:
    with app.app_context():
        return new_desk(office, "finance")


def test_a_supervisor_urges_from_the_items_menu_and_it_stands_in_the_timeline(
    desk: Desk, browser_of: AsPerson
) -> None:
    page = browser_of("supervisor")
    item = page.get(f"/items/{desk.proposal_id}")
    assert "催办" in item.text
    shown = page.get(f"/items/{desk.proposal_id}/urge")
    assert "科技厅：现在轮到李文静" in shown.text
    assert "财政厅：现在轮到" in shown.text
    after = page.submit("催办", text="请在本周五前报送答复稿。")
    assert "已催办。" in after.text
    assert "催办：科技厅（李文静）" in after.text


def test_words_that_are_refused_stay(desk: Desk, browser_of: AsPerson) -> None:
    page = browser_of("supervisor")
    page.get(f"/items/{desk.proposal_id}/urge")
    refused = page.submit("催办", text="请书面说明进展。", kind="slip")
    assert refused.status == 422
    assert "请填写回复期限" in refused.text
    assert "请书面说明进展。" in refused.text


def test_a_slip_is_numbered_and_answered_by_the_unit(desk: Desk, app: Flask, browser_of: AsPerson) -> None:
    page = browser_of("coordinator")
    page.get(f"/items/{desk.proposal_id}/urge")
    due = (clock.today() + timedelta(days=5)).isoformat()
    slip = page.submit("催办", text="请书面说明进展。", kind="slip", answer_due_on=due)
    assert "桂科函催〔" in slip.text
    with app.app_context():
        (row,) = urgings_of(desk.proposal_id)
    officer = browser_of("officer")
    officer.get(f"/items/{desk.proposal_id}/urgings/{row.id}")
    answered = officer.submit("回复", text="本周五报送。")
    assert "已回复。" in answered.text
    assert "本周五报送。" in answered.text
    slip_page = f"/items/{desk.proposal_id}/urgings/{row.id}"
    shown = officer.get(f"/items/{desk.proposal_id}")
    assert f'科技厅回复了<a href="{slip_page}">' in " ".join(shown.html.split()).replace("了 <a", "了<a")
    links = page.get("/numbers?" + book_of(row.document_number)).links()
    assert links["关于补齐工业链短板，全面振兴广西工业的提案"] == slip_page


def book_of(number: str | None) -> str:
    """Return the address of the series of slips in the number book."""
    found = re.fullmatch(r"(.+)〔(\d+)〕1号", number or "")
    return urlencode({"unit": 1, "prefix": found[1], "year": found[2]}) if found else ""


def test_the_officer_finds_the_slip_from_the_item_and_another_unit_does_not(
    desk: Desk, app: Flask, browser_of: AsPerson
) -> None:
    page = browser_of("coordinator")
    page.get(f"/items/{desk.proposal_id}/urge")
    due = (clock.today() + timedelta(days=5)).isoformat()
    page.submit("催办", text="请书面说明进展。", kind="slip", answer_due_on=due)
    with app.app_context():
        (row,) = urgings_of(desk.proposal_id)
    slip = f"/items/{desk.proposal_id}/urgings/{row.id}"
    shown = browser_of("officer").get(f"/items/{desk.proposal_id}")
    assert shown.html.count(f'href="{slip}"') == 2
    assert "待回复" in shown.text
    liaison = browser_of("finance_liaison")
    assert slip not in liaison.get(f"/items/{desk.proposal_id}").html
    assert liaison.get(slip).status == 404


def test_a_head_is_offered_no_slip(desk: Desk, browser_of: AsPerson) -> None:
    shown = browser_of("head").get(f"/items/{desk.proposal_id}/urge")
    assert "催办单" not in shown.text


@pytest.mark.parametrize(("person", "status"), [("officer", 403), ("industry_liaison", 404)])
def test_who_may_not_urge_finds_no_page(desk: Desk, browser_of: AsPerson, person: str, status: int) -> None:
    assert browser_of(person).get(f"/items/{desk.proposal_id}/urge").status == status


def test_many_items_are_shown_before_they_are_urged_together(
    desk: Desk, app: Flask, office: Office, browser_of: AsPerson
) -> None:
    with app.app_context():
        other = new_desk(office, number_raw="第20260125号", title="关于发展通用航空的提案").proposal_id
    page = browser_of("supervisor")
    shown = page.get(f"/urge?item={desk.proposal_id}&item={other}")
    assert "第20260124号" in shown.text
    assert "第20260125号" in shown.text
    assert shown.html.count('name="item"') == 2
    assert "还没有选件" in page.get("/urge").text
