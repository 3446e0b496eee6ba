"""Handing one's work over: offered, accepted at once with an event on each item, declined, answered by the office."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from tests.support.drafts import NOW, handled
from tests.support.office import Office, build_office
from tests.support.replies import Desk, desk_at
from tests.support.statements import counted
from tests.support.volume import fill, staff_of
from tracker import clock
from tracker.domain.errors import Forbidden, InvalidInput, NotFound, Refused, StalePage
from tracker.domain.events import EventKind
from tracker.domain.hand_overs import HandOverState, HeldKind, LineState
from tracker.domain.permissions import Permission
from tracker.domain.vocabulary import Role
from tracker.extensions import db
from tracker.models.assignment import Assignment
from tracker.models.commitment import Commitment
from tracker.models.event import Event
from tracker.models.hand_over import HandOver, HandOverLine
from tracker.models.mail import MailMessage
from tracker.models.people import Unit, User, grant
from tracker.models.proposal import Proposal
from tracker.models.reply import Reply
from tracker.models.sign_off import ReplyStep
from tracker.queries.case_file import case_file
from tracker.queries.held_work import held_by, piles
from tracker.services.assignment import assign_officer
from tracker.services.hand_over_answers import accept_hand_over, decline_hand_over, take_back_hand_over
from tracker.services.hand_overs import offer_hand_over
from tracker.services.summaries import refresh_summary
from tracker.services.unit_of_work import unit_of_work

LATER = NOW + timedelta(days=1)


@pytest.fixture
def office(context: Flask) -> Office:
    return build_office()


def offer(office: Office, by: str = "officer", to: str = "officer2", **changes: Any) -> HandOver:
    wanted: dict[str, Any] = {"keys": None, "reason": "调到别的单位工作", "now": LATER} | changes
    giver = office.people[wanted.pop("giver", "officer")]
    return offer_hand_over(office.actor(by), giver, receiver_id=office.people[to], **wanted)


def accept(office: Office, number: int, by: str = "officer2", **changes: Any) -> int:
    wanted: dict[str, Any] = {"version": None, "now": LATER} | changes
    return accept_hand_over(office.actor(by), number, **wanted)[1]


def count_of(user_id: int) -> int:
    return sum(pile.count for pile in piles(held_by(user_id)))


def lines(offered: HandOver) -> dict[LineState, int]:
    statement = select(HandOverLine.state, func.count()).where(HandOverLine.hand_over_id == offered.id)
    return {row[0]: row[1] for row in db.session.execute(statement.group_by(HandOverLine.state))}


def test_nothing_moves_before_the_receiver_accepts(office: Office) -> None:
    file = handled(office)
    offered = offer(office)
    db.session.expire_all()
    seat = case_file(file.proposal.id).own  # type: ignore[union-attr]
    assert seat is not None
    assert seat.assignment.officer_id == office.people["officer"]
    assert lines(offered) == {LineState.OFFERED: 1}
    assert accept(office, offered.id) == 1
    item = db.session.get_one(Proposal, file.proposal.id)
    part = db.session.get_one(Assignment, seat.assignment.id)
    assert part.officer_id == item.lead_officer_id == office.people["officer2"]
    assert (offered.state, lines(offered)) == (HandOverState.ACCEPTED, {LineState.MOVED: 1})


def test_each_item_has_an_event_with_both_names(office: Office) -> None:
    file = handled(office)
    accept(office, offer(office).id)
    event = db.session.scalars(select(Event).where(Event.kind == EventKind.ASSIGNMENT_HANDED_OVER)).one()
    assert event.proposal_id == file.proposal.id
    assert event.data == {"unit": "科技厅", "giver": "李文静", "receiver": "周敏"}
    assert (event.reason, event.actor_name) == ("调到别的单位工作", "周敏")
    assert event.old_state == event.new_state == "handling"


def test_a_draft_goes_with_its_item_and_the_receiver_finishes_it(office: Office) -> None:
    file = handled(office)
    desk = Desk(office, file.proposal.id, NOW).drafted()
    accept(office, offer(office).id)
    file = case_file(desk.proposal_id)  # type: ignore[assignment]
    assert file.may(Permission.EDIT_DRAFT, office.actor("officer2"), now=LATER, target=desk.seat.target)
    assert not file.may(Permission.EDIT_DRAFT, office.actor("officer"), now=LATER, target=desk.seat.target)
    reply = db.session.get_one(Reply, desk.reply.id)
    assert reply.author_id == office.people["officer"], "who wrote it stays who wrote it"


def sent_with_promises(office: Office) -> Desk:
    desk = desk_at(office, "sent")
    with unit_of_work():
        mine = {"owner_user_id": office.people["officer"]}
        db.session.execute(update(Commitment).values(**mine))
    return desk


def test_promises_move_with_their_days(office: Office) -> None:
    desk = sent_with_promises(office)
    days = {row.id: row.due_on for row in db.session.scalars(select(Commitment))}
    assert days
    accept(office, offer(office).id)
    db.session.expire_all()
    found = list(db.session.scalars(select(Commitment)))
    assert {row.owner_user_id for row in found} == {office.people["officer2"]}
    assert {row.id: row.due_on for row in found} == days
    events = db.session.scalars(select(Event).where(Event.kind == EventKind.COMMITMENT_HANDED_OVER)).all()
    assert {event.data["quote"] for event in events} == {row.quote for row in found}
    assert {event.proposal_id for event in events} == {desk.proposal_id}


def test_only_what_was_chosen_is_offered(office: Office) -> None:
    desk = sent_with_promises(office)
    part = desk.seat.assignment.id
    offered = offer(office, keys=[(HeldKind.PART, part)])
    assert accept(office, offered.id) == 1
    assert {row.owner_user_id for row in db.session.scalars(select(Commitment))} == {office.people["officer"]}
    assert count_of(office.people["officer"]) == db.session.scalar(select(func.count(Commitment.id)))


def test_a_step_that_names_a_person_moves_but_never_to_who_wrote_the_draft(office: Office) -> None:
    desk = Desk(office, handled(office).proposal.id, NOW).drafted().submitted()
    with unit_of_work():
        step = db.session.scalars(select(ReplyStep).order_by(ReplyStep.position)).first()
        assert step is not None
        step.user_id, step.role = office.people["head"], None
        db.session.add(
            grant(db.session.get_one(User, office.people["officer"]), _unit(office), Role.HEAD, NOW.date())
        )
    with pytest.raises(InvalidInput, match="写过或送审过") as refused:
        offer(office, "coordinator", "officer", giver="head")
    assert refused.value.params["field"] == "receiver"
    offered = offer(office, "coordinator", "officer2", giver="head")
    assert accept(office, offered.id) == 1
    db.session.expire_all()
    assert db.session.get_one(ReplyStep, step.id).user_id == office.people["officer2"]
    event = db.session.scalars(select(Event).where(Event.kind == EventKind.REPLY_STEP_HANDED_OVER)).one()
    assert (event.proposal_id, event.data["giver"]) == (desk.proposal_id, "覃海宁")


def _unit(office: Office) -> Unit:
    return db.session.get_one(Unit, office.units["hightech"])


@pytest.mark.parametrize(
    ("by", "to", "words"),
    [
        ("officer", "officer", "不能移交给本人"),
        ("officer", "rural_officer", "不是高新处的承办人"),
        ("officer", "leader", "不是高新处的承办人"),
        ("officer", "finance_liaison", "不是高新处的承办人"),
    ],
)
def test_a_receiver_who_cannot_do_the_work_is_refused_with_the_reason(
    office: Office, by: str, to: str, words: str
) -> None:
    handled(office)
    with pytest.raises(InvalidInput) as refused:
        offer(office, by, to)
    assert refused.value.params["field"] == "receiver"
    assert words in str(refused.value)
    assert db.session.scalar(select(func.count(HandOver.id))) == 0


def test_a_disabled_receiver_is_refused_before_and_after(office: Office) -> None:
    handled(office)
    offered = offer(office)
    with unit_of_work():
        db.session.get_one(User, office.people["officer2"]).is_active = False
    with pytest.raises(Refused, match="没有启用"):
        accept(office, offered.id, "coordinator", reason="接收人出差")
    with unit_of_work():
        db.session.get_one(HandOver, offered.id).state = HandOverState.OFFERED
    assert count_of(office.people["officer"]) == 1


@pytest.mark.parametrize(
    "by", ["officer2", "rural_head", "leader", "supervisor", "finance_head", "system_admin"]
)
def test_who_is_neither_giver_nor_head_nor_office_offers_nothing(office: Office, by: str) -> None:
    handled(office)
    with pytest.raises(Forbidden):
        offer(office, by, "officer2")
    assert db.session.scalar(select(func.count(HandOver.id))) == 0


@pytest.mark.parametrize("by", ["officer", "head", "coordinator"])
def test_the_giver_the_head_and_the_office_may_offer(office: Office, by: str) -> None:
    handled(office)
    assert lines(offer(office, by)) == {LineState.OFFERED: 1}


def test_a_reason_is_demanded_and_an_unknown_giver_is_nobody(office: Office) -> None:
    handled(office)
    with pytest.raises(InvalidInput, match="理由"):
        offer(office, reason="  ")
    with pytest.raises(NotFound):
        offer_hand_over(
            office.actor("coordinator"),
            999_999,
            receiver_id=office.people["officer2"],
            keys=None,
            reason="x",
            now=LATER,
        )


def test_the_same_piece_is_offered_once(office: Office) -> None:
    handled(office)
    offer(office)
    with pytest.raises(Refused, match="没有可以移交"):
        offer(office, "coordinator")
    assert db.session.scalar(select(func.count(HandOverLine.id))) == 1


def test_declined_or_taken_back_everything_stays_and_can_be_offered_again(office: Office) -> None:
    handled(office)
    first = offer(office)
    with pytest.raises(InvalidInput, match="理由"):
        decline_hand_over(office.actor("officer2"), first.id, reason="", version=None, now=LATER)
    decline_hand_over(office.actor("officer2"), first.id, reason="手头已有三十件", version=None, now=LATER)
    assert (first.state, first.answer) == (HandOverState.DECLINED, "手头已有三十件")
    second = offer(office)
    take_back_hand_over(office.actor("officer"), second.id, version=None, now=LATER)
    assert (lines(first), lines(second)) == ({LineState.STAYED: 1}, {LineState.STAYED: 1})
    assert count_of(office.people["officer"]) == 1
    with pytest.raises(Refused, match="已经有结果"):
        accept(office, second.id)


def test_what_changed_meanwhile_is_not_moved_and_is_shown(office: Office) -> None:
    first, second = handled(office), handled(office, number_raw="第20260125号", title="另一件提案")
    offered = offer(office)
    part = case_file(second.proposal.id).own  # type: ignore[union-attr]
    assert part is not None
    with unit_of_work():
        db.session.add(
            grant(
                db.session.get_one(User, office.people["rural_officer"]),
                _unit(office),
                Role.OFFICER,
                NOW.date(),
            )
        )
    assign_officer(
        office.actor("head"),
        second.proposal.id,
        part.assignment.id,
        officer_id=office.people["rural_officer"],
        version=None,
        now=LATER,
    )
    assert accept(office, offered.id) == 1
    assert lines(offered) == {LineState.MOVED: 1, LineState.GONE: 1}
    assert db.session.get_one(Proposal, second.proposal.id).lead_officer_id == office.people["rural_officer"]
    assert db.session.get_one(Proposal, first.proposal.id).lead_officer_id == office.people["officer2"]


def test_the_office_answers_for_a_silent_receiver_with_the_reason(office: Office) -> None:
    handled(office)
    offered = offer(office)
    for by in ("officer", "head", "leader"):
        with pytest.raises((Forbidden, NotFound)):
            accept(office, offered.id, by, reason="接收人休假")
    with pytest.raises(InvalidInput, match="理由"):
        accept(office, offered.id, "coordinator")
    assert accept(office, offered.id, "coordinator", reason="接收人休假，处长同意") == 1
    assert offered.is_for_receiver
    assert offered.answered_by_id == office.people["coordinator"]
    event = db.session.scalars(select(Event).where(Event.kind == EventKind.ASSIGNMENT_HANDED_OVER)).one()
    assert (event.actor_name, event.reason) == ("韦丽华", "接收人休假，处长同意")


def test_an_open_page_of_an_item_is_stale_after_the_hand_over(office: Office) -> None:
    file = handled(office)
    own = file.own
    assert own is not None
    seen = own.assignment.version
    accept(office, offer(office).id)
    with pytest.raises(StalePage):
        assign_officer(
            office.actor("head"),
            file.proposal.id,
            own.assignment.id,
            officer_id=office.people["officer"],
            version=seen,
            now=LATER,
        )


def test_the_receiver_is_asked_and_the_giver_hears_the_answer(office: Office) -> None:
    handled(office)
    offered = offer(office)
    accept(office, offered.id)
    mails = db.session.scalars(select(MailMessage).where(MailMessage.key.like("hand_over:%"))).all()
    told = {(mail.user_id, mail.subject) for mail in mails}
    assert told == {
        (office.people["officer2"], "请接收移交的工作"),
        (office.people["officer"], "移交的工作已接收"),
    }
    assert all("第20260124号" not in mail.text for mail in mails)


def test_the_summary_is_what_a_recomputation_says(office: Office) -> None:
    file = handled(office, "finance")
    accept(office, offer(office).id)
    item = db.session.get_one(Proposal, file.proposal.id)
    moved = (item.lead_officer_id, item.lead_office_id, item.lead_unit_id, item.stage, item.due_on)
    with unit_of_work():
        refresh_summary(item.id)
    item = db.session.get_one(Proposal, file.proposal.id)
    assert (item.lead_officer_id, item.lead_office_id, item.lead_unit_id, item.stage, item.due_on) == moved


def test_two_thousand_items_cost_no_more_statements_than_twenty(office: Office) -> None:
    fill(2_400, staff_of(office), clock.now(), open_share=1, text="建议")
    db.session.commit()
    giver, receiver = office.people["officer"], office.people["officer2"]
    with unit_of_work():
        db.session.execute(
            update(Assignment)
            .where(Assignment.office_id == office.units["hightech"])
            .values(officer_id=giver)
        )
    total = count_of(giver)
    assert total > 300
    with counted() as offering:
        offered = offer(office, now=clock.now())
    with counted() as accepting:
        moved = accept(office, offered.id, now=clock.now())
    assert (moved, count_of(giver)) == (total, 0)
    assert count_of(receiver) >= total
    assert len(offering) <= 25
    assert len(accepting) <= 40
