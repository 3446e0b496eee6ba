"""A letter is published as a masked copy, frozen with its hash; decided by the leader, published by the office."""

from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask

from tests.support.office import Office
from tests.support.publishing import CANARIES, prepared, private_letter, publish, published
from tests.support.replies import Desk, desk_at
from tracker.clock import local_day
from tracker.domain.errors import (
    Forbidden,
    InvalidInput,
    NotFound,
    NotOffered,
    ProofNeeded,
    Refused,
    StalePage,
)
from tracker.domain.masking import MASK, Private
from tracker.domain.publication import Consent, PublicForm, PublicityChoice
from tracker.domain.vocabulary import PublicationWish, Publicity, ReplyState
from tracker.queries.item import events_of, milestones_of
from tracker.queries.publication import consents_of, copies_of, decisions_of, live_copy, summaries_of
from tracker.services import consents, public_copies, publication, publicity, sign_off

WITHHELD = PublicityChoice(Publicity.WITHHELD, None, "15-third-party", "涉及企业商业秘密")


def copy_of(desk: Desk) -> Any:
    copy = live_copy(desk.reply.id)
    assert copy is not None
    return copy


def decide(desk: Desk, choice: PublicityChoice = WITHHELD, key: str = "leader") -> None:
    desk.step(key, publicity.decide_publicity, choice=choice, version=None)


def consent(desk: Desk, said: Consent, key: str = "officer", **changes: Any) -> None:
    sponsor = desk.file.proposal.sponsors[0].id
    fields: dict[str, Any] = {
        "sponsor_id": sponsor,
        "consent": said,
        "on_day": local_day(desk.now),
        "evidence": "电话",
    }
    entry = consents.ConsentEntry(**(fields | changes))
    desk.step(key, consents.record_consent, entry=entry, version=None)


def test_nothing_private_reaches_the_public_copy(context: Flask, office: Office) -> None:
    desk = published(office)
    copy = copy_of(desk)
    assert copy.body.count(MASK) >= len(CANARIES)
    for canary in (*CANARIES, "138 0013 8000"):
        assert canary not in copy.body
    assert "技术创新示范企业" in copy.body
    assert copy.sha256 == sha256(copy.body.encode()).hexdigest()
    assert (desk.reply.state, copy.published_on) == (ReplyState.PUBLISHED, desk.now.date())
    event = events_of(desk.proposal_id)[0]
    assert (event.kind, event.data) == ("reply.published", {"form": "full", "sha256": copy.sha256})


def test_the_clock_of_20_working_days_stops(context: Flask, office: Office) -> None:
    desk = published(office)
    (due,) = [row for row in milestones_of(desk.proposal_id) if row.code == "publish"]
    assert due.done_on == desk.now.date()


def test_a_confidential_sponsor_is_never_named_nor_left_in(context: Flask, office: Office) -> None:
    desk = prepared(office, is_confidential=True)
    masks = {one.private: one for one in copy_of(desk).masks}
    secret = masks[Private.SPONSOR]
    with pytest.raises(Refused, match="保密"):
        decide_place(desk, secret.id, is_masked=False, reason="本人同意")
    publish(desk)
    assert "郑毅" not in copy_of(desk).body


def decide_place(
    desk: Desk, mask_id: int, *, is_masked: bool, reason: str | None, key: str = "coordinator"
) -> None:
    desk.now += timedelta(minutes=5)
    public_copies.decide_mask(
        desk.actor(key),
        desk.proposal_id,
        desk.reply.id,
        mask_id,
        is_masked=is_masked,
        reason=reason,
        version=None,
        now=desk.now,
    )


def test_a_place_is_left_in_with_a_reason_and_taken_out_again(context: Flask, office: Office) -> None:
    desk = prepared(office)
    plate = next(one for one in copy_of(desk).masks if one.private is Private.PLATE)
    with pytest.raises(InvalidInput, match="为什么可以公开"):
        decide_place(desk, plate.id, is_masked=False, reason=" ")
    decide_place(desk, plate.id, is_masked=False, reason="公务车辆")
    assert "桂A·12345" in publication.masked_text(copy_of(desk))
    decide_place(desk, plate.id, is_masked=True, reason=None)
    assert "桂A·12345" not in publication.masked_text(copy_of(desk))
    with pytest.raises(Forbidden):
        decide_place(desk, plate.id, is_masked=False, reason="公务车辆", key="officer")
    with pytest.raises(NotFound):
        decide_place(desk, 999, is_masked=True, reason=None)


