"""Pages of intake: the form, the letter beside its fields, and the files that come with it."""

import io
from typing import Any
from urllib.parse import quote

import pytest
from docx import Document
from flask import Flask
from sqlalchemy import func, select

from tests.support.office import Office
from tests.support.page_client import Page, PageClient, SignedIn
from tests.support.source import ROOT
from tracker.domain.vocabulary import CaseState, Kind, ReplyState
from tracker.extensions import db
from tracker.models.commitment import Commitment
from tracker.models.office import Attachment
from tracker.models.proposal import Proposal
from tracker.models.reply import Reply

LETTERS = ROOT / "tests" / "golden" / "letters" / "whole"
LETTER = (LETTERS / "guangxi-004.txt").read_bytes()
TITLE = "关于补齐工业链短板，全面振兴广西工业的提案"
TYPED = {
    "kind": "npc_suggestion",
    "body": "自治区人大",
    "body_level": "province",
    "term": "14",
    "session_no": "3",
    "number_raw": "第2026190号",
    "title": "关于支持乡村科技特派员的建议",
    "asks_text": "增加经费\r\n\r\n配备设备",
    "body_text": "一、现状\r\n二、建议",
    "sponsors-0-name": "韦小明",
    "sponsors-0-kind": "deputy",
    "sponsors-0-phone": "0771-5550123",
}


def register(client: PageClient, **changes: str) -> Page:
    client.get("/intake/form")
    return client.submit("登记", **{**TYPED, **changes})


def read(client: PageClient, data: bytes = LETTER, name: str = "来信.txt", mode: str = "replied") -> Page:
    client.get("/intake/letter")
    return client.submit("读取并核对", letter=(io.BytesIO(data), name), mode=mode)


def confirm(client: PageClient, page: Page, **changes: Any) -> Page:
    form = page.form("核对完毕并登记")
    return client.send(page, form.action, changes)


def confirmed(client: PageClient, page: Page, **changes: Any) -> Page:
    """Answer what the letter leaves open and confirm."""
    form = page.form("/intake/letter/confirm")
    open_verdicts = {
        field: "no"
        for field in (f"promises-{place}-verdict" for place in range(promise_count(page)))
        if field not in form.values
    }
    given = {"class_mark": "B", "publicity": "proactive", **open_verdicts, **changes}
    return client.send(page, "/intake/letter/confirm", given)


def promise_count(page: Page) -> int:
    return page.html.count('-verdict-0"') // 2


def only_item(app: Flask) -> Proposal:
    with app.app_context():
        return db.session.scalars(select(Proposal)).one()


