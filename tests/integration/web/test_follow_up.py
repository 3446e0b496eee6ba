"""The ledger and a promise's page: report, prove, close by another, or take another course."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from tests.support.office import Office
from tests.support.page_client import PageClient
from tests.support.replies import Desk, desk_at
from tracker import clock
from tracker.domain.vocabulary import CommitmentState
from tracker.queries.promises import promises_of
from tracker.services.unit_of_work import unit_of_work

AsPerson = Callable[[str], PageClient]


@pytest.fixture
def desk(app: Flask, office: Office) -> Desk:
    """An item whose letter was sent."""
    with app.app_context():
        return desk_at(office, "sent", "finance")


def address(app: Flask, desk: Desk, number: int = 1) -> str:
    with app.app_context():
        return f"/promises/{promises_of(desk.proposal_id)[number - 1].id}"


def state(app: Flask, desk: Desk, number: int = 1) -> CommitmentState:
    with app.app_context():
        return promises_of(desk.proposal_id)[number - 1].state


def test_the_ledger_lists_sentences_with_owner_words_and_day(
    app: Flask, desk: Desk, browser_of: AsPerson
) -> None:
    shown = browser_of("supervisor").get("/promises")
    assert "组织认定20家自治区技术创新示范企业" in shown.text
    assert "“2026年12月底前”" in shown.text
    assert "“尽快”，无期限" in shown.text
    assert "在办2项，已销号0项" in shown.text


@pytest.mark.parametrize(
    "view", ["open", "overdue", "soon", "undated", "others", "reported", "carried", "closed", "all", "no"]
)
def test_every_view_opens(app: Flask, desk: Desk, browser_of: AsPerson, view: str) -> None:
    assert browser_of("coordinator").get("/promises", view=view).status == 200


@pytest.mark.parametrize(
    "query", [{"after": "x_1"}, {"after": "2026-01-01_²"}, {"unit": "99"}, {"q": "没有这句话%"}]
)
def test_odd_addresses_do_no_harm(
    app: Flask, desk: Desk, browser_of: AsPerson, query: dict[str, str]
) -> None:
    assert browser_of("coordinator").get("/promises", **query).status == 200


def test_the_search_finds_words_and_says_when_there_are_none(
    app: Flask, desk: Desk, browser_of: AsPerson
) -> None:
    page = browser_of("coordinator")
    page.get("/promises")
    assert "人才支持办法" in page.submit("筛选", q="人才").text
    assert "没有原句包含“月球”的承诺" in page.get("/promises", q="月球").text


def test_an_outsider_sees_an_empty_ledger_and_no_promise(
    app: Flask, desk: Desk, browser_of: AsPerson
) -> None:
    page = browser_of("industry_head")
    assert "这里没有承诺" in page.get("/promises").text
    assert page.get(address(app, desk)).status == 404
    assert page.get("/promises/9999").status == 404


def test_progress_is_recorded_and_shown(app: Flask, desk: Desk, browser_of: AsPerson) -> None:
    page = browser_of("officer")
    page.get(address(app, desk))
    shown = page.submit("记录进展", text="已印发认定方案。", percent="40", evidence="桂科计字〔2026〕18号")
    assert "已印发认定方案。" in shown.text
    assert "完成40%" in shown.text
    assert "桂科计字〔2026〕18号" in page.get("/promises").text


def test_a_wrong_figure_keeps_what_was_typed(app: Flask, desk: Desk, browser_of: AsPerson) -> None:
    page = browser_of("officer")
    page.get(address(app, desk))
    refused = page.submit("记录进展", text="已印发认定方案。", percent="140")
    assert (refused.status, "完成程度填0到100的整数" in refused.text) == (422, True)
    assert refused.form("记录进展").values["text"] == "已印发认定方案。"


def expected(app: Flask, desk: Desk) -> CommitmentState:
    """How a promise ends that is reported done today: late where its day has passed."""
    with app.app_context():
        due_on = promises_of(desk.proposal_id)[0].due_on
        assert due_on is not None
        return CommitmentState.KEPT if clock.today() <= due_on else CommitmentState.KEPT_LATE


def test_one_reports_and_another_closes(app: Flask, desk: Desk, browser_of: AsPerson) -> None:
    officer = browser_of("officer")
    officer.get(address(app, desk))
    day = clock.today().isoformat()
    reported = officer.submit("报告完成", text="已认定20家。", done_on=day, evidence="公告〔2026〕3号")
    assert "报告人不能自己销号" in reported.text
    supervisor = browser_of("supervisor")
    supervisor.get(address(app, desk))
    refused = supervisor.submit("退回继续办理")
    assert "请写明理由" in refused.text
    closed = supervisor.submit("核验无误，销号", remark="属实")
    assert closed.status == 200
    assert state(app, desk) is expected(app, desk)


def test_a_report_before_the_letter_is_refused_at_its_field(
    app: Flask, desk: Desk, browser_of: AsPerson
) -> None:
    page = browser_of("officer")
    page.get(address(app, desk))
    with app.app_context():
        before = promises_of(desk.proposal_id)[0].anchor_on - timedelta(days=1)
    refused = page.submit("报告完成", text="早已完成。", done_on=before.isoformat(), evidence="旧文")
    assert (refused.status, "完成日期应在答复发出之后" in refused.text) == (422, True)


def test_the_office_gives_more_time_or_ends_a_promise_with_a_reason(
    app: Flask, desk: Desk, browser_of: AsPerson
) -> None:
    page = browser_of("coordinator")
    page.get(address(app, desk))
    assert "请填写延期到哪一天" in page.submit("确定", course="postpone", reason="资金未到位").text
    page.submit("确定", course="postpone", reason="资金未到位", until="2031-06-30")
    shown = page.get(address(app, desk))
    assert "最初到期日" in shown.text
    page.submit("确定", course="drop", reason="政策已调整")
    assert state(app, desk) is CommitmentState.DROPPED
    assert "重新跟踪" in page.get(address(app, desk)).text


def test_an_officer_is_offered_no_other_course(app: Flask, desk: Desk, browser_of: AsPerson) -> None:
    assert "延期、变更或其他处理" not in browser_of("officer").get(address(app, desk)).text


def test_an_office_that_only_owes_the_promise_sees_it_without_the_item(
    app: Flask, office: Office, desk: Desk, browser_of: AsPerson
) -> None:
    with app.app_context(), unit_of_work():
        promises_of(desk.proposal_id)[0].owner_unit_id = office.units["rural"]
    page = browser_of("rural_officer")
    shown = page.get(address(app, desk))
    assert shown.status == 200
    assert "看答复函里的位置" not in shown.text
    page.submit("记录进展", text="已起草。")
    assert state(app, desk) is CommitmentState.UNDER_WAY
    assert "组织认定20家" in page.get("/promises").text
