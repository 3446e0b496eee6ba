"""An item is closed when it owes no reply, no opinion and no promise."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.items import ASSIGNED, NOON, registered
from tests.support.office import Office
from tests.support.replies import Desk, desk_at
from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.decisions import offered
from tracker.domain.dispatches import Retention
from tracker.domain.errors import Forbidden, InvalidInput, NotFound, NotOffered, Refused, StalePage
from tracker.domain.vocabulary import AssignmentState, CaseState, CommitmentState, Machine
from tracker.extensions import db
from tracker.models.archive import ArchiveRecord
from tracker.queries.item import events_of
from tracker.queries.promises import promises_of
from tracker.services import assignment, case_end, commitments, opinions
from tracker.services.unit_of_work import unit_of_work


def end(desk: Desk, act: object, key: str = "coordinator") -> None:
    act(desk.actor(key), desk.proposal_id, version=None, now=desk.now)  # type: ignore[operator]


def all_kept(desk: Desk) -> None:
    for promise in promises_of(desk.proposal_id):
        desk.reported_done(promise.id)
        desk.follow("supervisor", commitments.verify_done, promise.id, remark=None)


def test_an_item_goes_from_reply_to_follow_up_to_its_end(context: Flask, office: Office) -> None:
    desk = desk_at(office, "sent", "finance")
    end(desk, case_end.conclude_evaluation)
    assert desk.file.proposal.state is CaseState.TRACKING
    all_kept(desk)
    end(desk, case_end.close_case)
    item = desk.file.proposal
    assert (item.state, item.is_open, item.closed_on) == (CaseState.CLOSED, False, local_day(desk.now))
    assert {seat.assignment.state for seat in desk.file.live} == {AssignmentState.DONE}


def test_an_item_that_owes_a_promise_stays_open(context: Flask, office: Office) -> None:
    desk = desk_at(office, "sent")
    end(desk, case_end.conclude_evaluation)
    with pytest.raises(Refused, match="没落实的承诺"):
        end(desk, case_end.close_case)
    assert desk.file.proposal.state is CaseState.TRACKING


def test_an_item_without_a_sent_reply_is_not_closed(context: Flask, office: Office) -> None:
    desk = desk_at(office, "numbered")
    with pytest.raises(Refused):
        end(desk, case_end.close_case)
    with pytest.raises(NotOffered):
        end(desk, case_end.conclude_evaluation)


def test_only_the_office_ends_an_item(context: Flask, office: Office) -> None:
    desk = desk_at(office, "sent")
    for key in ("officer", "head"):
        with pytest.raises(Forbidden):
            end(desk, case_end.conclude_evaluation, key)


def test_the_buttons_stand_exactly_where_the_steps_are_allowed(context: Flask, office: Office) -> None:
    desk = desk_at(office, "sent")

    def buttons() -> dict[Action, bool]:
        question = case_end.case_question(desk.actor("coordinator"), desk.file, desk.now)
        found = offered(Machine.CASE, desk.file.proposal.state, question)
        ends = {Action.CONCLUDE_EVALUATION, Action.CLOSE}
        return {one.move.action: one.is_allowed for one in found if one.move and one.move.action in ends}

    assert buttons() == {Action.CONCLUDE_EVALUATION: True}
    end(desk, case_end.conclude_evaluation)
    assert buttons() == {Action.CLOSE: False}
    all_kept(desk)
    assert buttons() == {Action.CLOSE: True}


def test_a_department_that_only_assists_closes_once_its_own_opinion_is_in(
    context: Flask, office: Office
) -> None:
    item = registered(office)
    assignment.assign_units(
        office.actor("coordinator"),
        item.id,
        lead=office.units["finance"],
        co_handlers=[office.units["dept"], office.units["industry"]],
        others=(),
        assigned_on=ASSIGNED,
        assigner=None,
        version=None,
        now=NOON,
    )
    desk = Desk(office, item.id)
    with pytest.raises(Refused):
        end(desk, case_end.close_case)
    own = desk.seat.opinion
    assert own is not None
    desk.step(
        "coordinator",
        opinions.override_silence,
        on=own.id,
        reason="主办单位已发函",
        early_reason="急件",
        version=None,
    )
    end(desk, case_end.close_case)
    assert desk.file.proposal.state is CaseState.CLOSED


def test_a_task_whose_return_is_being_decided_stays_as_it_is(context: Flask, office: Office) -> None:
    desk = desk_at(office, "sent", "finance")
    end(desk, case_end.conclude_evaluation)
    all_kept(desk)
    waiting = desk.file.co_handling[0].assignment
    with unit_of_work():
        waiting.state = AssignmentState.RETURN_REQUESTED
    end(desk, case_end.close_case)
    assert waiting.state is AssignmentState.RETURN_REQUESTED


VOLUME = case_end.Volume(Retention.PERMANENT, " 2026-Y-0012 ", "三本卷宗")


def closed(office: Office) -> Desk:
    """Return an item whose promises are kept and which is closed."""
    desk = desk_at(office, "sent", "finance")
    end(desk, case_end.conclude_evaluation)
    all_kept(desk)
    end(desk, case_end.close_case)
    return desk


def archive(desk: Desk, key: str = "coordinator") -> None:
    case_end.archive_case(desk.actor(key), desk.proposal_id, volume=VOLUME, version=None, now=desk.now)


def reopen(desk: Desk, key: str = "supervisor", **changes: Any) -> None:
    words: dict[str, Any] = {"reason": "提出人反映没有落实", "version": None} | changes
    case_end.reopen_case(desk.actor(key), desk.proposal_id, now=desk.now, **words)


def test_a_closed_item_is_archived_with_its_tasks(context: Flask, office: Office) -> None:
    desk = closed(office)
    ended_on = desk.file.proposal.closed_on
    desk.now += timedelta(days=30)
    archive(desk)
    item = desk.file.proposal
    assert (item.state, item.closed_on) == (CaseState.ARCHIVED, ended_on)
    assert {seat.assignment.state for seat in desk.file.live} == {AssignmentState.ARCHIVED}
    (record,) = db.session.scalars(select(ArchiveRecord))
    assert (record.code, record.retention, record.note) == ("2026-Y-0012", Retention.PERMANENT, "三本卷宗")
    events = [event for event in events_of(desk.proposal_id) if event.kind == "case.archived"]
    assert events[0].data == {"code": "2026-Y-0012", "retention": "permanent"}


@pytest.mark.parametrize("key", ["coordinator", "leader", "supervisor"])
@pytest.mark.parametrize("is_archived", [False, True])
def test_an_ended_item_is_taken_up_again_with_a_reason(
    context: Flask, office: Office, key: str, is_archived: bool
) -> None:
    desk = closed(office)
    if is_archived:
        archive(desk)
    with pytest.raises(Refused, match="请写明理由"):
        reopen(desk, key, reason="  ")
    reopen(desk, key)
    item = desk.file.proposal
    assert (item.state, item.is_open, item.closed_on) == (CaseState.TRACKING, True, None)
    assert item.replied_on == desk.reply.sent_on
    own = desk.seat.assignment
    assert own.state is AssignmentState.ANSWERED
    assert [one.is_open for one in promises_of(desk.proposal_id)] == [False, False]
    event = next(event for event in events_of(desk.proposal_id) if event.kind == "case.reopened")
    assert event.reason == "提出人反映没有落实"
    end(desk, case_end.close_case)
    assert desk.file.proposal.state is CaseState.CLOSED


def test_promises_are_taken_up_with_the_item_where_they_are_named(context: Flask, office: Office) -> None:
    desk = closed(office)
    first, second = promises_of(desk.proposal_id)
    reopen(desk, promises=[second.id])
    states = [(one.is_open, one.state) for one in promises_of(desk.proposal_id)]
    assert states == [(False, first.state), (True, CommitmentState.UNDER_WAY)]
    with pytest.raises(Refused, match="没落实的承诺"):
        end(desk, case_end.close_case)


def test_a_promise_of_another_item_refuses_the_whole_step(context: Flask, office: Office) -> None:
    desk, other = closed(office), desk_at(office, "sent", number_raw="第20260125号")
    foreign = promises_of(other.proposal_id)[0].id
    own = promises_of(desk.proposal_id)[0].id
    with pytest.raises(InvalidInput, match="本件已经销号"):
        reopen(desk, promises=[own, foreign])
    assert desk.file.proposal.state is CaseState.CLOSED
    assert not any(one.is_open for one in promises_of(desk.proposal_id))


def test_who_may_not_archive_or_reopen_is_refused(context: Flask, office: Office) -> None:
    desk = closed(office)
    for key in ("officer", "head"):
        with pytest.raises(Forbidden):
            archive(desk, key)
        with pytest.raises(Forbidden):
            reopen(desk, key)
    for key in ("rural_head", "audit_admin"):
        with pytest.raises(NotFound):
            reopen(desk, key)
    with pytest.raises(StalePage):
        reopen(desk, version=1)
    assert desk.file.proposal.state is CaseState.CLOSED


def test_an_open_item_is_neither_archived_nor_reopened(context: Flask, office: Office) -> None:
    desk = desk_at(office, "sent")
    for step in (archive, reopen):
        with pytest.raises(NotOffered):
            step(desk)


def test_an_item_closed_as_co_handler_is_handled_again(context: Flask, office: Office) -> None:
    item = registered(office)
    assignment.assign_units(
        office.actor("coordinator"),
        item.id,
        lead=office.units["finance"],
        co_handlers=[office.units["dept"]],
        others=(),
        assigned_on=ASSIGNED,
        assigner=None,
        version=None,
        now=NOON,
    )
    desk = Desk(office, item.id)
    own = desk.seat.opinion
    assert own is not None
    desk.step(
        "coordinator",
        opinions.override_silence,
        on=own.id,
        reason="主办单位已发函",
        early_reason="急件",
        version=None,
    )
    end(desk, case_end.close_case)
    reopen(desk)
    assert desk.file.proposal.state is CaseState.HANDLING
    assert desk.seat.assignment.state is AssignmentState.HANDLING
