"""The pages of rule sets: copied, edited with errors by line, tried, and put in force after a preview."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.asked import fresh
from tests.support.office import Office
from tests.support.page_client import PageClient
from tracker import clock
from tracker.extensions import db
from tracker.models.assignment import Milestone
from tracker.models.event import Event
from tracker.models.rules import OfficeRuleSet
from tracker.queries.calendar import forget_calendar
from tracker.queries.rules import forget_rules

AsPerson = Callable[[str], PageClient]


@pytest.fixture(autouse=True)
def forgotten(app: Flask) -> None:
    """Nothing kept of another database."""
    with app.app_context():
        forget_calendar()
        forget_rules()


def draft(page: PageClient) -> str:
    page.get("/rules/shipped/office_default")
    shown = page.submit("复制成科技厅的规则")
    assert "已复制成草稿" in shown.text
    return shown.path


def return_days(app: Flask, proposal_id: int) -> tuple[date, date, str]:
    with app.app_context():
        wanted = select(Milestone).where(Milestone.proposal_id == proposal_id, Milestone.code == "return")
        row = db.session.scalars(wanted).first()
        assert row is not None
        return row.due_on, row.first_due_on, row.rule_set


def test_a_sample_item_is_tried_as_by_the_command(office: Office, browser_of: AsPerson) -> None:
    page = browser_of("coordinator")
    page.get("/rules")
    shown = page.get("/rules/shipped/sichuan", kind="cppcc_proposal", phase="session", received="2022-03-18")
    assert "2022年8月18日" in shown.text
    assert "加5个月，到2022年8月18日" in shown.text
    assert page.get("/rules/shipped/atlantis").status == 404


def test_own_rules_are_copied_changed_and_put_in_force_for_open_items_too(
    app: Flask, office: Office, browser_of: AsPerson
) -> None:
    with app.app_context():
        item = fresh(office).proposal_id
    first = return_days(app, item)[0]
    page = browser_of("coordinator")
    place = draft(page)
    with app.app_context():
        text = db.session.scalars(select(OfficeRuleSet.text)).one()
    broken = text.replace('unit = "working_days"', 'unit = "weeks"', 1)
    page.get(place)
    page.follow("按文本编辑")
    refused = page.submit("保存", text=broken)
    assert refused.status == 422
    assert "行起" in refused.text
    assert "unit 不认识“weeks”" in refused.text
    assert "unit = &#34;weeks&#34;" in refused.html or 'unit = "weeks"' in refused.text
    named = page.submit("保存", text=text.replace('name = "own_', 'name = "other_', 1))
    assert "name 应当是" in named.text
    part = 'code = "return"\nanchor = "assigned"\namount = '
    assert part + "5" in text
    assert "已保存" in page.submit("保存", text=text.replace(part + "5", part + "8", 1)).text
    shown = page.get(place + "/force")
    assert "会变动1件" in shown.text
    done = page.submit("定下生效日期", takes_open="y", valid_from=clock.today().isoformat())
    assert "1件的期限随之变动" in done.text
    moved, kept, rule_set = return_days(app, item)
    assert (moved > first, kept) == (True, first)
    assert rule_set.startswith("own_")
    assert "规则变动，期限随之调整" in page.get(f"/items/{item}").text
    assert "草稿" not in page.get(place).text
    with app.app_context():
        later = fresh(office, number_raw="第20260777号").proposal_id
    assert return_days(app, later)[2].startswith("own_")


def test_without_a_confirmation_open_items_keep_their_days(
    app: Flask, office: Office, browser_of: AsPerson
) -> None:
    with app.app_context():
        item = fresh(office).proposal_id
    before = return_days(app, item)
    page = browser_of("coordinator")
    place = draft(page)
    page.get(place + "/force")
    early = page.submit("定下生效日期", valid_from="2020-01-01")
    assert (early.status, "不能早于今天" in early.text) == (422, True)
    page.submit("定下生效日期", valid_from=clock.today().isoformat())
    assert return_days(app, item) == before
    with app.app_context():
        assert db.session.scalars(select(Event).where(Event.kind == "case.due_moved")).all() == []
    again = page.get(place)
    assert "修改" not in again.text
    assert "加一项期限" not in again.text
    for path in ("/text", "/title", "/milestone/0", "/extension/new"):
        closed = page.get(place + path)
        assert (closed.status, "请复制一份再改" in closed.text) == (422, True)


@pytest.mark.parametrize("key", ["officer", "head", "leader", "supervisor"])
def test_others_do_not_see_the_rules(office: Office, browser_of: AsPerson, key: str) -> None:
    assert browser_of(key).get("/rules").status == 403
