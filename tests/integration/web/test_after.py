"""Pages after the sending: sent again, its delivery noted, its class changed; archived and taken up again."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.support.office import Office
from tests.support.page_client import PageClient
from tests.support.replies import Desk, desk_at
from tracker.domain.vocabulary import CaseState
from tracker.queries.dispatches import dispatches_of
from tracker.queries.promises import promises_of
from tracker.services import case_end, commitments

AsPerson = Callable[[str], PageClient]


@pytest.fixture
def sent(app: Flask, office: Office) -> Desk:
    with app.app_context():
        return desk_at(office, "sent")


@pytest.fixture
def closed(app: Flask, sent: Desk) -> Desk:
    with app.app_context():
        case_end.conclude_evaluation(sent.actor("coordinator"), sent.proposal_id, version=None, now=sent.now)
        for promise in promises_of(sent.proposal_id):
            sent.reported_done(promise.id)
            sent.follow("supervisor", commitments.verify_done, promise.id, remark=None)
    return sent


def path(app: Flask, desk: Desk, end: str = "") -> str:
    with app.app_context():
        return f"/items/{desk.proposal_id}/replies/{desk.reply.id}{end}"


def state(app: Flask, desk: Desk) -> CaseState:
    with app.app_context():
        return desk.file.proposal.state


def test_a_returned_letter_is_noted_and_sent_again(app: Flask, sent: Desk, browser_of: AsPerson) -> None:
    page = browser_of("coordinator")
    page.get(path(app, sent))
    noted = page.submit("登记", outcome="returned", note="查无此人")
    assert "查无此人" in noted.text
    form = page.get(path(app, sent, "/resend")).form("确认补发")
    assert (form.values["recipients-0-name"], form.values["recipients-0-goes"]) == ("郑毅", "y")
    refused = page.submit("确认补发", reason="", **{"recipients-0-method": "系统上传"})
    assert (refused.status, "请写明为什么补发" in refused.text) == (422, True)
    assert refused.form("确认补发").values["recipients-0-method"] == "系统上传"
    done = page.submit("确认补发", reason="地址有误", **{"recipients-0-method": "系统上传"})
    assert "补发：地址有误" in done.text
    with app.app_context():
        assert [one.method for one in dispatches_of(sent.reply.id)] == ["当面送达", "系统上传"]


def test_who_does_not_send_sees_no_forms_and_is_refused(app: Flask, sent: Desk, browser_of: AsPerson) -> None:
    for key in ("officer", "leader", "supervisor"):
        page = browser_of(key)
        text = page.get(path(app, sent)).text
        assert "登记送达情况" not in text
        assert "寄送记录" in text
        assert page.get(path(app, sent, "/resend")).status == 409
    assert browser_of("rural_head").get(path(app, sent, "/resend")).status == 404


def test_the_supervisor_changes_the_class_and_all_see_why(
    app: Flask, sent: Desk, browser_of: AsPerson
) -> None:
    page = browser_of("supervisor")
    page.get(path(app, sent))
    page.follow("改类别")
    refused = page.submit("确认改类别", mark="A", reason="已落实", evidence="")
    assert (refused.status, refused.form("确认改类别").values["reason"]) == (422, "已落实")
    done = page.submit("确认改类别", mark="A", reason="已落实", evidence="桂科高字〔2026〕18号")
    assert "类别：B" in done.text
    seen = browser_of("officer").get(path(app, sent)).text
    assert "桂科高字〔2026〕18号" in seen
    assert "改类别" not in seen
    assert browser_of("officer").get(path(app, sent, "/class")).status == 404


def test_an_item_is_closed_archived_and_taken_up_again(
    app: Flask, closed: Desk, browser_of: AsPerson
) -> None:
    page, item = browser_of("coordinator"), f"/items/{closed.proposal_id}"
    assert "轮到您：办结" in page.get(item).text
    page.submit("办结")
    assert "轮到您：归档" in page.get(item).text
    page.follow("归档")
    archived = page.submit("确认归档", code="2026-Y-0012")
    assert "档号：2026-Y-0012" in archived.text
    assert state(app, closed) is CaseState.ARCHIVED
    watcher = browser_of("supervisor")
    watcher.get(item)
    watcher.follow("重新办理")
    refused = watcher.submit("确认重新办理", reason="")
    assert (refused.status, "请写明理由" in refused.text) == (422, True)
    watcher.get(f"{item}/reopen")
    reopened = watcher.submit("确认重新办理", reason="没有落实")
    assert "理由：没有落实" in reopened.text
    assert state(app, closed) is CaseState.TRACKING


def test_pages_of_the_end_open_only_where_the_step_is_offered(
    app: Flask, sent: Desk, browser_of: AsPerson
) -> None:
    item = f"/items/{sent.proposal_id}"
    for key in ("coordinator", "officer"):
        page = browser_of(key)
        assert page.get(f"{item}/archive").status == 409
        assert page.get(f"{item}/reopen").status == 409
        assert f"{item}/reopen" not in page.get(item).links().values()
    assert browser_of("rural_head").get(f"{item}/reopen").status == 404
