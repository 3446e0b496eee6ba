"""The pages of evaluations over HTTP: from asking to the second round, and that no handler gets in."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tests.support.evaluations import Asking, S, asking, unasked
from tests.support.office import Office
from tests.support.page_client import Page, PageClient, SignedIn
from tests.support.sample_files import png
from tracker.clock import local_day
from tracker.documents.store import FileStore
from tracker.domain.vocabulary import EvaluationState
from tracker.extensions import db

Made = Callable[..., Asking]


@pytest.fixture
def made(app: Flask, office: Office) -> Made:
    """A maker of items: ``made(asking, S.DISSATISFIED)`` also enters and confirms that result."""

    def make(maker: Callable[..., Asking] = asking, *results: S, entered: S | None = None) -> Asking:
        with app.app_context():
            found = maker(office, FileStore(Path(app.config["DATA_DIR"]) / "files"), "finance")
            for result in results:
                found.confirmed(result)
            if entered:
                found.entered(entered)
            db.session.remove()
            return found

    return make


def path(asked: Asking, end: str = "") -> str:
    return f"/items/{asked.desk.proposal_id}{end}"


def states(app: Flask, asked: Asking) -> list[EvaluationState]:
    with app.app_context():
        return [row.state for row in asked.rows()]


def next_words(page: Page) -> str:
    return next((one.text or "") for one in page.root.iter("h2") if one.get("id") == "next-action")


def enter(page: PageClient, asked: Asking, **words: object) -> Page:
    """Open the form that is waited for and fill it in from paper."""
    page.get(path(asked, "/evaluations"))
    page.follow("录入：科技厅的答复 桂科函〔2026〕1号")
    page.follow("录入反馈")
    day = local_day(asked.desk.now).isoformat()
    given = {
        "attitude": "satisfied",
        "result": "satisfied",
        "on": day,
        "scan": (io.BytesIO(png()), "征询意见表.png"),
    }
    return page.submit("录入", **{**given, **words})


def test_the_office_asks_prints_enters_and_another_confirms(
    app: Flask, made: Made, browser_of: SignedIn
) -> None:
    asked = made(unasked)
    page = browser_of("coordinator")
    assert "征询代表委员的意见" in page.get(path(asked)).text
    shown = page.follow("征询意见")
    assert "郑毅" in shown.text
    tab = page.submit("开始征询")
    assert "已开始征询意见" in tab.text
    form = page.follow("打印征询意见表")
    for words in ("桂科函〔2026〕1号", "□ 满意□ 基本满意□ 不满意□ 未表态", "签名：", "一式三份"):
        assert words in form.text.replace(" □", "□")
    done = enter(page, asked, result="basically", heard_by="visit", agrees="yes")
    assert "等另一人对照扫描件核对" in done.text
    own = page.follow("查看：科技厅的答复 桂科函〔2026〕1号")
    assert "与扫描件一致" not in own.text
    other = browser_of("coordinator2")
    assert "核对已录入的评价" in other.get(path(asked)).text
    other.get(path(asked, "/evaluations"))
    sheet = other.follow("核对：科技厅的答复 桂科函〔2026〕1号")
    assert "基本满意" in sheet.text
    picture = next(one.get("src", "") for one in sheet.root.iter("img") if "scan" in (one.get("class") or ""))
    with other.client.get(picture) as answer:
        assert (answer.status_code, answer.mimetype, answer.data) == (200, "image/png", png())
    assert "已核对无误" in other.submit("与扫描件一致，确认").text
    assert states(app, asked) == [EvaluationState.CONFIRMED]
    page.get(path(asked))
    assert "已转入承诺跟踪" in page.submit("结束征询").text


def test_a_refused_entry_says_where_and_keeps_what_was_typed(
    app: Flask, made: Made, browser_of: SignedIn
) -> None:
    asked, page = made(), browser_of("coordinator")
    refused = enter(page, asked, result="dissatisfied", text=" ")
    assert (refused.status, "要写明代表委员的具体意见" in refused.text) == (422, True)
    assert refused.form("录入").values["result"] == "dissatisfied"
    wrong = page.submit("录入", text="没有回应。", scan=(io.BytesIO(b"<html>"), "表.png"))
    assert (wrong.status, "“表.png”" in wrong.text) == (422, True)
    assert wrong.form("录入").values["text"] == "没有回应。"
    none = page.submit("录入", scan=(io.BytesIO(b""), ""))
    assert (none.status, "请附上征询意见表的扫描件" in none.text) == (422, True)
    assert states(app, asked) == [EvaluationState.AWAITING]


def test_dissatisfaction_leads_to_a_second_round_with_the_first_kept(
    app: Flask, made: Made, browser_of: SignedIn
) -> None:
    asked = made(asking, S.DISSATISFIED)
    page = browser_of("coordinator")
    assert "有代表委员不满意，责成重新办理" in page.get(path(asked)).text
    shown = page.follow("责成重新办理")
    assert "没有回应资金问题" in shown.text
    refused = page.submit("责成重新办理", reason=" ", ordered_by="代表工委")
    assert (refused.status, refused.form("责成重新办理").values["ordered_by"]) == (422, "代表工委")
    office = asked.desk.office
    ordered = page.submit("责成重新办理", reason="请回应资金", co_handlers=str(office.units["finance"]))
    assert "第2轮从签收开始" in ordered.text
    assert "签收" in ordered.text
    for tab, words in (
        ("/evaluations", "第1轮评价"),
        ("/contacts", "说明了办理思路"),
        ("/drafts", "桂科函〔2026〕1号"),
        ("/opinions", "第1轮"),
        ("/sign_off", "同意。"),
    ):
        assert words in page.get(path(asked, tab)).text, tab


def test_a_meeting_is_recorded_with_its_minutes(app: Flask, made: Made, browser_of: SignedIn) -> None:
    asked, page = made(asking, S.DISSATISFIED), browser_of("coordinator")
    page.get(path(asked, "/meeting"))
    refused = page.submit("记录", people="郑毅、唐咸来", conclusion="双方同意分步落实。")
    assert (refused.status, "请附上会议记录" in refused.text) == (422, True)
    kept = page.submit("记录", minutes=(io.BytesIO(png()), "会议记录.png"))
    assert "双方同意分步落实" in kept.text
    assert "结束征询" in page.get(path(asked)).text


def test_a_confirmed_one_is_corrected_and_both_are_shown(
    app: Flask, made: Made, browser_of: SignedIn
) -> None:
    asked, page = made(asking, S.DISSATISFIED), browser_of("supervisor")
    page.get(path(asked, "/evaluations"))
    page.follow("查看：科技厅的答复 桂科函〔2026〕1号")
    assert page.submit("作废，重新录入").status == 422
    shown = page.submit("作废，重新录入", reason="代表来函，系误点")
    assert "系误点" in shown.text
    assert states(app, asked) == [EvaluationState.SUPERSEDED, EvaluationState.AWAITING]


PAGES = ("/evaluation/ask", "/evaluation/forms", "/redo", "/meeting")


@pytest.mark.parametrize(
    ("who", "wanted"),
    [("officer", {403, 404}), ("head", {403, 404}), ("rural_head", {404}), ("audit_admin", {404})],
)
def test_the_handler_finds_no_page_to_forge_with(
    app: Flask, made: Made, browser_of: SignedIn, who: str, wanted: set[int]
) -> None:
    asked = made(asking, entered=S.DISSATISFIED)
    page = browser_of(who)
    with app.app_context():
        row = asked.rows()[0].id
    token = page.get("/account").forms()[0].values["csrf_token"]
    for end in PAGES:
        assert page.get(path(asked, end)).status in wanted, end
    own = f"/evaluations/{row}"
    posts = (
        ("/evaluation/ask", {}),
        ("/redo", {"reason": "重办", "ordered_by": "某机关"}),
        ("/meeting", {"kind": "experts", "on": "2026-03-27", "people": "某", "conclusion": "某"}),
        (own + "/enter", {"attitude": "satisfied", "result": "satisfied", "on": "2026-03-27"}),
        *(
            (own + "/decision", {"decision": one, "reason": "改"})
            for one in ("confirm", "reject_entry", "supersede")
        ),
    )
    for end, data in posts:
        for version in ("", "1", "2", "3"):
            sent = {"csrf_token": token, "version": version, **data}
            status = page.client.post(path(asked, end), data=sent).status_code
            assert status in wanted | {409}, (end, status)
    assert states(app, asked) == [EvaluationState.ENTERED]
    if who == "officer":
        shown = page.get(path(asked, own))
        assert (shown.status, "与扫描件一致" in shown.text, "录入反馈" in shown.text) == (200, False, False)


def test_a_co_handler_reads_the_word_but_not_the_scan(made: Made, browser_of: SignedIn, app: Flask) -> None:
    asked = made(asking, S.SATISFIED)
    with app.app_context():
        row = asked.rows()[0].id
    page = browser_of("finance_head")
    shown = page.get(path(asked, f"/evaluations/{row}"))
    assert (shown.status, "征询意见表.png" in shown.html) == (200, False)
    assert page.get(path(asked, f"/evaluations/{row}/scan")).status == 404


def test_an_evaluation_of_another_item_is_not_found_here(
    app: Flask, office: Office, made: Made, browser_of: SignedIn
) -> None:
    asked = made(asking, S.SATISFIED)
    with app.app_context():
        other = asking(office, asked.store, number_raw="第20260125号").desk.proposal_id
        row = asked.rows()[0].id
        db.session.remove()
    assert browser_of("coordinator").get(f"/items/{other}/evaluations/{row}").status == 404