def test_words_marked_by_hand_are_taken_out_wherever_they_stand(context: Flask, office: Office) -> None:
    desk = prepared(office)
    desk.step("coordinator", public_copies.add_mask, quote="示范企业", version=None)
    assert "示范企业" not in publication.masked_text(copy_of(desk))
    for quote in ("示范企业", "", "没有这几个字"):
        with pytest.raises(InvalidInput):
            desk.step("coordinator", public_copies.add_mask, quote=quote, version=None)


def test_a_summary_is_kept_in_versions_and_published_instead(context: Flask, office: Office) -> None:
    desk = private_letter(office)
    with pytest.raises(Refused, match="先写摘要"):
        desk.step("coordinator", public_copies.prepare_copy, form=PublicForm.SUMMARY, version=None)
    for text in ("第一版", "将认定20家企业，详询13800138000。"):
        desk.step("officer", consents.save_summary, text=text, version=None)
    assert [one.number for one in summaries_of(desk.reply.id)] == [1, 2]
    desk.step("coordinator", public_copies.prepare_copy, form=PublicForm.SUMMARY, version=None)
    publish(desk)
    body = copy_of(desk).body
    assert "将认定20家企业，详询***。" in body
    assert "相关工作情况" not in body
    for key, error in (("leader", Forbidden), ("rural_officer", NotFound)):
        with pytest.raises(error):
            desk.step(key, consents.save_summary, text="改", version=None)


def test_a_frozen_copy_is_never_changed(context: Flask, office: Office) -> None:
    desk = published(office)
    copy = copy_of(desk)
    before = (copy.body, copy.sha256)
    with pytest.raises(NotOffered):
        desk.step("coordinator", public_copies.add_mask, quote="示范企业", version=None)
    with pytest.raises(NotOffered):
        desk.step("coordinator", public_copies.prepare_copy, form=PublicForm.FULL, version=None)
    assert (copy.body, copy.sha256) == before


def test_a_published_letter_is_taken_back_and_published_again(context: Flask, office: Office) -> None:
    desk = published(office)
    with pytest.raises(Refused, match="理由"):
        desk.step("coordinator", publication.withdraw_publication, reason=" ", version=None)
    desk.step("coordinator", publication.withdraw_publication, reason="数据有误", version=None)
    assert (desk.reply.state, live_copy(desk.reply.id)) == (ReplyState.SENT, None)
    (old,) = copies_of(desk.reply.id)
    assert (old.end_reason, old.published_on is not None, bool(old.body)) == ("数据有误", True, True)
    desk.step("coordinator", public_copies.prepare_copy, form=PublicForm.FULL, version=None)
    publish(desk)
    assert desk.reply.state is ReplyState.PUBLISHED
    assert len(copies_of(desk.reply.id)) == 2


def test_only_the_office_freshly_proved_publishes_and_takes_back(context: Flask, office: Office) -> None:
    desk = prepared(office)
    for key in ("officer", "head", "leader", "supervisor"):
        with pytest.raises(Forbidden):
            publish(desk, key)
    with pytest.raises(NotFound):
        publish(desk, "rural_head")
    with pytest.raises(ProofNeeded):
        publication.publish_reply(
            desk.actor("coordinator", proved=False),
            desk.proposal_id,
            desk.reply.id,
            published_on=desk.now.date(),
            place=None,
            copy_version=None,
            version=None,
            now=desk.now,
        )
    publish(desk)
    with pytest.raises(ProofNeeded):
        publication.withdraw_publication(
            desk.actor("coordinator", proved=False),
            desk.proposal_id,
            desk.reply.id,
            reason="误",
            version=None,
            now=desk.now,
        )
    assert desk.reply.state is ReplyState.PUBLISHED


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2031, 1, 1)])
def test_a_day_that_cannot_be_is_refused(context: Flask, office: Office, day: date) -> None:
    desk = prepared(office)
    with pytest.raises(InvalidInput):
        publish(desk, published_on=day)
    assert (desk.reply.state, copy_of(desk).body) == (ReplyState.SENT, None)


def test_a_copy_changed_meanwhile_is_not_published(context: Flask, office: Office) -> None:
    desk = prepared(office)
    seen = copy_of(desk).version
    desk.step("coordinator", public_copies.add_mask, quote="示范企业", version=None)
    with pytest.raises(StalePage):
        publish(desk, copy_version=seen)


def test_nothing_is_published_without_a_copy(context: Flask, office: Office) -> None:
    desk = private_letter(office)
    with pytest.raises(Refused, match="还没有公开文本"):
        publish(desk)


