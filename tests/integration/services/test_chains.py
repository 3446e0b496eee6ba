"""A reply walks along its own copy of a chain: at once, back, around and over, never by one person twice."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from tests.support.chains import add_person, countersigning, in_force, key_chain, step
from tests.support.office import Office
from tests.support.replies import PUBLIC, Desk, desk_at, new_desk
from tracker.clock import local_day
from tracker.domain.chains import BUILT_IN, StepPlan, present
from tracker.domain.errors import Forbidden, InvalidInput, NotFound, NotOffered, Refused, StalePage
from tracker.domain.events import EventKind
from tracker.domain.permissions import Actor
from tracker.domain.step_words import Importance, StepPlace, StepState
from tracker.domain.vocabulary import Kind, ReplyState, Role, SponsorKind, Stage
from tracker.extensions import db
from tracker.models.assignment import ContactRecord
from tracker.models.event import Event
from tracker.models.sign_off import ContactWaiver, ReplyStep, SignOffChain
from tracker.queries.people import load_actor
from tracker.queries.sign_sheet import reviews_of
from tracker.queries.steps import steps_of
from tracker.services import levels, meetings, sign_off, step_changes
from tracker.services.intake_rows import SponsorEntry
from tracker.services.steps import OtherPerson
from tracker.services.unit_of_work import unit_of_work

R = ReplyState
DEPUTY = SponsorEntry(name="郑毅", kind=SponsorKind.DEPUTY, is_lead=True)
SUGGESTION = {"kind": Kind.SUGGESTION, "sponsors": (DEPUTY,)}


def names(desk: Desk) -> list[str]:
    return [one.name for one in desk.current()]


def agree(desk: Desk, key: str, remark: str | None = None) -> None:
    desk.step(key, sign_off.countersign, remark=remark, version=None, draft=desk.reply.draft_number)


def back_to(desk: Desk, key: str, name: str, remark: str | None = "数字与财政口径不一致。") -> None:
    target = next(one for one in steps_of(desk.reply.id) if one.name == name)
    desk.step(key, sign_off.send_back, remark=remark, version=None, to_step=target.id)


def add(desk: Desk, key: str, *, reason: str | None = "涉及法律问题", **level: Any) -> None:
    desk.step(key, levels.add_level, level=levels.Level(**level), reason=reason, version=None)


def events(desk: Desk, kind: EventKind) -> list[Event]:
    statement = select(Event).where(Event.proposal_id == desk.proposal_id, Event.kind == kind)
    return list(db.session.scalars(statement.order_by(Event.id)))


class Principal:
    """The principal leader, who is not among the people of the small office."""

    def __init__(self, office: Office) -> None:
        self.id = add_person(office, "principal", Role.LEADER, "dept")

    def actor(self, desk: Desk) -> Actor:
        return load_actor(self.id, local_day(desk.now), desk.now)

    def sign(self, desk: Desk) -> None:
        desk.now += timedelta(hours=1)
        sign_off.sign_reply(
            self.actor(desk),
            desk.proposal_id,
            desk.reply.id,
            decided=PUBLIC,
            remark="同意。",
            version=None,
            now=desk.now,
        )


def test_an_office_without_chains_goes_the_way_of_before(context: Flask, office: Office) -> None:
    desk = desk_at(office, "submitted")
    steps = steps_of(desk.reply.id)
    assert [(one.stage, one.name, one.state) for one in steps] == [
        (R.DEPT_REVIEW, "部门审核", StepState.CURRENT),
        (R.OFFICE_CHECK, "办公室核稿", StepState.PENDING),
        (R.SIGN_OFF, "领导签发", StepState.PENDING),
    ]
    assert [(one.role, one.unit_id) for one in steps] == [
        (Role.HEAD, office.units["hightech"]),
        (Role.COORDINATOR, office.units["dept"]),
        (Role.LEADER, office.units["dept"]),
    ]


def test_a_key_item_is_countersigned_checked_and_signed_by_two_leaders_after_the_meeting(
    context: Flask, office: Office
) -> None:
    principal = Principal(office)
    in_force(office, key_chain(office, principal.id), importance=Importance.KEY)
    desk = desk_at(office, "submitted", "finance", is_key=True).approved()
    assert (desk.reply.state, desk.file.proposal.stage) == (R.COUNTERSIGN, Stage.COUNTERSIGN)
    agree(desk, "rural_head")
    first = desk.reply.state
    agree(desk, "finance_head", "同意，请补列资金渠道。")
    assert (first, desk.reply.state) == (R.COUNTERSIGN, R.OFFICE_CHECK)
    desk.checked().signed()
    assert (desk.reply.state, desk.reply.signed_at, names(desk)) == (R.SIGN_OFF, None, ["主要领导签发"])
    with pytest.raises(Refused, match="班子会议"):
        principal.sign(desk)
    meeting = meetings.Meeting(local_day(desk.now), "桂科党纪〔2026〕9号", "原则同意。")
    desk.step("coordinator", meetings.record_meeting, meeting=meeting, version=None)
    principal.sign(desk)
    assert (desk.reply.state, desk.reply.signer_id) == (R.SIGNED, principal.id)
    assert [one.data["step"] for one in events(desk, EventKind.REPLY_PART_SIGNED)] == ["分管领导签发"]
    assert events(desk, EventKind.REPLY_MEETING_RECORDED)[0].data["minutes"] == "桂科党纪〔2026〕9号"


def test_an_ordinary_item_keeps_off_the_key_items_chain(context: Flask, office: Office) -> None:
    in_force(office, key_chain(office, Principal(office).id), importance=Importance.KEY)
    assert len(steps_of(desk_at(office, "submitted").reply.id)) == len(BUILT_IN)


def test_a_later_change_of_the_chain_does_not_touch_a_submitted_reply(context: Flask, office: Office) -> None:
    chain_id = in_force(office, list(BUILT_IN))
    desk = desk_at(office, "submitted")
    in_force(office, key_chain(office, Principal(office).id), since=date(2026, 1, 1))
    with unit_of_work():
        kept = db.session.get_one(SignOffChain, chain_id)
        kept.steps.clear()
    assert desk.approved().checked().signed().reply.state is R.SIGNED


def test_a_chain_holds_from_its_day_on(context: Flask, office: Office) -> None:
    in_force(office, key_chain(office, Principal(office).id), since=date(2030, 1, 1))
    assert len(steps_of(desk_at(office, "submitted").reply.id)) == len(BUILT_IN)


@pytest.mark.parametrize(
    "key", ["officer", "officer2", "rural_officer", "rural_head", "coordinator", "leader"]
)
def test_only_whom_the_step_asks_passes_it(context: Flask, office: Office, key: str) -> None:
    desk = desk_at(office, "submitted")
    with pytest.raises((Forbidden, NotFound)):
        desk.review(key, sign_off.approve_draft)
    assert desk.reply.state is R.DEPT_REVIEW


def test_a_countersigner_sees_the_item_only_while_asked(context: Flask, office: Office) -> None:
    plans = [
        step(1, R.DEPT_REVIEW, "处长审核"),
        *countersigning(2, office, "rural"),
        step(3, R.SIGN_OFF, "签发"),
    ]
    in_force(office, plans)
    desk = desk_at(office, "submitted")
    with pytest.raises(NotFound):
        agree(desk, "rural_head")
    desk.approved()
    with pytest.raises(NotFound):
        agree(desk, "finance_head")
    with pytest.raises(Refused):
        desk.review("rural_head", sign_off.send_back, " ")
    desk.review("rural_head", sign_off.send_back, "涉及农村科技经费，请改。")
    assert (desk.reply.state, desk.reply.sent_back_count) == (R.DRAFTING, 1)
    with pytest.raises(NotFound):
        agree(desk, "rural_head")


def test_two_countersigners_agree_from_pages_made_at_once_but_not_to_an_older_draft(
    context: Flask, office: Office
) -> None:
    plans = [
        step(1, R.DEPT_REVIEW, "处长审核"),
        *countersigning(2, office, "rural", "finance"),
        step(3, R.SIGN_OFF, "签发"),
    ]
    in_force(office, plans)
    desk = desk_at(office, "submitted").approved()
    seen = {"version": desk.reply.version, "draft": desk.reply.draft_number}
    desk.step("rural_head", sign_off.countersign, remark=None, **seen)
    with pytest.raises(StalePage):
        desk.step("finance_head", sign_off.countersign, remark=None, **seen | {"draft": 9})
    desk.step("finance_head", sign_off.countersign, remark=None, **seen)
    assert desk.reply.state is R.SIGN_OFF


def test_what_was_passed_after_the_step_gone_back_to_must_be_passed_again(
    context: Flask, office: Office
) -> None:
    desk = desk_at(office, "checked")
    back_to(desk, "leader", "部门审核")
    assert (desk.reply.state, desk.reply.sent_back_count) == (R.DEPT_REVIEW, 1)
    assert [one.by_id for one in steps_of(desk.reply.id)] == [None, None, None]
    with pytest.raises(NotOffered):
        desk.signed()
    desk.approved().checked().signed()
    assert desk.reply.state is R.SIGNED
    told = events(desk, EventKind.REPLY_STEP_SENT_BACK)[0]
    assert told.data == {"draft": 1, "step": "领导签发", "back_to": "部门审核"}
    assert told.reason == "数字与财政口径不一致。"


@pytest.mark.parametrize("name", ["领导签发", "部门审核"])
def test_one_goes_back_only_to_a_finished_step_and_with_a_reason(
    context: Flask, office: Office, name: str
) -> None:
    desk = desk_at(office, "checked")
    with pytest.raises((InvalidInput, Refused)):
        back_to(desk, "leader", name, remark="改。" if name == "领导签发" else None)
    assert (desk.reply.state, desk.reply.sent_back_count) == (R.SIGN_OFF, 0)


def test_an_added_level_comes_first_and_then_the_step_that_waited(context: Flask, office: Office) -> None:
    desk = desk_at(office, "approved")
    rural = [office.units["rural"]]
    add(desk, "coordinator", stage=R.OFFICE_CHECK, name="农村处核稿", unit_ids=rural)
    assert (names(desk), desk.reply.state) == (["农村处核稿"], R.OFFICE_CHECK)
    with pytest.raises(Forbidden):
        desk.checked()
    desk.review("rural_head", sign_off.pass_check)
    desk.checked().signed()
    assert desk.reply.state is R.SIGNED
    added = events(desk, EventKind.REPLY_LEVEL_ADDED)[0]
    assert (added.data["steps"], added.reason) == ("农村处核稿（农村处）", "涉及法律问题")


def test_the_leader_asks_two_offices_to_countersign_and_signs_after_them(
    context: Flask, office: Office
) -> None:
    desk = desk_at(office, "checked")
    add(
        desk,
        "leader",
        stage=R.COUNTERSIGN,
        name="会签",
        unit_ids=[office.units["rural"], office.units["finance"]],
    )
    assert desk.reply.state is R.COUNTERSIGN
    agree(desk, "finance_head")
    agree(desk, "rural_head")
    assert desk.signed().reply.state is R.SIGNED


def test_an_added_signature_is_the_last_one(context: Flask, office: Office) -> None:
    principal = Principal(office)
    desk = desk_at(office, "approved")
    add(desk, "coordinator", stage=R.SIGN_OFF, name="主要领导签发", user_id=principal.id)
    desk.checked().signed()
    assert (desk.reply.state, names(desk)) == (R.SIGN_OFF, ["主要领导签发"])
    principal.sign(desk)
    assert desk.reply.state is R.SIGNED


def test_a_draft_that_comes_again_keeps_its_added_level(context: Flask, office: Office) -> None:
    desk = desk_at(office, "approved")
    add(desk, "coordinator", stage=R.OFFICE_CHECK, name="农村处核稿", unit_ids=[office.units["rural"]])
    desk.review("rural_head", sign_off.send_back, "请改。")
    desk.submitted()
    assert [one.name for one in steps_of(desk.reply.id)] == [
        "部门审核",
        "农村处核稿",
        "办公室核稿",
        "领导签发",
    ]
    assert {one.lap for one in steps_of(desk.reply.id)} == {2}


@pytest.mark.parametrize(
    ("level", "words"),
    [
        ({"stage": R.OFFICE_CHECK, "name": " ", "unit_ids": ["rural"]}, "环节名称"),
        ({"stage": R.OFFICE_CHECK, "name": "核稿"}, "请选择由哪个单位"),
        ({"stage": R.COUNTERSIGN, "name": "会签", "unit_ids": ["general"]}, "没有人可以办理"),
        ({"stage": R.SIGN_OFF, "name": "签发", "unit_ids": ["finance"], "role": Role.LEADER}, "请用会签"),
        ({"stage": R.SIGN_OFF, "name": "签发", "user_id": "supervisor"}, "领导"),
        ({"stage": R.OFFICE_CHECK, "name": "核稿", "user_id": "officer"}, "拟写"),
        ({"stage": R.OFFICE_CHECK, "name": "核稿", "user_id": "head"}, "另一个环节"),
    ],
)
def test_a_level_that_nobody_could_pass_is_not_added(
    context: Flask, office: Office, level: dict[str, Any], words: str
) -> None:
    desk = desk_at(office, "approved")
    wanted = level | {"unit_ids": [office.units[key] for key in level.get("unit_ids", ())]}
    if "user_id" in level:
        wanted["user_id"] = office.people[level["user_id"]]
    with pytest.raises(InvalidInput, match=words):
        add(desk, "coordinator", **wanted)
    assert len(steps_of(desk.reply.id)) == len(BUILT_IN)


@pytest.mark.parametrize("key", ["officer", "head", "supervisor", "rural_head"])
def test_levels_are_added_by_the_office_or_whom_the_present_step_asks(
    context: Flask, office: Office, key: str
) -> None:
    desk = desk_at(office, "approved")
    with pytest.raises((Forbidden, NotFound)):
        add(desk, key, stage=R.COUNTERSIGN, name="会签", unit_ids=[office.units["rural"]])
    with pytest.raises(Refused):
        add(
            desk,
            "coordinator",
            reason=" ",
            stage=R.COUNTERSIGN,
            name="会签",
            unit_ids=[office.units["rural"]],
        )


def test_a_bypassed_step_is_on_record_with_its_reason(context: Flask, office: Office) -> None:
    desk = desk_at(office, "submitted")
    with pytest.raises(Refused):
        desk.bypassed(reason=" ")
    desk.bypassed(reason="处长出国，厅领导同意直接核稿")
    assert desk.reply.state is R.OFFICE_CHECK
    first = steps_of(desk.reply.id)[0]
    assert (first.state, first.by_id, first.reason) == (
        StepState.BYPASSED,
        office.people["coordinator"],
        "处长出国，厅领导同意直接核稿",
    )
    desk.review("coordinator2", sign_off.pass_check)
    assert desk.signed().reply.state is R.SIGNED


def test_the_last_signature_is_never_bypassed(context: Flask, office: Office) -> None:
    desk = desk_at(office, "checked")
    with pytest.raises(Refused, match="不能越过"):
        desk.bypassed()
    assert desk.reply.state is R.SIGN_OFF


@pytest.mark.parametrize("key", ["officer", "head", "supervisor", "rural_head", "finance_head"])
def test_others_bypass_nothing(context: Flask, office: Office, key: str) -> None:
    desk = desk_at(office, "submitted")
    with pytest.raises((Forbidden, NotFound)):
        desk.bypassed(key)


def test_nobody_does_two_steps_of_one_submission_and_is_told_who_does(context: Flask, office: Office) -> None:
    both = [
        step(1, R.DEPT_REVIEW, "处长审核"),
        step(2, R.OFFICE_CHECK, "初核"),
        step(3, R.OFFICE_CHECK, "复核"),
        step(4, R.SIGN_OFF, "签发"),
    ]
    in_force(office, both)
    desk = desk_at(office, "submitted").approved().checked()
    with pytest.raises(OtherPerson) as caught:
        desk.checked()
    assert caught.value.params["who"] == "陈洁"
    assert "初核" in str(caught.value.params["why"])
    desk.review("coordinator2", sign_off.pass_check)
    assert desk.signed().reply.state is R.SIGNED


def test_the_database_refuses_the_author_and_the_same_person_twice(context: Flask, office: Office) -> None:
    desk = desk_at(office, "approved")
    first, second, _ = steps_of(desk.reply.id)
    for by in (office.people["officer"], first.by_id):
        done = update(ReplyStep).where(ReplyStep.id == second.id)
        with pytest.raises(IntegrityError):
            db.session.execute(done.values(state=StepState.DONE, by_id=by, at=desk.now))
        db.session.rollback()


def test_the_author_takes_it_back_until_somebody_has_passed_it(context: Flask, office: Office) -> None:
    from tracker.services.drafting import recall_submission  # noqa: PLC0415

    desk = desk_at(office, "submitted")
    desk.step("officer", recall_submission, version=None)
    assert (desk.reply.state, desk.current()) == (R.DRAFTING, [])
    desk.submitted().approved()
    with pytest.raises(Refused, match="已经有人审过"):
        desk.step("officer", recall_submission, version=None)


def test_a_withdrawn_signature_returns_to_the_last_step_alone(context: Flask, office: Office) -> None:
    principal = Principal(office)
    in_force(office, key_chain(office, principal.id, with_meeting=False))
    desk = desk_at(office, "submitted").approved()
    agree(desk, "rural_head")
    agree(desk, "finance_head")
    desk.checked().signed()
    principal.sign(desk)
    desk.review("leader", sign_off.withdraw_signature, "漏了联名人。")
    assert (desk.reply.state, names(desk)) == (R.SIGN_OFF, ["主要领导签发"])
    principal.sign(desk)
    assert desk.reply.state is R.SIGNED


def suggestion(office: Office) -> Desk:
    """A suggestion's reply before the leader, with its contact taken away."""
    desk = desk_at(office, "checked", **SUGGESTION)
    with unit_of_work():
        for row in db.session.scalars(select(ContactRecord)):
            db.session.delete(row)
    return desk


