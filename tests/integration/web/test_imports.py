"""The pages of imports in a browser without scripts: long lists, progress, cancelling, undoing, old registers."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.integration.web.test_register_import import upload
from tests.support.page_client import SignedIn
from tests.support.registers import ROWS, register
from tests.support.statements import counted
from tracker import clock
from tracker.domain.imports import AT_ONCE
from tracker.domain.vocabulary import CaseState
from tracker.extensions import db
from tracker.models.proposal import Proposal
from tracker.services.import_jobs import run_imports

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
LONG = [
    (
        f"第2026{number:05}号",
        f"关于第{number}件事情的提案" + "长" * 200,
        f"委员{number % 90}",
        "科技厅",
        "财政厅",
        "2026-03-10",
    )
    for number in range(AT_ONCE + 2)
]


def count(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Proposal)) or 0


def tick(app: Flask) -> None:
    with app.app_context():
        run_imports(clock.now() + timedelta(minutes=5))


def test_a_long_list_is_previewed_in_part_written_in_the_background_and_shown_as_done(
    app: Flask, browser_of: SignedIn
) -> None:
    client = browser_of("coordinator")
    page = upload(client, register(*LONG))
    assert f"共{len(LONG)}行" in page.text
    assert f"新增还有{len(LONG) - 20}行没有列出" in page.text
    assert len(page.html.encode()) < 60_000
    page = client.submit(f"导入{len(LONG)}件")
    assert page.heading == "导入情况"
    assert "等候导入" in page.text
    assert client.client.get(page.path).headers["Refresh"] == "3"
    assert count(app) == 0
    tick(app)
    done = client.get(page.path)
    assert "已导入" in done.text
    assert f"{len(LONG)}件" in done.text
    assert "Refresh" not in client.client.get(page.path).headers
    assert count(app) == len(LONG)


def test_a_waiting_import_is_cancelled_and_blocks_others_until_then(app: Flask, browser_of: SignedIn) -> None:
    client = browser_of("coordinator")
    upload(client, register(*LONG))
    waiting = client.submit(f"导入{len(LONG)}件").path
    upload(client, register())
    refused = client.submit("导入3件")
    assert refused.status == 422
    assert "还没有做完" in refused.text
    client.get(waiting)
    assert "已取消，没有写入任何一行。" in client.submit("取消这次导入").text
    tick(app)
    assert count(app) == 0


def test_an_import_is_listed_and_undone_on_its_page(app: Flask, browser_of: SignedIn) -> None:
    client = browser_of("coordinator")
    upload(client, register())
    client.submit("导入3件")
    listed = client.get("/intake/register/imports")
    assert "清单.xlsx" in listed.text
    with counted() as statements:
        client.get("/intake/register/imports")
    assert len(statements) <= 8
    (path,) = {link for link in listed.links().values() if link.startswith("/intake/register/imports/")}
    with counted() as statements:
        client.get(path)
    assert len(statements) <= 8
    undone = client.submit("撤销这次导入")
    assert "已撤销这次导入。" in undone.text
    with app.app_context():
        assert set(db.session.scalars(select(Proposal.state))) == {CaseState.VOIDED}
    assert "新增 3" in upload(client, register()).text


def test_who_worked_on_an_item_is_named_before_an_import_is_undone(app: Flask, browser_of: SignedIn) -> None:
    client = browser_of("coordinator")
    upload(client, register(ROWS[1]))
    page = client.submit("导入1件")
    with app.app_context():
        item = db.session.scalar(select(Proposal.id))
    client.get(f"/items/{item}/edit")
    client.submit("保存", title="改过的标题")
    shown = client.get(page.path)
    assert "已有人办理的件" in shown.text
    assert "改过的标题" in shown.text


def test_old_lists_are_taken_for_an_old_register_and_the_choice_is_the_persons(browser_of: SignedIn) -> None:
    client = browser_of("coordinator")
    page = upload(client, register(("第1号", "关于水的提案", "郑毅", "科技厅", "", "2020-03-10")))
    assert page.form("导入1件").values.get("is_old") == "y"
    done = client.submit("导入1件")
    assert "以前的登记，没有发" in done.text


def test_another_departments_import_and_none_are_the_same(browser_of: SignedIn) -> None:
    client = browser_of("coordinator")
    assert client.get("/intake/register/imports/99").status == 404
    assert browser_of("officer").get("/intake/register/imports").status == 403