def test_who_objects_stops_it_and_who_agrees_later_lets_it_go(context: Flask, office: Office) -> None:
    desk = prepared(office)
    consent(desk, Consent.REFUSED)
    with pytest.raises(Refused, match="不同意公开"):
        publish(desk)
    consent(desk, Consent.CONSENTED)
    publish(desk)
    assert [one.consent for one in consents_of(desk.reply.id)] == [Consent.REFUSED, Consent.CONSENTED]


def test_a_wish_against_publishing_needs_a_later_consent(context: Flask, office: Office) -> None:
    desk = prepared(office, publication_wish=PublicationWish.NONE)
    consent(desk, Consent.ASKED)
    with pytest.raises(Refused, match="不同意公开"):
        publish(desk)
    consent(desk, Consent.CONSENTED)
    publish(desk)


@pytest.mark.parametrize(
    "changes",
    [{"sponsor_id": 999}, {"on_day": date(2031, 1, 1)}, {"evidence": " "}, {"evidence": "长" * 301}],
)
def test_a_consent_that_cannot_be_is_refused(context: Flask, office: Office, changes: dict[str, Any]) -> None:
    desk = desk_at(office, "sent")
    with pytest.raises(InvalidInput):
        consent(desk, Consent.CONSENTED, **changes)
    assert not consents_of(desk.reply.id)


def test_a_signature_keeps_back_only_with_ground_and_reason(context: Flask, office: Office) -> None:
    desk = desk_at(office, "checked")
    for ground, reason in ((None, "涉及商业秘密"), ("99", "涉及商业秘密"), ("15-third-party", " ")):
        with pytest.raises(InvalidInput):
            desk.signed(sign_off.Decided("B", Publicity.WITHHELD, reason, promises_seen=True, ground=ground))
    desk.signed(
        sign_off.Decided("B", Publicity.WITHHELD, "商业秘密", promises_seen=True, ground="15-third-party")
    )
    (decision,) = decisions_of(desk.reply.id)
    assert (decision.publicity, decision.ground, decision.form) == (
        Publicity.WITHHELD,
        "15-third-party",
        None,
    )
    signed_on = local_day(desk.now)
    assert decision.review_on == signed_on.replace(year=signed_on.year + 1)


def test_a_signature_decides_the_form(context: Flask, office: Office) -> None:
    desk = desk_at(office, "checked")
    desk.signed(
        sign_off.Decided("B", Publicity.PROACTIVE, promises_seen=True, public_form=PublicForm.SUMMARY)
    )
    (decision,) = decisions_of(desk.reply.id)
    assert (decision.form, decision.review_on) == (PublicForm.SUMMARY, None)


def test_the_leader_decides_again_and_the_clock_follows(context: Flask, office: Office) -> None:
    desk = prepared(office)
    decide(desk)
    assert desk.reply.publicity is Publicity.WITHHELD
    with pytest.raises(Refused, match="没有定为主动公开"):
        publish(desk)
    decide(desk, PublicityChoice(Publicity.PROACTIVE, PublicForm.FULL))
    (due,) = [row for row in milestones_of(desk.proposal_id) if row.code == "publish"]
    assert due.done_on is None
    publish(desk)
    with pytest.raises(Refused, match="先撤回公开"):
        decide(desk)
    kinds = [one.publicity for one in decisions_of(desk.reply.id)]
    assert kinds == [Publicity.PROACTIVE, Publicity.WITHHELD, Publicity.PROACTIVE]


def test_a_yearly_assessment_keeps_it_back_for_another_year(context: Flask, office: Office) -> None:
    desk = private_letter(office)
    decide(desk)
    desk.now += timedelta(days=380)
    decide(desk)
    first, second = decisions_of(desk.reply.id)[1:]
    assert first.review_on is not None
    assert second.review_on is not None
    assert second.review_on > first.review_on


def test_only_the_leader_freshly_proved_decides_about_publishing(context: Flask, office: Office) -> None:
    desk = private_letter(office)
    for key in ("officer", "head", "coordinator", "supervisor"):
        with pytest.raises(Forbidden):
            decide(desk, key=key)
    with pytest.raises(ProofNeeded):
        publicity.decide_publicity(
            desk.actor("leader", proved=False),
            desk.proposal_id,
            desk.reply.id,
            choice=WITHHELD,
            version=None,
            now=desk.now,
        )
    draft = desk_at(office, "checked", number_raw="第20260125号")
    with pytest.raises(NotOffered):
        decide(draft)
