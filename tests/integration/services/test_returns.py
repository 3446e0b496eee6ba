"""Returning a part: asked in time, decided inside and by the assigner; refused means going on, accepted a new part."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.asked import (
    REASON,
    accept_return,
    ask_return,
    assignments,
    cancel,
    endorse,
    given,
    latest,
    refuse,
    seat_of,
    state_of,
)
from tests.support.office import Office
from tests.support.replies import Desk, desk_at
from tracker.domain.due_dates import Milestone as Code
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
from tracker.domain.permissions import Permission
from tracker.domain.vocabulary import (
    AssignmentRole,
    AssignmentState,
    CaseState,
    OpinionState,
    ReplyState,
    RequestState,
    Stage,
)
from tracker.extensions import db
from tracker.models.assignment import Milestone, SideRequest
from tracker.models.event import Event
from tracker.queries.ended_work import cancelled_drafts
from tracker.services import drafting, returns, successions
from tracker.services.assignment import Part, assign_units, distribute, sign_for_receipt
from tracker.services.case_end import close_case
from tracker.services.requests import enter

AS = AssignmentState


def events(desk: Desk) -> list[EventKind]:
    found = select(Event.kind).where(Event.proposal_id == desk.proposal_id).order_by(Event.id)
    return [EventKind(kind) for kind in db.session.scalars(found)]


def limits(desk: Desk, unit: str) -> Milestone:
    seat_id = seat_of(desk, unit).assignment.id
    return db.session.scalars(
        select(Milestone).where(Milestone.assignment_id == seat_id, Milestone.code == Code.RETURN.value)
    ).one()


def refused_without_trace(desk: Desk, error: type[TrackerError], act: object) -> TrackerError:
    """Run a step that must fail, and see that nothing of the item changed."""
    before = (len(events(desk)), [one.assignment.state for one in desk.file.seats])
    with pytest.raises(error) as caught:
        act()  # type: ignore[operator]
    db.session.rollback()
    assert (len(events(desk)), [one.assignment.state for one in desk.file.seats]) == before
    return caught.value


def test_every_part_has_a_last_day_for_returning_it(context: Flask, office: Office) -> None:
    desk = given(office, "finance")
    assert {limits(desk, unit).due_on for unit in ("dept", "finance")} == {date(2026, 3, 25)}
    ask_return(desk, "finance_liaison", "finance")
    assert limits(desk, "finance").done_on == date(2026, 3, 22)


def test_a_liaison_asks_the_head_endorses_and_the_assigner_decides(context: Flask, office: Office) -> None:
    desk = given(office, "finance")
    ask_return(desk, "finance_liaison", "finance")
    assert (state_of(desk, "finance"), latest(desk).state) == (AS.RETURN_REQUESTED, RequestState.ASKED)
    refused_without_trace(desk, Refused, lambda: accept_return(desk))
    refused_without_trace(desk, Refused, lambda: refuse(desk))
    endorse(desk, "finance_head")
    assert (latest(desk).state, latest(desk).endorsed_by_id) == (
        RequestState.ENDORSED,
        office.people["finance_head"],
    )
    accept_return(desk, "leader")
    assert (state_of(desk, "finance"), latest(desk).state) == (AS.RETURNED, RequestState.ACCEPTED)
    assert latest(desk).decided_by_id == office.people["leader"]
    assert desk.file.proposal.co_total == 0


def test_a_head_who_asks_has_endorsed_it_by_that(context: Flask, office: Office) -> None:
    desk = given(office)
    part, office_id = seat_of(desk, "dept").assignment.id, office.units["hightech"]
    desk.step("coordinator", sign_for_receipt, on=part, version=None)
    desk.step("coordinator", distribute, on=part, office_id=office_id, version=None)
    ask_return(desk, "head")
    assert (latest(desk).state, latest(desk).endorsed_by_id) == (
        RequestState.ENDORSED,
        office.people["head"],
    )
    assert desk.file.proposal.stage is Stage.RETURNING


def test_a_refused_unit_goes_on_where_it_was_and_has_signed_for_the_item(
    context: Flask, office: Office
) -> None:
    desk = given(office, "finance")
    ask_return(desk, "finance_head", "finance")
    refuse(desk)
    seat = seat_of(desk, "finance")
    assert (seat.assignment.state, seat.assignment.signed_at) == (AS.SIGNED, desk.now)
    assert latest(desk).decision_reason == "三定规定明确由你处承办。"
    assert events(desk)[-2:] == [EventKind.REQUEST_REFUSED, EventKind.ASSIGNMENT_RETURN_REFUSED]


def test_a_refused_part_keeps_its_office_its_officer_and_its_draft(context: Flask, office: Office) -> None:
    desk = desk_at(office, "drafted")
    text = desk.reply.text
    ask_return(desk, "head")
    assert desk.file.proposal.stage is Stage.RETURNING
    refuse(desk)
    seat = desk.seat.assignment
    assert (seat.state, seat.officer_id, seat.office_id) == (
        AS.HANDLING,
        office.people["officer"],
        office.units["hightech"],
    )
    assert (desk.reply.text, desk.file.proposal.stage) == (text, Stage.DRAFTING)
    desk.submitted()


@pytest.mark.parametrize("how", ["cancelled", "sent back"])
def test_a_request_taken_back_or_not_endorsed_leaves_everything_as_it_was(
    context: Flask, office: Office, how: str
) -> None:
    desk = given(office, "finance")
    ask_return(desk, "finance_liaison", "finance")
    if how == "cancelled":
        cancel(desk, "finance_liaison")
    else:
        desk.step(
            "finance_head", returns.send_back_request, on=latest(desk).id, reason="属本处职责", version=None
        )
    seat = seat_of(desk, "finance").assignment
    assert (seat.state, seat.signed_at) == (AS.WAITING, None)
    assert latest(desk).state is (RequestState.CANCELLED if how == "cancelled" else RequestState.REFUSED)
    assert events(desk)[-1] is EventKind.ASSIGNMENT_CONTINUED


def test_a_part_at_work_goes_on_at_work_when_the_request_is_taken_back(
    context: Flask, office: Office
) -> None:
    desk = desk_at(office, "drafted")
    ask_return(desk, "head")
    cancel(desk, "head")
    assert (desk.seat.assignment.state, desk.reply.state) == (AS.HANDLING, ReplyState.DRAFTING)


def test_accepted_with_a_successor_gives_a_new_part_with_new_days_beside_the_old_one(
    context: Flask, office: Office
) -> None:
    desk = desk_at(office, "drafted")
    old = desk.seat.assignment
    ask_return(desk, "head")
    accept_return(desk, to=Part(office.units["industry"], AssignmentRole.LEAD))
    first, new = assignments(desk)
    assert (first.id, first.state, first.due_on) == (old.id, AS.RETURNED, date(2026, 6, 18))
    assert (new.unit_id, new.replaces_id, new.role) == (
        office.units["industry"],
        old.id,
        AssignmentRole.SOLE,
    )
    assert (new.assigned_on, new.due_on) == (date(2026, 3, 23), date(2026, 6, 23))
    assert [reply.state for reply in cancelled_drafts(desk.proposal_id)] == [ReplyState.CANCELLED]
    assert desk.file.proposal.due_on == date(2026, 6, 23)
    assert events(desk)[-4:] == [
        EventKind.REQUEST_ACCEPTED,
        EventKind.REPLY_CANCELLED,
        EventKind.ASSIGNMENT_RETURNED,
        EventKind.ASSIGNMENT_CREATED,
    ]


def test_the_returned_unit_no_longer_sees_the_item(context: Flask, office: Office) -> None:
    desk = desk_at(office, "drafted")
    ask_return(desk, "head")
    accept_return(desk, to=Part(office.units["industry"], AssignmentRole.LEAD))
    for key in ("officer", "officer2", "head"):
        assert not desk.file.may(Permission.VIEW_CASE, desk.actor(key), now=desk.now)
    assert desk.file.may(Permission.VIEW_DRAFTS, desk.actor("industry_head"), now=desk.now)


def test_without_a_successor_the_item_waits_to_be_assigned_again(context: Flask, office: Office) -> None:
    desk = given(office, "finance")
    ask_return(desk, "coordinator")
    accept_return(desk)
    item = desk.file.proposal
    assert (item.state, item.stage, item.lead_unit_id) == (CaseState.HANDLING, Stage.TO_ASSIGN, None)
    refused_without_trace(desk, Refused, lambda: _close(desk))


def _close(desk: Desk) -> None:
    close_case(desk.actor("coordinator"), desk.proposal_id, version=None, now=desk.now)


def test_a_co_handler_s_successor_owes_an_opinion_of_its_own(context: Flask, office: Office) -> None:
    desk = given(office, "finance")
    ask_return(desk, "finance_head", "finance")
    accept_return(desk, to=Part(office.units["bigdata"], AssignmentRole.CO))
    fresh = seat_of(desk, "bigdata")
    assert fresh.opinion is not None
    assert (fresh.opinion.state, desk.file.opinions_missing) == (OpinionState.DRAFTING, 1)
    assert desk.file.proposal.co_total == 1


@pytest.mark.parametrize(
    ("unit", "role", "field"),
    [
        ("finance", AssignmentRole.CO, "unit_id"),
        ("dept", AssignmentRole.LEAD, "unit_id"),
        ("industry", AssignmentRole.SPLIT, "part"),
    ],
)
def test_a_successor_is_a_unit_without_a_part_and_a_split_one_has_words(
    context: Flask, office: Office, unit: str, role: AssignmentRole, field: str
) -> None:
    desk = given(office, "finance")
    ask_return(desk, "finance_head", "finance")
    to = Part(office.units[unit], role, " ")
    error = refused_without_trace(desk, InvalidInput, lambda: accept_return(desk, to=to))
    assert error.params["field"] == field


def test_after_the_last_day_the_unit_is_told_the_limit_and_its_date(context: Flask, office: Office) -> None:
    desk = given(office, "finance")
    desk.now += timedelta(days=4)
    error = refused_without_trace(desk, Refused, lambda: ask_return(desk, "finance_liaison", "finance"))
    words = str(error.params["reason"].text())  # type: ignore[attr-defined]
    assert "本单位办理期限" in words
    assert "3月25日" in words


def test_on_the_last_day_itself_the_unit_may_still_ask(context: Flask, office: Office) -> None:
    desk = given(office, "finance")
    desk.now += timedelta(days=3)
    ask_return(desk, "finance_liaison", "finance")
    assert not latest(desk).is_late


def test_the_coordinator_may_still_enter_a_late_request_which_says_so(context: Flask, office: Office) -> None:
    desk = given(office, "finance")
    desk.now += timedelta(days=30)
    ask_return(desk, "coordinator", "finance")
    assert (latest(desk).is_late, latest(desk).is_by_office) == (True, True)
    refused_without_trace(desk, Refused, lambda: endorse(desk, "finance_head"))
    accept_return(desk)
    assert state_of(desk, "finance") is AS.RETURNED


@pytest.mark.parametrize("reason", ["", "  ", None])
def test_a_return_needs_a_reason(context: Flask, office: Office, reason: str | None) -> None:
    desk = given(office, "finance")
    ask: dict[str, Any] = {"reason": reason}
    refused_without_trace(
        desk,
        Refused,
        lambda: ask_return(desk, "finance_head", "finance", **ask),
    )


def test_a_reason_has_at_most_a_thousand_characters(context: Flask, office: Office) -> None:
    desk = given(office, "finance")
    refused_without_trace(
        desk, InvalidInput, lambda: ask_return(desk, "finance_head", "finance", "长" * 1001)
    )
    refused_without_trace(
        desk, InvalidInput, lambda: ask_return(desk, "finance_head", "finance", suggested_unit="厅" * 201)
    )


def test_the_same_return_is_not_asked_twice(context: Flask, office: Office) -> None:
    desk = given(office, "finance")
    ask_return(desk, "finance_liaison", "finance")
    error = refused_without_trace(desk, Refused, lambda: ask_return(desk, "finance_head", "finance"))
    assert "不能重复提出" in str(error)


def test_the_database_refuses_a_second_open_request_too(context: Flask, office: Office) -> None:
    desk = given(office, "finance")
    first = ask_return(desk, "finance_liaison", "finance")
    twin = SideRequest(
        **{
            name: getattr(first, name)
            for name in ("proposal_id", "assignment_id", "kind", "state", "reason", "asked_by_id", "asked_at")
        }
    )
    with pytest.raises(Refused, match="不能重复提出"):
        enter(twin)
    db.session.rollback()


@pytest.mark.parametrize("who", ["officer", "leader", "supervisor", "rural_head", "bigdata_head"])
def test_only_the_unit_itself_or_the_office_asks(context: Flask, office: Office, who: str) -> None:
    desk = desk_at(office, "drafted")
    refused_without_trace(desk, Forbidden if who in SEEING else NotFound, lambda: ask_return(desk, who))


SEEING = {"officer", "leader", "supervisor", "head"}


@pytest.mark.parametrize("who", ["head", "supervisor", "officer"])
def test_only_the_assigner_decides(context: Flask, office: Office, who: str) -> None:
    desk = desk_at(office, "drafted")
    ask_return(desk, "head")
    refused_without_trace(desk, Forbidden, lambda: accept_return(desk, who))
    refused_without_trace(desk, Forbidden, lambda: refuse(desk, who))


def test_a_co_handler_neither_sees_nor_decides_another_units_request(context: Flask, office: Office) -> None:
    desk = given(office, "finance", "industry")
    ask_return(desk, "finance_liaison", "finance")
    refused_without_trace(desk, NotFound, lambda: endorse(desk, "industry_head"))
    refused_without_trace(desk, NotFound, lambda: cancel(desk, "industry_liaison"))


def test_only_the_asker_takes_a_request_back(context: Flask, office: Office) -> None:
    desk = given(office, "finance")
    ask_return(desk, "finance_liaison", "finance")
    refused_without_trace(desk, Refused, lambda: cancel(desk, "finance_head"))
    refused_without_trace(desk, Refused, lambda: cancel(desk, "coordinator"))


def test_a_decided_request_is_not_decided_again(context: Flask, office: Office) -> None:
    desk = given(office, "finance")
    ask_return(desk, "finance_head", "finance")
    refuse(desk)
    for step in (accept_return, refuse):
        refused_without_trace(desk, NotOffered, lambda step=step: step(desk))
    refused_without_trace(desk, NotOffered, lambda: cancel(desk, "finance_head"))


def test_a_request_of_another_item_is_not_found_below_this_one(context: Flask, office: Office) -> None:
    desk, other = given(office, "finance"), given(office, number_raw="第20260126号")
    asked = ask_return(desk, "finance_head", "finance")
    with pytest.raises(NotFound):
        other.step("coordinator", returns.endorse_request, on=asked.id, remark=None, version=None)


def test_a_stale_form_is_refused(context: Flask, office: Office) -> None:
    desk = given(office, "finance")
    asked = ask_return(desk, "finance_liaison", "finance")
    version = asked.version
    endorse(desk, "finance_head")
    with pytest.raises(StalePage):
        desk.step(
            "coordinator",
            successions.accept_return,
            on=asked.id,
            successor=None,
            reason=None,
            version=version,
        )


def test_a_signed_reply_is_not_returned(context: Flask, office: Office) -> None:
    desk = desk_at(office, "signed")
    error = refused_without_trace(desk, Refused, lambda: ask_return(desk, "head"))
    assert "已经签发" in str(error)


def test_nothing_is_written_while_the_return_is_asked_for(context: Flask, office: Office) -> None:
    desk = desk_at(office, "drafted")
    ask_return(desk, "head")
    entry = drafting.DraftEntry(text="改了一句。")
    refused_without_trace(
        desk, Refused, lambda: desk.step("officer", drafting.save_text, entry=entry, version=None)
    )
    refused_without_trace(desk, Refused, desk.submitted)


def test_a_split_part_that_leaves_last_makes_the_item_answered(context: Flask, office: Office) -> None:
    desk = desk_at(office, "numbered")
    split = Part(office.units["industry"], AssignmentRole.SPLIT, "工业部分")
    _add(desk, split)
    desk.sent()
    assert desk.file.proposal.state is CaseState.HANDLING
    ask_return(desk, "coordinator", "industry")
    accept_return(desk)
    item = desk.file.proposal
    assert (item.state, item.replied_on) == (CaseState.REPLIED, desk.reply.sent_on)


def _add(desk: Desk, part: Part) -> None:
    desk.now += timedelta(minutes=1)
    assign_units(
        desk.actor("coordinator"),
        desk.proposal_id,
        lead=None,
        co_handlers=[],
        others=(part,),
        assigned_on=date(2026, 3, 23),
        assigner=None,
        version=None,
        now=desk.now,
    )


def test_the_reason_is_kept_as_it_was_written(context: Flask, office: Office) -> None:
    desk = given(office, "finance")
    ask_return(desk, "finance_head", "finance", " " + REASON + "\r\n第二段 \n")
    assert latest(desk).reason == REASON + "\n第二段"
