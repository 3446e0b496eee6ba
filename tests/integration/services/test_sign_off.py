"""A draft is passed by others than its writers, sent back with a remark at each step, and signed with its promises."""

from datetime import timedelta

import pytest
from flask import Flask

from tests.support.office import Office
from tests.support.replies import PUBLIC, Desk, desk_at, new_desk
from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.class_marks import Outcome
from tracker.domain.errors import (
    Forbidden,
    InvalidInput,
    NotFound,
    NotOffered,
    ProofNeeded,
    Refused,
    StalePage,
)
from tracker.domain.vocabulary import Publicity, ReplyState, Stage
from tracker.extensions import db
from tracker.models.reply import ClassChange
from tracker.queries.drafts import marks_of
from tracker.queries.numbers import voided_numbers
from tracker.queries.sign_sheet import reviews_of
from tracker.services import drafting, sign_off

SENDERS = (("submitted", "head"), ("approved", "coordinator"), ("checked", "leader"))


def decided(**changes: object) -> sign_off.Decided:
    given = {"class_mark": "B", "publicity": Publicity.PROACTIVE, "promises_seen": True} | changes
    return sign_off.Decided(**given)  # type: ignore[arg-type]


def sign(desk: Desk, made: sign_off.Decided, *, proved: bool = True, version: int | None = None) -> None:
    desk.now += timedelta(hours=1)
    sign_off.sign_reply(
        desk.actor("leader", proved=proved),
        desk.proposal_id,
        desk.reply.id,
        decided=made,
        remark=None,
        version=version,
        now=desk.now,
    )


def test_a_draft_goes_from_the_head_to_the_office_to_the_leader(context: Flask, office: Office) -> None:
    desk = desk_at(office, "submitted")
    states = []
    for step in (desk.approved, desk.checked, desk.signed):
        states.append((desk.reply.state, desk.file.proposal.stage))
        step()
    assert states == [
        (ReplyState.DEPT_REVIEW, Stage.DEPT_REVIEW),
        (ReplyState.OFFICE_CHECK, Stage.OFFICE_CHECK),
        (ReplyState.SIGN_OFF, Stage.SIGN_OFF),
    ]
    assert (desk.reply.state, desk.file.proposal.stage) == (ReplyState.SIGNED, Stage.TO_NUMBER)
    actions = [review.action for review in reviews_of(desk.reply.id)]
    assert actions == [Action.APPROVE.value, Action.PASS_CHECK.value, Action.SIGN.value]


@pytest.mark.parametrize(("step", "person"), SENDERS)
def test_each_step_sends_back_with_a_remark_and_not_without(
    context: Flask, office: Office, step: str, person: str
) -> None:
    desk = desk_at(office, step)
    with pytest.raises(Refused, match="请写明理由"):
        desk.review(person, sign_off.send_back, "  ")
    desk.review(person, sign_off.send_back, "第二部分没有逐条回应。")
    assert (desk.reply.state, desk.reply.sent_back_count) == (ReplyState.DRAFTING, 1)
    assert reviews_of(desk.reply.id)[-1].remark == "第二部分没有逐条回应。"


def test_a_letter_sent_back_goes_the_whole_way_again(context: Flask, office: Office) -> None:
    desk = desk_at(office, "checked")
    desk.review("leader", sign_off.send_back, "补数据。")
    desk.submitted().approved().checked().signed()
    assert (desk.reply.state, desk.reply.draft_number) == (ReplyState.SIGNED, 2)


def test_the_leader_refuses_with_a_reason(context: Flask, office: Office) -> None:
    desk = desk_at(office, "checked")
    with pytest.raises(Refused):
        desk.review("leader", sign_off.refuse_signature, None)
    desk.review("leader", sign_off.refuse_signature, "事权不在我厅。")
    assert desk.reply.state is ReplyState.DRAFTING
    assert reviews_of(desk.reply.id)[-1].action == Action.REFUSE_SIGNATURE.value


@pytest.mark.parametrize(("step", "person"), SENDERS)
def test_nobody_passes_out_of_turn(context: Flask, office: Office, step: str, person: str) -> None:
    desk = desk_at(office, step)
    for key in {"officer", "officer2", "rural_head", "head", "coordinator", "leader", "supervisor"} - {
        person
    }:
        for act in (sign_off.approve_draft, sign_off.pass_check, sign_off.send_back):
            with pytest.raises((Forbidden, NotFound, NotOffered)):
                desk.review(key, act)
    assert desk.reply.sent_back_count == 0


