"""A sent letter answers the item, starts its clocks and turns its promises into records."""

from datetime import timedelta

import pytest
from flask import Flask

from tests.support.items import ASSIGNED, MEMBER, NOON, registered
from tests.support.office import Office
from tests.support.replies import Desk, desk_at
from tracker.clock import local_day
from tracker.domain.errors import Forbidden, InvalidInput, NotOffered, Refused
from tracker.domain.vocabulary import (
    AssignmentRole,
    AssignmentState,
    CaseState,
    CommitmentState,
    Publicity,
    ReplyState,
    SponsorKind,
    Stage,
)
from tracker.extensions import db
from tracker.models.assignment import Assignment, Milestone
from tracker.queries.promises import promises_of
from tracker.queries.sign_sheet import recipients_of
from tracker.services import assignment, sign_off
from tracker.services.intake_rows import SponsorEntry
from tracker.services.reply import Addressee, send_reply
from tracker.services.unit_of_work import unit_of_work


def milestones(desk: Desk) -> dict[str, Milestone]:
    rows = db.session.query(Milestone).filter_by(assignment_id=desk.seat.assignment.id)
    return {row.code: row for row in rows}


def send(desk: Desk, to: list[Addressee] | None = None, days: int = 0, key: str = "coordinator") -> None:
    addressees = [Addressee("郑毅委员", "邮寄")] if to is None else to
    sent_on = local_day(desk.now) + timedelta(days=days)
    desk.step(key, send_reply, addressees=addressees, sent_on=sent_on, version=None)


def test_a_sent_letter_answers_the_item(context: Flask, office: Office) -> None:
    desk = desk_at(office, "sent")
    item, seat = desk.file.proposal, desk.seat
    assert (desk.reply.state, desk.reply.sent_on) == (ReplyState.SENT, local_day(desk.now))
    assert (seat.assignment.state, seat.assignment.answered_at) == (AssignmentState.ANSWERED, desk.now)
    assert (item.state, item.stage, item.replied_on) == (
        CaseState.REPLIED,
        Stage.REPLIED,
        local_day(desk.now),
    )
    assert milestones(desk)["reply"].done_on == local_day(desk.now)


def test_evaluation_and_publication_are_due_from_the_letter_on(context: Flask, office: Office) -> None:
    found = milestones(desk_at(office, "sent"))
    assert {"evaluation", "publish"} <= found.keys()
    assert found["evaluation"].explanation["anchor"] == "reply_sent"
    done_on = found["reply"].done_on
    assert done_on is not None
    assert found["evaluation"].due_on > done_on


def test_a_letter_kept_back_has_no_day_of_publication(context: Flask, office: Office) -> None:
    desk = desk_at(office, "checked")
    withheld = sign_off.Decided(
        "C", Publicity.WITHHELD, "涉及商业秘密", promises_seen=True, ground="15-third-party"
    )
    desk.signed(withheld).numbered().sent()
    assert "publish" not in milestones(desk)
    assert "evaluation" in milestones(desk)


def test_promises_become_records_with_their_place_owner_and_day(context: Flask, office: Office) -> None:
    desk = desk_at(office, "sent")
    first, second = promises_of(desk.proposal_id)
    assert desk.reply.text[first.start_at : first.end_at] == first.quote
    assert (first.number, first.state, first.owner_unit_id) == (
        1,
        CommitmentState.TO_START,
        office.units["hightech"],
    )
    assert (str(first.due_on), first.first_due_on, first.next_on) == (
        "2026-12-31",
        first.due_on,
        first.due_on,
    )
    assert (first.target, int(first.target_number or 0), first.target_unit) == ("20家", 20, "家")
    assert (second.due_on, second.review_on, second.next_on) == (None, second.review_on, second.review_on)
    assert desk.file.proposal.promise_total == 2


