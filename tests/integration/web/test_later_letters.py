"""The pages of a later letter: begun under the reply, promises decided, signed, numbered and sent."""

from collections.abc import Callable
from io import BytesIO
from urllib.parse import unquote

import pytest
from docx import Document
from flask import Flask

from tests.support.office import Office
from tests.support.page_client import Page, PageClient
from tests.support.replies import Desk, desk_at
from tracker.domain.vocabulary import LetterState
from tracker.queries.later_letters import letters_of, promises_in

AsPerson = Callable[[str], PageClient]
WRONG = "2026年12月底前组织认定20家自治区技术创新示范企业。"
RIGHT = "2026年12月底前组织认定30家自治区技术创新示范企业。"


@pytest.fixture
def sent(app: Flask, office: Office) -> Desk:
    with app.app_context():
        return desk_at(office, "sent")


def path(app: Flask, desk: Desk) -> str:
    with app.app_context():
        return f"/items/{desk.proposal_id}/replies/{desk.reply.id}"


def letter_path(app: Flask, desk: Desk) -> str:
    with app.app_context():
        return f"/items/{desk.proposal_id}/letters/{letters_of(desk.reply.id)[-1].id}"


def state(app: Flask, desk: Desk) -> LetterState:
    with app.app_context():
        return letters_of(desk.reply.id)[-1].state


def begin(app: Flask, desk: Desk, page: PageClient) -> Page:
    page.get(path(app, desk))
    page.follow("发更正函")
    refused = page.submit("起草", reason="家数有误", wrong=WRONG, right="")
    assert (refused.status, refused.form("起草").values["wrong"]) == (422, WRONG)
    return page.submit("起草", reason="家数有误", wrong=WRONG, right=RIGHT)


def judged(app: Flask, desk: Desk, page: PageClient) -> Page:
    with app.app_context():
        promises = promises_in(letters_of(desk.reply.id)[-1])
        fields = {f"sentence-{one.id}": "promise" for one in promises.found}
        fields |= {f"fate-{one.id}": "changes" for one in promises.open}
    return page.submit("记下判定", **fields)


def test_a_correction_walks_from_its_draft_to_the_sponsor(
    app: Flask, sent: Desk, browser_of: AsPerson
) -> None:
    officer, leader, office = browser_of("officer"), browser_of("leader"), browser_of("coordinator")
    begun = begin(app, sent, officer)
    assert "已起草" in begun.text
    too_early = officer.submit("送签")
    assert (too_early.status, "承诺" in too_early.text) == (422, True)
    officer.get(letter_path(app, sent))
    judged(app, sent, officer)
    officer.submit("送签")
    leader.get(letter_path(app, sent))
    leader.submit("签发", seen="y")
    assert state(app, sent) is LetterState.SIGNED
    office.get(letter_path(app, sent))
    office.submit("编号")
    office.follow("填写收件人并发送")
    done = office.submit("确认发送")
    assert "承诺台账已按本函调整" in done.text
    reply = browser_of("officer").get(path(app, sent)).text
    assert "的更正函" in reply
    assert "2号" in reply


def corrected(app: Flask, desk: Desk, browser_of: AsPerson) -> None:
    """Walk a correction to the sponsor."""
    officer, leader, coordinator = browser_of("officer"), browser_of("leader"), browser_of("coordinator")
    begin(app, desk, officer)
    judged(app, desk, officer)
    officer.submit("送签")
    leader.get(letter_path(app, desk))
    leader.submit("签发", seen="y")
    coordinator.get(letter_path(app, desk))
    coordinator.submit("编号")
    coordinator.follow("填写收件人并发送")
    coordinator.submit("确认发送")


def test_a_sent_correction_is_read_as_a_file_and_sent_again(
    app: Flask, sent: Desk, browser_of: AsPerson
) -> None:
    officer = browser_of("officer")
    begin(app, sent, officer)
    draft = officer.client.get(f"{letter_path(app, sent)}/letter.docx")
    assert "未签发稿" in unquote(draft.headers["Content-Disposition"])
    officer.get(letter_path(app, sent))
    officer.submit("作废此函", reason="重新起草")
    corrected(app, sent, browser_of)
    answer = officer.client.get(f"{letter_path(app, sent)}/letter.docx")
    name = unquote(answer.headers["Content-Disposition"].partition("filename*=UTF-8''")[2])
    assert name == "关于自治区政协十三届四次会议第20260124号提案答复的更正函.docx"
    lines = [paragraph.text for paragraph in Document(BytesIO(answer.data)).paragraphs]
    assert "桂科函〔2026〕2号" in lines
    assert "郑毅委员：" in lines
    assert "广西壮族自治区科学技术厅" in lines
    page = officer.get(letter_path(app, sent))
    assert ("寄送记录" in page.text, "补发" in page.text) == (True, False)
    assert officer.get(f"{letter_path(app, sent)}/resend").status == 409
    coordinator = browser_of("coordinator")
    coordinator.get(letter_path(app, sent))
    coordinator.follow("补发")
    refused = coordinator.submit("确认补发", **{"recipients-0-goes": "y"})
    assert (refused.status, "请写明为什么补发" in refused.text) == (422, True)
    done = coordinator.submit("确认补发", **{"recipients-0-goes": "y"}, reason="地址有误被退回")
    assert "原来的寄送记录保留不变" in done.text
    assert "补发：地址有误被退回" in done.text
    assert "补发更正函" in coordinator.get(f"/items/{sent.proposal_id}").text


def test_the_signer_is_another_and_others_see_no_steps(app: Flask, sent: Desk, browser_of: AsPerson) -> None:
    officer = browser_of("officer")
    begin(app, sent, officer)
    for key in ("supervisor", "head"):
        shown = browser_of(key).get(letter_path(app, sent))
        assert (shown.status, "送签" in shown.text, "作废此函" in shown.text) == (200, False, False)
        assert "发更正函" not in browser_of(key).get(path(app, sent)).text
        assert browser_of(key).get(path(app, sent) + "/letters/new?kind=correction").status == 409
    for key in ("rural_head", "finance_liaison"):
        assert browser_of(key).get(letter_path(app, sent)).status == 404
    assert officer.get(path(app, sent) + "/letters/new?kind=nonsense").status == 404
    assert officer.get(path(app, sent) + "/letters/new").status == 404


def test_a_letter_is_cancelled_with_a_reason(app: Flask, sent: Desk, browser_of: AsPerson) -> None:
    officer = browser_of("officer")
    begin(app, sent, officer)
    officer.submit("作废此函", reason="不需要更正")
    assert state(app, sent) is LetterState.CANCELLED
