import pytest
from flask import Flask
from sqlalchemy import delete, event, select

from tests.support.drafts import (
    LETTER,
    NOW,
    PROMISE,
    VAGUE,
    handled,
    opened,
    opinion_at,
    seat_of_unit,
    started,
)
from tests.support.office import Office
from tests.support.page_client import SignedIn
from tracker.domain.vocabulary import ReplyState, Verdict
from tracker.extensions import db
from tracker.models.commitment import PromiseMark
from tracker.models.people import RoleGrant
from tracker.models.reply import DraftVersion, Reply
from tracker.queries.drafts import asks_of, full_reply, marks_of, undecided_of, version_texts
from tracker.services.assignment import assign_officer
from tracker.services.drafting import DraftEntry, save_text, save_version, submit_draft
from tracker.services.promise_marks import Judgement, judge_promise
from tracker.services.unit_of_work import unit_of_work


class Case:
    """A started reply and its addresses."""

    def __init__(self, app: Flask, office: Office) -> None:
        self.app, self.office = app, office
        with app.app_context():
            reply = started(office, "finance")
            self.item_id, self.reply_id = reply.proposal_id, reply.id

    @property
    def url(self) -> str:
        return f"/items/{self.item_id}/replies/{self.reply_id}"

    def write(self, text: str = LETTER, key: str = "officer") -> None:
        with self.app.app_context():
            entry, actor = DraftEntry(text), self.office.actor(key)
            save_text(actor, self.item_id, self.reply_id, entry=entry, version=None, now=NOW)

    def keep(self, text: str) -> None:
        with self.app.app_context():
            actor = self.office.actor("officer")
            save_version(
                actor, self.item_id, self.reply_id, entry=DraftEntry(text), note=None, version=None, now=NOW
            )

    def decide_all(self) -> None:
        with self.app.app_context():
            for mark in undecided_of(self.reply_id):
                judged = Judgement(Verdict.NOT_PROMISE, reason="方向性表述")
                judge_promise(
                    self.office.actor("officer"),
                    self.item_id,
                    self.reply_id,
                    mark.id,
                    judged=judged,
                    version=None,
                    now=NOW,
                )

    def decide_and_submit(self) -> None:
        self.decide_all()
        with self.app.app_context():
            actor = self.office.actor("officer")
            submit_draft(actor, self.item_id, self.reply_id, version=None, asks_confirmed=True, now=NOW)

    def hand_over(self, key: str, *, is_gone: bool = False) -> None:
        """Give the item to another officer; with ``is_gone`` the old one has left the unit as well."""
        with self.app.app_context():
            lead = seat_of_unit(opened(self.item_id), self.office.units["dept"]).assignment
            head = self.office.actor("head")
            other = self.office.people[key]
            assign_officer(head, self.item_id, lead.id, officer_id=other, version=None, now=NOW)
            if is_gone:
                with unit_of_work():
                    db.session.execute(
                        delete(RoleGrant).where(RoleGrant.user_id == self.office.people["officer"])
                    )

    def reply(self) -> Reply:
        with self.app.app_context():
            return full_reply(self.reply_id)

    def marks(self) -> list[PromiseMark]:
        with self.app.app_context():
            return list(marks_of(self.reply_id))


@pytest.fixture
def case(app: Flask, office: Office) -> Case:
    return Case(app, office)


def test_an_officer_starts_a_reply_and_gets_the_proposed_words(
    app: Flask, office: Office, browser_of: SignedIn
) -> None:
    with app.app_context():
        item_id = handled(office).proposal.id
    officer = browser_of("officer")
    token = officer.get(f"/items/{item_id}/contacts/new").forms()[-1].values["csrf_token"]
    answer = officer.client.post(f"/items/{item_id}/reply", data={"csrf_token": token})
    page = officer.get(answer.headers["Location"])
    assert page.heading == "答复函 第1稿"
    assert page.form("draft").values["title"] == "关于自治区政协十三届四次会议第20260124号提案答复的函"
    assert page.form("draft").values["text"].startswith("郑毅委员：")
    assert "正文还是空的" in page.text


