"""A row of a rule set changed in the text: what it says changes, and everything else stays as it was written."""

import pytest

from tracker.domain.due_dates import Anchor, Milestone, Roll, Unit
from tracker.domain.errors import InvalidInput, NotFound
from tracker.domain.rule_editing import check_rows, with_row, with_title, without_row
from tracker.domain.rule_model import Part
from tracker.domain.rule_sets import RuleSet, available, parse, versions

TEXT = """# 本局的规则，由办公室保管。
name = "own_1"
title = "某局规定"
jurisdiction = "own_1"

[[version]]
version = "1"

# 签收从严。
[[version.milestone]]
code = "sign"
anchor = "assigned"
amount = 2
office_default = true

# 答复按法律。
[[version.milestone]]
code = "reply"  # 建议和提案一样
anchor = "assigned"
amount = 3
unit = "months"
source = "代表法第五十一条"

# 延期一次。
[[version.extension]]
code = "reply"
most_total = 6
source = "代表法第五十一条"
"""
SIGN = {"code": "sign", "anchor": "received", "amount": 3, "office_default": True}


def one(text: str) -> RuleSet:
    (found,) = parse(text)
    return found


def test_a_changed_row_leaves_the_remarks_of_the_others() -> None:
    made = with_row(TEXT, Part.MILESTONE, 0, SIGN)
    rule = one(made).entries[0].rule
    assert (rule.anchor, rule.amount) == (Anchor.RECEIVED, 3)
    for kept in ("# 本局的规则，由办公室保管。", "# 签收从严。", "# 答复按法律。", "# 建议和提案一样"):
        assert kept in made
    assert one(made).entries[1:] == one(TEXT).entries[1:]


def test_a_row_is_added_after_those_of_its_kind() -> None:
    written = {"code": "co_opinion", "anchor": "assigned", "amount": 1, "unit": "months", "roll": "next_wd"}
    made = with_row(TEXT, Part.MILESTONE, None, {**written, "source": "某规定"})
    rule = one(made).entries[2].rule
    assert (rule.code, rule.unit, rule.roll) == (Milestone.CO_OPINION, Unit.MONTHS, Roll.NEXT_WORKING_DAY)
    assert made.index("co_opinion") < made.index("# 延期一次。")
    demand = {"code": "contact_before_signature", "demand": "warn", "office_default": True}
    assert len(one(with_row(made, Part.CHECK, None, demand)).checks) == 1


def test_a_row_is_taken_out() -> None:
    made = without_row(TEXT, Part.MILESTONE, 1)
    assert [entry.rule.code for entry in one(made).entries] == [Milestone.SIGN]
    assert one(made).extensions == one(TEXT).extensions
    assert "签收从严" in made
    assert one(without_row(made, Part.EXTENSION, 0)).extensions == ()


def test_a_place_that_there_is_not_is_not_found() -> None:
    with pytest.raises(NotFound):
        without_row(TEXT, Part.CHECK, 0)
    with pytest.raises(NotFound):
        with_row(TEXT, Part.MILESTONE, 2, SIGN)


def test_a_text_of_unusual_shape_is_written_anew_and_says_the_same() -> None:
    row = '{ code = "sign", anchor = "assigned", amount = 2, office_default = true }'
    head = TEXT.partition("# 签收从严。")[0]
    made = with_row(f"{head}milestone = [{row}]\n", Part.MILESTONE, 0, SIGN)
    assert [entry.rule.amount for entry in one(made).entries] == [3]
    assert one(made).title == "某局规定"


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"amount": -1}, "amount", "0到10000"),
        ({"unit": "weeks"}, "unit", "在列出的里面选"),
        ({"office_default": False}, "source", "请写明依据"),
        ({"kind": ["letter"]}, "kind", "在列出的里面选"),
        ({"fixed_month_day": "06-30"}, "amount", "只能写一个"),
    ],
)
def test_a_fault_of_a_row_is_told_at_its_field_in_plain_words(
    changed: dict[str, object], field: str, words: str
) -> None:
    with pytest.raises(InvalidInput, match=words) as refusal:
        with_row(TEXT, Part.MILESTONE, 0, {**SIGN, **changed})
    assert refusal.value.params["field"] == field


def test_a_day_that_no_year_has_is_told_at_its_field() -> None:
    written = {"code": "sign", "anchor": "assigned", "fixed_month_day": "02-30", "office_default": True}
    with pytest.raises(InvalidInput, match="没有这一天") as refusal:
        with_row(TEXT, Part.MILESTONE, 0, written)
    assert refusal.value.params["field"] == "fixed_month_day"


def test_the_title_changes_alone() -> None:
    made = with_title(TEXT, "某“局”办理规定")
    assert one(made).title == "某“局”办理规定"
    assert made.replace("某“局”办理规定", "某局规定") == TEXT


def test_two_rows_about_the_same_items_and_a_reply_from_itself_are_refused() -> None:
    twice = with_row(TEXT, Part.MILESTONE, None, {**SIGN, "amount": 5})
    with pytest.raises(InvalidInput, match="“签收期限”已经有一项"):
        check_rows(one(twice))
    check_rows(one(with_row(TEXT, Part.MILESTONE, None, {**SIGN, "kind": "opinion"})))
    check_rows(one(with_row(TEXT, Part.MILESTONE, None, {**SIGN, "express": True})))
    circle = {"code": "reply", "anchor": "reply_deadline", "amount": 1, "office_default": True}
    with pytest.raises(InvalidInput, match="不能从答复期限起算"):
        check_rows(one(with_row(TEXT, Part.MILESTONE, 1, circle)))


@pytest.mark.parametrize("name", available())
def test_every_shipped_version_passes_the_checks_of_the_editor(name: str) -> None:
    for rule_set in versions(name):
        check_rows(rule_set)
