"""Pages of items handled as one: who sees them, what they offer, and that a refusal keeps what was chosen."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.support.groups import THIRD, merged, two_desks
from tests.support.office import Office
from tests.support.page_client import PageClient, SignedIn
from tests.support.replies import BODY, Desk, new_desk
from tests.support.statements import counted
from tracker.domain.vocabulary import GroupKind, ReplyState
from tracker.extensions import db
from tracker.queries.groups import group_of
from tracker.services import drafting, merged_text


@pytest.fixture
def desks(app: Flask, office: Office) -> tuple[Desk, Desk]:
    with app.app_context():
        return two_desks(office)


@pytest.fixture
def group(app: Flask, desks: tuple[Desk, Desk]) -> int:
    with app.app_context():
        return merged(*desks).id


def group_id(app: Flask, desk: Desk) -> int | None:
    with app.app_context():
        found = group_of(desk.proposal_id, GroupKind.MERGED)
        return found.id if found else None


def test_the_coordinator_brings_items_together_from_the_items_page(
    app: Flask, browser_of: SignedIn, desks: tuple[Desk, Desk]
) -> None:
    first, second = desks
    page = browser_of("coordinator")
    page.get(f"/items/{first.proposal_id}")
    shown = page.follow("并案办理")
    assert "第20260125号" in shown.text
    found = page.submit("一并办理", items=[str(second.proposal_id)])
    assert found.path == f"/groups/{group_id(app, first)}"
    assert "分别答复" in found.text
    item = page.get(f"/items/{second.proposal_id}")
    assert "与另外1件并案办理" in item.text
    assert "并案办理" not in item.links()


def test_the_likest_title_stands_first_and_the_search_finds_by_number(
    app: Flask, office: Office, browser_of: SignedIn, desks: tuple[Desk, Desk]
) -> None:
    with app.app_context():
        new_desk(office, number_raw="第20260199号", title="关于农村道路养护的提案")
    page = browser_of("coordinator")
    path = f"/items/{desks[0].proposal_id}/group/new"
    text = page.get(path).text
    assert text.index("第20260125号") < text.index("第20260199号")
    found = page.get(path, q="20260199").text
    assert "第20260199号" in found
    assert "第20260125号" not in found


def test_nothing_chosen_is_said_and_a_choice_is_kept(
    app: Flask, office: Office, browser_of: SignedIn, desks: tuple[Desk, Desk]
) -> None:
    page = browser_of("coordinator")
    page.get(f"/items/{desks[0].proposal_id}/group/new")
    refused = page.submit("一并办理")
    assert (refused.status, "请至少选择一件" in refused.text) == (422, True)
    assert group_id(app, desks[0]) is None


@pytest.mark.parametrize(("who", "status"), [("officer", 403), ("leader", 403), ("finance_liaison", 404)])
def test_others_may_not_bring_items_together(
    browser_of: SignedIn, desks: tuple[Desk, Desk], who: str, status: int
) -> None:
    page = browser_of(who)
    path = f"/items/{desks[0].proposal_id}/group/new"
    assert page.get(path).status == status
    assert "并案办理" not in page.get(f"/items/{desks[0].proposal_id}").links()


def test_a_foreign_item_in_the_form_refuses_all(
    app: Flask, browser_of: SignedIn, desks: tuple[Desk, Desk]
) -> None:
    page = browser_of("coordinator")
    page.get(f"/items/{desks[0].proposal_id}/group/new")
    answer = page.submit("一并办理", items=[str(desks[1].proposal_id), "999999"])
    assert answer.status == 404
    assert group_id(app, desks[0]) is None


def test_the_group_page_shows_only_what_one_may_see(
    app: Flask, office: Office, browser_of: SignedIn, group: int
) -> None:
    assert browser_of("officer").get(f"/groups/{group}").status == 200
    for who in ("finance_liaison", "rural_officer", "system_admin"):
        assert browser_of(who).get(f"/groups/{group}").status == 404
    assert browser_of("coordinator").get("/groups/999999").status == 404
    shown = browser_of("officer").get(f"/groups/{group}")
    assert "移出" not in shown.links()


def test_an_item_leaves_with_its_reason(
    app: Flask, browser_of: SignedIn, desks: tuple[Desk, Desk], group: int
) -> None:
    page = browser_of("coordinator")
    path = f"/groups/{group}/items/{desks[1].proposal_id}/leave"
    page.get(path)
    refused = page.submit("移出并案办理")
    assert (refused.status, "请写明理由" in refused.text) == (422, True)
    page.submit("移出并案办理", reason="诉求不同")
    assert group_id(app, desks[0]) is None
    assert "这一组已经解除" in page.get(f"/groups/{group}").text
    assert "不再并案办理" in page.get(f"/items/{desks[1].proposal_id}").text


def test_another_item_is_made_to_lead(
    app: Flask, browser_of: SignedIn, desks: tuple[Desk, Desk], group: int
) -> None:
    page = browser_of("coordinator")
    page.get(f"/groups/{group}/items/{desks[1].proposal_id}/lead")
    page.submit("设为牵头件", reason="更全面")
    with app.app_context():
        found = group_of(desks[0].proposal_id, GroupKind.MERGED)
        assert found is not None
        assert found.leading_id == desks[1].proposal_id
    assert page.get(f"/groups/{group}/items/{desks[1].proposal_id}/lead").status == 409
    assert page.get(f"/groups/{group}/items/999999/leave").status == 404


def write(app: Flask, desk: Desk, body: str) -> None:
    with app.app_context():
        entry = drafting.DraftEntry(text=f"委员：\n收悉，现答复如下：\n{body}")
        desk.step("officer", drafting.save_text, entry=entry, version=None)


def text_of(app: Flask, desk: Desk) -> str:
    with app.app_context():
        return desk.reply.text


def test_the_officer_carries_the_text_and_compares_what_was_changed(
    app: Flask, browser_of: SignedIn, desks: tuple[Desk, Desk], group: int
) -> None:
    first, second = desks
    with app.app_context():
        first.drafted()
    page = browser_of("officer")
    page.get(f"/groups/{group}")
    done = page.submit("把牵头件正文带入1件")
    assert "与牵头件一致" in done.text
    assert "技术改造" in text_of(app, second)
    write(app, second, "一、我们另有做法")
    write(app, first, BODY.replace("20家", "30家"))
    page.get(f"/groups/{group}")
    compared = page.follow("对照")
    assert "30家" in compared.text
    assert "我们另有做法" in compared.text
    page.submit("保留本件文字")
    assert "我们另有做法" in text_of(app, second)
    write(app, first, BODY.replace("20家", "40家"))
    page.get(f"/groups/{group}/items/{second.proposal_id}/text")
    page.submit("改用牵头件的正文")
    assert "40家" in text_of(app, second)


def test_a_reader_sees_no_difference_of_drafts_that_are_not_his(
    app: Flask, browser_of: SignedIn, desks: tuple[Desk, Desk], group: int
) -> None:
    path = f"/groups/{group}/items/{desks[1].proposal_id}/text"
    assert browser_of("rural_officer").get(path).status == 404
    assert browser_of("officer").get(path).status == 409
    assert browser_of("coordinator").client.post(f"/groups/{group}/text").status_code == 400


@pytest.fixture
def ready(app: Flask, desks: tuple[Desk, Desk], group: int) -> Callable[[], None]:
    """Bring both letters before the leader."""

    def prepare() -> None:
        with app.app_context():
            first, second = desks
            first.drafted()
            second.now = first.now
            items = [second.proposal_id]
            merged_text.carry_text(second.actor("officer"), group, items=items, version=None, now=second.now)
            for desk in desks:
                desk.submitted().approved().checked()
            db.session.commit()

    return prepare


DECISION = {"class_mark": "B", "publicity": "proactive", "seen": "y", "remark": "同意。"}


def states(app: Flask, desks: tuple[Desk, Desk]) -> set[ReplyState]:
    with app.app_context():
        return {desk.reply.state for desk in desks}


def test_the_leader_signs_the_group_in_one_act(
    app: Flask, browser_of: SignedIn, desks: tuple[Desk, Desk], group: int, ready: Callable[[], None]
) -> None:
    ready()
    page = browser_of("leader")
    page.get(f"/groups/{group}")
    page.follow("一并签发")
    done = page.submit("签发全部2件", **DECISION)
    assert "已签发2件答复" in done.text
    assert states(app, desks) == {ReplyState.SIGNED}
    assert "一并签发" not in page.get(f"/groups/{group}").links()


def test_a_refused_signature_keeps_what_was_typed_and_signs_nothing(
    app: Flask, browser_of: SignedIn, desks: tuple[Desk, Desk], group: int, ready: Callable[[], None]
) -> None:
    ready()
    page = browser_of("leader")
    page.get(f"/groups/{group}/sign")
    refused = page.submit("签发全部2件", **(DECISION | {"seen": []}))
    assert refused.status == 422
    assert "一件也没有签" in refused.text
    assert refused.text.count("请先看过本函作出的承诺") == 2
    assert refused.form("签发全部2件").values["remark"] == "同意。"
    assert states(app, desks) == {ReplyState.SIGN_OFF}
    withheld = page.submit("签发全部2件", **(DECISION | {"publicity": "withheld"}))
    assert "不主动公开的，请写明理由和依据" in withheld.text
    assert page.submit("签发全部2件", **(DECISION | {"publicity": "nonsense"})).status == 422
    assert states(app, desks) == {ReplyState.SIGN_OFF}


@pytest.mark.parametrize("who", ["officer", "head", "coordinator", "supervisor"])
def test_nobody_else_is_offered_the_signature(
    browser_of: SignedIn, group: int, ready: Callable[[], None], who: str
) -> None:
    ready()
    page = browser_of(who)
    assert "一并签发" not in page.get(f"/groups/{group}").links()
    assert page.get(f"/groups/{group}/sign").status == 409


def test_the_pages_read_in_english_too(
    app: Flask, browser_of: SignedIn, desks: tuple[Desk, Desk], group: int, ready: Callable[[], None]
) -> None:
    ready()
    page: PageClient = browser_of("leader")
    page.client.set_cookie("locale", "en")
    page.get("/locale/en")
    for path in (f"/groups/{group}", f"/groups/{group}/sign", "/topics"):
        assert page.get(path).status == 200


def test_a_group_of_many_costs_few_statements(
    app: Flask, office: Office, browser_of: SignedIn, desks: tuple[Desk, Desk]
) -> None:
    with app.app_context():
        third = new_desk(office, **THIRD)
        number = merged(desks[0], desks[1], third).id
        desks[0].drafted()
    for who in ("coordinator", "officer", "leader"):
        client = browser_of(who).client
        client.get("/")
        with counted() as statements:
            assert client.get(f"/groups/{number}").status_code == 200
        assert len(statements) <= 8, (who, statements)
