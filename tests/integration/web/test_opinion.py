import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.drafts import handled, opened, opinion_at
from tests.support.office import Office
from tests.support.page_client import SignedIn
from tracker.domain.vocabulary import OpinionState
from tracker.extensions import db
from tracker.models.writing import OpinionVersion
from tracker.queries.opinions import opinion_sheet

WORDS = "同意。建议对技改项目按投资额给予贴息。"


class Case:
    """An item with one co-handler that has signed for it."""

    def __init__(self, app: Flask, office: Office) -> None:
        self.app = app
        with app.app_context():
            self.item_id = handled(office, "finance").proposal.id
            self.opinion_id = opinion_at(opened(self.item_id), office.units["finance"]).id

    @property
    def url(self) -> str:
        return f"/items/{self.item_id}/opinions/{self.opinion_id}"

    def state(self) -> OpinionState:
        with self.app.app_context():
            return opinion_sheet(self.opinion_id).opinion.state


@pytest.fixture
def case(app: Flask, office: Office) -> Case:
    return Case(app, office)


def submitted(case: Case, browser_of: SignedIn) -> None:
    liaison = browser_of("finance_liaison")
    liaison.get(f"{case.url}/edit")
    liaison.submit("送负责人签署", text=WORDS, contact_person="韦立民")


def signed(case: Case, browser_of: SignedIn) -> None:
    submitted(case, browser_of)
    head = browser_of("finance_head")
    head.get(case.url)
    head.submit("签署并送主办")


def test_a_liaison_writes_beside_the_item_and_hands_it_to_the_head(case: Case, browser_of: SignedIn) -> None:
    liaison = browser_of("finance_liaison")
    page = liaison.get(f"{case.url}/edit")
    assert page.heading == "会办意见"
    assert "关于补齐工业链短板" in page.text
    assert "一、存在的问题" in page.text
    page = liaison.submit("先保存", text=WORDS)
    assert page.form("先保存").values["text"] == WORDS
    page = liaison.submit("送负责人签署")
    assert "已送本单位负责人签署" in page.text
    assert "签署并送主办" not in page.text
    assert case.state() is OpinionState.TO_SIGN


def test_an_empty_opinion_is_told_so(case: Case, browser_of: SignedIn) -> None:
    liaison = browser_of("finance_liaison")
    liaison.get(f"{case.url}/edit")
    page = liaison.submit("送负责人签署", text=" ")
    assert page.status == 422
    assert "正文还是空的" in page.text


def test_the_head_signs_and_the_lead_adopts(case: Case, browser_of: SignedIn) -> None:
    signed(case, browser_of)
    assert case.state() is OpinionState.SUBMITTED
    officer = browser_of("officer")
    page = officer.get(case.url)
    assert WORDS in page.text
    page = officer.submit("采纳")
    assert "已采纳" in page.text
    assert case.state() is OpinionState.ADOPTED


@pytest.mark.parametrize(
    ("button", "state"),
    [
        ("部分采纳", OpinionState.PARTLY_ADOPTED),
        ("不采纳", OpinionState.NOT_ADOPTED),
        ("没有实质内容，退回", OpinionState.DRAFTING),
    ],
)
def test_what_is_not_adopted_whole_needs_its_reason(
    case: Case, browser_of: SignedIn, button: str, state: OpinionState
) -> None:
    signed(case, browser_of)
    officer = browser_of("officer")
    officer.get(case.url)
    page = officer.submit(button)
    assert page.status == 422
    assert "请写明理由" in page.text
    officer.submit(button, reason="与现行办法不一致。")
    assert case.state() is state


def test_the_head_sends_back_with_a_reason_that_the_writer_sees(case: Case, browser_of: SignedIn) -> None:
    submitted(case, browser_of)
    head = browser_of("finance_head")
    head.get(case.url)
    head.submit("退回修改", reason="请补贴息比例。")
    assert "上次被退回：请补贴息比例。" in browser_of("finance_liaison").get(f"{case.url}/edit").text


def test_the_lead_goes_on_without_a_silent_unit(case: Case, browser_of: SignedIn) -> None:
    officer = browser_of("officer")
    officer.get(case.url)
    officer.submit("按无意见处理", reason="三次催办未回。")
    assert case.state() is OpinionState.OVERRIDDEN
    liaison = browser_of("finance_liaison")
    liaison.get(case.url)
    page = liaison.submit("补交会办意见")
    assert page.form("先保存").values["text"] == ""


def test_of_two_writers_the_second_sees_both_texts(case: Case, browser_of: SignedIn) -> None:
    liaison, head = browser_of("finance_liaison"), browser_of("finance_head")
    head.get(f"{case.url}/edit")
    liaison.get(f"{case.url}/edit")
    liaison.submit("先保存", text=WORDS)
    page = head.submit("先保存", text="不同意。")
    assert (page.status, page.heading) == (409, "别人已先保存")
    assert WORDS in page.html
    assert "不同意。" in page.html
    page = head.submit("用我的文字")
    assert page.status == 200
    with case.app.app_context():
        assert {row.text for row in db.session.scalars(select(OpinionVersion))} == {WORDS, "不同意。"}
    page = liaison.get(f"{case.url}/edit")
    assert (WORDS in page.html, "未写入" in page.text) == (True, True)


@pytest.mark.parametrize(
    ("key", "status"), [("officer", 200), ("industry_liaison", 404), ("system_admin", 404)]
)
def test_opinions_are_shown_to_those_concerned(
    case: Case, browser_of: SignedIn, key: str, status: int
) -> None:
    assert browser_of(key).get(case.url).status == status
    assert browser_of(key).get(f"{case.url}/edit").status == status
