"""Pages of requests: asked, endorsed, decided, taken back; parts stopped and moved; who sees and may do what."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.support.asked import (
    JOINT,
    accept_return,
    ask_return,
    assignments,
    fresh,
    given,
    latest,
    seat_of,
    state_of,
)
from tests.support.office import Office
from tests.support.page_client import Page, PageClient, SignedIn
from tests.support.page_rules import text_of
from tests.support.replies import Desk, desk_at
from tracker import clock
from tracker.domain.vocabulary import AssignmentState, RequestState
from tracker.extensions import db

Made = Callable[[], Desk]
AS = AssignmentState
SOON = 12  # calendar days in which three working days lie, whatever holiday comes between
EVERYBODY = (
    "officer",
    "officer2",
    "rural_officer",
    "head",
    "rural_head",
    "coordinator",
    "leader",
    "supervisor",
    "finance_liaison",
    "finance_head",
    "industry_liaison",
    "industry_head",
    "system_admin",
    "security_admin",
    "audit_admin",
)


@pytest.fixture
def desk(app: Flask, office: Office) -> Desk:
    """An item assigned today to the department with the finance department helping."""
    with app.app_context():
        made = fresh(office, "finance")
        db.session.remove()
    return made


def at(app: Flask, act: Callable[[], object]) -> object:
    """Do something beside the pages."""
    with app.app_context():
        found = act()
        db.session.remove()
        return found


def part(app: Flask, desk: Desk, unit: str) -> str:
    """Return the address of a unit's part."""
    seat_id = at(app, lambda: seat_of(desk, unit).assignment.id)
    return f"/items/{desk.proposal_id}/assignments/{seat_id}"


def asked_page(app: Flask, desk: Desk) -> str:
    """Return the address of the item's latest request."""
    return f"/items/{desk.proposal_id}/requests/{at(app, lambda: latest(desk).id)}"


def unit_state(app: Flask, desk: Desk, unit: str) -> AssignmentState:
    found = at(app, lambda: state_of(desk, unit))
    assert isinstance(found, AssignmentState)
    return found


def next_words(page: Page) -> str:
    return next(text_of(one) for one in page.root.iter("h2") if one.get("id") == "next-action")


def menu(page: Page) -> set[str]:
    """Return the words of the further steps."""
    found = [one for one in page.root.iter() if one.get("class") == "further"]
    return {
        text_of(one)
        for one in (inner for outer in found for inner in outer.iter())
        if "btn" in (one.get("class") or "") and one.tag != "summary"
    }


def post(client: PageClient, path: str, **fields: object) -> int:
    """Post a form with a valid token from outside any page, made from the record's first version, and its status."""
    page = client.get("/")
    token = next(form.values["csrf_token"] for form in page.forms() if "csrf_token" in form.values)
    sent = {"csrf_token": token, "version": 1, **fields}
    return client.client.post(path, data=sent).status_code


def version(app: Flask, record: Callable[[], object]) -> object:
    """Return a record's present version."""
    return at(app, lambda: getattr(record(), "version"))  # noqa: B009 - any versioned record


def test_a_liaison_asks_from_the_menu_and_the_head_endorses_it_from_the_desk(
    app: Flask, desk: Desk, browser_of: SignedIn
) -> None:
    liaison, head = browser_of("finance_liaison"), browser_of("finance_head")
    shown = liaison.get(f"/items/{desk.proposal_id}")
    form = liaison.get(shown.links()["申请退办（财政厅）"])
    assert "逾期不再受理" in form.text
    refused = liaison.submit("提出退办申请", reason="", suggested_unit="工业和信息化厅")
    assert (refused.status, refused.form("提出退办申请").values["suggested_unit"]) == (422, "工业和信息化厅")
    asked = liaison.submit("提出退办申请", reason="不属于本单位职责。")
    assert asked.heading == "退办申请"
    assert "等待本单位负责人提出意见" in asked.text
    assert unit_state(app, desk, "finance") is AS.RETURN_REQUESTED
    assert "等待申请的决定" in liaison.get("/").text
    assert "对本单位的申请提出意见" in head.get("/").text
    head.get(asked.path)
    without = head.submit("退回申请")
    assert (without.status, "请写明理由" in without.text) == (422, True)
    head.submit("同意退办")
    assert at(app, lambda: latest(desk).state) is RequestState.ENDORSED


