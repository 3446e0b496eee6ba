"""Giving items to units: parts, dates, events, and handing on inside a unit."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.items import ASSIGNED, NOON, assigned, registered
from tests.support.office import Office, build_office
from tracker.domain.errors import Forbidden, InvalidInput, NotFound, NotOffered, Refused, StalePage
from tracker.domain.events import EventKind
from tracker.domain.vocabulary import AssignmentRole, AssignmentState, CaseState, OpinionState, Stage
from tracker.extensions import db
from tracker.models.event import Event
from tracker.models.proposal import Proposal
from tracker.queries.case_file import CaseFile, Seat, case_file
from tracker.services.assignment import (
    Part,
    assign_officer,
    assign_units,
    distribute,
    sign_for_receipt,
)
from tracker.services.item_parts import recall_unit
from tracker.services.setting_aside import note_item


@pytest.fixture
def office(context: Flask) -> Office:
    return build_office()


def opened(item: Proposal) -> CaseFile:
    db.session.expire_all()
    file = case_file(item.id)
    assert file is not None
    return file


def seat(item: Proposal, unit_id: int) -> Seat:
    return next(one for one in opened(item).seats if one.assignment.unit_id == unit_id)


def give(
    office: Office, item: Proposal, lead: str | None, *helpers: str, others: tuple[Part, ...] = ()
) -> None:
    assign_units(
        office.actor("coordinator"),
        item.id,
        lead=office.units[lead] if lead else None,
        co_handlers=[office.units[key] for key in helpers],
        others=others,
        assigned_on=ASSIGNED,
        assigner=None,
        version=None,
        now=NOON,
    )


def roles(item: Proposal) -> dict[int, AssignmentRole]:
    return {one.assignment.unit_id: one.assignment.role for one in opened(item).live}


def test_a_lead_alone_handles_by_itself(office: Office) -> None:
    item = assigned(office)
    assert roles(item) == {office.units["dept"]: AssignmentRole.SOLE}


def test_co_handlers_make_it_the_lead_and_owe_an_opinion(office: Office) -> None:
    item = assigned(office, "finance", "industry")
    file = opened(item)
    assert file.lead is not None
    assert file.lead.assignment.role is AssignmentRole.LEAD
    assert [one.opinion.state for one in file.co_handling if one.opinion] == [OpinionState.DRAFTING] * 2
    assert (item.state, item.stage) == (CaseState.HANDLING, Stage.TO_SIGN)
    assert (item.co_total, item.co_in) == (2, 0)


def test_every_part_is_told_with_its_day(office: Office) -> None:
    item = assigned(office, "finance")
    events = db.session.scalars(select(Event).where(Event.proposal_id == item.id).order_by(Event.id)).all()
    told = [(one.kind, one.data) for one in events[1:]]
    assert told == [
        (EventKind.CASE_ASSIGNED, {"lead": "科技厅", "co_handlers": ["财政厅"]}),
        (EventKind.ASSIGNMENT_CREATED, {"unit": "科技厅", "role": "lead", "due": "2026-06-18"}),
        (EventKind.ASSIGNMENT_CREATED, {"unit": "财政厅", "role": "co", "due": "2026-04-20"}),
    ]


def test_split_handlers_answer_each_for_a_part(office: Office) -> None:
    item = registered(office)
    split = Part(office.units["finance"], AssignmentRole.SPLIT, "资金部分")
    give(office, item, "dept", others=(split,))
    assert roles(item) == {
        office.units["dept"]: AssignmentRole.LEAD,
        office.units["finance"]: AssignmentRole.SPLIT,
    }
    assert len(opened(item).answering) == 2


def test_joint_leads_are_called_so_both(office: Office) -> None:
    item = registered(office)
    give(office, item, "dept", others=(Part(office.units["industry"], AssignmentRole.JOINT_LEAD),))
    assert set(roles(item).values()) == {AssignmentRole.JOINT_LEAD}


def test_a_split_part_needs_words(office: Office) -> None:
    item = registered(office)
    with pytest.raises(InvalidInput) as caught:
        give(office, item, "dept", others=(Part(office.units["finance"], AssignmentRole.SPLIT, " "),))
    assert caught.value.params["field"] == "others"
    assert opened(item).seats == ()


def test_nobody_may_be_given_the_item_twice(office: Office) -> None:
    item = assigned(office, "finance")
    with pytest.raises(InvalidInput):
        give(office, item, None, "finance")


def test_an_item_needs_somebody_who_answers(office: Office) -> None:
    item = registered(office)
    with pytest.raises(Refused) as caught:
        give(office, item, None, "finance")
    assert "答复" in caught.value.text()
    assert opened(item).proposal.state is CaseState.REGISTERED


def test_nothing_chosen_is_said_at_the_field(office: Office) -> None:
    with pytest.raises(InvalidInput) as caught:
        give(office, registered(office), None)
    assert caught.value.params["field"] == "lead"


def test_a_day_after_today_is_refused(office: Office) -> None:
    item = registered(office)
    with pytest.raises(InvalidInput) as caught:
        assign_units(
            office.actor("coordinator"),
            item.id,
            lead=office.units["dept"],
            co_handlers=[],
            others=(),
            assigned_on=date(2026, 3, 21),
            assigner=None,
            version=None,
            now=NOON,
        )
    assert caught.value.params["field"] == "assigned_on"


def test_a_co_handler_joins_later_and_the_sole_handler_becomes_the_lead(office: Office) -> None:
    item = assigned(office)
    give(office, item, None, "bigdata")
    assert roles(item) == {
        office.units["dept"]: AssignmentRole.LEAD,
        office.units["bigdata"]: AssignmentRole.CO,
    }
    assert item.co_total == 1


def test_a_stale_page_assigns_nothing(office: Office) -> None:
    item = registered(office)
    with pytest.raises(StalePage):
        assign_units(
            office.actor("coordinator"),
            item.id,
            lead=office.units["dept"],
            co_handlers=[],
            others=(),
            assigned_on=ASSIGNED,
            assigner=None,
            version=item.version + 1,
            now=NOON,
        )


@pytest.mark.parametrize("key", ["officer", "leader", "supervisor", "head"])
def test_only_the_coordinator_assigns(office: Office, key: str) -> None:
    item = assigned(office)
    hightech(office, item)
    with pytest.raises((Forbidden, NotFound)):
        assign_units(
            office.actor(key),
            item.id,
            lead=None,
            co_handlers=[office.units["finance"]],
            others=(),
            assigned_on=ASSIGNED,
            assigner=None,
            version=None,
            now=NOON,
        )


def signed(office: Office, item: Proposal, unit: str = "dept", by: str = "coordinator") -> int:
    number: int = seat(item, office.units[unit]).assignment.id
    sign_for_receipt(office.actor(by), item.id, number, version=None, now=NOON)
    return number


def hightech(office: Office, item: Proposal) -> int:
    number = signed(office, item)
    distribute(
        office.actor("coordinator"),
        item.id,
        number,
        office_id=office.units["hightech"],
        version=None,
        now=NOON,
    )
    return number


def test_signing_keeps_the_instant_and_moves_the_stage(office: Office) -> None:
    item = assigned(office)
    number = signed(office, item)
    row = opened(item).seats[0].assignment
    assert (row.id, row.state, row.signed_at) == (number, AssignmentState.SIGNED, NOON)
    assert item.stage is Stage.TO_DISTRIBUTE


def test_a_co_handling_head_signs_for_its_own_unit_only(office: Office) -> None:
    item = assigned(office, "finance", "industry")
    signed(office, item, "finance", by="finance_head")
    with pytest.raises(Forbidden):
        signed(office, item, "industry", by="finance_head")


def test_signing_twice_is_not_offered(office: Office) -> None:
    item = assigned(office)
    number = signed(office, item)
    with pytest.raises(NotOffered):
        sign_for_receipt(office.actor("coordinator"), item.id, number, version=None, now=NOON)


def test_an_office_gets_the_work_and_its_head_names_the_officer(office: Office) -> None:
    item = assigned(office)
    number = hightech(office, item)
    assign_officer(
        office.actor("head"), item.id, number, officer_id=office.people["officer"], version=None, now=NOON
    )
    row = opened(item).seats[0].assignment
    assert (row.office_id, row.officer_id) == (office.units["hightech"], office.people["officer"])
    assert row.state is AssignmentState.HANDLING
    assert (item.lead_office_id, item.lead_officer_id) == (row.office_id, row.officer_id)


def test_only_an_officer_of_the_place_can_be_named(office: Office) -> None:
    item = assigned(office)
    number = hightech(office, item)
    with pytest.raises(InvalidInput):
        assign_officer(
            office.actor("head"),
            item.id,
            number,
            officer_id=office.people["rural_officer"],
            version=None,
            now=NOON,
        )


def test_the_head_of_another_office_does_not_see_the_item(office: Office) -> None:
    item = assigned(office)
    number = hightech(office, item)
    with pytest.raises(NotFound):
        assign_officer(
            office.actor("rural_head"),
            item.id,
            number,
            officer_id=office.people["rural_officer"],
            version=None,
            now=NOON,
        )


def test_moving_to_another_office_takes_the_officer_away(office: Office) -> None:
    item = assigned(office)
    number = hightech(office, item)
    coordinator = office.actor("coordinator")
    assign_officer(
        office.actor("head"), item.id, number, officer_id=office.people["officer"], version=None, now=NOON
    )
    rural = office.units["rural"]
    distribute(coordinator, item.id, number, office_id=rural, reason="属农村处职责", version=None, now=NOON)
    row = opened(item).seats[0].assignment
    assert (row.office_id, row.officer_id) == (office.units["rural"], None)


def test_no_unit_hands_an_item_outside_itself(office: Office) -> None:
    item = assigned(office)
    number = signed(office, item)
    with pytest.raises(InvalidInput):
        distribute(
            office.actor("coordinator"),
            item.id,
            number,
            office_id=office.units["finance"],
            version=None,
            now=NOON,
        )


def test_a_part_is_taken_back_with_a_reason_and_may_be_given_again(office: Office) -> None:
    item = assigned(office, "finance")
    number = seat(item, office.units["finance"]).assignment.id
    coordinator = office.actor("coordinator")
    with pytest.raises(Refused):
        recall_unit(coordinator, item.id, number, reason=" ", version=None, now=NOON)
    recall_unit(coordinator, item.id, number, reason="职责不符", version=None, now=NOON)
    assert opened(item).proposal.co_total == 0
    give(office, item, None, "finance")
    assert opened(item).proposal.co_total == 1


def test_an_item_for_reference_is_filed_without_a_reply(office: Office) -> None:
    item = registered(office, is_reference_only=True)
    note_item(office.actor("coordinator"), item.id, reason=None, version=None, now=NOON)
    assert (item.state, item.stage, item.is_open) == (CaseState.NOTED, Stage.NOTED, False)
    assert item.closed_on == date(2026, 3, 20)


def test_an_item_that_wants_a_reply_is_not_filed_away(office: Office) -> None:
    item = registered(office)
    with pytest.raises(Refused):
        note_item(office.actor("coordinator"), item.id, reason=None, version=None, now=NOON)
