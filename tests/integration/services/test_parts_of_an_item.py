"""Split parts answered one by one, joint leads with one letter, and items relayed from above and to below."""

import threading
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.items import ASSIGNED, NOON, registered
from tests.support.office import SINCE, Office, password_hash
from tests.support.replies import BEGAN, PUBLIC, Desk, desk_at
from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.errors import Forbidden, InvalidInput, NotOffered, Refused, TrackerError
from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import (
    AssignmentRole,
    AssignmentState,
    CaseState,
    ContactMethod,
    OpinionState,
    Origin,
    ReplyState,
    Role,
    Stage,
)
from tracker.extensions import db
from tracker.models.assignment import Milestone
from tracker.models.people import Unit, User, grant
from tracker.models.reply import Reply
from tracker.queries.case_file import Seat
from tracker.queries.facts_reply import reply_facts
from tracker.queries.people import load_actor
from tracker.services import assignment, case_end, contacts, drafting, evaluations, opinions, reply, sign_off
from tracker.services.assignment import Part
from tracker.services.unit_of_work import unit_of_work

SPLIT, JOINT, RELAY = AssignmentRole.SPLIT, AssignmentRole.JOINT_LEAD, AssignmentRole.RELAY


def shared(office: Office, *parts: Part, lead: int | None = None, **changes: Any) -> Desk:
    """Register an item and give it to units in these parts."""
    item = registered(office, **changes)
    assignment.assign_units(
        office.actor("coordinator"),
        item.id,
        lead=lead,
        co_handlers=[],
        others=parts,
        assigned_on=ASSIGNED,
        assigner="自治区人民政府办公厅",
        version=None,
        now=NOON,
    )
    return Desk(office, item.id)


def split(office: Office, count: int = 2) -> Desk:
    """Split an item among our department and others, each with its words."""
    keys = ("dept", "finance", "industry")[:count]
    words = ("技术改造", "资金安排", "园区建设")
    return shared(
        office, *(Part(office.units[key], SPLIT, part) for key, part in zip(keys, words, strict=False))
    )


def finance_person(office: Office, role: Role = Role.OFFICER) -> Actor:
    """Add somebody of the finance department, who handles its part in this installation."""
    with unit_of_work():
        person = User(username=f"fin_{role}", name="韦明", password_hash=password_hash(), created_at=BEGAN)
        db.session.add(person)
        db.session.flush()
        unit = db.session.get_one(Unit, office.units["finance"])
        db.session.add(grant(person, unit, role, SINCE))
        number = person.id
    return load_actor(number, local_day(BEGAN), BEGAN)


@pytest.fixture
def outsider(context: Flask, office: Office) -> Actor:
    return finance_person(office)


def seat_of(desk: Desk, key: str) -> Seat:
    return next(one for one in desk.file.live if one.assignment.unit_id == desk.office.units[key])


def take_up(desk: Desk, officer: Actor) -> None:
    """Let the finance department take its part up."""
    seat_id = seat_of(desk, "finance").assignment.id
    desk.step("coordinator", assignment.sign_for_receipt, on=seat_id, version=None)
    desk.step("finance_head", assignment.assign_officer, on=seat_id, officer_id=officer.user_id, version=None)


def send(desk: Desk, seat: Seat) -> None:
    """Write, pass, sign, number and send the letter of a seat whatever the rest of the item does."""
    assert seat.reply is not None
    to = [reply.Addressee("郑毅委员", "当面送达", sponsor_id=desk.file.proposal.sponsors[0].id)]
    desk.step(
        "coordinator",
        reply.send_reply,
        on=seat.reply.id,
        addressees=to,
        sent_on=local_day(desk.now),
        version=None,
    )


