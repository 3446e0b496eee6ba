"""Importing a register in a browser without scripts: choose, look through, mend the columns, write; export again."""

import io
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from tests.support.items import MEMBER, assigned, registered
from tests.support.office import Office
from tests.support.page_client import PageClient, SignedIn
from tests.support.registers import HEAD, ROWS, register, sheet_of, workbook
from tracker.domain.vocabulary import BodyLevel, CaseState, Kind, Origin, PublicationWish
from tracker.extensions import db
from tracker.models.proposal import Proposal

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
SAME_FOR_ALL = {
    "kind": Kind.PROPOSAL.value,
    "body": "自治区政协",
    "body_level": BodyLevel.PROVINCE.value,
    "term": "13",
    "session_no": "4",
    "received_on": "2026-03-10",
}


def upload(client: PageClient, data: bytes, name: str = "清单.xlsx", **fields: str) -> Any:
    client.get("/intake/register")
    return client.submit("读取并预览", table=(io.BytesIO(data), name), **(SAME_FOR_ALL | fields))


def titles(app: Flask) -> set[str]:
    with app.app_context():
        return set(db.session.scalars(select(Proposal.title)))


def test_a_list_is_looked_through_and_then_written(app: Flask, browser_of: SignedIn) -> None:
    client = browser_of("coordinator")
    assert "导入表格" in client.get("/intake").links()
    page = upload(client, register(*ROWS, ("第9号", "", "郑毅")))
    assert page.heading == "核对导入"
    assert "共4行·被拒 1·更改 0·新增 3·不变 0" in page.text
    assert "B5：请填写标题。" in page.text
    assert titles(app) == set()
    refused = client.submit("导入3件")
    assert refused.status == 422
    assert "有1行被拒，没有导入任何一行" in refused.text
    assert titles(app) == set()
    done = client.submit("导入3件", leave_refused="y")
    assert "已导入：新增3件，更改0件。" in done.text
    assert titles(app) == {row[1] for row in ROWS}


def test_the_same_file_again_offers_nothing_to_write(app: Flask, browser_of: SignedIn) -> None:
    client = browser_of("coordinator")
    upload(client, register())
    client.submit("导入3件")
    page = upload(client, register())
    assert "不变 3" in page.text
    assert "没有可以导入的行。" in page.text


def test_a_column_that_is_not_known_is_chosen_once_and_remembered(app: Flask, browser_of: SignedIn) -> None:
    client = browser_of("coordinator")
    data = sheet_of(("编号", "建议题名", "提案者"), ("第5号", "关于湿地的建议", "郑毅"))
    page = upload(client, data)
    assert "有1列认不出来" in page.text
    page = client.submit("重新预览", **{"column-1": "title"})
    assert "新增 1" in page.text
    client.submit("导入1件", **{"column-1": "title"})
    assert titles(app) == {"关于湿地的建议"}
    again = upload(client, sheet_of(("编号", "建议题名", "提案者"), ("第6号", "关于河湖的建议", "郑毅")))
    assert "新增 1" in again.text


def test_a_change_in_between_shows_the_rows_again(app: Flask, office: Office, browser_of: SignedIn) -> None:
    client = browser_of("coordinator")
    upload(client, register())
    with app.app_context():
        registered(office, number_raw="第20260102号", title="关于数据共享的提案", sponsors=(MEMBER,))
        db.session.remove()
    page = client.submit("导入3件")
    assert page.status == 422
    assert "新的变动" in page.text
    assert "更改 1" in page.text


def test_a_sheet_of_explanations_is_passed_over(app: Flask, browser_of: SignedIn) -> None:
    def fill(book: Any, page: Any) -> None:
        page.write_string(0, 0, "说明：本表")
        other = book.add_worksheet("清单")
        for number, row in enumerate((HEAD, ROWS[0])):
            for column, cell in enumerate(row):
                other.write_string(number, column, cell)

    page = upload(browser_of("coordinator"), workbook(fill))
    assert page.heading == "核对导入"
    assert "新增 1" in page.text


