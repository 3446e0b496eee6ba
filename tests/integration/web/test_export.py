"""Taking lists out: what the file holds, who may, the fresh sign-in, the line in the audit log."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from tests.support.drafts import handled
from tests.support.items import MEMBER, assigned, registered
from tests.support.office import Office
from tests.support.page_client import PageClient, SignedIn
from tracker import clock
from tracker.domain.audit import AuditKind
from tracker.domain.register_columns import WHOLE
from tracker.domain.vocabulary import Kind
from tracker.extensions import db
from tracker.models.audit import AuditEntry

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
LONG = "一、背景\n" + "长文" * 30_000


@pytest.fixture
def items(app: Flask, office: Office) -> None:
    """An assigned proposal, a suggestion whose title would act as a formula, and a confidential one."""
    with app.app_context():
        assigned(office, "finance", "industry", body_text=LONG)
        registered(office, number_raw="第0012号", kind=Kind.SUGGESTION, title="=1+1关于补贴的建议")
        assigned(office, number_raw="第20260777号", title="关于科研诚信的提案", is_confidential=True)
        db.session.remove()


def taken(client: PageClient, path: str, **query: str) -> Any:
    return client.client.get(path, query_string=query or None, buffered=True)


def opened(data: bytes) -> Any:
    return CalamineWorkbook.from_filelike(io.BytesIO(data))


def table(client: PageClient, **query: str) -> dict[str, dict[str, Any]]:
    """Return the rows of the register's file by the first column, each as head -> cell."""
    answer = taken(client, "/items/export/file", **query)
    assert answer.status_code == 200, answer.text
    head, *rows = opened(answer.data).get_sheet_by_index(0).to_python()
    return {row[0]: dict(zip(head, row, strict=True)) for row in rows}


def notes(app: Flask) -> list[Any]:
    with app.app_context():
        kind = AuditEntry.kind == AuditKind.EXPORTED
        return [
            row.data
            for row in db.session.scalars(select(AuditEntry).where(kind).order_by(AuditEntry.sequence))
        ]


def test_the_list_is_taken_out_as_it_stands_and_the_audit_log_says_so(
    items: None, app: Flask, browser_of: SignedIn
) -> None:
    client = browser_of("coordinator")
    assert "导出" in client.get("/items?kind=cppcc_proposal").links()
    rows = table(client, kind="cppcc_proposal")
    assert set(rows) == {"20260124", "20260777"}
    assert rows["20260124"]["会办意见"] == "0/2 已回"
    assert rows["20260124"]["办复期限"].year == 2026
    assert rows["20260777"]["标记"] == "不公开提出人"
    assert notes(app) == [{"what": "register.list.xlsx", "rows": 2}]


def test_the_whole_register_has_every_column_and_no_text_is_cut(items: None, browser_of: SignedIn) -> None:
    client = browser_of("coordinator")
    rows = table(client, columns="whole", scope="all", view="done")
    assert set(rows) == {"第20260124号", "第0012号", "第20260777号"}
    row = rows["第20260124号"]
    assert list(row) == [column.head for column in WHOLE]
    wanted = {
        "案别": "政协提案",
        "届": 13.0,
        "领衔代表": "郑毅",
        "主办单位": "科技厅",
        "会办单位": "财政厅、工业和信息化厅",
    }
    assert {head: row[head] for head in wanted} == wanted
    assert row["联系电话"] == MEMBER.phone
    assert "财政厅：未签收，未回复" in row["会办情况"]
    book = opened(taken(client, "/items/export/file", columns="whole").data)
    rest = "".join(one[2] for one in book.get_sheet_by_name("续文").to_python()[1:])
    assert LONG.endswith(rest)
    assert len(rest) > 20_000


def test_a_csv_file_holds_the_same_with_formulas_disarmed(items: None, browser_of: SignedIn) -> None:
    answer = taken(
        browser_of("coordinator"), "/items/export/file", format="csv", columns="whole", scope="all"
    )
    assert answer.headers["Content-Disposition"].startswith("attachment")
    head, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""))
    titles = {row[head.index("标题")] for row in rows}
    assert "'=1+1关于补贴的建议" in titles
    assert LONG in {row[head.index("全文")] for row in rows}


def test_a_supervisor_gets_no_contact_data_and_no_confidential_name(
    items: None, browser_of: SignedIn
) -> None:
    rows = table(browser_of("supervisor"), columns="whole", scope="all")
    assert rows["第20260124号"]["领衔代表"] == MEMBER.name
    assert rows["第20260777号"]["领衔代表"] == rows["第20260777号"]["全文"] == "保密"
    assert {row["联系电话"] for row in rows.values()} == {""}
    assert MEMBER.name not in str(rows["第20260777号"])


def test_a_head_takes_out_only_what_the_own_office_answers(
    items: None, app: Flask, office: Office, browser_of: SignedIn
) -> None:
    assert table(browser_of("head")) == {}
    with app.app_context():
        handled(office, number_raw="第20260888号")
        db.session.remove()
    assert set(table(browser_of("head"), scope="all")) == {"20260888"}
    assert table(browser_of("rural_head"), scope="all") == {}


@pytest.mark.parametrize("who", ["officer", "leader", "finance_liaison", "system_admin", "audit_admin"])
@pytest.mark.parametrize("path", ["/items/export", "/items/export/file", "/promises/export"])
def test_nobody_else_takes_lists_out(
    items: None, app: Flask, browser_of: SignedIn, who: str, path: str
) -> None:
    assert taken(browser_of(who), path).status_code == 403
    assert notes(app) == []


@pytest.mark.parametrize(
    "path", ["/items/export?view=key", "/items/export/file?view=key", "/promises/export"]
)
def test_an_old_sign_in_is_asked_for_the_password_first(
    items: None, app: Flask, office: Office, path: str
) -> None:
    client = PageClient(app).sign_in(office.people["coordinator"], at=clock.now() - timedelta(minutes=20))
    answer = taken(client, path)
    assert answer.status_code == 302
    assert "next" in answer.headers["Location"]
    assert notes(app) == []


def test_the_page_says_how_many_items_and_keeps_the_filters(items: None, browser_of: SignedIn) -> None:
    page = browser_of("coordinator").get("/items/export?kind=npc_suggestion&sort=number")
    assert "刚才的列表（1件）" in page.text
    assert "全部登记件（3件）" in page.text
    fields = {
        one.get("name"): one.get("value") for one in page.root.iter("input") if one.get("type") == "hidden"
    }
    assert fields["kind"] == "npc_suggestion"
    assert fields["sort"] == "number"


def test_the_ledger_of_promises_is_taken_out(app: Flask, items: None, browser_of: SignedIn) -> None:
    client = browser_of("coordinator")
    assert "导出" in client.get("/promises").links()
    answer = taken(client, "/promises/export", view="all")
    assert answer.status_code == 200
    assert notes(app)[-1] == {"what": "promises.xlsx", "rows": 0}