def test_a_saved_draft_shows_its_promises_numbered_beside_it(case: Case, browser_of: SignedIn) -> None:
    officer = browser_of("officer")
    officer.get(f"{case.url}/draft")
    page = officer.submit("保存并离开", text=LETTER)
    page = officer.get(f"{case.url}/draft")
    assert "识别2句，已判0句，待判2句" in page.text
    assert "2句承诺待判" in page.text
    first = case.marks()[0]
    assert f'id="place-{first.id}"' in page.html
    assert page.form("draft").values["text"] == LETTER


def test_without_script_the_marked_paper_is_a_page_of_its_own(case: Case, browser_of: SignedIn) -> None:
    case.write()
    officer = browser_of("officer")
    officer.get(f"{case.url}/draft")
    page = officer.follow("看标出承诺的稿子")
    assert f'id="place-{case.marks()[0].id}"' in page.html
    assert officer.follow("回到编辑").form("draft").values["text"] == LETTER


def test_asks_and_proposals_for_the_signature_are_saved_with_the_draft(
    case: Case, browser_of: SignedIn
) -> None:
    officer = browser_of("officer")
    page = officer.get(f"{case.url}/draft")
    point = next(name for name in page.form("draft").values if name.startswith("point-"))
    fields = {
        point: "0:我厅已开展调研。",
        "class_mark": "B",
        "publicity": "on_request",
        "publicity_reason": "涉及企业秘密",
    }
    officer.submit("保存并离开", text=LETTER, **fields)
    page = officer.get(f"{case.url}/draft")
    values = page.form("draft").values
    assert (values["class_mark"], values["publicity"]) == ("B", "on_request")
    assert values[point].endswith(":我厅已开展调研。")
    assert "1/2 已答" in page.text
    assert "一第1段" in page.text


def test_a_draft_with_an_open_ask_is_submitted_only_when_that_is_confirmed(
    case: Case, browser_of: SignedIn
) -> None:
    case.write()
    case.decide_all()
    officer = browser_of("officer")
    officer.get(f"{case.url}/draft")
    page = officer.submit("送审")
    assert (page.status, "还有建议没有对应的答复" in page.text) == (422, True)
    page = officer.submit("送审", asks_confirmed="y")
    assert (page.status, "已送审" in page.text) == (200, True)
    review = browser_of("head").get(f"{case.url}/review")
    assert "有2条建议没有对应的答复；李文静" in review.text
    assert "没有对应的答复" in browser_of("leader").get(f"{case.url}/sign").text


def test_an_ask_that_is_not_ours_needs_its_reason(case: Case, browser_of: SignedIn) -> None:
    officer = browser_of("officer")
    page = officer.get(f"{case.url}/draft")
    point = next(name for name in page.form("draft").values if name.startswith("point-"))
    page = officer.submit("保存并离开", text=LETTER, **{point: "outside"})
    assert (page.status, "请写明理由" in page.text) == (422, True)
    reason = {point.replace("point", "reason"): "属财政厅职责"}
    officer.submit("保存并离开", text=LETTER, **{point: "outside"}, **reason)
    page = officer.get(f"{case.url}/draft")
    assert "非本单位职责" in page.text
    assert page.form("draft").values[point] == "outside"


def test_an_ask_is_added_and_one_is_split_while_drafting(case: Case, browser_of: SignedIn) -> None:
    officer = browser_of("officer")
    officer.get(f"{case.url}/draft")
    page = officer.submit("补上", ask="建设产业园区")
    assert "已补列一条建议" in page.text
    page = officer.submit("/split", second="技术改造的支持")
    assert "已拆成两条" in page.text
    with case.app.app_context():
        asks = [(ask.point.position, ask.point.text) for ask in asks_of(full_reply(case.reply_id))]
    assert asks == [
        (1, "加大对企业"),
        (2, "技术改造的支持"),
        (3, "引进和培养高层次人才"),
        (4, "建设产业园区"),
    ]
    officer.get(f"{case.url}/draft")
    page = officer.submit("/split", second="没有的话")
    assert (page.status, "请照抄这一条里第二项开头的几个字" in page.text) == (422, True)