def count_of(app: Flask, model: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.parametrize(("field", "words"), [("body", "请填写会议名称"), ("title", "请填写标题")])
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_field_of_spaces_alone_is_empty(
    app: Flask, office: Office, browser_of: SignedIn, field: str, words: str
) -> None:
    refused = register(browser_of("coordinator"), **{field: " \u3000 "})
    assert refused.status == 422
    assert words in refused.text
    assert count_of(app, Proposal) == 0


@pytest.mark.parametrize("key", ["officer", "leader", "supervisor", "finance_head", "system_admin"])
def test_intake_is_the_coordinator_s(browser_of: SignedIn, key: str) -> None:
    for path in ("/intake", "/intake/form", "/intake/letter"):
        assert browser_of(key).get(path).status == 403


def test_the_ways_in_are_shown(browser_of: SignedIn) -> None:
    page = browser_of("coordinator").get("/intake")
    assert (page.heading, page.links()["填表登记"]) == ("登记来件", "/intake/form")


def test_a_typed_item_is_registered_and_leads_to_its_assignment(app: Flask, browser_of: SignedIn) -> None:
    page = register(browser_of("coordinator"))
    item = only_item(app)
    assert page.path == f"/items/{item.id}/assignment"
    assert (item.kind, item.number_norm, item.sponsor_text) == (Kind.SUGGESTION, "2026190", "韦小明")


def test_asks_are_kept_line_by_line(app: Flask, browser_of: SignedIn) -> None:
    register(browser_of("coordinator"))
    with app.app_context():
        item = db.session.scalars(select(Proposal)).one()
        assert [point.text for point in item.points] == ["增加经费", "配备设备"]
        assert item.text is not None
        assert item.text.body_text == "一、现状\n二、建议"


def test_what_is_missing_is_named_and_what_was_typed_stays(app: Flask, browser_of: SignedIn) -> None:
    page = register(browser_of("coordinator"), title="", body="")
    assert page.status == 422
    assert "请填写标题。" in page.text
    assert "增加经费" in page.html
    assert count_of(app, Proposal) == 0


def test_another_row_for_a_sponsor_is_added_without_losing_anything(browser_of: SignedIn) -> None:
    client = browser_of("coordinator")
    client.get("/intake/form")
    page = client.submit("再加一位", **TYPED)
    values = page.form("登记").values
    assert (values["sponsors-0-name"], values["sponsors-1-name"]) == ("韦小明", "")


def test_a_known_item_is_led_to_and_not_doubled(app: Flask, browser_of: SignedIn) -> None:
    client = browser_of("coordinator")
    register(client)
    page = register(client, title="别的标题", number_raw="2026190")
    assert page.status == 422
    assert page.links()["打开已登记的这一件"] == f"/items/{only_item(app).id}"


def test_an_entry_is_mended_and_a_stale_page_keeps_the_text(app: Flask, browser_of: SignedIn) -> None:
    client, other = browser_of("coordinator"), browser_of("coordinator2")
    register(client)
    number = only_item(app).id
    first, second = client.get(f"/items/{number}/edit"), other.get(f"/items/{number}/edit")
    assert first.form("保存修改").values["sponsors-0-phone"] == "0771-5550123"
    assert client.send(first, "保存修改", {"keywords": "特派员"}).path == f"/items/{number}"
    page = other.send(second, "保存修改", {"summary": "后来的人写的摘要"})
    assert page.status == 409
    assert "后来的人写的摘要" in page.html


def test_a_letter_is_shown_with_its_places_and_nothing_is_kept(app: Flask, browser_of: SignedIn) -> None:
    page = read(browser_of("coordinator"))
    values = page.form("/intake/letter/confirm").values
    assert (values["body"], values["term"], values["session_no"]) == ("自治区政协", "12", "4")
    assert (values["number_raw"], values["title"], values["sponsors"]) == ("第20210124号", TITLE, "郑毅")
    assert values["sent_on"] == "2021-09-23"
    assert 'id="place-1"' in page.html
    assert count_of(app, Proposal) == 0
    assert count_of(app, Attachment) == 0


def test_named_co_handlers_are_found_among_the_units(office: Office, browser_of: SignedIn) -> None:
    values = read(browser_of("coordinator")).form("/intake/letter/confirm").values
    wanted = {str(office.units[key]) for key in ("finance", "industry", "bigdata")}
    assert set(values["co_handlers"]) == wanted


def test_a_confirmed_old_reply_is_filed_with_its_promises(app: Flask, browser_of: SignedIn) -> None:
    client = browser_of("coordinator")
    page = confirmed(client, read(client), document_number="桂科函〔2021〕88号")
    assert page.status == 200
    with app.app_context():
        item = db.session.scalars(select(Proposal)).one()
        reply = db.session.scalars(select(Reply)).one()
        promises = db.session.scalars(select(Commitment).order_by(Commitment.number)).all()
        assert (item.state, item.host_unit_id) == (CaseState.REPLIED, reply.assignment.unit_id)
        assert (reply.state, reply.document_number) == (ReplyState.SENT, "桂科函〔2021〕88号")
        assert promises
        assert all(reply.text[one.start_at : one.end_at] == one.quote for one in promises)
        assert item.promise_total == len(promises)


def test_an_unanswered_question_is_named_before_anything_is_kept(app: Flask, browser_of: SignedIn) -> None:
    client = browser_of("coordinator")
    page = client.send(read(client), "/intake/letter/confirm", {})
    assert page.status == 422
    assert "请选择办理结果类别。" in page.text
    assert page.form("/intake/letter/confirm").values["title"] == TITLE
    assert count_of(app, Proposal) == 0


def test_the_same_letter_a_second_time_joins_the_item_and_adds_no_second_reply(
    app: Flask, browser_of: SignedIn
) -> None:
    client = browser_of("coordinator")
    confirmed(client, read(client))
    again = read(client)
    assert "确认后并入该件，不会新建。" in again.text
    assert confirmed(client, again).status == 422
    assert (count_of(app, Proposal), count_of(app, Reply)) == (1, 1)


def test_a_letter_that_hands_an_item_over_leads_to_its_assignment(app: Flask, browser_of: SignedIn) -> None:
    client = browser_of("coordinator")
    page = client.send(read(client, mode="handed_over"), "/intake/letter/confirm", {})
    item = only_item(app)
    assert page.path == f"/items/{item.id}/assignment"
    assert len(page.form("确认交办").values["co_handlers"]) == 3
    assert item.state is CaseState.REGISTERED


def test_a_letter_for_a_registered_item_is_added_to_it(app: Flask, browser_of: SignedIn) -> None:
    client = browser_of("coordinator")
    client.send(read(client, mode="handed_over"), "/intake/letter/confirm", {})
    other = LETTER.decode() + "\n补充说明"
    client.send(read(client, other.encode(), "补充.txt", "handed_over"), "/intake/letter/confirm", {})
    assert (count_of(app, Proposal), count_of(app, Attachment)) == (1, 2)


def test_pasted_text_reads_as_a_file_does(app: Flask, browser_of: SignedIn) -> None:
    client = browser_of("coordinator")
    client.get("/intake/letter")
    page = client.submit("读取并核对", pasted=LETTER.decode().replace("\n", "\r\n"), mode="replied")
    confirmed(client, page)
    assert (count_of(app, Reply), count_of(app, Attachment)) == (1, 0)


def test_a_word_file_is_read(browser_of: SignedIn) -> None:
    document = Document()
    for line in LETTER.decode().splitlines():
        document.add_paragraph(line)
    data = io.BytesIO()
    document.save(data)
    page = read(browser_of("coordinator"), data.getvalue(), "来信.docx")
    assert page.form("/intake/letter/confirm").values["number_raw"] == "第20210124号"


def test_a_letter_in_gb18030_is_read_exactly(browser_of: SignedIn) -> None:
    page = read(browser_of("coordinator"), LETTER.decode().replace("郑毅", "郑㛃").encode("gb18030"))
    assert page.form("/intake/letter/confirm").values["sponsors"] == "郑㛃"


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "空.txt", "文件是空的"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 64, "图.txt", "文件名写的是"),
        (b"<html></html>", "页.html", "不能读取"),
        (b"MZ" + b"0" * 64, "函.docx", "文件名写的是"),
        (b"PK\x03\x04 broken", "函.docx", ""),
    ],
)
def test_bad_input_gets_a_clear_message(browser_of: SignedIn, data: bytes, name: str, words: str) -> None:
    page = read(browser_of("coordinator"), data, name)
    assert page.status == 422
    assert page.heading == "来信识别"
    assert words in page.text


