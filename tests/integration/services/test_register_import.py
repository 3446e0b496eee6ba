"""Importing a register: what becomes of each row, all or nothing, and the same file again."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.support.items import ITEM, MEMBER, NOON, assigned, registered
from tests.support.office import Office, build_office
from tests.support.registers import FOR_ALL, HEAD, ROWS, imported, planned, register, rows_in, sheet_of
from tests.support.replies import desk_at
from tracker.domain.errors import Forbidden, Refused, StalePage
from tracker.domain.vocabulary import AssignmentRole, CaseState, Kind, SponsorKind
from tracker.extensions import db
from tracker.models.assignment import Assignment
from tracker.models.event import Event
from tracker.models.imports import RegisterHead
from tracker.models.proposal import Proposal
from tracker.queries.register_heads import remembered_heads
from tracker.services.register_import import apply_import
from tracker.services.register_plan import MOST_ROWS, Fate, Plan, plan_import

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def office(context: Flask) -> Office:
    return build_office()


def items() -> dict[str, Proposal]:
    return {str(item.number_norm): item for item in db.session.scalars(select(Proposal))}


def count(kind: type) -> int:
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


def fates(plan: Plan) -> list[Fate]:
    return [one.fate for one in plan.rows]


def faults(plan: Plan) -> list[tuple[str, str]]:
    return [(fault.address, fault.words.text()) for one in plan.rows for fault in one.faults]


def test_a_list_of_assignments_becomes_items_with_their_parts(office: Office) -> None:
    done = imported(office, register())
    assert (done.made, done.changed) == (3, 0)
    made = items()
    first = made["20260101"]
    assert (first.title, first.kind, first.term, first.session_no) == (
        "关于建设实验室的提案",
        Kind.PROPOSAL,
        13,
        4,
    )
    assert (first.state, first.assigned_on) == (CaseState.HANDLING, date(2026, 3, 10))
    assert first.due_on is not None
    assert made["20260102"].sponsor_text == "陈桂英、黄少华"
    assert made["20260103"].sponsor_kind is SponsorKind.PARTY
    assert made["20260103"].host_is_co
    roles = {(part.proposal_id, part.unit_id): part.role for part in db.session.scalars(select(Assignment))}
    assert roles[made["20260102"].id, office.units["dept"]] is AssignmentRole.SOLE
    assert roles[first.id, office.units["finance"]] is AssignmentRole.CO


def test_a_preview_changes_nothing(office: Office) -> None:
    assert fates(planned(office, register())) == [Fate.NEW] * 3
    assert count(Proposal) == count(Event) == 0


def test_the_same_file_again_changes_nothing(office: Office) -> None:
    imported(office, register())
    events = count(Event)
    assert fates(planned(office, register())) == [Fate.SAME] * 3
    assert imported(office, register()) == replace(imported(office, register()), made=0, changed=0)
    assert (count(Proposal), count(Event)) == (3, events)


def test_a_changed_cell_changes_that_field_alone_and_an_empty_one_nothing(office: Office) -> None:
    imported(office, register())
    number, _, *rest = ROWS[0]
    plan = planned(office, register((number, "关于建设重点实验室的提案", *rest), (ROWS[1][0], ROWS[1][1])))
    assert fates(plan) == [Fate.CHANGED, Fate.SAME]
    assert plan.rows[0].changes == ("title",)
    assert imported(office, register((number, "关于建设重点实验室的提案", *rest))).changed == 1
    assert items()["20260101"].title == "关于建设重点实验室的提案"


def test_units_are_given_to_an_item_that_nobody_has_yet(office: Office) -> None:
    registered(office, number_raw="第20260101号", title=ROWS[0][1])
    plan = planned(office, register(ROWS[0]))
    assert plan.rows[0].changes == ("lead_unit",)
    imported(office, register(ROWS[0]))
    assert items()["20260101"].state is CaseState.HANDLING


@pytest.mark.parametrize(
    ("row", "address", "words"),
    [
        (("第1号", "", "郑毅"), "B2", "请填写标题"),
        (("第1号", "关于水的提案", ""), "C2", "请填写提出人"),
        (("第1号", "关于水的提案", "郑毅", "水利厅"), "D2", "单位表里没有“水利厅”"),
        (("第1号", "关于水的提案", "郑毅", "财政厅"), "D2", "没有本单位"),
        (("第1号", "关于水的提案", "郑毅", "科技厅", "", "明天"), "F2", "读不出日期"),
        (("第1号", "关于水的提案", "郑毅", "科技厅", "", "2026-12-30"), "F2", "不能晚于今天"),
        (("2.02E+13", "关于水的提案", "郑毅"), "A2", "科学记数"),
        (("第1号", "字" * 301, "郑毅"), "B2", "内容太长"),
        (("第1号", "关于\x07水的提案", "郑毅"), "B2", "控制字符"),
        (("第20260124号", "别的标题", "郑毅", "科技厅", "工业和信息化厅"), "D2", "与登记的不一致"),
        (("第20260124号", "别的标题", "郑毅", "", "", "2026-03-01"), "F2", "交办日期与登记的"),
    ],
)
def test_a_row_that_cannot_be_taken_is_refused_by_its_cell(
    office: Office, row: tuple[str, ...], address: str, words: str
) -> None:
    assigned(office, "finance")
    found = faults(planned(office, register(row)))
    assert [one[0] for one in found] == [address]
    assert words in found[0][1]


def test_a_row_that_stands_twice_is_refused_the_second_time(office: Office) -> None:
    plan = planned(
        office, register(ROWS[0], ROWS[1], ROWS[0], ("", "无号的提案", "郑毅"), ("", "无号的提案", "郑毅"))
    )
    assert fates(plan) == [Fate.NEW, Fate.NEW, Fate.REFUSED, Fate.NEW, Fate.REFUSED]
    assert [words for _, words in faults(plan)] == ["与本表第2行是同一件。", "与本表第5行是同一件。"]


def test_an_item_without_a_number_is_known_by_its_title_and_sponsor(office: Office) -> None:
    imported(office, register(("", "无号的提案", "郑毅")))
    assert fates(planned(office, register(("", "无号的提案", "郑毅")))) == [Fate.SAME]
    plan = planned(office, register(("第7号", "无号的提案", "郑毅")))
    assert "请先在该件补填编号" in faults(plan)[0][1]


def test_one_refused_row_keeps_all_out_unless_it_is_left_out_on_purpose(office: Office) -> None:
    data = register(*ROWS, ("第9号", "", "郑毅"))
    with pytest.raises(Refused) as refused:
        imported(office, data)
    assert "1行被拒" in refused.value.text()
    assert count(Proposal) == 0
    assert imported(office, data, leave_refused=True).made == 3


def test_a_failure_in_the_last_row_leaves_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    data = register(*ROWS, ("第20260104号", "关于未来的提案", "郑毅"))
    plan = planned(office, data)
    registered(
        office, number_raw="第20260104号", title="别的提案", sponsors=(replace(MEMBER, name="韦秀英"),)
    )
    before = count(Event)
    with pytest.raises(StalePage):
        imported(office, data, confirmed=plan.digest)
    assert (count(Proposal), count(Event)) == (1, before)


def test_an_item_whose_reply_is_signed_is_changed_no_more(office: Office) -> None:
    desk_at(office, "signed")
    number = next(iter(items()))
    assert fates(planned(office, register((number, ITEM.title, "郑毅")))) == [Fate.SAME]
    assert "已经签发" in faults(planned(office, register((number, "别的标题", "郑毅"))))[0][1]


def test_only_a_coordinator_imports_and_only_so_many_rows(office: Office) -> None:
    rows = rows_in(register())
    with pytest.raises(Forbidden):
        plan_import(office.actor("officer"), rows, FOR_ALL, now=NOON)
    with pytest.raises(Forbidden):
        apply_import(
            office.actor("supervisor"), rows, FOR_ALL, confirmed="", leave_refused=True, heads={}, now=NOON
        )
    with pytest.raises(Refused) as refused:
        plan_import(office.actor("coordinator"), rows * (MOST_ROWS // 3 + 1), FOR_ALL, now=NOON)
    assert f"最多导入{MOST_ROWS}行" in refused.value.text()


def test_what_a_person_says_of_a_head_is_remembered(office: Office) -> None:
    rows = rows_in(register())
    actor = office.actor("coordinator")
    for code in ("kind", None):
        plan = plan_import(actor, rows, FOR_ALL, now=NOON)
        heads = {"类别": code, "编号": "number_raw", "备注": None}
        apply_import(actor, rows, FOR_ALL, confirmed=plan.digest, leave_refused=False, heads=heads, now=NOON)
        assert remembered_heads(office.units["dept"]) == {"类别": code or ""}
    assert count(RegisterHead) == 1


def test_two_heads_of_one_row_are_found_below_a_title(office: Office) -> None:
    data = sheet_of(("2026年交办清单",), (), HEAD, ROWS[0], (), ("合计", "1件"))
    assert fates(planned(office, data)) == [Fate.NEW]
