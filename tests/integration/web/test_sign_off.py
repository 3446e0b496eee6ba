"""The pages of review and signature: what each person sees, and that nothing typed is lost."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from tests.support.office import PASSWORD, Office
from tests.support.page_client import PageClient
from tests.support.page_rules import text_of
from tests.support.replies import Desk, desk_at, new_desk
from tracker.domain.vocabulary import ReplyState
from tracker.queries.sign_sheet import reviews_of

AsPerson = Callable[[str], PageClient]


@pytest.fixture
def at(app: Flask, office: Office) -> Callable[..., Desk]:
    """A maker of desks brought up to a step."""

    def make(step: str, *helpers: str, **changes: object) -> Desk:
        with app.app_context():
            return desk_at(office, step, *helpers, **changes)

    return make


def path(app: Flask, desk: Desk, end: str = "") -> str:
    with app.app_context():
        return f"/items/{desk.proposal_id}/replies/{desk.reply.id}{end}"


def state(app: Flask, desk: Desk) -> ReplyState:
    with app.app_context():
        return desk.reply.state


def test_the_head_reads_the_letter_and_passes_it(
    app: Flask, at: Callable[..., Desk], browser_of: AsPerson
) -> None:
    desk = at("submitted", "finance")
    page = browser_of("head")
    shown = page.get(path(app, desk, "/review"))
    assert "郑毅委员，3月23日已面商" in shown.text
    assert "0/1 已回，1家按无意见处理" in shown.text
    assert [mark.get("data-number") for mark in shown.root.iter("mark")] == ["1", "2"]
    assert page.submit("同意，转办公室核稿", remark="同意。").status == 200
    assert state(app, desk) is ReplyState.OFFICE_CHECK
    assert "核稿通过，送领导签发" not in page.get(path(app, desk, "/review")).text


def test_sending_back_without_a_remark_keeps_the_page(
    app: Flask, at: Callable[..., Desk], browser_of: AsPerson
) -> None:
    desk = at("approved")
    page = browser_of("coordinator")
    page.get(path(app, desk, "/review"))
    refused = page.submit("退回修改")
    assert (refused.status, "请写明理由" in refused.text) == (422, True)
    page.submit("退回修改", remark="请补数据。")
    assert state(app, desk) is ReplyState.DRAFTING


def test_a_reader_sees_no_buttons_and_an_outsider_no_page(
    app: Flask, at: Callable[..., Desk], browser_of: AsPerson
) -> None:
    desk = at("submitted")
    shown = browser_of("officer").get(path(app, desk, "/review"))
    assert (shown.status, "退回修改" in shown.text) == (200, False)
    assert browser_of("rural_head").get(path(app, desk, "/review")).status == 404
    assert browser_of("finance_head").get(path(app, desk, "/sign")).status == 404


def test_the_leader_signs_after_class_publicity_and_promises(
    app: Flask, at: Callable[..., Desk], browser_of: AsPerson
) -> None:
    desk = at("checked")
    page = browser_of("leader")
    shown = page.get(path(app, desk, "/sign"))
    assert "第1件，共1件" in shown.text
    assert "2句是承诺，0句判为不是" in shown.text
    assert "我已看过2句承诺及其责任单位和日期" in shown.text
    text = "同意，请每季度报进展。"
    missing = page.submit("签发", remark=text)
    assert (missing.status, missing.form("签发").values["remark"]) == (422, text)
    unseen = page.submit("签发", class_mark="B", publicity="proactive")
    assert "请先看过本函作出的承诺" in unseen.text
    page.submit("签发", class_mark="B", publicity="proactive", seen="y")
    assert state(app, desk) is ReplyState.SIGNED


def test_a_letter_kept_back_asks_for_its_reason_at_the_field(
    app: Flask, at: Callable[..., Desk], browser_of: AsPerson
) -> None:
    page = browser_of("leader")
    page.get(path(app, at("checked"), "/sign"))
    refused = page.submit("签发", class_mark="B", publicity="withheld", seen="y")
    assert refused.status == 422
    assert "不主动公开的，请写明理由和依据" in refused.text
    assert refused.form("签发").values["publicity"] == "withheld"


def test_what_still_hinders_the_signature_is_said_before_it_is_tried(
    app: Flask, office: Office, browser_of: AsPerson
) -> None:
    with app.app_context():
        desk = new_desk(office, "finance").drafted().submitted().approved().checked()
    page = browser_of("leader").get(path(app, desk, "/sign"))
    assert "会办意见没有收齐" in page.text
    button = next(one for one in page.root.iter("button") if text_of(one) == "签发")
    assert button.get("disabled") is not None


def test_the_next_letter_follows_the_signed_one(
    app: Flask, at: Callable[..., Desk], browser_of: AsPerson
) -> None:
    first, second = at("checked"), at("checked", number_raw="第20260125号")
    page = browser_of("leader")
    assert "第1件，共2件" in page.get(path(app, first, "/sign")).text
    follows = page.submit("签发", class_mark="A", publicity="proactive", seen="y")
    assert follows.path == path(app, second, "/sign")
    page.submit("不予签发", remark="事权不在我厅。")
    assert state(app, second) is ReplyState.DRAFTING


def test_a_stale_proof_is_told_and_asked_for_without_losing_what_was_typed(
    app: Flask, office: Office, at: Callable[..., Desk]
) -> None:
    desk = at("checked")
    page = PageClient(app).sign_in(office.people["leader"], at=datetime.now(UTC) - timedelta(minutes=20))
    shown = page.get(path(app, desk, "/sign"))
    assert "超过15分钟" in shown.text
    text, decision = "同意，请每季度报进展。", {"class_mark": "B", "publicity": "proactive", "seen": "y"}
    for password in ("", "不是这个"):
        asked = page.submit("签发", remark=text, password=password, **decision)
        assert asked.status == 422
        assert asked.form("签发").values["remark"] == text
        assert asked.form("签发").values["password"] == ""
    page.submit("签发", remark=text, password=PASSWORD, **decision)
    assert state(app, desk) is ReplyState.SIGNED
    with app.app_context():
        assert reviews_of(desk.reply.id)[-1].remark == text


def test_a_letter_signed_meanwhile_is_not_signed_twice(
    app: Flask, at: Callable[..., Desk], browser_of: AsPerson
) -> None:
    desk = at("checked")
    page = browser_of("leader")
    page.get(path(app, desk, "/sign"))
    with app.app_context():
        desk.signed()
    text = "同意，请每季度报进展。"
    late = page.submit("签发", class_mark="B", publicity="proactive", seen="y", remark=text)
    assert late.status == 409
    assert text in late.html


def test_a_signature_is_withdrawn_from_the_letters_page(
    app: Flask, at: Callable[..., Desk], browser_of: AsPerson
) -> None:
    desk = at("signed")
    page = browser_of("leader")
    page.get(path(app, desk))
    page.submit("撤回签发", reason="漏了联名人。")
    assert state(app, desk) is ReplyState.SIGN_OFF
