"""Letters of one group whose chain asks for a countersignature, a meeting and two leaders are signed together too."""

from datetime import timedelta

import pytest
from flask import Flask

from tests.support.chains import add_person, in_force, key_chain
from tests.support.groups import merged, two_desks
from tests.support.office import Office
from tests.support.replies import PUBLIC, Desk
from tracker.clock import local_day
from tracker.domain.errors import NotFound, Refused, StalePage
from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import ReplyState, Role
from tracker.extensions import db
from tracker.models.grouping import HandlingGroup
from tracker.queries.people import load_actor
from tracker.services import group_signing, meetings, merged_text, sign_off
from tracker.services.group_signing import GroupNotSigned

Pair = tuple[HandlingGroup, Desk, Desk, int]
SIGN_OFF, SIGNED = ReplyState.SIGN_OFF, ReplyState.SIGNED


@pytest.fixture
def pair(context: Flask, office: Office) -> Pair:
    """Two letters before the vice leader, passed by the head, two units and the office; and the principal leader."""
    principal = add_person(office, "principal", Role.LEADER, "dept")
    in_force(office, key_chain(office, principal))
    first, second = two_desks(office)
    first.drafted()
    group = merged(first, second)
    second.now = first.now
    merged_text.carry_text(
        second.actor("officer"), group.id, items=[second.proposal_id], version=None, now=second.now
    )
    for desk in (first, second):
        desk.submitted().approved()
        for key in ("rural_head", "finance_head"):
            desk.step(key, sign_off.countersign, remark=None, version=None, draft=desk.reply.draft_number)
        desk.checked()
    first.now = second.now = max(first.now, second.now)
    return group, first, second, principal


def sign(group: HandlingGroup, who: Actor, *desks: Desk) -> None:
    versions = {one.reply.id: one.reply.version for one in desks}
    group_signing.sign_together(
        who, group.id, decided=PUBLIC, remark=None, versions=versions, version=None, now=desks[0].now
    )


def vice(desk: Desk) -> Actor:
    return desk.actor("leader")


def chief(pair: Pair) -> Actor:
    return load_actor(pair[3], local_day(pair[1].now), pair[1].now)


def states(pair: Pair) -> list[ReplyState]:
    db.session.expire_all()
    return [desk.reply.state for desk in pair[1:3]]


def met(desk: Desk) -> None:
    held = meetings.Meeting(local_day(desk.now), "桂科党纪〔2026〕9号", "原则同意。")
    desk.step("coordinator", meetings.record_meeting, meeting=held, version=None)


def test_both_leaders_sign_all_letters_one_after_the_other(pair: Pair) -> None:
    group, first, second, _principal = pair
    with pytest.raises(GroupNotSigned) as early:
        sign(group, chief(pair), first, second)
    assert len(early.value.hindrances) == 2
    sign(group, vice(first), first, second)
    assert states(pair) == [SIGN_OFF, SIGN_OFF]
    with pytest.raises(Refused, match="您都已签过"):
        sign(group, vice(first), first, second)
    with pytest.raises(GroupNotSigned) as without:
        sign(group, chief(pair), first, second)
    assert ["班子会议" in one.error.text() for one in without.value.hindrances] == [True, True]
    met(first)
    with pytest.raises(GroupNotSigned) as half:
        sign(group, chief(pair), first, second)
    assert [one.item.id for one in half.value.hindrances] == [second.proposal_id]
    met(second)
    first.now = second.now = max(first.now, second.now) + timedelta(minutes=1)
    sign(group, chief(pair), first, second)
    assert states(pair) == [SIGNED, SIGNED]
    assert {desk.reply.signer_id for desk in (first, second)} == {pair[3]}


def test_a_letter_that_a_leader_signed_alone_is_left_out_of_his_group(pair: Pair) -> None:
    group, first, second, _principal = pair
    first.step("leader", sign_off.sign_reply, decided=PUBLIC, remark=None, version=None)
    second.now = first.now
    with pytest.raises(StalePage):
        sign(group, vice(second), first, second)
    sign(group, vice(second), second)
    assert states(pair) == [SIGN_OFF, SIGN_OFF]
    assert [len(desk.current()) for desk in (first, second)] == [1, 1]
    assert {desk.current()[0].name for desk in (first, second)} == {"主要领导签发"}


def test_a_letter_still_at_another_step_holds_all_back_and_is_named(pair: Pair) -> None:
    group, first, second, _principal = pair
    second.review("leader", sign_off.refuse_signature, "口径再核。")
    first.now = second.now
    with pytest.raises(GroupNotSigned) as refused:
        sign(group, vice(first), first, second)
    assert [one.item.id for one in refused.value.hindrances] == [second.proposal_id]
    assert states(pair) == [SIGN_OFF, ReplyState.DRAFTING]


def test_a_stranger_to_the_group_finds_none(pair: Pair) -> None:
    group, first, second, _principal = pair
    with pytest.raises(NotFound):
        sign(group, first.actor("finance_liaison"), first, second)