def test_the_assigner_is_led_from_the_desk_to_the_decision_and_names_the_successor(
    app: Flask, desk: Desk, browser_of: SignedIn, office: Office
) -> None:
    at(app, lambda: ask_return(desk, "finance_head", "finance"))
    for key in ("coordinator", "leader"):
        assert "决定退办申请" in browser_of(key).get("/").text
    client = browser_of("coordinator")
    item = client.get(f"/items/{desk.proposal_id}")
    assert next_words(item) == "轮到您：决定退办申请"
    assert "潘国强" in item.text
    page = client.follow("去决定")
    form = page.form("同意退办")
    assert form.values["unit_id"] == str(office.units["industry"])
    assert form.values["role"] == "co"
    done = client.submit("同意退办", reason="同意。")
    assert unit_state(app, desk, "finance") is AS.RETURNED
    assert unit_state(app, desk, "industry") is AS.WAITING
    struck = [text_of(one) for one in done.root.iter("s")]
    assert struck == ["财政厅"]
    assert "改由工业和信息化厅承办" in done.text
    assert browser_of("finance_liaison").get(f"/items/{desk.proposal_id}").status == 404
    assert browser_of("industry_liaison").get(f"/items/{desk.proposal_id}").status == 200


def test_a_successor_that_cannot_be_is_refused_at_its_field(
    app: Flask, desk: Desk, browser_of: SignedIn
) -> None:
    at(app, lambda: ask_return(desk, "finance_head", "finance"))
    client = browser_of("coordinator")
    client.get(asked_page(app, desk))
    refused = client.submit("同意退办", role="split", part="", reason="请接办。")
    assert (refused.status, "分办要写明" in refused.text) == (422, True)
    assert refused.form("同意退办").values["reason"] == "请接办。"
    assert unit_state(app, desk, "finance") is AS.RETURN_REQUESTED


def test_refusing_needs_a_reason_and_leads_the_unit_on(app: Flask, desk: Desk, browser_of: SignedIn) -> None:
    at(app, lambda: ask_return(desk, "finance_head", "finance"))
    client = browser_of("leader")
    client.get(asked_page(app, desk))
    assert client.submit("不同意，继续办理").status == 422
    client.submit("不同意，继续办理", reason="职责明确。")
    assert unit_state(app, desk, "finance") is AS.SIGNED
    shown = browser_of("finance_liaison").get(f"/items/{desk.proposal_id}")
    assert next_words(shown) == "轮到您：拟写会办意见"
    told = browser_of("finance_liaison").get(asked_page(app, desk))
    assert "职责明确。" in told.text


def test_the_asker_takes_the_request_back_on_its_page(app: Flask, desk: Desk, browser_of: SignedIn) -> None:
    at(app, lambda: ask_return(desk, "finance_liaison", "finance"))
    client = browser_of("finance_liaison")
    client.get(asked_page(app, desk))
    client.submit("收回申请")
    assert unit_state(app, desk, "finance") is AS.WAITING


def test_after_the_last_day_the_page_says_so_and_the_menu_offers_it_to_the_office_alone(
    app: Flask, office: Office, browser_of: SignedIn
) -> None:
    with app.app_context():
        desk = given(office, "finance")
        db.session.remove()
    liaison, coordinator = browser_of("finance_liaison"), browser_of("coordinator")
    assert "申请退办（财政厅）" not in menu(liaison.get(f"/items/{desk.proposal_id}/text"))
    late = liaison.get(part(app, desk, "finance") + "/return")
    assert (late.status, "3月25日" in late.text) == (422, True)
    assert "申请退办（财政厅）" in menu(coordinator.get(f"/items/{desk.proposal_id}"))
    form = coordinator.get(part(app, desk, "finance") + "/return")
    assert "记为逾期提出" in form.text
    coordinator.submit("提出退办申请", reason="单位来函说明。")
    assert "已过申请期限" in coordinator.get(asked_page(app, desk)).text


