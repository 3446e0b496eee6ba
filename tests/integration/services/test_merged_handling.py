"""Items of one content and one lead are handled as one and leave one by one; nothing foreign can be brought in."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.support.groups import SECOND, THIRD, merged, two_desks
from tests.support.items import registered
from tests.support.office import Office
from tests.support.replies import Desk, desk_at, new_desk
from tracker.domain.errors import (
    Forbidden,
    InvalidInput,
    NotFound,
    NotOffered,
    Refused,
    StalePage,
    TrackerError,
)
from tracker.domain.events import EventKind
from tracker.domain.phrases import Phrase
from tracker.domain.vocabulary import CaseState, GroupKind
from tracker.extensions import db
from tracker.models.event import Event
from tracker.models.grouping import GroupMember, HandlingGroup
from tracker.models.people import Unit, User
from tracker.models.proposal import Proposal
from tracker.queries.groups import group_of, members_of
from tracker.services import assignment, item_parts, merged_handling, withdrawals
from tracker.services.unit_of_work import unit_of_work


def said(error: TrackerError) -> str:
    """Return the reason of a refusal in Chinese."""
    reason = error.params["reason"]
    return reason.text() if isinstance(reason, Phrase) else str(reason)


def items_of(group: HandlingGroup) -> list[int]:
    return [member.proposal_id for member in members_of(group.id)]


def events_of(kind: EventKind) -> list[tuple[int, str | None]]:
    rows = db.session.scalars(select(Event).where(Event.kind == kind).order_by(Event.id))
    return [(row.proposal_id, row.reason) for row in rows]


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def merge(
    desk: Desk, others: list[int], *, who: str = "coordinator", version: int | None = None
) -> HandlingGroup:
    return merged_handling.merge_handling(
        desk.actor(who), desk.proposal_id, others=others, version=version, now=desk.now
    )


def leave(desk: Desk, group: HandlingGroup, reason: str | None = "内容不完全相同") -> HandlingGroup:
    return merged_handling.leave_handling(
        desk.actor("coordinator"), group.id, desk.proposal_id, reason=reason, version=None, now=desk.now
    )


def test_two_items_are_handled_as_one_and_the_first_leads(context: Flask, office: Office) -> None:
    first, second = two_desks(office)
    group = merged(first, second)
    assert (group.kind, group.leading_id, group.title) == (
        GroupKind.MERGED,
        first.proposal_id,
        first.file.proposal.title,
    )
    assert items_of(group) == [first.proposal_id, second.proposal_id]
    assert events_of(EventKind.GROUP_JOINED) == [(first.proposal_id, None), (second.proposal_id, None)]


def test_a_third_item_joins_the_group_that_stands(context: Flask, office: Office) -> None:
    first, second = two_desks(office)
    group = merged(first, second)
    third = new_desk(office, **THIRD)
    assert merged(second, third).id == group.id
    assert items_of(group) == [first.proposal_id, second.proposal_id, third.proposal_id]
    assert group.leading_id == first.proposal_id


def test_an_item_is_in_one_group_only(context: Flask, office: Office) -> None:
    first, second = two_desks(office)
    merged(first, second)
    third, fourth = new_desk(office, **THIRD), new_desk(office, **THIRD | {"number_raw": "第20260127号"})
    merged(third, fourth)
    with pytest.raises(InvalidInput) as refused:
        merged(first, third)
    assert "第20260126号已经在另一个组里" in said(refused.value)
    assert count(GroupMember) == 4


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda office: registered(office, **THIRD).id, "不在办理中"),
        (lambda office: desk_at(office, "signed", **THIRD).proposal_id, "已经签发"),
    ],
    ids=["registered", "signed"],
)
def test_what_does_not_fit_is_refused_with_its_number(
    context: Flask, office: Office, make: Callable[[Office], int], words: str
) -> None:
    first = new_desk(office)
    other = make(office)
    with pytest.raises(InvalidInput) as refused:
        merge(first, [other])
    assert "第20260126号" in said(refused.value)
    assert words in said(refused.value)
    assert (count(HandlingGroup), count(GroupMember)) == (0, 0)


def test_another_lead_is_refused(context: Flask, office: Office) -> None:
    first = new_desk(office)
    other = registered(office, **THIRD)
    assignment.assign_units(
        office.actor("coordinator"),
        other.id,
        lead=office.units["finance"],
        co_handlers=[office.units["dept"]],
        others=(),
        assigned_on=other.received_on,
        assigner=None,
        version=None,
        now=first.now,
    )
    with pytest.raises(InvalidInput) as refused:
        merge(first, [other.id])
    assert "主办单位不同" in said(refused.value)


def test_one_item_alone_is_no_group(context: Flask, office: Office) -> None:
    first = new_desk(office)
    for others in ([], [first.proposal_id]):
        with pytest.raises(InvalidInput):
            merge(first, others)
    assert count(HandlingGroup) == 0


@pytest.mark.parametrize("who", ["officer", "head", "leader", "supervisor"])
def test_only_the_coordinator_groups(context: Flask, office: Office, who: str) -> None:
    first, second = two_desks(office)
    with pytest.raises(Forbidden):
        merge(first, [second.proposal_id], who=who)
    assert count(HandlingGroup) == 0


def foreign_item(office: Office, desk: Desk) -> int:
    """Register an item in the book of another department, which our coordinator does not keep."""
    with unit_of_work():
        other = Unit(name="自治区教育厅", short_name="教育厅", kind="department", position=90, path="/")
        db.session.add(other)
        db.session.flush()
        other.path = f"/{other.id}/"
        person = User(username="edu", name="吴丽", created_at=desk.now)
        db.session.add(person)
        db.session.flush()
        source = db.session.get_one(Proposal, desk.proposal_id)
        row = Proposal(
            host_unit_id=other.id,
            state=source.state,
            kind=source.kind,
            body=source.body,
            title="关于教育的提案",
            sponsor_kind=source.sponsor_kind,
            received_on=source.received_on,
            created_at=desk.now,
            created_by_id=person.id,
        )
        db.session.add(row)
        db.session.flush()
        return row.id


def test_one_foreign_item_in_a_bulk_call_refuses_all(context: Flask, office: Office) -> None:
    first, second = two_desks(office)
    foreign = foreign_item(office, first)
    for other in (foreign, 999_999):
        with pytest.raises(NotFound):
            merge(first, [second.proposal_id, other])
    assert (count(HandlingGroup), events_of(EventKind.GROUP_JOINED)) == (0, [])


def test_a_stale_page_groups_nothing(context: Flask, office: Office) -> None:
    first, second = two_desks(office)
    with pytest.raises(StalePage):
        merge(first, [second.proposal_id], version=first.file.proposal.version - 1)
    assert count(HandlingGroup) == 0


def test_an_item_leaves_with_a_reason_and_a_group_of_one_ends(context: Flask, office: Office) -> None:
    first, second = two_desks(office)
    third = new_desk(office, **THIRD)
    group = merged(first, second, third)
    with pytest.raises(InvalidInput, match="请写明理由"):
        leave(third, group, "  ")
    leave(third, group)
    assert items_of(group) == [first.proposal_id, second.proposal_id]
    leave(second, group)
    assert (items_of(group), group.leading_id, group.ended_at) == ([], None, second.now)
    assert group_of(first.proposal_id, GroupKind.MERGED) is None
    assert [number for number, _ in events_of(EventKind.GROUP_LEFT)] == [
        third.proposal_id,
        second.proposal_id,
        first.proposal_id,
    ]
    with pytest.raises(Refused):
        leave(first, group)


def test_the_next_item_leads_when_the_leading_one_leaves(context: Flask, office: Office) -> None:
    first, second = two_desks(office)
    third = new_desk(office, **THIRD)
    group = merged(first, second, third)
    leave(first, group)
    assert (group.leading_id, group.title) == (second.proposal_id, second.file.proposal.title)
    assert events_of(EventKind.GROUP_LED) == [(second.proposal_id, "内容不完全相同")]


def test_another_member_is_made_to_lead(context: Flask, office: Office) -> None:
    first, second = two_desks(office)
    group = merged(first, second)

    def lead(reason: str | None, number: int) -> None:
        merged_handling.lead_handling(
            first.actor("coordinator"), group.id, number, reason=reason, version=None, now=first.now
        )

    with pytest.raises(InvalidInput):
        lead(None, second.proposal_id)
    with pytest.raises(NotFound):
        lead("换", 999_999)
    with pytest.raises(NotOffered):
        lead("换", first.proposal_id)
    lead("第二件更全面", second.proposal_id)
    assert group.leading_id == second.proposal_id
    assert events_of(EventKind.GROUP_LED) == [(second.proposal_id, "第二件更全面")]


def test_a_group_changed_meanwhile_is_left_alone(context: Flask, office: Office) -> None:
    first, second = two_desks(office)
    group = merged(first, second)
    with pytest.raises(StalePage):
        merged_handling.leave_handling(
            first.actor("coordinator"),
            group.id,
            second.proposal_id,
            reason="移出",
            version=group.version + 1,
            now=first.now,
        )
    assert len(items_of(group)) == 2


def test_the_same_item_joins_two_groups_at_once_and_one_wins(app: Flask, office: Office) -> None:
    with app.app_context():
        wanted = new_desk(office, **THIRD)
        desks = [new_desk(office), new_desk(office, **SECOND)]
    start, results = threading.Barrier(2), []

    def join(desk: Desk) -> None:
        with app.app_context():
            actor = desk.actor("coordinator")
            start.wait()
            try:
                merged_handling.merge_handling(
                    actor, desk.proposal_id, others=[wanted.proposal_id], version=None, now=desk.now
                )
                results.append("done")
            except TrackerError as error:
                results.append(error.code)

    threads = [threading.Thread(target=join, args=(desk,)) for desk in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["done", "invalid_input"]
    with app.app_context():
        mine = select(func.count()).where(GroupMember.proposal_id == wanted.proposal_id)
        assert db.session.scalar(mine) == 1
        assert count(HandlingGroup) == 1


def test_an_item_whose_lead_is_taken_back_leaves_the_group(context: Flask, office: Office) -> None:
    first, second = two_desks(office)
    merged(first, second)
    second.step(
        "coordinator", item_parts.recall_unit, on=second.seat.assignment.id, reason="重新分办", version=None
    )
    assert group_of(first.proposal_id, GroupKind.MERGED) is None


def test_a_merged_item_that_is_withdrawn_leaves_the_group(context: Flask, office: Office) -> None:
    first, second = two_desks(office)
    third = new_desk(office, **THIRD)
    group = merged(first, second, third)
    request = withdrawals.ask_withdrawal(
        first.actor("coordinator"), first.proposal_id, reason="书面撤回", version=None, now=first.now
    )
    withdrawals.accept_withdrawal(
        first.actor("leader"), first.proposal_id, request.id, reason=None, version=None, now=first.now
    )
    assert first.file.proposal.state is CaseState.WITHDRAWN
    assert items_of(group) == [second.proposal_id, third.proposal_id]
    assert group.leading_id == second.proposal_id