def finance_letter(desk: Desk, officer: Actor) -> Reply:
    """Bring the finance department's own letter to its number, signed as if by its leader."""
    seat = seat_of(desk, "finance")
    letter = drafting.start_reply(officer, desk.proposal_id, seat.assignment.id, now=desk.now)
    with unit_of_work():
        letter.class_mark, letter.publicity = "B", PUBLIC.publicity
        letter.signed_at, letter.document_number = desk.now, "桂财函〔2026〕1号"
        letter.state = ReplyState.NUMBERED
    return letter


def test_every_split_part_has_its_words(context: Flask, office: Office) -> None:
    with pytest.raises(InvalidInput, match="负责哪一部分"):
        shared(office, Part(office.units["dept"], SPLIT, "  "), number_raw="第20260130号", title="另一件")
    desk = split(office, 3)
    assert [seat.assignment.part for seat in desk.file.answering] == ["技术改造", "资金安排", "园区建设"]
    assert {seat.assignment.role for seat in desk.file.answering} == {SPLIT}


@pytest.mark.parametrize("count", [2, 3])
def test_a_split_item_is_replied_once_every_part_is(office: Office, outsider: Actor, count: int) -> None:
    desk = split(office, count).handled()
    take_up(desk, outsider)
    desk.drafted().submitted().approved().checked().signed().numbered().sent()
    item = desk.file.proposal
    assert (item.state, item.stage, item.replied_on) == (CaseState.HANDLING, Stage.HANDLING, None)
    finance_letter(desk, outsider)
    send(desk, seat_of(desk, "finance"))
    done = desk.file.proposal.state
    assert done is (CaseState.REPLIED if count == 2 else CaseState.HANDLING)
    if count == 3:
        assert seat_of(desk, "industry").assignment.state is AssignmentState.WAITING


def test_a_letter_names_the_part_that_it_answers(office: Office, outsider: Actor) -> None:
    desk = split(office).handled()
    desk.step("officer", drafting.start_reply, on=desk.seat.assignment.id)
    assert "其中“技术改造”部分由我厅办理，经研究，现答复如下：" in desk.reply.text
    take_up(desk, outsider)
    assert "其中“资金安排”部分" in finance_letter(desk, outsider).text


def test_one_part_is_not_written_nor_passed_by_the_people_of_another(office: Office, outsider: Actor) -> None:
    desk = split(office).handled()
    take_up(desk, outsider)
    ours, theirs = desk.seat, seat_of(desk, "finance")
    with pytest.raises(Forbidden):
        drafting.start_reply(outsider, desk.proposal_id, ours.assignment.id, now=desk.now)
    with pytest.raises(Forbidden):
        desk.step("officer", drafting.start_reply, on=theirs.assignment.id)
    desk.drafted()
    entry = drafting.DraftEntry(text="别人的话")
    with pytest.raises(TrackerError):
        drafting.save_text(outsider, desk.proposal_id, desk.reply.id, entry=entry, version=None, now=desk.now)
    assert "别人的话" not in desk.reply.text
    desk.submitted()
    with pytest.raises(Forbidden):
        desk.review("finance_head", sign_off.approve_draft)
    met = contacts.ContactEntry(
        desk.file.proposal.sponsors[0].id, local_day(desk.now), ContactMethod.PHONE, "已说明。"
    )
    with pytest.raises(Forbidden):
        contacts.record_contact(outsider, desk.proposal_id, ours.assignment.id, entry=met, now=desk.now)
    desk.approved()
    assert desk.reply.state is ReplyState.OFFICE_CHECK


def test_the_host_waits_for_the_parts_of_others(office: Office, outsider: Actor) -> None:
    desk = split(office).handled()
    take_up(desk, outsider)
    desk.drafted().submitted().approved().checked().signed().numbered().sent()
    days = select(Milestone.due_on).where(
        Milestone.assignment_id == seat_of(desk, "finance").assignment.id, Milestone.code == "reply"
    )
    assert desk.file.proposal.due_on == db.session.scalar(days)


def joint(office: Office) -> Desk:
    return shared(office, Part(office.units["finance"], JOINT), lead=office.units["dept"])