def test_who_wrote_or_submitted_the_draft_does_not_pass_it(context: Flask, office: Office) -> None:
    desk = desk_at(office, "drafted")
    desk.step("head", drafting.submit_draft, version=None, asks_confirmed=True)
    with pytest.raises(Forbidden):
        desk.review("head", sign_off.approve_draft)


def test_a_signature_decides_class_publicity_and_promises_in_one_act(context: Flask, office: Office) -> None:
    desk = desk_at(office, "checked")
    sign(desk, decided(publicity=Publicity.ON_REQUEST, publicity_reason=" 涉及企业商业秘密 "))
    reply = desk.reply
    assert (reply.class_mark, reply.publicity) == ("B", Publicity.ON_REQUEST)
    assert reply.publicity_reason == "涉及企业商业秘密"
    assert (reply.signer_id, reply.signed_at) == (office.people["leader"], desk.now)
    change = db.session.query(ClassChange).one()
    assert (change.mark, change.outcome.value, change.by_id) == ("B", "planned", office.people["leader"])
    assert (desk.file.proposal.class_mark, desk.file.proposal.outcome) == ("B", Outcome.PLANNED)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"promises_seen": False}, "承诺"),
        ({"class_mark": ""}, "类别"),
        ({"class_mark": "Z"}, "类别"),
        ({"publicity": Publicity.WITHHELD}, "理由"),
        ({"publicity": Publicity.WITHHELD, "publicity_reason": " "}, "理由"),
    ],
)
def test_an_unfinished_decision_is_refused_and_nothing_is_kept(
    context: Flask, office: Office, changes: dict[str, object], words: str
) -> None:
    desk = desk_at(office, "checked")
    with pytest.raises((Refused, InvalidInput), match=words):
        sign(desk, decided(**changes))
    assert (desk.reply.state, desk.reply.signed_at, desk.reply.class_mark) == (
        ReplyState.SIGN_OFF,
        None,
        None,
    )


def test_a_signature_needs_a_fresh_proof(context: Flask, office: Office) -> None:
    desk = desk_at(office, "checked")
    with pytest.raises(ProofNeeded):
        sign(desk, PUBLIC, proved=False)
    assert desk.reply.state is ReplyState.SIGN_OFF


def test_a_signature_on_an_old_page_is_refused(context: Flask, office: Office) -> None:
    desk = desk_at(office, "checked")
    with pytest.raises(StalePage):
        sign(desk, PUBLIC, version=desk.reply.version - 1)


def test_a_letter_is_not_signed_while_an_opinion_is_missing(context: Flask, office: Office) -> None:
    desk = new_desk(office, "finance").drafted().submitted().approved().checked()
    with pytest.raises(Refused, match="会办意见没有收齐"):
        sign(desk, PUBLIC)
    desk.silence_overridden()
    sign(desk, PUBLIC)
    assert desk.reply.state is ReplyState.SIGNED


def test_days_of_promises_count_from_the_day_of_the_signature(context: Flask, office: Office) -> None:
    desk = desk_at(office, "checked")
    desk.now += timedelta(days=40)
    sign(desk, PUBLIC)
    vague = next(mark for mark in marks_of(desk.reply.id) if mark.due_text == "尽快")
    signed_on = local_day(desk.now)
    assert vague.due_on is None
    assert vague.review_on is not None
    assert (vague.review_on.month - signed_on.month) % 12 == 3


def test_a_withdrawn_signature_voids_the_number_with_its_reason(context: Flask, office: Office) -> None:
    desk = desk_at(office, "numbered")
    with pytest.raises(Refused):
        desk.review("leader", sign_off.withdraw_signature, None)
    desk.review("leader", sign_off.withdraw_signature, "漏了一位联名人。")
    reply = desk.reply
    assert (reply.state, reply.signed_at, reply.signer_id, reply.document_number) == (
        ReplyState.SIGN_OFF,
        None,
        None,
        None,
    )
    (voided,) = voided_numbers(reply.id)
    assert (voided.text, voided.void_reason) == ("桂科函〔2026〕1号", "漏了一位联名人。")
    desk.signed().numbered()
    assert desk.reply.document_number == "桂科函〔2026〕2号"


def test_a_sent_letter_keeps_its_signature(context: Flask, office: Office) -> None:
    desk = desk_at(office, "sent")
    with pytest.raises(NotOffered):
        desk.review("leader", sign_off.withdraw_signature, "改。")


def test_only_the_leader_withdraws(context: Flask, office: Office) -> None:
    desk = desk_at(office, "signed")
    with pytest.raises(Forbidden):
        desk.review("coordinator", sign_off.withdraw_signature, "改。")
