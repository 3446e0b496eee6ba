"""A draft of rules is edited row by row without TOML; faults stand at the field, and nothing typed is lost."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.office import Office
from tests.support.page_client import PageClient
from tests.support.statements import counted
from tracker.domain.due_dates import Anchor, Direction, Milestone, Roll, Unit
from tracker.domain.rule_model import Approver, Demand, Entry, Part
from tracker.domain.rule_sets import RuleSet, available, versions
from tracker.domain.rule_toml import read_row
from tracker.extensions import db
from tracker.models.rules import OfficeRuleSet
from tracker.queries.calendar import forget_calendar
from tracker.queries.rules import forget_rules, read_text
from tracker.web.rules.row_forms import filled

AsPerson = Callable[[str], PageClient]
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


REFUSED: list[tuple[dict[str, object], str]] = [
    ({"amount": ""}, "请填数量。"),
    ({"amount": "很多"}, "请填1到10000的整数。"),
    ({"amount": "0"}, "请填1到10000的整数。"),
    ({"way": "fixed", "month": "2", "day": "30"}, "没有这一天，请核对月份和日期。"),
    ({"way": "fixed", "month": "2", "day": "30", "office_default": None, "source": ""}, "没有这一天"),
    ({"way": "fixed", "month": "2", "day": "30", "office_default": None, "source": ""}, "请写明依据"),
    ({"way": "fixed", "month": "13", "day": ""}, "请填1到12。"),
    ({"office_default": None, "source": " "}, "请写明依据的文件和条款"),
    ({"code": "sign", "sponsor_kind": []}, "“签收期限”已经有一项适用于同样的件"),
    ({"code": "reply", "anchor": "reply_deadline"}, "不能从答复期限起算"),
    ({"volume-0-at_least": "20"}, "两栏都要填。"),
]


@pytest.fixture
def page(app: Flask, office: Office, browser_of: AsPerson) -> PageClient:
    """A coordinator on a fresh draft of the department's rules."""
    with app.app_context():
        forget_calendar()
        forget_rules()
    made = browser_of("coordinator")
    made.get("/rules/shipped/office_default")
    made.submit("复制成科技厅的规则")
    return made


def rules(app: Flask) -> RuleSet:
    with app.app_context():
        return read_text(db.session.scalars(select(OfficeRuleSet.text)).one())


def entry_at(app: Flask, place: int) -> Entry:
    return rules(app).entries[place]


def test_a_term_is_changed_by_its_form_and_nothing_else_changes(app: Flask, page: PageClient) -> None:
    before = rules(app)
    shown = page.get("/rules/1/milestone/1")
    assert "修改一项期限" in shown.text
    fields = {"amount": "8", "unit": "days", "roll": "y", "kind": ["cppcc_proposal"], "source": "本厅办法"}
    done = page.submit("保存", **fields)
    assert "已保存。" in done.text
    assert "之后8天，遇休息日顺延" in done.text
    entry = entry_at(app, 1)
    rule = entry.rule
    assert (rule.code, rule.amount, rule.unit) == (Milestone.RETURN, 8, Unit.DAYS)
    assert (rule.roll, rule.source, rule.office_default) == (Roll.NEXT_WORKING_DAY, "本厅办法", True)
    assert entry.only == {"kind": frozenset({"cppcc_proposal"})}
    after = rules(app)
    assert (after.entries[0], after.entries[2:]) == (before.entries[0], before.entries[2:])
    assert (after.extensions, after.checks) == (before.extensions, before.checks)


def test_every_shipped_row_keeps_its_meaning_through_its_form(app: Flask) -> None:
    with app.test_request_context():
        for rule_set in (one for name in available() for one in versions(name)):
            for part in Part:
                for row in rule_set.rows(part):
                    written = filled(part, row, 1).written()
                    assert read_row(part, written, rule_set) == row


def test_rows_saved_unchanged_stay_the_same(app: Flask, page: PageClient) -> None:
    before = rules(app)
    for path in ("milestone/5", "milestone/8", "milestone/13", "extension/1", "check/0"):
        page.get("/rules/1/" + path)
        assert "已保存。" in page.submit("保存").text
    assert rules(app) == before


def test_terms_are_added_counted_backwards_by_a_fixed_day_and_by_volume(app: Flask, page: PageClient) -> None:
    page.get("/rules/1/milestone/new")
    page.submit(
        "保存",
        code="report_mid_year",
        way="fixed",
        month="6",
        day="30",
        roll="y",
        office_default="y",
    )
    page.get("/rules/1/milestone/new")
    steps = {"volume-0-at_least": "20", "volume-0-amount": "10", "volume-0-unit": "days"}
    done = page.submit(
        "保存",
        code="co_opinion",
        anchor="reply_deadline",
        direction="before",
        amount="20",
        unit="days",
        level=["county"],
        source="某县考核办法",
        **steps,
    )
    assert "每年6月30日，遇休息日顺延" in done.text
    assert "之前20天；承办满20件加10天" in done.text
    fixed, backwards = (entry_at(app, place).rule for place in (19, 20))
    assert (fixed.code, fixed.fixed_month_day) == (Milestone.REPORT_MID_YEAR, (6, 30))
    assert (backwards.anchor, backwards.direction) == (Anchor.REPLY_DEADLINE, Direction.BEFORE)
    assert [(step.at_least, step.amount) for step in backwards.volume] == [(20, 10)]
    tried = page.get("/rules/1", kind="npc_suggestion", phase="session", assigned="2026-03-20")
    assert "2026年6月30日" in tried.text


