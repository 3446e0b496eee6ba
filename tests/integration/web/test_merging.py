"""An item goes wholly into another one, with links both ways, and comes back by reopening."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.groups import SECOND, THIRD, merged
from tests.support.items import registered
from tests.support.office import Office
from tests.support.page_client import SignedIn
from tests.support.replies import Desk, desk_at, new_desk
from tracker.domain.errors import InvalidInput, NotFound, NotOffered, Refused, StalePage
from tracker.domain.vocabulary import AssignmentState, CaseState, GroupKind, ReplyState, Stage
from tracker.extensions import db
from tracker.models.assignment import Assignment
from tracker.models.proposal import Proposal
from tracker.models.reply import Reply
from tracker.queries.groups import group_of
from tracker.services import merging


def merge(
    desk: Desk,
    target: int | None,
    reason: str | None = "内容完全相同",
    *,
    who: str = "coordinator",
    version: int | None = None,
) -> Proposal:
    return merging.merge_item(
        desk.actor(who), desk.proposal_id, target_id=target, reason=reason, version=version, now=desk.now
    )


@pytest.fixture
def items(context: Flask, office: Office) -> tuple[Desk, Desk]:
    return Desk(office, registered(office).id), Desk(office, registered(office, **SECOND).id)


def test_an_item_goes_into_another_at_registration(items: tuple[Desk, Desk]) -> None:
    first, second = items
    merge(second, first.proposal_id)
    gone = second.file.proposal
    assert (gone.state, gone.stage, gone.merged_into_id) == (
        CaseState.MERGED,
        Stage.MERGED,
        first.proposal_id,
    )
    assert not gone.is_open


@pytest.mark.parametrize("reason", [None, "  "])
def test_a_merging_needs_its_reason(items: tuple[Desk, Desk], reason: str | None) -> None:
    with pytest.raises(InvalidInput, match="请写明理由"):
        merge(items[1], items[0].proposal_id, reason)
    assert items[1].file.proposal.state is CaseState.REGISTERED


def test_what_cannot_take_it_in_is_refused(office: Office, items: tuple[Desk, Desk]) -> None:
    first, second = items
    for target in (None, second.proposal_id):
        with pytest.raises(InvalidInput):
            merge(second, target)
    with pytest.raises(NotFound):
        merge(second, 999_999)
    third = Desk(office, registered(office, **THIRD).id)
    merge(second, first.proposal_id)
    with pytest.raises(InvalidInput, match="还没有答复"):
        merge(third, second.proposal_id)
    with pytest.raises(Refused, match="已有别的件并入本件"):
        merge(first, third.proposal_id)
    with pytest.raises(StalePage):
        merge(third, first.proposal_id, version=99)


def test_the_tasks_and_the_draft_end_and_the_group_is_left(context: Flask, office: Office) -> None:
    first, second = new_desk(office), new_desk(office, **SECOND).drafted()
    merged(first, second)
    merge(second, first.proposal_id)
    rows = db.session.scalars(select(Assignment).where(Assignment.proposal_id == second.proposal_id))
    assert AssignmentState.HANDLING not in {row.state for row in rows}
    replies = db.session.scalars(select(Reply).where(Reply.proposal_id == second.proposal_id))
    assert {row.state for row in replies} == {ReplyState.CANCELLED}
    assert group_of(first.proposal_id, GroupKind.MERGED) is None


def test_an_item_with_a_signed_letter_stays(context: Flask, office: Office) -> None:
    first, second = new_desk(office), desk_at(office, "signed", **SECOND)
    with pytest.raises(Refused, match="已经签发"):
        merge(second, first.proposal_id)
    assert second.reply.state is ReplyState.SIGNED


def test_a_merging_is_undone_by_reopening(items: tuple[Desk, Desk]) -> None:
    first, second = items
    merge(second, first.proposal_id)

    def reopen(reason: str | None) -> None:
        merging.reopen_merged(
            second.actor("supervisor"), second.proposal_id, reason=reason, version=None, now=second.now
        )

    with pytest.raises(InvalidInput):
        reopen(None)
    reopen("诉求其实不同")
    item = second.file.proposal
    assert (item.state, item.merged_into_id, item.is_open) == (CaseState.REGISTERED, None, True)
    with pytest.raises(NotOffered):
        reopen("再来一次")


def test_the_pages_merge_link_both_ways_and_undo(app: Flask, office: Office, browser_of: SignedIn) -> None:
    with app.app_context():
        first, second = registered(office).id, registered(office, **SECOND).id
    page = browser_of("coordinator")
    page.get(f"/items/{second}")
    page.follow("并入另一件")
    refused = page.submit("并入这一件", reason="内容相同")
    assert (refused.status, "请选择并入哪一件" in refused.text) == (422, True)
    assert refused.form("并入这一件").values["reason"] == "内容相同"
    gone = page.submit("并入这一件", target=str(first), reason="内容相同")
    assert gone.path == f"/items/{second}"
    assert "已并入另一件办理" in gone.text
    assert f"/items/{first}" in gone.links().values()
    assert f"/items/{second}" in page.get(f"/items/{first}").links().values()
    page.get(f"/items/{second}")
    page.follow("撤销并案")
    back = page.submit("撤销并案", reason="误并")
    assert "已恢复，请重新交办" in back.text
    assert "轮到您：确定主办和会办单位" in back.text


def test_only_the_coordinator_merges(app: Flask, office: Office, browser_of: SignedIn) -> None:
    with app.app_context():
        number = new_desk(office).proposal_id
    for who, status in (("officer", 403), ("leader", 403), ("supervisor", 403), ("bigdata_head", 404)):
        assert browser_of(who).get(f"/items/{number}/merge").status == status
        assert "并入另一件" not in browser_of(who).get(f"/items/{number}").links()
    assert browser_of("coordinator").get(f"/items/{number}/merge/undone").status == 409
