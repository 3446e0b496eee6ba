"""The letter's page: its number, its recipients and its file."""

from collections.abc import Callable
from io import BytesIO
from urllib.parse import unquote

import pytest
from docx import Document
from flask import Flask

from tests.support.items import MEMBER
from tests.support.office import Office
from tests.support.page_client import PageClient
from tests.support.replies import Desk, desk_at
from tracker.domain.vocabulary import Kind, Origin, ReplyState, SponsorKind
from tracker.extensions import db
from tracker.models.people import Unit
from tracker.queries.sign_sheet import recipients_of
from tracker.services.intake_rows import SponsorEntry
from tracker.services.unit_of_work import unit_of_work

AsPerson = Callable[[str], PageClient]


@pytest.fixture
def at(app: Flask, office: Office) -> Callable[..., Desk]:
    """A maker of desks brought up to a step."""

    def make(step: str, **changes: object) -> Desk:
        with app.app_context():
            return desk_at(office, step, **changes)

    return make


def path(app: Flask, desk: Desk, end: str = "") -> str:
    with app.app_context():
        return f"/items/{desk.proposal_id}/replies/{desk.reply.id}{end}"


def test_the_office_numbers_with_the_next_number_shown_before(
    app: Flask, at: Callable[..., Desk], browser_of: AsPerson
) -> None:
    desk = at("signed")
    page = browser_of("coordinator")
    year = page.get(path(app, desk)).text.partition("桂科函〔")[2][:4]
    numbered = page.submit("编号")
    assert f"已编号 桂科函〔{year}〕1号" in numbered.text
    assert numbered.links()["填写收件人并发送"] == path(app, desk, "/send")


def test_a_number_in_use_is_refused_at_its_field(
    app: Flask, at: Callable[..., Desk], browser_of: AsPerson
) -> None:
    first, second = at("signed"), at("signed", number_raw="第20260125号")
    page = browser_of("coordinator")
    page.get(path(app, first))
    page.submit("编号", serial="8", skipped="纸质号册已用")
    page.get(path(app, second))
    refused = page.submit("编号", serial="8")
    assert refused.status == 422
    assert "这个文号已经用过" in refused.text
    assert refused.form("编号").values["serial"] == "8"
    assert page.submit("编号", serial="八").status == 422


def test_a_unit_without_a_prefix_cannot_number_and_is_told_why(
    app: Flask, office: Office, at: Callable[..., Desk], browser_of: AsPerson
) -> None:
    desk = at("signed")
    with app.app_context(), unit_of_work():
        db.session.get_one(Unit, office.units["dept"]).document_prefix = None
    assert "还没有设置发文机关代字" in browser_of("coordinator").get(path(app, desk)).text


def test_a_void_number_stays_on_the_page_with_its_reason(
    app: Flask, at: Callable[..., Desk], browser_of: AsPerson
) -> None:
    desk = at("numbered")
    page = browser_of("coordinator")
    page.get(path(app, desk))
    voided = page.submit("作废", reason="打印错误")
    assert "号 已作废：打印错误" in voided.text


def test_recipients_and_copies_are_filled_in_and_the_letter_is_sent(
    app: Flask, at: Callable[..., Desk], browser_of: AsPerson
) -> None:
    sponsors = (MEMBER, SponsorEntry(name="李梅", kind=SponsorKind.MEMBER))
    desk = at("numbered", sponsors=sponsors)
    page = browser_of("coordinator")
    form = page.get(path(app, desk, "/send")).form("确认发送")
    assert [form.values[f"recipients-{n}-name"] for n in (0, 1)] == ["郑毅委员", "李梅委员"]
    assert [form.values[f"copies-{n}-name"] for n in (0, 1, 2)] == [
        "自治区政协提案委员会",
        "自治区政协办公厅",
        "",
    ]
    sent = page.submit("确认发送", **{"copies-2-name": "自治区政府督查室", "copies-2-copies": "3"})
    assert sent.status == 200
    assert "已发送" in sent.text
    with app.app_context():
        assert desk.reply.state is ReplyState.SENT
        rows = [(one.name, one.is_copy, one.copies) for one in recipients_of(desk.reply.id)]
    assert rows == [
        ("郑毅委员", False, 1),
        ("李梅委员", False, 1),
        ("自治区政协提案委员会", True, 2),
        ("自治区政协办公厅", True, 1),
        ("自治区政府督查室", True, 3),
    ]