def test_joint_leads_share_one_letter_that_names_them_all(office: Office, outsider: Actor) -> None:
    desk = joint(office).handled()
    take_up(desk, outsider)
    assert {seat.assignment.role for seat in desk.file.answering} == {JOINT}
    desk.step("officer", drafting.start_reply, on=desk.seat.assignment.id)
    assert "我厅与广西壮族自治区财政厅为共同主办单位，经共同研究，现答复如下：" in desk.reply.text
    with pytest.raises(Refused) as refused:
        drafting.start_reply(outsider, desk.proposal_id, seat_of(desk, "finance").assignment.id, now=desk.now)
    assert "科技厅已经起草" in str(refused.value)
    assert desk.file.reply_for(seat_of(desk, "finance")) == desk.reply
    assert db.session.scalars(select(Reply)).all() == [desk.reply]


@pytest.mark.parametrize("takes_up", [True, False], ids=["handling", "not signed for"])
def test_joint_leads_have_answered_together(office: Office, outsider: Actor, takes_up: bool) -> None:
    desk = joint(office).handled()
    if takes_up:
        take_up(desk, outsider)
    desk.drafted().submitted().approved().checked()
    leader = replace(finance_person(office, Role.LEADER), proved_at=desk.now)
    sign_off.sign_reply(
        leader,
        desk.proposal_id,
        desk.reply.id,
        decided=PUBLIC,
        remark=None,
        version=None,
        now=desk.now,
    )
    assert desk.reply.state is ReplyState.SIGN_OFF
    desk.signed().numbered().sent()
    states = {seat.assignment.state for seat in desk.file.answering}
    expected = {AssignmentState.ANSWERED} if takes_up else {AssignmentState.ANSWERED, AssignmentState.DONE}
    assert states == expected
    assert desk.file.proposal.state is CaseState.REPLIED