def test_a_part_without_an_answering_unit_waits_to_be_assigned_again(
    app: Flask, desk: Desk, browser_of: SignedIn
) -> None:
    at(app, lambda: ask_return(desk, "coordinator"))
    client = browser_of("coordinator")
    client.get(asked_page(app, desk))
    page = client.submit("同意退办", unit_id="0", role="lead")
    assert next_words(page) == "轮到您：确定主办和会办单位"
    assert "确定主办和会办单位" in client.get("/").text


WHO_MAY = {
    "return": {"finance_liaison", "finance_head", "coordinator"},
    "inside": {"finance_head"},
    "decision": {"coordinator", "leader"},
    "recall": {"coordinator"},
    "pause": {"coordinator", "leader"},
    "withdrawal": {"coordinator"},
    "void": {"coordinator", "leader"},
}
SEES = {"coordinator", "leader", "supervisor", "finance_liaison", "finance_head"}


@pytest.mark.parametrize("step", ["return", "recall", "withdrawal", "void"])
def test_who_may_ask_or_take_back_over_http(app: Flask, desk: Desk, browser_of: SignedIn, step: str) -> None:
    about = part(app, desk, "finance") if step in {"return", "recall"} else f"/items/{desk.proposal_id}"
    for key in EVERYBODY:
        client = browser_of(key)
        shown = client.get(f"{about}/{step}").status
        now = version(
            app, lambda: seat_of(desk, "finance").assignment if "/a" in about else desk.file.proposal
        )
        answer = post(client, f"{about}/{step}", reason="", version=now)
        if key in WHO_MAY[step]:
            assert (shown, answer) == (200, 422), key
        else:
            assert shown == answer == (403 if key in SEES else 404), key


def test_who_may_pause_over_http(app: Flask, office: Office, browser_of: SignedIn) -> None:
    with app.app_context():
        made = desk_at(office, "drafted")
        db.session.remove()
    path = part(app, made, "dept") + "/pause"
    for key in EVERYBODY:
        now = version(app, lambda: made.seat.assignment)
        answer = post(browser_of(key), path, reason="", version=now)
        seen = {"officer", "officer2", "head", "coordinator", "leader", "supervisor"}
        expected = 422 if key in WHO_MAY["pause"] else 403 if key in seen else 404
        assert answer == expected, key


@pytest.mark.parametrize(("step", "how"), [("inside", "send_back"), ("decision", "refuse")])
def test_who_may_decide_over_http(app: Flask, desk: Desk, browser_of: SignedIn, step: str, how: str) -> None:
    asker = "finance_liaison" if step == "inside" else "finance_head"
    at(app, lambda: ask_return(desk, asker, "finance"))
    path = f"{asked_page(app, desk)}/{step}"
    for key in EVERYBODY:
        now = version(app, lambda: latest(desk))
        answer = post(browser_of(key), path, reason="", decision=how, version=now)
        expected = 422 if key in WHO_MAY[step] else 403 if key in SEES else 404
        assert answer == expected, key


@pytest.mark.parametrize("step", ["inside", "decision", "cancelled", "consents"])
def test_another_units_people_find_no_request_at_all(
    app: Flask, office: Office, browser_of: SignedIn, step: str
) -> None:
    with app.app_context():
        made = fresh(office, "finance", "industry")
        ask_return(made, "finance_liaison", "finance")
        db.session.remove()
    for key in ("industry_liaison", "industry_head", "rural_head"):
        client = browser_of(key)
        assert client.get(asked_page(app, made)).status == 404
        assert post(client, f"{asked_page(app, made)}/{step}", decision="accept") == 404
        assert "退办申请" not in client.get(f"/items/{made.proposal_id}").text


def test_a_stale_decision_changes_nothing(app: Flask, desk: Desk, browser_of: SignedIn) -> None:
    at(app, lambda: ask_return(desk, "finance_liaison", "finance"))
    head = browser_of("finance_head")
    head.get(asked_page(app, desk))
    at(app, lambda: _touch(desk))
    assert head.submit("同意退办", reason="同意转出。").status == 409
    assert at(app, lambda: latest(desk).state) is RequestState.ASKED


def _touch(desk: Desk) -> None:
    row = latest(desk)
    row.reason += "补充。"
    db.session.commit()


