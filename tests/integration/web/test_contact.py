import pytest
from flask import Flask

from tests.support.drafts import handled
from tests.support.office import Office
from tests.support.page_client import SignedIn
from tracker.queries.contacts import contacts_of


@pytest.fixture
def item_id(app: Flask, office: Office) -> int:
    with app.app_context():
        return handled(office, "finance").proposal.id


def test_the_form_comes_with_today_a_meeting_and_who_records(item_id: int, browser_of: SignedIn) -> None:
    page = browser_of("officer").get(f"/items/{item_id}/contacts/new")
    values = page.form("记下").values
    assert (page.heading, values["method"], values["people"]) == ("记一次沟通", "meeting", "李文静")
    assert values["on"]
    assert "郑毅委员" in page.text
    assert "0771-5550123" not in page.html


def test_a_contact_is_recorded_and_listed(app: Flask, item_id: int, browser_of: SignedIn) -> None:
    officer = browser_of("officer")
    officer.get(f"/items/{item_id}/contacts/new")
    page = officer.submit("记下", summary="希望写明家数和时间。", place="厅会议室", on="2026-03-20")
    assert "已记下这次沟通" in page.text
    assert "希望写明家数和时间" in officer.get(f"/items/{item_id}/contacts/new").text
    with app.app_context():
        assert [one.place for one in contacts_of(item_id)] == ["厅会议室"]


def test_what_is_missing_is_told_at_its_field_and_the_rest_stays(item_id: int, browser_of: SignedIn) -> None:
    officer = browser_of("officer")
    officer.get(f"/items/{item_id}/contacts/new")
    page = officer.submit("记下", summary="", place="厅会议室")
    assert page.status == 422
    assert "请写明代表委员说了什么" in page.text
    assert page.form("记下").values["place"] == "厅会议室"
    page = officer.submit("记下", summary="原意", on="2020-01-01")
    assert page.status == 422
    assert "不能早于收到这件建议提案的日期" in page.text


@pytest.mark.parametrize(
    ("key", "status"), [("finance_liaison", 200), ("leader", 403), ("rural_officer", 404)]
)
def test_the_form_is_for_those_who_may_record(
    item_id: int, browser_of: SignedIn, key: str, status: int
) -> None:
    assert browser_of(key).get(f"/items/{item_id}/contacts/new").status == status