def test_a_reviewer_sees_what_changed_since_the_version_he_sent_back(
    case: Case, browser_of: SignedIn
) -> None:
    case.write()
    case.decide_and_submit()
    head = browser_of("head")
    assert "看我上次审过" not in head.get(f"{case.url}/review").text
    head.submit("退回修改", remark="请写实")
    case.write(LETTER.replace("已开展调研", "已完成调研"))
    case.decide_and_submit()
    page = head.get(f"{case.url}/review")
    page = head.follow("看我上次审过第1稿以后改了什么")
    assert "改1处" in page.text


def test_a_promise_is_judged_on_its_card(case: Case, browser_of: SignedIn) -> None:
    case.write()
    officer, (first, second) = browser_of("officer"), case.marks()
    officer.get(f"{case.url}/draft")
    page = officer.submit(f"promises/{first.id}", **{f"mark-{first.id}-verdict": "promise"})
    assert "已记下判定" in page.text
    assert "识别2句，已判1句，待判1句" in page.text
    page = officer.submit(
        f"promises/{second.id}",
        **{f"mark-{second.id}-verdict": "not_promise", f"mark-{second.id}-reason": "方向性表述"},
    )
    assert "可以送审" in page.text
    judged = case.marks()
    assert [mark.verdict for mark in judged] == [Verdict.PROMISE, Verdict.NOT_PROMISE]
    assert judged[0].owner_user_id == case.office.people["officer"]


def test_a_verdict_without_its_reason_is_refused_beside_the_field(case: Case, browser_of: SignedIn) -> None:
    case.write()
    officer, first = browser_of("officer"), case.marks()[0]
    officer.get(f"{case.url}/draft")
    page = officer.submit(f"promises/{first.id}", **{f"mark-{first.id}-verdict": "not_promise"})
    assert page.status == 422
    assert "请写明为什么不是承诺" in page.text


def test_a_sentence_is_split_and_one_is_added(case: Case, browser_of: SignedIn) -> None:
    both = "我厅将在2026年底前实施100项技改项目，评选优秀新产品40项"
    case.write(LETTER.replace(f"{PROMISE}。{VAGUE}。", f"{both}。"))
    officer, mark = browser_of("officer"), case.marks()[0]
    officer.get(f"{case.url}/draft")
    names = {f"mark-{mark.id}-verdict": "split", f"mark-{mark.id}-second": "评选"}
    page = officer.submit(f"promises/{mark.id}", **names)
    assert "识别2句" in page.text
    page = officer.submit("标上", quote="我厅已开展调研")
    assert "识别3句" in page.text
    page = officer.submit("标上", quote="没有的话")
    assert page.status == 422
    assert "正文里没有这句话" in page.text


def test_submission_is_refused_by_name_of_the_sentence_and_keeps_the_text(
    case: Case, browser_of: SignedIn
) -> None:
    officer = browser_of("officer")
    officer.get(f"{case.url}/draft")
    page = officer.submit("送审", text=LETTER)
    assert page.status == 422
    assert "还有句子没有判定是不是承诺" in page.text
    assert PROMISE[:12] in page.text
    assert case.reply().text == LETTER


def test_a_decided_draft_goes_to_the_head_and_may_be_taken_back(case: Case, browser_of: SignedIn) -> None:
    case.write()
    case.decide_all()
    officer = browser_of("officer")
    officer.get(f"{case.url}/draft")
    officer.submit("送审", asks_confirmed="y")
    assert case.reply().state is ReplyState.DEPT_REVIEW
    page = officer.get(f"{case.url}/draft")
    assert "这一稿已经送审" in page.text
    page = officer.submit("撤回送审")
    assert case.reply().state is ReplyState.DRAFTING
    assert "已撤回送审" in page.text


def test_autosave_answers_with_the_new_version(case: Case, browser_of: SignedIn) -> None:
    officer = browser_of("officer")
    values = officer.get(f"{case.url}/draft").form("draft").values
    answer = officer.client.post(f"{case.url}/autosave", data=values | {"text": LETTER})
    assert answer.status_code == 200
    assert set(answer.get_json()) == {"version", "saved_at", "draft"}
    again = officer.client.post(
        f"{case.url}/autosave", data=values | {"text": "乙", "version": answer.get_json()["version"]}
    )
    assert again.status_code == 200
    assert case.reply().text == "乙"