def test_a_suggestion_from_the_system_goes_back_through_it(
    app: Flask, at: Callable[..., Desk], browser_of: AsPerson
) -> None:
    deputy = SponsorEntry(name="黄海", kind=SponsorKind.DEPUTY, is_lead=True)
    desk = at(
        "numbered",
        kind=Kind.SUGGESTION,
        body="自治区人大",
        origin=Origin.NPC_SYSTEM,
        sponsors=(deputy,),
    )
    form = browser_of("coordinator").get(path(app, desk, "/send")).form("确认发送")
    assert (form.values["recipients-0-name"], form.values["recipients-0-method"]) == ("黄海代表", "系统上传")
    assert form.values["copies-0-name"] == "自治区人大常委会代表工作机构"


def test_a_letter_to_nobody_or_on_a_wrong_day_keeps_what_was_typed(
    app: Flask, at: Callable[..., Desk], browser_of: AsPerson
) -> None:
    desk = at("numbered")
    page = browser_of("coordinator")
    form = page.get(path(app, desk, "/send")).form("确认发送")
    data = {name: value for name, value in form.values.items() if name != "recipients-0-goes"}
    answer = page.client.post(path(app, desk, "/send"), data=data | {"copies-2-name": "自治区政府督查室"})
    assert answer.status_code == 422
    assert "还没有收件人" in answer.get_data(as_text=True)
    assert "自治区政府督查室" in answer.get_data(as_text=True)
    refused = page.submit("确认发送", sent_on="2031-01-01")
    assert (refused.status, "发出日期不能晚于今天" in refused.text) == (422, True)


def test_the_form_is_shown_only_to_who_may_send_and_only_then(
    app: Flask, at: Callable[..., Desk], browser_of: AsPerson
) -> None:
    desk = at("numbered")
    assert browser_of("officer").get(path(app, desk, "/send")).status == 409
    assert browser_of("coordinator").get(path(app, at("signed", number_raw="第2号"), "/send")).status == 409


def test_a_sent_letter_shows_its_promises_with_their_records(
    app: Flask, at: Callable[..., Desk], browser_of: AsPerson
) -> None:
    shown = browser_of("officer").get(path(app, at("sent")))
    assert all((mark.get("id") or "").startswith("promise-") for mark in shown.root.iter("mark"))
    assert "/promises/1" in shown.links().values()
    assert "郑毅" in shown.text
    assert "撤回签发" not in shown.text


def test_the_file_is_named_by_the_title_and_says_the_letter(
    app: Flask, at: Callable[..., Desk], browser_of: AsPerson
) -> None:
    answer = browser_of("officer").client.get(path(app, at("numbered"), "/letter.docx"))
    name = unquote(answer.headers["Content-Disposition"].partition("filename*=UTF-8''")[2])
    assert name == "关于自治区政协十三届四次会议第20260124号提案答复的函.docx"
    lines = [paragraph.text for paragraph in Document(BytesIO(answer.data)).paragraphs]
    assert "广西壮族自治区科学技术厅" in lines
    assert "（此件公开发布）" in lines
    assert any("组织认定20家" in line for line in lines)


def test_an_unsigned_file_says_so_in_its_name(
    app: Flask, at: Callable[..., Desk], browser_of: AsPerson
) -> None:
    answer = browser_of("head").client.get(path(app, at("submitted"), "/letter.docx"))
    assert "未签发稿" in unquote(answer.headers["Content-Disposition"])


def test_a_sponsors_unit_that_only_assists_reads_the_sent_letter_alone(
    app: Flask, office: Office, browser_of: AsPerson
) -> None:
    with app.app_context():
        signed = desk_at(office, "signed", "finance")
    page = browser_of("finance_liaison")
    assert page.get(path(app, signed)).status == 404
    with app.app_context():
        signed.numbered().sent()
    assert page.get(path(app, signed)).status == 200