def test_two_joint_leads_begin_at_once_and_one_letter_stands(app: Flask, office: Office) -> None:
    start, results = threading.Barrier(2), []
    with app.app_context():
        officer = finance_person(office)
        desk = joint(office).handled()
        take_up(desk, officer)
        ours, theirs = desk.seat.assignment.id, seat_of(desk, "finance").assignment.id
        people = ((desk.actor("officer"), ours), (officer, theirs))

    def begin(actor: Actor, seat_id: int) -> None:
        with app.app_context():
            start.wait()
            try:
                drafting.start_reply(actor, desk.proposal_id, seat_id, now=desk.now)
                results.append("done")
            except TrackerError as error:
                results.append(error.code)

    threads = [threading.Thread(target=begin, args=one) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["done", "refused"]


def test_an_item_from_above_is_answered_upward(context: Flask, office: Office) -> None:
    desk = desk_at(office, "numbered", origin=Origin.RELAY)
    assert desk.reply.title.endswith("提案办理意见的函")
    sponsor = desk.file.proposal.sponsors[0]
    parent = reply.Addressee("自治区政协办公厅", "机要交换")

    def dispatch(*to: reply.Addressee) -> None:
        desk.step("coordinator", reply.send_reply, addressees=to, sent_on=local_day(desk.now), version=None)

    for wrong in (
        reply.Addressee("郑毅委员", "邮寄", sponsor_id=sponsor.id),
        reply.Addressee("郑毅", "邮寄"),
        reply.Addressee("郑毅委员", "邮寄", is_copy=True),
    ):
        with pytest.raises(InvalidInput) as refused:
            dispatch(parent, wrong)
        assert "只把办理意见报给自治区政协办公厅" in str(refused.value)
    assert desk.reply.state is ReplyState.NUMBERED
    dispatch(parent)
    assert desk.file.proposal.state is CaseState.REPLIED


def test_nobody_is_asked_to_judge_what_went_upward(context: Flask, office: Office) -> None:
    desk = desk_at(office, "numbered", origin=Origin.RELAY)
    to = [reply.Addressee("自治区政协办公厅", "机要交换")]
    desk.step("coordinator", reply.send_reply, addressees=to, sent_on=local_day(desk.now), version=None)
    with pytest.raises(InvalidInput, match="没有要评价的提出人"):
        evaluations.ask_evaluation(
            desk.actor("coordinator"), desk.proposal_id, opinion_ids=[], version=None, now=desk.now
        )
    codes = set(db.session.scalars(select(Milestone.code).where(Milestone.proposal_id == desk.proposal_id)))
    assert "evaluation" not in codes
    case_end.conclude_evaluation(desk.actor("coordinator"), desk.proposal_id, version=None, now=desk.now)
    assert desk.file.proposal.state is CaseState.TRACKING


def test_a_letter_upward_opens_as_one(context: Flask, office: Office) -> None:
    item = registered(office, origin=Origin.RELAY, assigner="自治区人民政府办公厅")
    assignment.assign_units(
        office.actor("coordinator"),
        item.id,
        lead=office.units["dept"],
        co_handlers=[],
        others=(),
        assigned_on=ASSIGNED,
        assigner=None,
        version=None,
        now=NOON,
    )
    desk = Desk(office, item.id).handled()
    desk.step("officer", drafting.start_reply, on=desk.seat.assignment.id)
    assert desk.reply.text.startswith("自治区人民政府办公厅：\n贵单位转来的《")
    assert desk.reply.addressee == "自治区人民政府办公厅"


def relayed(office: Office) -> Desk:
    return shared(office, Part(office.units["finance"], RELAY), lead=office.units["dept"]).handled()


def test_a_lower_unit_drafts_for_us_by_an_earlier_day(context: Flask, office: Office) -> None:
    desk = relayed(office)
    seat = seat_of(desk, "finance")
    assert seat.opinion is not None
    assert seat.opinion.state is OpinionState.DRAFTING
    assert seat.assignment.due_on is not None
    assert desk.seat.assignment.due_on is not None
    assert seat.assignment.due_on < desk.seat.assignment.due_on
    assert reply_facts(desk.file, desk.seat).opinions_missing == 1


def test_the_lower_units_draft_is_signed_by_its_head_and_weighed_by_us(
    context: Flask, office: Office
) -> None:
    desk = relayed(office)
    seat = seat_of(desk, "finance")
    assert seat.opinion is not None
    opinion = seat.opinion.id
    desk.step("coordinator", assignment.sign_for_receipt, on=seat.assignment.id, version=None)
    written = opinions.OpinionText("拟答复：资金列入年度预算。")
    desk.step("finance_liaison", opinions.save_opinion, on=opinion, written=written, version=None)
    desk.step("finance_liaison", opinions.submit_opinion, on=opinion, version=None)
    with pytest.raises(Forbidden):
        desk.step("officer", opinions.sign_opinion, on=opinion, version=None)
    desk.step("finance_head", opinions.sign_opinion, on=opinion, version=None)
    assert reply_facts(desk.file, desk.seat).opinions_unweighed == 1
    desk.step("officer", opinions.weigh_opinion, on=opinion, action=Action.ADOPT, words=None, version=None)
    facts = reply_facts(desk.file, desk.seat)
    assert (facts.opinions_missing, facts.opinions_unweighed) == (0, 0)


def test_a_lower_unit_never_answers_the_sponsor(context: Flask, office: Office) -> None:
    desk = relayed(office)
    seat = seat_of(desk, "finance")
    for who in ("officer", "head", "finance_head"):
        with pytest.raises((NotOffered, Forbidden)):
            desk.step(who, drafting.start_reply, on=seat.assignment.id)
    desk.step("officer", drafting.start_reply, on=desk.seat.assignment.id)
    assert "财政厅" not in desk.reply.text
    assert desk.file.proposal.co_total == 1
