"""Pages of assignment, from the coordinator's choice of units to the officer."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.items import assigned, registered
from tests.support.office import Office
from tests.support.page_client import SignedIn
from tracker.domain.vocabulary import AssignmentRole, AssignmentState, CaseState
from tracker.extensions import db
from tracker.models.assignment import Assignment
from tracker.models.proposal import Proposal


@pytest.fixture
def item(app: Flask, office: Office) -> int:
    with app.app_context():
        return registered(office).id


@pytest.fixture
def given(app: Flask, office: Office) -> int:
    with app.app_context():
        return assigned(office, "finance").id


def seats(app: Flask) -> dict[int, Assignment]:
    with app.app_context():
        rows = db.session.scalars(select(Assignment).order_by(Assignment.id)).all()
        return {row.unit_id: row for row in rows}


def lead_path(app: Flask, office: Office, number: int, step: str) -> str:
    return f"/items/{number}/assignments/{seats(app)[office.units['dept']].id}/{step}"


def test_the_host_stands_ready_as_lead_with_its_due_dates(
    office: Office, browser_of: SignedIn, item: int
) -> None:
    page = browser_of("coordinator").get(f"/items/{item}/assignment")
    assert page.form("确认交办").values["lead"] == str(office.units["dept"])
    for words in ("签收期限", "首次沟通期限", "会办意见期限", "答复期限"):
        assert words in page.text


def test_units_are_chosen_and_the_item_is_given_to_them(
    app: Flask, office: Office, browser_of: SignedIn, item: int
) -> None:
    client = browser_of("coordinator")
    client.get(f"/items/{item}/assignment")
    helpers = [str(office.units["finance"]), str(office.units["bigdata"])]
    page = client.submit(
        "确认交办", co_handlers=helpers, assigned_on="2026-03-18", assigner="自治区政协办公厅"
    )
    assert page.path == f"/items/{item}"
    assert {row.role for row in seats(app).values()} == {AssignmentRole.LEAD, AssignmentRole.CO}


def test_the_dates_follow_the_day_that_was_typed(browser_of: SignedIn, item: int) -> None:
    client = browser_of("coordinator")
    client.get(f"/items/{item}/assignment")
    page = client.submit("按这个日期推算期限", assigned_on="2026-03-18")
    assert page.status == 200
    assert "2026年6月18日" in page.text


def test_a_split_handler_is_added_with_its_part(
    app: Flask, office: Office, browser_of: SignedIn, item: int
) -> None:
    client = browser_of("coordinator")
    client.get(f"/items/{item}/assignment")
    client.submit("加分办、共同主办、参阅或转办单位")
    other = {"others-0-unit": str(office.units["finance"]), "others-0-role": "split"}
    refused = client.submit("确认交办", **other)
    assert (refused.status, "分办要写明" in refused.text) == (422, True)
    client.submit("确认交办", **other, **{"others-0-part": "资金部分"})
    assert seats(app)[office.units["finance"]].part == "资金部分"


def test_without_anybody_who_answers_nothing_is_given(
    app: Flask, office: Office, browser_of: SignedIn, item: int
) -> None:
    client = browser_of("coordinator")
    client.get(f"/items/{item}/assignment")
    page = client.submit("确认交办", lead="0", co_handlers=[str(office.units["finance"])])
    assert (page.status, "请先确定由谁答复" in page.text) == (422, True)
    assert seats(app) == {}


def test_units_that_have_a_part_are_not_offered_again(
    office: Office, browser_of: SignedIn, given: int
) -> None:
    page = browser_of("coordinator").get(f"/items/{given}/assignment")
    assert page.heading == "增加承办单位"
    assert f'<option value="{office.units["finance"]}">' not in page.html
    assert f'<option value="{office.units["industry"]}">' in page.html


def test_a_part_is_taken_back_on_its_own_page(
    app: Flask, office: Office, browser_of: SignedIn, given: int
) -> None:
    client = browser_of("coordinator")
    number = seats(app)[office.units["finance"]].id
    client.get(f"/items/{given}/assignment")
    assert f"/items/{given}/assignments/{number}/recall" in client.get(f"/items/{given}/assignment").html
    client.get(f"/items/{given}/assignments/{number}/recall")
    refused = client.submit("确认撤销交办", reason=" ")
    assert (refused.status, "请写明理由" in refused.text) == (422, True)
    page = client.submit("确认撤销交办", reason="职责不符")
    assert page.path == f"/items/{given}"
    assert seats(app)[office.units["finance"]].state is AssignmentState.RECALLED


def test_signing_distributing_and_naming_the_officer(
    app: Flask, office: Office, browser_of: SignedIn, given: int
) -> None:
    coordinator, head = browser_of("coordinator"), browser_of("head")
    coordinator.get(f"/items/{given}/assignment")
    token = coordinator.page.form("确认交办").values["csrf_token"] if coordinator.page else ""
    receipt = lead_path(app, office, given, "receipt")
    answer = coordinator.client.post(receipt, data={"csrf_token": token})
    assert answer.status_code == 409, "a form without its version is as old as can be"
    coordinator.get(f"/items/{given}")
    assert coordinator.submit("签收").status == 200
    coordinator.get(lead_path(app, office, given, "distribute"))
    coordinator.submit("分给这个处室", office_id=str(office.units["hightech"]))
    page = head.get(lead_path(app, office, given, "officer"))
    assert page.heading == "确定承办人"
    head.submit("确定承办人", officer_id=str(office.people["officer"]))
    row = seats(app)[office.units["dept"]]
    assert (row.office_id, row.officer_id) == (office.units["hightech"], office.people["officer"])
    assert row.state is AssignmentState.HANDLING


def test_a_step_that_is_not_due_says_so(app: Flask, office: Office, browser_of: SignedIn, given: int) -> None:
    client = browser_of("coordinator")
    assert client.get(lead_path(app, office, given, "distribute")).status == 409


def test_a_stranger_sees_neither_item_nor_step(
    app: Flask, office: Office, browser_of: SignedIn, given: int
) -> None:
    client = browser_of("industry_head")
    assert client.get(f"/items/{given}/assignment").status == 404
    assert client.get(lead_path(app, office, given, "distribute")).status == 404


def test_a_supervisor_sees_the_item_but_does_not_assign(browser_of: SignedIn, given: int) -> None:
    assert browser_of("supervisor").get(f"/items/{given}/assignment").status == 403


def test_a_stale_assignment_page_changes_nothing(
    app: Flask, office: Office, browser_of: SignedIn, item: int
) -> None:
    first, second = browser_of("coordinator"), browser_of("coordinator2")
    first.get(f"/items/{item}/assignment")
    second.get(f"/items/{item}/assignment")
    first.submit("确认交办")
    page = second.submit("确认交办", co_handlers=[str(office.units["finance"])])
    assert page.status == 409
    assert office.units["finance"] not in seats(app)


def test_an_item_for_reference_can_be_filed_from_its_assignment_page(
    app: Flask, office: Office, browser_of: SignedIn
) -> None:
    with app.app_context():
        number = registered(office, is_reference_only=True).id
    client = browser_of("coordinator")
    client.get(f"/items/{number}/assignment")
    client.follow("阅存")
    client.submit("阅存", reason="仅供参考。")
    with app.app_context():
        assert db.session.get_one(Proposal, number).state is CaseState.NOTED


def test_an_item_that_wants_an_answer_does_not_offer_to_be_filed(browser_of: SignedIn, item: int) -> None:
    assert "阅存" not in browser_of("coordinator").get(f"/items/{item}/assignment").text
