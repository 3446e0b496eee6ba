"""Uploading over HTTP: every refusal names the file and why, names come back exactly, rights hold."""

import io
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.support.office import Office
from tests.support.page_client import Page, PageClient, SignedIn
from tests.support.replies import Desk, new_desk
from tests.support.sample_files import NAMES, PDF, WHOLE, WRONG
from tracker.extensions import db
from tracker.models.office import Attachment


@pytest.fixture
def desk(app: Flask, office: Office) -> Desk:
    with app.app_context():
        return new_desk(office, "finance")


def upload(page: PageClient, desk: Desk, *files: tuple[str, bytes], **fields: Any) -> Page:
    """Send files by the form as a browser does."""
    page.get(f"/items/{desk.proposal_id}/files/new")
    sent = [(io.BytesIO(data), name) for name, data in files]
    return page.submit("上传", files=sent, **fields)


def count(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Attachment)) or 0


def test_files_are_uploaded_shown_and_downloaded_under_their_names(desk: Desk, browser_of: SignedIn) -> None:
    page = browser_of("officer")
    shown = upload(page, desk, *WHOLE.items(), kind="evidence", is_internal="y")
    assert "已上传" in shown.text
    links = shown.links()
    for name, data in WHOLE.items():
        with page.client.get(links[name]) as answer:
            assert (answer.status_code, answer.data) == (200, data)
            disposition = answer.headers["Content-Disposition"]
            assert disposition.startswith("attachment")
            assert unquote(disposition.rpartition("''")[2]) == name
            assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", WRONG)
def test_a_refused_file_is_named_with_its_reason_and_nothing_is_kept(
    app: Flask, desk: Desk, browser_of: SignedIn, name: str
) -> None:
    refused = upload(browser_of("officer"), desk, ("好.pdf", PDF), (name, WRONG[name]), kind="minutes")
    assert refused.status == 422
    assert f"“{name}”" in refused.text
    assert "都没有保存" in refused.text
    assert refused.form("上传").values["kind"] == "minutes"
    assert count(app) == 0


def test_awkward_names_come_back_without_folders_and_tricks(
    app: Flask, desk: Desk, browser_of: SignedIn
) -> None:
    page = browser_of("officer")
    for number, name in enumerate(NAMES):
        upload(page, desk, (name, PDF + str(number).encode()))
    with app.app_context():
        kept = {row.id: row.name for row in db.session.scalars(select(Attachment))}
        db.session.remove()
    mangled = {"....evil.pdf", "C:temp回执.pdf"}  # the parser of forms takes backslashes for escapes
    assert set(kept.values()) <= set(NAMES.values()) | mangled
    assert len(kept) > 12
    for number, name in kept.items():
        with page.client.get(f"/items/{desk.proposal_id}/files/{number}") as answer:
            header = answer.headers["Content-Disposition"]
            assert not {"\r", "\n", "/", "\\"} & set(header.partition(";")[2])
            assert name in unquote(header) or name in header


def test_none_and_too_many_are_refused(app: Flask, desk: Desk, browser_of: SignedIn) -> None:
    page = browser_of("officer")
    page.get(f"/items/{desk.proposal_id}/files/new")
    assert "请选择文件" in page.submit("上传").text
    many = upload(page, desk, *((f"{n}.pdf", PDF) for n in range(21)))
    assert (many.status, "一次最多上传20个" in many.text) == (422, True)
    assert count(app) == 0


def test_a_script_gets_the_address_or_the_reason(app: Flask, desk: Desk, browser_of: SignedIn) -> None:
    page = browser_of("officer")
    token = page.get(f"/items/{desk.proposal_id}/files/new").form("上传").values["csrf_token"]

    def post(name: str, data: bytes) -> Any:
        sent = {"csrf_token": token, "kind": "material", "files": (io.BytesIO(data), name)}
        headers = {"Accept": "application/json"}
        return page.client.post(f"/items/{desk.proposal_id}/files/new", data=sent, headers=headers)

    refused = post("页.html", b"<html>")
    assert (refused.status_code, "“页.html”" in refused.json["message"]) == (422, True)
    assert post("回执.pdf", PDF).json["address"].endswith("/files")
    assert count(app) == 1


def test_only_own_files_of_this_step_can_be_removed(app: Flask, desk: Desk, browser_of: SignedIn) -> None:
    page = browser_of("officer")
    shown = upload(page, desk, ("回执.pdf", PDF))
    assert "确认删除" in shown.text
    other = browser_of("coordinator")
    tab = f"/items/{desk.proposal_id}/files"
    assert "确认删除" not in other.get(tab).text
    action = shown.form("确认删除").action
    token = other.get(f"{tab}/new").form("上传").values["csrf_token"]
    assert other.client.post(action, data={"csrf_token": token}).status_code == 403
    stranger = browser_of("rural_head")
    token = stranger.get("/").forms()[0].values["csrf_token"]
    assert stranger.client.post(action, data={"csrf_token": token}).status_code == 404
    gone = page.submit("确认删除")
    assert "已删除“回执.pdf”" in gone.text
    assert page.get(shown.links()["回执.pdf"]).status == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [("officer2", 403), ("leader", 403), ("supervisor", 403), ("rural_head", 404), ("system_admin", 404)],
)
def test_who_may_not_upload_sees_no_form_and_is_refused(
    desk: Desk, browser_of: SignedIn, who: str, status: int
) -> None:
    page = browser_of(who)
    assert page.get(f"/items/{desk.proposal_id}/files/new").status == status
    assert "上传附件" not in page.get(f"/items/{desk.proposal_id}/files").text


def test_a_co_handler_is_not_offered_what_it_could_not_read(desk: Desk, browser_of: SignedIn) -> None:
    page = browser_of("finance_liaison").get(f"/items/{desk.proposal_id}/files/new")
    assert (page.status, "内部文件" in page.text) == (200, False)
