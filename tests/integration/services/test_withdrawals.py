"""An item ends before its answer: withdrawn when all agree, voided by two persons, noted; or goes on after all."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from tests.support.asked import JOINT, ask_return, consent, given, latest, refuse, void, withdrawal
from tests.support.groups import THIRD, merged, two_desks
from tests.support.items import registered
from tests.support.office import Office
from tests.support.replies import Desk, desk_at, new_desk
from tracker.domain.errors import Forbidden, InvalidInput, NotFound, NotOffered, Refused, TrackerError
from tracker.domain.vocabulary import AssignmentState, CaseState, GroupKind, ReplyState, RequestState, Stage
from tracker.extensions import db
from tracker.models.assignment import SideRequest
from tracker.models.grouping import HandlingGroup
from tracker.models.reply import DocumentNumber
from tracker.queries.ended_work import cancelled_drafts, cosigners_on
from tracker.queries.groups import group_of, members_of
from tracker.services import item_parts, numbering, request_answers, setting_aside, voiding, withdrawals
from tracker.services.unit_of_work import unit_of_work


def accept(desk: Desk, who: str = "coordinator") -> None:
    desk.step(who, withdrawals.accept_withdrawal, on=latest(desk).id, reason="同意。", version=None)


def confirm(desk: Desk, who: str) -> None:
    desk.step(who, voiding.confirm_void, on=latest(desk).id, reason=None, version=None)


def unchanged(desk: Desk, error: type[TrackerError], act: Callable[[], object]) -> TrackerError:
    """Run what must fail, and see that the item and its request stand as they did."""
    before = (desk.file.proposal.state, [(row.state, row.version) for row in (latest(desk),)])
    with pytest.raises(error) as caught:
        act()
    db.session.rollback()
    assert (desk.file.proposal.state, [(row.state, row.version) for row in (latest(desk),)]) == before
    return caught.value


def test_a_joint_item_is_withdrawn_only_when_every_co_signer_agrees(context: Flask, office: Office) -> None:
    desk = desk_at(office, "drafted", "finance", sponsors=JOINT)
    withdrawal(desk)
    assert "全体联名人同意" in str(unchanged(desk, Refused, lambda: accept(desk)))
    consent(desk, 1)
    unchanged(desk, Refused, lambda: accept(desk))
    consent(desk, 2)
    consents, _left = cosigners_on(desk.proposal_id, latest(desk).id)
    assert [row.sponsor.name for row in consents] == ["陈桂英", "黄少华"]
    accept(desk, "leader")
    item = desk.file.proposal
    assert (item.state, item.stage, item.is_open) == (CaseState.WITHDRAWN, Stage.WITHDRAWN, False)
    assert {one.assignment.state for one in desk.file.seats} == {AssignmentState.DONE}
    assert [row.state for row in cancelled_drafts(item.id)] == [ReplyState.CANCELLED]
    assert latest(desk).state is RequestState.ACCEPTED


def test_an_item_of_one_sponsor_needs_nobody_elses_consent(context: Flask, office: Office) -> None:
    desk = given(office)
    withdrawal(desk)
    accept(desk)
    assert desk.file.proposal.state is CaseState.WITHDRAWN


def test_the_lead_sponsor_is_no_co_signer_and_nobody_agrees_twice(context: Flask, office: Office) -> None:
    desk = given(office, sponsors=JOINT)
    withdrawal(desk)
    unchanged(desk, InvalidInput, lambda: consent(desk, 0))
    consent(desk, 1, on=date(2026, 3, 20))
    error = unchanged(desk, InvalidInput, lambda: consent(desk, 1, on=date(2026, 3, 20)))
    assert error.params["field"] == "sponsor_id"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"on": date(2026, 3, 16)}, "on"),
        ({"on": date(2099, 1, 1)}, "on"),
        ({"on": date(2026, 3, 20), "evidence": " "}, "evidence"),
        ({"on": date(2026, 3, 20), "attachment_id": 999}, "attachment_id"),
    ],
)
def test_a_consent_has_a_day_in_range_evidence_and_a_file_of_the_item(
    context: Flask, office: Office, changes: dict[str, Any], field: str
) -> None:
    desk = given(office, sponsors=JOINT)
    withdrawal(desk)
    error = unchanged(desk, InvalidInput, lambda: consent(desk, 1, **changes))
    assert error.params["field"] == field


def test_a_withdrawal_is_refused_or_taken_back_and_the_item_goes_on(context: Flask, office: Office) -> None:
    desk = given(office)
    withdrawal(desk)
    unchanged(desk, Refused, lambda: withdrawal(desk))
    refuse(desk)
    assert (desk.file.proposal.state, latest(desk).state) == (CaseState.HANDLING, RequestState.REFUSED)
    withdrawal(desk)
    desk.step("coordinator", request_answers.cancel_request, on=latest(desk).id, version=None)
    assert latest(desk).state is RequestState.CANCELLED


def test_open_requests_of_the_parts_end_with_the_item(context: Flask, office: Office) -> None:
    desk = given(office, "finance")
    asked = ask_return(desk, "finance_liaison", "finance").id
    withdrawal(desk)
    accept(desk)
    db.session.expire_all()
    assert db.session.get_one(SideRequest, asked).state is RequestState.CANCELLED


@pytest.mark.parametrize("end", ["withdrawn", "voided"])
def test_a_numbered_reply_first_gives_its_number_back(context: Flask, office: Office, end: str) -> None:
    desk = desk_at(office, "numbered")
    if end == "withdrawn":
        withdrawal(desk)
        error = unchanged(desk, Refused, lambda: accept(desk))
    else:
        void(desk)
        error = unchanged(desk, Refused, lambda: confirm(desk, "leader"))
    assert "作废文号" in str(error)


@pytest.mark.parametrize("who", ["head", "leader", "supervisor", "officer"])
def test_only_who_registers_enters_a_withdrawal(context: Flask, office: Office, who: str) -> None:
    desk = desk_at(office, "drafted")
    with pytest.raises(Forbidden):
        withdrawal(desk, who)


@pytest.mark.parametrize(("first", "second"), [("coordinator", "leader"), ("leader", "coordinator2")])
def test_voiding_takes_two_persons_and_deletes_nothing(
    context: Flask, office: Office, first: str, second: str
) -> None:
    desk = desk_at(office, "drafted")
    void(desk, first)
    unchanged(desk, Forbidden, lambda: confirm(desk, first))
    unchanged(desk, Forbidden, lambda: confirm(desk, "head"))
    confirm(desk, second)
    item = desk.file.proposal
    assert (item.state, item.stage) == (CaseState.VOIDED, Stage.VOIDED)
    assert (latest(desk).asked_by_id, latest(desk).decided_by_id) == (
        office.people[first],
        office.people[second],
    )
    assert len(cancelled_drafts(item.id)) == 1


def test_the_database_keeps_one_person_from_voiding(context: Flask, office: Office) -> None:
    desk = given(office)
    asked = void(desk)
    own = {"state": RequestState.ACCEPTED, "decided_at": desk.now, "decided_by_id": asked.asked_by_id}
    alone = update(SideRequest).where(SideRequest.id == asked.id).values(**own)
    with pytest.raises(IntegrityError), unit_of_work() as session:
        session.execute(alone)


def test_another_person_rejects_voiding_with_a_reason_and_the_proposer_takes_it_back(
    context: Flask, office: Office
) -> None:
    desk = given(office)
    void(desk, "leader")
    unchanged(desk, Refused, lambda: refuse(desk, "coordinator", " "))
    unchanged(desk, Forbidden, lambda: refuse(desk, "leader"))
    refuse(desk)
    assert (latest(desk).state, desk.file.proposal.state) == (RequestState.REFUSED, CaseState.HANDLING)


@pytest.mark.parametrize("who", ["coordinator", "leader"])
def test_whoever_proposed_voiding_takes_it_back(context: Flask, office: Office, who: str) -> None:
    desk = given(office)
    void(desk, who)
    other = "leader" if who == "coordinator" else "coordinator"
    unchanged(
        desk,
        Refused,
        lambda: desk.step(other, request_answers.cancel_request, on=latest(desk).id, version=None),
    )
    desk.step(who, request_answers.cancel_request, on=latest(desk).id, version=None)
    assert latest(desk).state is RequestState.CANCELLED


@pytest.mark.parametrize("who", ["head", "supervisor", "officer", "finance_head"])
def test_who_may_not_void_does_not_propose_it(context: Flask, office: Office, who: str) -> None:
    desk = desk_at(office, "drafted")
    with pytest.raises((Forbidden, NotFound)):
        void(desk, who)


def test_an_ended_item_is_neither_withdrawn_nor_voided(context: Flask, office: Office) -> None:
    desk = given(office)
    withdrawal(desk)
    accept(desk)
    for act in (withdrawal, void):
        with pytest.raises(NotOffered):
            act(desk)


def test_a_withdrawn_item_is_taken_up_again_and_its_units_are_free(context: Flask, office: Office) -> None:
    desk = given(office, "finance")
    withdrawal(desk)
    accept(desk)
    take: dict[str, Any] = {"reason": "提出人来函要求继续办理。", "version": None, "now": desk.now}
    with pytest.raises(NotFound):
        setting_aside.take_up_again(desk.actor("officer"), desk.proposal_id, **take)
    setting_aside.take_up_again(desk.actor("coordinator"), desk.proposal_id, **take)
    item = desk.file.proposal
    assert (item.state, item.stage, desk.file.live) == (CaseState.REGISTERED, Stage.TO_ASSIGN, ())


def test_a_noted_item_is_set_aside_and_taken_up_again(context: Flask, office: Office) -> None:
    desk = Desk(office, registered(office, is_reference_only=True).id)
    words: dict[str, Any] = {"version": None, "now": desk.now}
    setting_aside.note_item(desk.actor("coordinator"), desk.proposal_id, reason=None, **words)
    assert desk.file.proposal.state is CaseState.NOTED
    with pytest.raises(Refused, match="请写明理由"):
        setting_aside.take_up_again(desk.actor("supervisor"), desk.proposal_id, reason=" ", **words)
    setting_aside.take_up_again(desk.actor("supervisor"), desk.proposal_id, reason="需要办理。", **words)
    assert desk.file.proposal.stage is Stage.TO_ASSIGN


def test_an_item_that_stands_is_not_taken_up_again(context: Flask, office: Office) -> None:
    desk = given(office)
    with pytest.raises(NotOffered):
        setting_aside.take_up_again(
            desk.actor("coordinator"), desk.proposal_id, reason="误", version=None, now=desk.now
        )


def test_a_paused_part_rests_with_its_reason_and_goes_on(context: Flask, office: Office) -> None:
    desk = desk_at(office, "drafted")
    part = desk.seat.assignment.id
    with pytest.raises(Refused, match="请写明理由"):
        desk.step("leader", item_parts.pause_part, on=part, reason=" ", version=None)
    desk.step("leader", item_parts.pause_part, on=part, reason="等待上级决定。", version=None)
    assert desk.file.proposal.stage is Stage.PAUSED
    with pytest.raises(Refused, match="现在暂停"):
        desk.submitted()
    desk.step("coordinator", item_parts.resume_part, on=part, version=None)
    assert desk.submitted().reply.state is ReplyState.DEPT_REVIEW


@pytest.mark.parametrize("how", ["withdrawn", "voided"])
def test_an_ended_item_leaves_its_group_and_the_others_go_on(
    context: Flask, office: Office, how: str
) -> None:
    first, second = two_desks(office)
    third = new_desk(office, **THIRD)
    group_id = merged(first, second, third).id
    withdrawal(first) if how == "withdrawn" else void(first)
    accept(first) if how == "withdrawn" else confirm(first, "leader")
    left = [member.proposal_id for member in members_of(group_id)]
    assert (left, group_of(first.proposal_id, GroupKind.MERGED)) == (
        [second.proposal_id, third.proposal_id],
        None,
    )
    group = db.session.get_one(HandlingGroup, group_id)
    assert (group.leading_id, group.ended_at) == (second.proposal_id, None)


def test_a_number_voided_with_its_reason_lets_the_item_be_withdrawn(context: Flask, office: Office) -> None:
    desk = desk_at(office, "numbered")
    reply_id, text = desk.reply.id, desk.reply.document_number
    withdrawal(desk)
    desk.step("coordinator", numbering.void_number, reason="提出人撤案。", version=None)
    accept(desk)
    kept = db.session.scalars(select(DocumentNumber).where(DocumentNumber.reply_id == reply_id)).one()
    assert (kept.text, kept.is_void, kept.void_reason) == (text, True, "提出人撤案。")
    assert [row.document_number for row in cancelled_drafts(desk.proposal_id)] == [None]