def test_of_two_editors_the_second_sees_both_texts_and_his_is_kept(case: Case, browser_of: SignedIn) -> None:
    officer, head = browser_of("officer"), browser_of("head")
    head.get(f"{case.url}/draft")
    values = officer.get(f"{case.url}/draft").form("draft").values
    officer.submit("保存并离开", text=LETTER)
    page = head.submit("保存并离开", text="处长的另一份文字")
    assert (page.status, page.heading) == (409, "别人已先保存")
    assert LETTER.split("\n")[2] in page.html
    assert "处长的另一份文字" in page.html
    answer = officer.client.post(f"{case.url}/autosave", data=values | {"text": "又一份"})
    assert answer.status_code == 409
    with case.app.app_context():
        kept = version_texts(case.reply_id, [1, 2, 3])
        assert kept == {1: LETTER, 2: "处长的另一份文字", 3: "又一份"}
    late = officer.get(answer.get_json()["url"])
    assert (late.status, late.heading) == (200, "别人已先保存")
    assert head.get(answer.get_json()["url"]).status == 404


@pytest.mark.parametrize("way", ["用我的文字", "保存合并后的文字"])
def test_the_late_editor_takes_his_text_or_what_is_made_of_both(
    case: Case, browser_of: SignedIn, way: str
) -> None:
    case.keep(LETTER)
    officer, head = browser_of("officer"), browser_of("head")
    for person in (officer, head):
        person.get(f"{case.url}/draft")
    theirs, own = LETTER.replace("20家", "30家"), LETTER.replace("已开展调研", "已完成调研")
    officer.submit("保存并离开", text=theirs)
    head.submit("保存并离开", text=own)
    page = head.submit(way)
    assert page.status == 200, page.text
    with case.app.app_context():
        text = full_reply(case.reply_id).text
        assert text == (own if way == "用我的文字" else own.replace("20家", "30家"))
        kept = {row.text for row in db.session.scalars(select(DraftVersion))}
        assert {theirs, own} <= kept


def test_two_wordings_of_one_place_must_be_decided(case: Case, browser_of: SignedIn) -> None:
    case.keep(LETTER)
    officer, head = browser_of("officer"), browser_of("head")
    for person in (officer, head):
        person.get(f"{case.url}/draft")
    officer.submit("保存并离开", text=LETTER.replace("20家", "30家"))
    head.submit("保存并离开", text=LETTER.replace("20家", "40家"))
    page = head.submit("保存合并后的文字")
    assert (page.status, "还有两种写法没有取舍" in page.text) == (422, True)


def test_a_late_text_of_a_submitted_draft_is_kept(case: Case, browser_of: SignedIn) -> None:
    case.keep(LETTER)
    head = browser_of("head")
    head.get(f"{case.url}/draft")
    case.decide_and_submit()
    page = head.submit("保存并离开", text=LETTER + "\n处长补一句。")
    assert (page.status, "已把这份答复送审" in page.text) == (409, True)
    with case.app.app_context():
        assert full_reply(case.reply_id).text == LETTER
        kept = {row.text for row in db.session.scalars(select(DraftVersion))}
        assert LETTER + "\n处长补一句。" in kept


@pytest.mark.parametrize("is_gone", [False, True])
def test_after_a_transfer_the_old_officer_keeps_his_text_and_nothing_else(
    case: Case, browser_of: SignedIn, is_gone: bool
) -> None:
    case.keep(LETTER)
    officer, other = browser_of("officer"), browser_of("officer2")
    values = officer.get(f"{case.url}/draft").form("draft").values
    case.hand_over("officer2", is_gone=is_gone)
    page = officer.submit("保存并离开", text=LETTER + "\n没写完的一段。")
    assert (page.status, page.heading) == (403, "件已改派，文字已另存")
    copy = page.links()["看我的副本"]
    assert "没写完的一段。" in officer.get(copy).text
    file = officer.client.get(f"{copy}/text")
    assert file.data.decode("utf-8-sig").endswith(LETTER.replace("\n", "\r\n") + "\r\n没写完的一段。\r\n")
    again = officer.client.post(
        f"{case.url}/autosave",
        data=values | {"text": LETTER + "\n没写完的一段。"},
        headers={"Accept": "application/json"},
    )
    assert (again.status_code, again.get_json()["url"]) == (403, copy)
    assert (other.get(copy).status, other.client.get(f"{copy}/text").status_code) == (404, 404)
    assert officer.get(f"{case.url}/draft").status == (404 if is_gone else 200)
    with case.app.app_context():
        assert full_reply(case.reply_id).text == LETTER


