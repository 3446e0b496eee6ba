"""An item is closed when it owes no reply, no opinion and no promise."""

import pytest
from flask import Flask

from tests.support.items import ASSIGNED, NOON, registered
from tests.support.office import Office
from tests.support.replies import Desk, desk_at
from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.decisions import offered
from tracker.domain.errors import Forbidden, NotOffered, Refused
from tracker.domain.vocabulary import AssignmentState, CaseState, Machine
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
    desk.step("coordinator", opinions.override_silence, on=own.id, reason="主办单位已发函", version=None)
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