def test_sponsors_and_copies_are_kept_in_order(context: Flask, office: Office) -> None:
    desk = desk_at(office, "numbered")
    sponsor = desk.file.proposal.sponsors[0]
    send(
        desk,
        [
            Addressee("郑毅委员", "邮寄", sponsor_id=sponsor.id),
            Addressee("自治区政协提案委员会", "机要交换", is_copy=True, copies=2),
        ],
    )
    rows = [(one.position, one.name, one.is_copy, one.copies) for one in recipients_of(desk.reply.id)]
    assert rows == [(1, "郑毅委员", False, 1), (2, "自治区政协提案委员会", True, 2)]


@pytest.mark.parametrize(
    ("to", "days", "words"),
    [
        ([], 0, "收件人"),
        ([Addressee("自治区政协", "机要交换", is_copy=True)], 0, "收件人"),
        ([Addressee("别件的委员", "邮寄", sponsor_id=999)], 0, "提出人"),
        (None, 1, "不能晚于今天"),
        (None, -30, "不能早于签发日期"),
    ],
)
def test_a_letter_without_recipients_or_with_a_wrong_day_stays(
    context: Flask, office: Office, to: list[Addressee] | None, days: int, words: str
) -> None:
    desk = desk_at(office, "numbered")
    with pytest.raises((Refused, InvalidInput), match=words):
        send(desk, to, days)
    assert (desk.reply.state, desk.reply.sent_on) == (ReplyState.NUMBERED, None)
    assert desk.file.proposal.state is CaseState.HANDLING
    assert not recipients_of(desk.reply.id)


def test_a_letter_is_sent_once_and_by_the_office(context: Flask, office: Office) -> None:
    desk = desk_at(office, "numbered")
    with pytest.raises(Forbidden):
        send(desk, key="officer")
    send(desk)
    with pytest.raises(NotOffered):
        send(desk)
    assert len(promises_of(desk.proposal_id)) == 2


def test_a_letter_without_number_is_not_sent(context: Flask, office: Office) -> None:
    with pytest.raises(NotOffered):
        send(desk_at(office, "signed"))


def joined(office: Office, role: AssignmentRole) -> Desk:
    """An item that the department answers beside the industry department."""
    item = registered(office)
    others = [assignment.Part(office.units["industry"], role, "产业政策部分")]
    assignment.assign_units(
        office.actor("coordinator"),
        item.id,
        lead=office.units["dept"],
        co_handlers=(),
        others=others,
        assigned_on=ASSIGNED,
        assigner=None,
        version=None,
        now=NOON,
    )
    desk = Desk(office, item.id).handled().drafted().submitted().approved().checked()
    if role is AssignmentRole.JOINT_LEAD:
        desk.bypassed()
    return desk.signed().numbered()


def test_an_item_of_split_handlers_waits_for_every_letter(context: Flask, office: Office) -> None:
    desk = joined(office, AssignmentRole.SPLIT)
    send(desk)
    states = {seat.assignment.unit_id: seat.assignment.state for seat in desk.file.answering}
    assert states == {
        office.units["dept"]: AssignmentState.ANSWERED,
        office.units["industry"]: AssignmentState.WAITING,
    }
    assert (desk.file.proposal.state, desk.file.proposal.replied_on) == (CaseState.HANDLING, None)


def test_joint_leads_that_handle_the_item_answer_with_one_letter(context: Flask, office: Office) -> None:
    desk = joined(office, AssignmentRole.JOINT_LEAD)
    other = next(s for s in desk.file.answering if s.assignment.unit_id == office.units["industry"])
    seat_id = other.assignment.id
    desk.step("coordinator", assignment.sign_for_receipt, on=seat_id, version=None)
    with unit_of_work():
        db.session.get_one(Assignment, seat_id).state = AssignmentState.HANDLING
    send(desk)
    assert {seat.assignment.state for seat in desk.file.answering} == {AssignmentState.ANSWERED}
    assert desk.file.proposal.state is CaseState.REPLIED


def test_every_co_signer_gets_a_letter(context: Flask, office: Office) -> None:
    colleague = SponsorEntry(name="李梅", kind=SponsorKind.MEMBER)
    desk = desk_at(office, "checked", sponsors=(MEMBER, colleague))
    desk.signed().numbered().sent()
    assert [one.name for one in recipients_of(desk.reply.id)] == ["郑毅", "李梅"]