def test_a_pressed_button_that_is_none_is_not_found(app: Flask, desk: Desk, browser_of: SignedIn) -> None:
    at(app, lambda: ask_return(desk, "finance_head", "finance"))
    assert post(browser_of("coordinator"), asked_page(app, desk) + "/decision", decision="x") == 404


def test_recall_says_what_ends_and_what_is_kept(app: Flask, office: Office, browser_of: SignedIn) -> None:
    with app.app_context():
        made = desk_at(office, "drafted")
        db.session.remove()
    client = browser_of("coordinator")
    page = client.get(part(app, made, "dept") + "/recall")
    for words in ("第1稿", "作废留存", "回到待交办", "保留：沟通记录"):
        assert words in page.text
    client.submit("确认撤销交办", reason="机构改革，职能划转。")
    assert unit_state(app, made, "dept") is AS.RECALLED
    drafts = client.get(f"/items/{made.proposal_id}/drafts")
    kept = client.get(next(url for url in drafts.links().values() if "cancelled-drafts" in url))
    assert "建成一批创新平台" in kept.text
    for key in ("officer", "head"):
        assert browser_of(key).get(kept.path).status == 404


def test_a_paused_part_says_so_rests_and_goes_on(app: Flask, office: Office, browser_of: SignedIn) -> None:
    with app.app_context():
        made = desk_at(office, "submitted")
        db.session.remove()
    leader, head = browser_of("leader"), browser_of("head")
    leader.get(f"/items/{made.proposal_id}")
    leader.get(part(app, made, "dept") + "/pause")
    assert leader.submit("暂缓办理").status == 422
    page = leader.submit("暂缓办理", reason="等待自治区政府常务会议决定。")
    assert next_words(page) == "科技厅暂缓办理中"
    assert "等待自治区政府常务会议决定" in page.text
    resting = head.get(f"/items/{made.proposal_id}")
    assert "暂缓办理中" in next_words(resting)
    review = f"/items/{made.proposal_id}/replies/{at(app, lambda: made.reply.id)}/review"
    assert "同意，转办公室核稿" not in head.get(review).text
    now = version(app, lambda: made.reply)
    assert post(head, review, decision="approve", version=now) == 422
    assert "审核答复稿" not in head.get("/").text
    leader.get(f"/items/{made.proposal_id}")
    leader.submit("恢复办理")
    assert next_words(head.get(f"/items/{made.proposal_id}")) == "轮到您：审核答复稿"


def test_moving_to_another_office_takes_sight_at_once_and_keeps_draft_and_contacts(
    app: Flask, office: Office, browser_of: SignedIn
) -> None:
    with app.app_context():
        made = desk_at(office, "drafted")
        reply_id, item = made.reply.id, made.proposal_id
        db.session.remove()
    officer, coordinator = browser_of("officer"), browser_of("coordinator")
    editor = f"/items/{item}/replies/{reply_id}/draft"
    page = officer.get(editor)
    coordinator.get(part(app, made, "dept") + "/distribute")
    refused = coordinator.submit("改派到这个处室", office_id=str(office.units["rural"]))
    assert (refused.status, "改派要写明理由" in refused.text) == (422, True)
    shown = coordinator.submit(
        "改派到这个处室", office_id=str(office.units["rural"]), reason="属农村处职责。"
    )
    assert "由高新处转农村处办理" in shown.text
    token = page.forms()[0].values["csrf_token"]
    stale = officer.client.post(editor, data={"csrf_token": token, "text": "偷改。", "version": 1})
    assert stale.status_code == 404
    for address in (editor, f"/items/{item}", f"/items/{item}/contacts"):
        assert officer.get(address).status == 404
        assert browser_of("head").get(address).status == 404
    rural = browser_of("rural_head")
    assert "面商" in rural.get(f"/items/{item}/contacts").text
    assert "建成一批创新平台" in rural.get(f"/items/{item}/replies/{reply_id}/versions/1").text or rural.get(
        editor
    ).status in {200, 403}