def test_a_suggestion_without_a_contact_is_signed_only_with_a_recorded_reason(
    context: Flask, office: Office
) -> None:
    desk = suggestion(office)
    with pytest.raises(Refused, match="第五十一条"):
        desk.signed()
    for key in ("officer", "head", "supervisor"):
        with pytest.raises(Forbidden):
            desk.step(key, step_changes.waive_contact, reason="代表出国", version=None)
    with pytest.raises(Refused):
        desk.step("coordinator", step_changes.waive_contact, reason=" ", version=None)
    desk.step("coordinator", step_changes.waive_contact, reason="代表长期出国，多次联系未果", version=None)
    with pytest.raises(InvalidInput):
        desk.step("coordinator", step_changes.waive_contact, reason="再写一次", version=None)
    assert desk.signed().reply.state is R.SIGNED
    assert db.session.query(ContactWaiver).one().by_id == office.people["coordinator"]
    assert events(desk, EventKind.REPLY_CONTACT_WAIVED)[0].reason == "代表长期出国，多次联系未果"


def test_a_contact_dated_after_the_signing_day_does_not_count(context: Flask, office: Office) -> None:
    desk = desk_at(office, "checked", **SUGGESTION)
    with unit_of_work():
        for row in db.session.scalars(select(ContactRecord)):
            row.on_day = local_day(desk.now) + timedelta(days=3)
    with pytest.raises(Refused):
        desk.signed()