def test_a_refused_row_says_what_is_wrong_and_keeps_what_was_typed(app: Flask, page: PageClient) -> None:
    before = rules(app)
    for typed, words in REFUSED:
        page.get("/rules/1/milestone/1")
        refused = page.submit("保存", **{"source": "本厅二〇二六年办法", "sponsor_kind": ["party"], **typed})
        assert (refused.status, words in refused.text) == (422, True), typed
        assert "填写的内容都还在" in refused.text
        assert ("本厅二〇二六年办法" in refused.html) is ("source" not in typed)
        assert (re.search(r'checked[^>]*value="party"', refused.html) is None) is ("sponsor_kind" in typed)
    assert rules(app) == before


def test_an_extension_and_a_demand_are_edited_too(app: Flask, page: PageClient) -> None:
    page.get("/rules/1/extension/new")
    added = {"most_added": "3", "approvers": ["pc_office", "government_office"], "repeatable": None}
    page.submit("保存", code="co_opinion", source="某规定第九条", **added)
    page.get("/rules/1/check/0")
    done = page.submit("保存", demand="block")
    assert "最多延长3个月" in done.text
    assert "只能延期一次" in done.text
    assert "不能签发" in done.text
    found = rules(app)
    rule = found.extensions[2]
    assert (rule.most_added, rule.most_total, rule.is_repeatable) == (3, 0, False)
    assert rule.approvers == (Approver.PC_OFFICE, Approver.GOVERNMENT_OFFICE)
    assert found.checks[0].demand is Demand.BLOCK


def test_a_row_is_removed_and_the_title_changed(app: Flask, page: PageClient) -> None:
    page.get("/rules/1/milestone/0")
    assert "已删除。" in page.submit("删除").text
    assert entry_at(app, 0).rule.code is Milestone.RETURN
    page.get("/rules/1/title")
    refused = page.submit("保存", title="  ")
    assert (refused.status, "请填写名称" in refused.text) == (422, True)
    assert "科技厅建议提案期限（第1版）" in page.submit("保存", title="科技厅建议提案期限").text
    assert page.get("/rules/1/milestone/40").status == 404
    assert page.get("/rules/1/letter/0").status == 404


def test_the_second_of_two_editors_meets_a_clear_page(
    app: Flask, page: PageClient, browser_of: AsPerson
) -> None:
    other = browser_of("coordinator")
    other.get("/rules/1/milestone/1")
    page.get("/rules/1/milestone/0")
    page.submit("保存", amount="4")
    late = other.submit("保存", amount="9", source="另一个人写的依据")
    assert (late.status, "已有新的办理" in late.text) == (409, True)
    assert "另一个人写的依据" in late.text
    assert (entry_at(app, 0).rule.amount, entry_at(app, 1).rule.amount) == (4, 5)


def test_what_the_text_says_the_rows_show_and_remarks_stay(app: Flask, page: PageClient) -> None:
    page.get("/rules/1/text")
    with app.app_context():
        text = db.session.scalars(select(OfficeRuleSet.text)).one()
    head = '[[version.milestone]]\ncode = "return"'
    page.submit("保存", text=text.replace(head, f"# 厅务会定的。\n{head}", 1))
    page.get("/rules/1/milestone/0")
    page.submit("保存", amount="3")
    shown = page.get("/rules/1/text")
    assert "厅务会定的。" in shown.text
    twice = (
        text
        + '\n[[version.milestone]]\ncode = "sign"\nanchor = "received"\namount = 1\noffice_default = true\n'
    )
    refused = page.submit("保存", text=twice)
    assert (refused.status, "已经有一项适用于同样的件" in refused.text) == (422, True)


def test_the_pages_of_rules_ask_the_database_little(app: Flask, page: PageClient) -> None:
    for path in ("", "/milestone/0", "/milestone/new", "/extension/0", "/check/new"):
        page.get("/rules/1" + path)
        with counted() as statements:
            page.get("/rules/1" + path)
        assert len(statements) <= 8


def test_another_departments_draft_is_not_found(page: PageClient, browser_of: AsPerson) -> None:
    for path in ("/milestone/0", "/text", "/title", ""):
        assert browser_of("officer").get("/rules/1" + path).status == 403
        assert browser_of("security_admin").get("/rules/2" + path).status == 404