def test_kept_versions_are_compared_by_character(case: Case, browser_of: SignedIn) -> None:
    case.keep(LETTER)
    case.keep(LETTER.replace("20家", "30家"))
    officer = browser_of("officer")
    page = officer.get(f"{case.url}/versions", **{"from": 1, "to": 2})
    assert "改1处" in page.text
    assert "<del>2</del><ins>3</ins>" in page.html
    page = officer.get(f"{case.url}/versions", **{"from": 2})
    assert "两份文字一样" in page.text
    assert officer.get(f"{case.url}/versions", **{"from": 9}).status == 404


def test_a_version_is_kept_from_the_editor(case: Case, browser_of: SignedIn) -> None:
    officer = browser_of("officer")
    officer.get(f"{case.url}/draft")
    page = officer.submit("存为新一稿", text=LETTER, note="初稿")
    assert page.heading == "答复函 第2稿"
    assert "第1稿" in page.text


@pytest.mark.parametrize(
    ("key", "status"), [("head", 200), ("officer2", 200), ("finance_liaison", 404), ("rural_officer", 404)]
)
def test_drafts_are_shown_to_those_who_may_read_them(
    case: Case, browser_of: SignedIn, key: str, status: int
) -> None:
    page = browser_of(key).get(f"{case.url}/draft")
    assert page.status == status
    if key == "officer2":
        assert "draft-form" not in page.html


def test_rare_characters_and_markup_survive_the_editor(case: Case, browser_of: SignedIn) -> None:
    text = "𠮷田〇昇：\n<b>将“跨省通办”</b> & 其他  两个空格"
    officer = browser_of("officer")
    officer.get(f"{case.url}/draft")
    officer.submit("保存并离开", text=text)
    assert officer.get(f"{case.url}/draft").form("draft").values["text"] == text
    with case.app.app_context():
        assert opened(case.item_id).proposal.id == case.item_id


def test_the_editor_asks_few_statements(case: Case, browser_of: SignedIn) -> None:
    case.write()
    officer = browser_of("officer")
    seen: list[str] = []
    with case.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    officer.get(f"{case.url}/draft")
    assert len([one for one in seen if one.startswith("SELECT")]) <= 14


def test_the_sponsor_is_told_what_became_of_the_opinions(case: Case, browser_of: SignedIn) -> None:
    with case.app.app_context():
        opinion = opinion_at(opened(case.item_id), case.office.units["finance"]).id
    give_opinion(browser_of, f"/items/{case.item_id}/opinions/{opinion}")
    case.write(LETTER)
    officer = browser_of("officer")
    assert "正文没有提到会办单位财政厅的意见" in officer.get(f"{case.url}/draft").text
    page = officer.submit("把采纳情况写进正文")
    assert (page.status, "已把会办意见采纳情况写进正文" in page.text) == (200, True)
    assert "正文没有提到会办单位" not in page.text
    text = page.form("draft").values["text"]
    assert "（一）财政厅：提出：“同意，建议贴息”，我厅部分采纳，资金有限。\n感谢您" in text
    shown = browser_of("finance_liaison").get(f"/items/{case.item_id}/opinions/{opinion}")
    assert "说明：资金有限" in shown.text


def test_reviewers_are_warned_when_a_co_handler_is_named_nowhere(case: Case, browser_of: SignedIn) -> None:
    with case.app.app_context():
        opinion = opinion_at(opened(case.item_id), case.office.units["finance"]).id
    give_opinion(browser_of, f"/items/{case.item_id}/opinions/{opinion}")
    case.write()
    case.decide_and_submit()
    assert "正文没有提到会办单位财政厅的意见" in browser_of("head").get(f"{case.url}/review").text


def give_opinion(browser_of: SignedIn, url: str) -> None:
    liaison, head, officer = (browser_of(key) for key in ("finance_liaison", "finance_head", "officer"))
    liaison.get(f"{url}/edit")
    liaison.submit("送负责人签署", text="同意，建议贴息。")
    head.get(url)
    head.submit("签署并送主办")
    officer.get(url)
    officer.submit("部分采纳", reason="资金有限")