def test_a_proposal_without_a_contact_is_signed_with_a_reminder(context: Flask, office: Office) -> None:
    desk = desk_at(office, "checked")
    with unit_of_work():
        for row in db.session.scalars(select(ContactRecord)):
            db.session.delete(row)
    assert desk.signed().reply.state is R.SIGNED


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"on": 1}, "on"), ({"on": -400}, "on"), ({"minutes": " "}, "minutes"), ({"decision": ""}, "decision")],
)
def test_a_meeting_has_a_past_day_minutes_and_a_decision(
    context: Flask, office: Office, changes: dict[str, Any], field: str
) -> None:
    desk = desk_at(office, "checked")
    given: dict[str, Any] = {"on": 0, "minutes": "纪要第9期", "decision": "同意。"} | changes
    meeting = meetings.Meeting(
        local_day(desk.now) + timedelta(days=given["on"]), given["minutes"], given["decision"]
    )
    with pytest.raises(InvalidInput) as caught:
        desk.step("coordinator", meetings.record_meeting, meeting=meeting, version=None)
    assert caught.value.params["field"] == field


def test_what_is_on_record_of_each_decision_names_its_step(context: Flask, office: Office) -> None:
    desk = desk_at(office, "signed")
    assert [one.step_name for one in reviews_of(desk.reply.id)] == ["部门审核", "办公室核稿", "领导签发"]