def test_giving_the_first_office_asks_for_no_reason(
    app: Flask, desk: Desk, office: Office, browser_of: SignedIn
) -> None:
    client = browser_of("coordinator")
    client.get(f"/items/{desk.proposal_id}")
    now = version(app, lambda: desk.seat.assignment)
    assert post(client, part(app, desk, "dept") + "/receipt", version=now) == 302
    page = client.get(part(app, desk, "dept") + "/distribute")
    assert "改派理由" not in page.text
    client.submit("分给这个处室", office_id=str(office.units["hightech"]))
    again = client.get(part(app, desk, "dept") + "/distribute")
    assert "改派理由" in again.text
    assert client.submit("改派到这个处室", office_id=str(office.units["rural"])).status == 200


def test_a_successor_does_not_inherit_sight_of_other_units_drafts(
    app: Flask, office: Office, browser_of: SignedIn
) -> None:
    with app.app_context():
        made = desk_at(office, "drafted")
        ask_return(made, "head")
        accept_return(made)
        rows = [(row.unit_id, row.state) for row in assignments(made)]
        db.session.remove()
    assert rows == [(office.units["dept"], AS.RETURNED)]
    for key in ("officer", "head", "rural_head"):
        assert browser_of(key).get(f"/items/{made.proposal_id}").status == 404


def test_a_withdrawal_with_co_signers_is_walked_on_its_page(
    app: Flask, office: Office, browser_of: SignedIn
) -> None:
    with app.app_context():
        made = fresh(office, "finance", sponsors=JOINT)
        db.session.remove()
    client = browser_of("coordinator")
    client.get(f"/items/{made.proposal_id}/withdrawal")
    assert client.submit("登记申请").status == 422
    page = client.submit("登记申请", reason="3月22日来函申请撤回。")
    assert "0/2 已同意" in page.text
    assert "全体联名人同意" in page.text
    for name in ("陈桂英", "黄少华"):
        page = client.submit("记下同意", evidence="来函，本人签名。")
        assert name in page.text
    assert "2/2 已同意" in page.text
    done = client.submit("同意撤案，停止办理", reason="同意。")
    assert next_words(done) == "本件已由提出人撤回"
    client.get(f"/items/{made.proposal_id}/taken-up")
    assert (
        next_words(client.submit("重新办理", reason="提出人要求继续办理。")) == "轮到您：确定主办和会办单位"
    )


def test_voiding_is_proposed_by_one_and_confirmed_by_another(
    app: Flask, desk: Desk, browser_of: SignedIn
) -> None:
    coordinator, leader = browser_of("coordinator"), browser_of("leader")
    coordinator.get(f"/items/{desk.proposal_id}/void")
    page = coordinator.submit("提出作废", reason="与另一件重复登记。")
    assert "确认作废" not in {words for form in page.forms() for words in form.buttons}
    assert "确认或不同意作废" in leader.get("/").text
    assert next_words(leader.get(f"/items/{desk.proposal_id}")) == "轮到您：确认或不同意作废"
    leader.get(asked_page(app, desk))
    assert next_words(leader.submit("确认作废")) == "本件已经作废"


def test_an_express_item_says_so_and_has_short_days(app: Flask, office: Office, browser_of: SignedIn) -> None:
    with app.app_context():
        made = fresh(office, is_express=True)
        due = made.seat.assignment.due_on
        db.session.remove()
    assert due is not None
    assert (due - clock.today()).days <= SOON
    shown = browser_of("coordinator")
    assert "急办" in shown.get(f"/items/{made.proposal_id}").text
    assert "急办" in shown.get("/items").text


@pytest.mark.parametrize("button", ["送审", "存为新一稿"])
def test_a_draft_of_a_resting_part_says_why_it_cannot_go_on(
    app: Flask, office: Office, browser_of: SignedIn, button: str
) -> None:
    with app.app_context():
        made = desk_at(office, "drafted")
        draft, text = f"/items/{made.proposal_id}/replies/{made.reply.id}/draft", made.reply.text
        db.session.remove()
    officer = browser_of("officer")
    officer.get(draft)
    at(app, lambda: ask_return(made, "head"))
    page = officer.submit(button, text=text + "又写一句。")
    assert (page.status, "等待退办的决定，或者暂缓办理中" in page.text) == (422, True)
    assert "又写一句。" in page.text
    shown = officer.get(draft).text
    assert ("正文不能改；决定或恢复后再接着写" in shown, "这一稿已经送审" in shown) == (True, False)
    assert at(app, lambda: made.reply.text) == text