def test_nothing_chosen_says_what_to_do(browser_of: SignedIn) -> None:
    client = browser_of("coordinator")
    client.get("/intake/letter")
    page = client.submit("读取并核对", mode="replied")
    assert (page.status, "请选择文件，或者把来信全文粘贴进来。" in page.text) == (422, True)


def test_a_text_that_is_no_letter_can_still_be_filled_in(browser_of: SignedIn) -> None:
    page = read(browser_of("coordinator"), "今天天气很好。".encode(), mode="handed_over")
    assert page.status == 200
    assert "原文没有标题，请补填。" in page.text


@pytest.mark.parametrize("ticket", ["", "forged", "eyJ0ZXh0X2RpZ2VzdCI6Ii4uLyJ9.x.y"])
def test_a_forged_reference_is_refused(browser_of: SignedIn, ticket: str) -> None:
    client = browser_of("coordinator")
    page = client.send(read(client), "/intake/letter/confirm", {"ticket": ticket})
    assert page.status == 422
    assert "重新上传" in page.text


def test_another_person_cannot_use_a_reference(browser_of: SignedIn) -> None:
    page = read(browser_of("coordinator"))
    other = browser_of("coordinator2")
    mine = read(other)
    ticket = page.form("/intake/letter/confirm").values["ticket"]
    assert other.send(mine, "/intake/letter/confirm", {"ticket": ticket}).status == 422


def test_the_due_day_of_an_old_reply_is_computed_on_request(browser_of: SignedIn) -> None:
    client = browser_of("coordinator")
    page = client.send(read(client), "按交办日期推算期限", {"assigned_on": "2021-06-22"})
    assert page.status == 200
    assert "2021年9月22日" in page.text
    assert "成文日期晚于期限1个工作日" in page.text


def test_the_original_is_downloaded_by_right_and_under_its_name(
    app: Flask, office: Office, browser_of: SignedIn
) -> None:
    client = browser_of("coordinator")
    client.send(read(client, name="《来信》 第1封.txt", mode="handed_over"), "/intake/letter/confirm", {})
    with app.app_context():
        row = db.session.scalars(select(Attachment)).one()
        path = f"/items/{row.proposal_id}/files/{row.id}"
    with client.client.get(path) as answer:
        assert answer.get_data() == LETTER
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert quote("《来信》 第1封.txt", safe="") in answer.headers["Content-Disposition"]
        assert answer.headers["Content-Disposition"].startswith("attachment")
    assert browser_of("finance_head").get(path).status == 404
    with browser_of("leader").client.get(path) as answer:
        assert answer.status_code == 200


def test_a_file_of_another_item_is_not_found(app: Flask, browser_of: SignedIn) -> None:
    client = browser_of("coordinator")
    client.send(read(client, mode="handed_over"), "/intake/letter/confirm", {})
    register(client)
    with app.app_context():
        row = db.session.scalars(select(Attachment)).one()
        other = db.session.scalars(select(Proposal.id).where(Proposal.id != row.proposal_id)).one()
    assert client.get(f"/items/{other}/files/{row.id}").status == 404