def test_of_two_lists_in_a_file_either_is_taken(app: Flask, browser_of: SignedIn) -> None:
    def fill(book: Any, page: Any) -> None:
        for number, target in enumerate((page, book.add_worksheet("第二批")), start=1):
            for row, cells in enumerate((HEAD, ROWS[number])):
                for column, cell in enumerate(cells):
                    target.write_string(row, column, cell)

    client = browser_of("coordinator")
    upload(client, workbook(fill))
    client.submit("重新预览", sheet="1")
    client.submit("导入1件")
    assert titles(app) == {ROWS[2][1]}


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.xlsx", "文件是空的"),
        (b"PK\x03\x04nonsense", "a.xlsx", "损坏"),
        (b"%PDF-1.4", "a.pdf", "不能导入"),
        (b"a,b\n1,2\n", "a.xlsx", "内容却是"),
        ("甲,乙\n1,2\n".encode(), "a.csv", "没有找到表头"),
        (b"\xff\xff\xff\xff", "a.csv", "编码"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_at_its_field(
    browser_of: SignedIn, data: bytes, name: str, words: str
) -> None:
    page = upload(browser_of("coordinator"), data, name)
    assert page.status == 422
    assert words in page.text
    assert page.form("读取并预览").values["body"] == "自治区政协"


def test_no_file_and_no_meeting_are_asked_for(browser_of: SignedIn) -> None:
    client = browser_of("coordinator")
    client.get("/intake/register")
    page = client.submit("读取并预览", body="", received_on="2026-03-10")
    assert (page.status, "请填写会议名称" in page.text) == (422, True)
    page = client.submit("读取并预览", body="自治区人大", received_on="2026-03-10")
    assert "请选择文件。" in page.text


@pytest.mark.parametrize("who", ["officer", "head", "leader", "supervisor", "finance_liaison"])
def test_nobody_but_a_coordinator_imports(browser_of: SignedIn, who: str) -> None:
    assert browser_of(who).client.get("/intake/register").status_code == 403


def test_a_file_is_confirmed_only_by_who_brought_it(app: Flask, browser_of: SignedIn) -> None:
    sent = upload(browser_of("coordinator"), register()).form("导入3件").values
    stranger = browser_of("coordinator2")
    token = stranger.get("/intake/register").form("读取并预览").values["csrf_token"]
    for ticket in (sent["ticket"], "stolen"):
        data = {**sent, "ticket": ticket, "csrf_token": token}
        assert stranger.client.post("/intake/register/confirm", data=data).status_code in {404, 410, 422}
    assert titles(app) == set()


WHOLE_ITEM = {
    "number_raw": "第03434号（医疗卫生类270号）",
    "category": "医疗卫生类",
    "category_number": "270",
    "summary": "摘要第一行\n第二行",
    "keywords": "医疗 𠮷祥",
    "policy_area": "卫生",
    "publication_wish": PublicationWish.TITLE_ONLY,
    "wants_contact": True,
    "is_key": True,
    "is_confidential": True,
    "is_leader_led": True,
    "leader_name": "翀祎",
    "raised_before": 2,
    "origin": Origin.CPPCC_SYSTEM,
    "external_ids": "00012345678901234567",
    "assigner": "自治区政协  提案委",
    "body_text": "=1+1\n" + "长文" * 20_000,
}
OTHERS = ("title", "kind", "body", "body_level", "term", "session_no", "phase", "received_on", "filed_on")
COMPARED = (*OTHERS, *(name for name in WHOLE_ITEM if name != "body_text"))


def contents(app: Flask) -> dict[str, Any]:
    """Return what the register holds of its items, by number."""
    with app.app_context():
        rows = db.session.scalars(select(Proposal).where(Proposal.state != CaseState.VOIDED))
        return {
            str(one.number_raw): (
                [getattr(one, name) for name in COMPARED],
                one.text.body_text if one.text else "",
                [point.text for point in one.points],
                [(person.name, person.kind, person.delegation, person.is_lead) for person in one.sponsors],
                [person.contact.phone if person.contact else None for person in one.sponsors],
                (one.lead_unit_id, one.co_total, one.assigned_on, one.due_on),
            )
            for one in rows
        }


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_an_export_imported_again_changes_nothing_and_restores_everything(
    app: Flask, office: Office, browser_of: SignedIn, kind: str
) -> None:
    with app.app_context():
        assigned(office, "finance", "industry", **WHOLE_ITEM)
        assigned(office, number_raw="第0012号", kind=Kind.SUGGESTION, body="自治区人大", title="=补贴")
        db.session.remove()
    before = contents(app)
    client = browser_of("coordinator")
    query = {"columns": "whole", "scope": "all", "format": kind}
    data = client.client.get("/items/export/file", query_string=query, buffered=True).data
    page = upload(client, data, f"登记表.{kind}")
    assert "不变 2" in page.text, page.text
    with app.app_context():
        for number, item in enumerate(db.session.scalars(select(Proposal)), start=1):
            item.identity_key, item.number_raw, item.number_norm = None, f"旧{number}", None
            item.state = CaseState.VOIDED
        db.session.execute(update(Proposal).values(title="旧"))
        db.session.commit()
    page = upload(client, data, f"登记表.{kind}")
    assert "新增 2" in page.text, page.text
    client.submit("导入2件")
    assert contents(app) == before
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Proposal)) == 4