def test_a_step_of_another_reply_is_not_found(context: Flask, office: Office) -> None:
    desk, other = desk_at(office, "submitted"), desk_at(office, "submitted", number_raw="第20260125号")
    foreign = steps_of(other.reply.id)[0]
    with pytest.raises(NotFound):
        desk.step("coordinator", step_changes.bypass_step, step_id=foreign.id, reason="出差", version=None)
    with pytest.raises(InvalidInput):
        desk.approved().step("coordinator", sign_off.send_back, remark="改", version=None, to_step=foreign.id)


def test_a_stale_page_changes_no_way(context: Flask, office: Office) -> None:
    desk = desk_at(office, "submitted")
    old = desk.reply.version
    desk.approved()
    mine = present(steps_of(desk.reply.id))[0]
    with pytest.raises(StalePage):
        desk.step("coordinator", step_changes.bypass_step, step_id=mine.id, reason="出差", version=old)


def test_a_person_named_in_a_chain_reviews_what_is_not_theirs(context: Flask, office: Office) -> None:
    named = StepPlan(2, R.OFFICE_CHECK, "法规处核稿", StepPlace.PERSON, user_id=office.people["rural_head"])
    in_force(office, [step(1, R.DEPT_REVIEW, "处长审核"), named, step(3, R.SIGN_OFF, "签发")])
    desk = new_desk(office).drafted().submitted().approved()
    desk.review("rural_head", sign_off.pass_check)
    assert desk.signed().reply.state is R.SIGNED
