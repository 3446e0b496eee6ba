"""A merged item shares opinions, and contacts with the same sponsor; the letters are signed together or not at all."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.support.groups import THIRD, merged, two_desks
from tests.support.items import MEMBER
from tests.support.office import Office
from tests.support.replies import PUBLIC, Desk, new_desk
from tracker.clock import local_day
from tracker.domain.errors import Forbidden, NotFound, ProofNeeded, Refused, StalePage
from tracker.domain.events import EventKind
from tracker.domain.vocabulary import CaseState, ContactMethod, Kind, ReplyState, SponsorKind
from tracker.extensions import db
from tracker.models.commitment import Commitment
from tracker.models.event import Event
from tracker.models.grouping import HandlingGroup
from tracker.models.reply import Reply
from tracker.queries.facts_reply import reply_facts
from tracker.queries.groups import group_of
from tracker.queries.item import page_facts, read_side
from tracker.queries.sign_sheet import sign_sheet
from tracker.services import group_signing, merged_text
from tracker.services.contacts import ContactEntry, record_contact
from tracker.services.group_signing import GroupNotSigned
from tracker.services.merged_handling import leave_handling
from tracker.services.step_changes import waive_contact

DEPUTY = replace(MEMBER, name="农敏", kind=SponsorKind.DEPUTY)
OTHER_DEPUTY = replace(DEPUTY, name="陶然")


def carried(group: HandlingGroup, first: Desk, second: Desk) -> None:
    second.now = first.now
    merged_text.carry_text(
        second.actor("officer"), group.id, items=[second.proposal_id], version=None, now=second.now
    )


def checked(desk: Desk) -> Desk:
    return desk.submitted().approved().checked()


@pytest.fixture
def both(context: Flask, office: Office) -> tuple[HandlingGroup, Desk, Desk]:
    """Two letters before the leader; only the sponsor of the leading one was met."""
    first, second = two_desks(office)
    first.drafted()
    group = merged(first, second)
    carried(group, first, second)
    checked(first)
    checked(second)
    second.now = first.now = max(first.now, second.now)
    return group, first, second


def sign(
    group: HandlingGroup, *desks: Desk, who: str = "leader", proved: bool = True, **changes: object
) -> object:
    desk = desks[0]
    desk.now += timedelta(hours=1)
    versions = {one.reply.id: one.reply.version for one in desks}
    words = {"versions": versions, "version": group.version, "decided": PUBLIC, "remark": "同意。"} | changes
    return group_signing.sign_together(desk.actor(who, proved=proved), group.id, now=desk.now, **words)  # type: ignore[arg-type]


def states(*desks: Desk) -> list[ReplyState]:
    db.session.expire_all()
    return [desk.reply.state for desk in desks]


def events(kind: EventKind) -> int:
    return db.session.scalar(select(func.count()).where(Event.kind == kind)) or 0


def test_a_merged_item_shares_opinions_but_no_contact_with_the_sponsor_of_another(
    context: Flask, office: Office
) -> None:
    first, second = two_desks(office, "finance", "industry")
    first.drafted()
    alone = reply_facts(second.file, second.seat)
    assert (alone.contacts, alone.opinions_missing, alone.opinions_unweighed) == (0, 0, 0)
    group = merged(first, second)
    together = reply_facts(second.file, second.seat)
    assert (together.contacts, together.opinions_missing) == (0, 2)
    carried(group, first, second)
    started = reply_facts(second.file, second.seat)
    assert (started.contacts, started.opinions_missing, started.opinions_unweighed) == (0, 2, 0)
    first.silence_overridden()
    assert reply_facts(second.file, second.seat).opinions_missing == 0
    leading = reply_facts(first.file, first.seat)
    assert (leading.contacts, leading.opinions_missing) == (1, 0)


@pytest.mark.parametrize(
    ("theirs", "ours", "counted"),
    [
        ({}, {}, 1),
        ({}, {"name": "陆海燕"}, 0),
        ({}, {"kind": SponsorKind.SECTOR}, 0),
        ({"delegation": "南宁代表团"}, {}, 1),
        ({"delegation": "南宁代表团"}, {"delegation": "柳州代表团"}, 0),
        ({"deputy_number": "0123"}, {"deputy_number": "0123"}, 1),
        ({"deputy_number": "0123"}, {"deputy_number": "0456"}, 0),
    ],
)
def test_the_leading_items_contact_counts_where_the_sponsor_is_the_same(
    context: Flask, office: Office, theirs: dict[str, Any], ours: dict[str, Any], counted: int
) -> None:
    first = new_desk(office, sponsors=(replace(MEMBER, **theirs),))
    second = new_desk(office, **THIRD | {"sponsors": (replace(MEMBER, **ours),)})
    first.drafted()
    assert reply_facts(second.file, second.seat).contacts == 0
    merged(first, second)
    assert reply_facts(second.file, second.seat).contacts == counted


def suggestions(office: Office) -> tuple[HandlingGroup, Desk, Desk]:
    """Two deputies' suggestions before the leader as one; the deputy of the first was met."""
    first = new_desk(office, kind=Kind.SUGGESTION, sponsors=(DEPUTY,))
    second = new_desk(office, **THIRD | {"kind": Kind.SUGGESTION, "sponsors": (OTHER_DEPUTY,)})
    first.drafted()
    group = merged(first, second)
    carried(group, first, second)
    for desk in (first, second):
        checked(desk)
    second.now = first.now = max(first.now, second.now)
    return group, first, second


def test_letters_to_two_deputies_are_not_signed_together_when_one_was_never_heard(
    context: Flask, office: Office
) -> None:
    group, first, second = suggestions(office)
    with pytest.raises(GroupNotSigned) as refused:
        sign(group, first, second)
    [hindrance] = refused.value.hindrances
    assert hindrance.item.id == second.proposal_id
    assert "第五十一条" in hindrance.error.text()
    assert states(first, second) == [ReplyState.SIGN_OFF] * 2
    met = ContactEntry(
        second.file.proposal.sponsors[0].id, local_day(second.now), ContactMethod.PHONE, "同意。"
    )
    second.step("officer", record_contact, on=second.seat.assignment.id, entry=met)
    first.now = second.now
    sign(group, first, second)
    assert states(first, second) == [ReplyState.SIGNED] * 2


def test_a_deputy_who_could_not_be_heard_is_answered_with_the_recorded_reason(
    context: Flask, office: Office
) -> None:
    group, first, second = suggestions(office)
    second.step("coordinator", waive_contact, reason="代表长期出国，多次联系未果", version=None)
    first.now = second.now
    sign(group, first, second)
    assert states(first, second) == [ReplyState.SIGNED] * 2


def test_the_page_counts_what_the_service_counts(context: Flask, office: Office) -> None:
    first = new_desk(office, "finance")
    second = new_desk(office, **THIRD)
    first.drafted()
    group = merged(first, second)
    carried(group, first, second)
    page = page_facts(second.file, read_side(second.file))
    facts = reply_facts(second.file, second.seat)
    assert (page.contacts, page.opinions_missing) == (facts.contacts, facts.opinions_missing) == (1, 1)
    ties = read_side(second.file).ties
    assert (ties.merged_id, ties.leading_id, ties.merged_count) == (group.id, first.proposal_id, 2)


def test_the_signer_of_a_merged_letter_sees_a_contact_with_its_own_sponsor_only(
    office: Office, both: tuple[HandlingGroup, Desk, Desk]
) -> None:
    _, first, second = both
    assert not sign_sheet(second.file, second.seat, second.reply).contacts
    third = new_desk(office, **THIRD)
    group = merged(first, third)
    carried(group, first, third)
    sheet = sign_sheet(third.file, third.seat, third.reply)
    assert [row.proposal_id for row in sheet.contacts] == [first.proposal_id]


def test_an_item_that_left_needs_a_contact_of_its_own(context: Flask, office: Office) -> None:
    first, second = new_desk(office), new_desk(office, **THIRD)
    first.drafted()
    group = merged(first, second)
    assert reply_facts(second.file, second.seat).contacts == 1
    leave_handling(
        first.actor("coordinator"), group.id, second.proposal_id, reason="单独办", version=None, now=first.now
    )
    assert reply_facts(second.file, second.seat).contacts == 0


def test_the_leader_signs_all_letters_each_with_its_own_signature(
    both: tuple[HandlingGroup, Desk, Desk],
) -> None:
    group, first, second = both
    sign(group, first, second)
    assert states(first, second) == [ReplyState.SIGNED, ReplyState.SIGNED]
    assert events(EventKind.REPLY_SIGNED_OFF) == 2
    assert {desk.reply.signer_id for desk in (first, second)} == {first.actor("leader").user_id}


def test_one_letter_that_cannot_be_signed_keeps_all_unsigned_and_is_named(
    office: Office, both: tuple[HandlingGroup, Desk, Desk]
) -> None:
    group, first, second = both
    third = new_desk(office, **THIRD)
    merged(first, third)
    db.session.refresh(group)
    with pytest.raises(GroupNotSigned) as refused:
        sign(group, first, second)
    assert [(one.item.id, one.error.text()) for one in refused.value.hindrances] == [
        (third.proposal_id, "还没有起草答复。")
    ]
    assert states(first, second) == [ReplyState.SIGN_OFF, ReplyState.SIGN_OFF]
    assert events(EventKind.REPLY_SIGNED_OFF) == 0


def test_every_hindrance_is_named_not_only_the_first(both: tuple[HandlingGroup, Desk, Desk]) -> None:
    group, first, second = both
    with pytest.raises(GroupNotSigned) as refused:
        sign(group, first, second, decided=type(PUBLIC)("B", PUBLIC.publicity, promises_seen=False))
    assert [one.item.id for one in refused.value.hindrances] == [first.proposal_id, second.proposal_id]
    assert all("承诺" in one.error.text() for one in refused.value.hindrances)
    with pytest.raises(GroupNotSigned) as late:
        sign(group, first, second, versions={first.reply.id: first.reply.version})
    assert [(one.item.id, one.error.code) for one in late.value.hindrances] == [
        (second.proposal_id, "stale_page")
    ]
    assert states(first, second) == [ReplyState.SIGN_OFF, ReplyState.SIGN_OFF]


def test_a_letter_signed_alone_before_is_left_out(both: tuple[HandlingGroup, Desk, Desk]) -> None:
    group, first, second = both
    first.signed()
    sign(group, second)
    assert states(first, second) == [ReplyState.SIGNED, ReplyState.SIGNED]
    with pytest.raises(Refused, match="都已签发"):
        sign(group, second, versions={})


def test_a_letter_that_is_not_the_groups_refuses_all(
    office: Office, both: tuple[HandlingGroup, Desk, Desk]
) -> None:
    group, first, second = both
    third = checked(new_desk(office, **THIRD).drafted())
    with pytest.raises(NotFound):
        sign(group, first, second, third)
    assert states(first, second, third) == [ReplyState.SIGN_OFF] * 3


def test_a_group_that_changed_meanwhile_is_not_signed(both: tuple[HandlingGroup, Desk, Desk]) -> None:
    group, first, second = both
    with pytest.raises(StalePage):
        sign(group, first, second, version=group.version - 1)
    assert states(first, second) == [ReplyState.SIGN_OFF] * 2


def test_only_a_leader_with_a_fresh_proof_signs(both: tuple[HandlingGroup, Desk, Desk]) -> None:
    group, first, second = both
    with pytest.raises(ProofNeeded):
        sign(group, first, second, proved=False)
    for who in ("officer", "head", "coordinator", "supervisor"):
        with pytest.raises((GroupNotSigned, Forbidden)):
            sign(group, first, second, who=who)
    with pytest.raises(NotFound):
        sign(group, first, second, who="finance_liaison")
    assert states(first, second) == [ReplyState.SIGN_OFF] * 2


def test_each_letter_gets_its_own_number_and_recipients_and_a_promise_counts_once(
    both: tuple[HandlingGroup, Desk, Desk],
) -> None:
    group, first, second = both
    sign(group, first, second)
    second.now = first.now
    for desk in (first, second):
        desk.numbered().sent()
    numbers = db.session.scalars(select(Reply.document_number).order_by(Reply.id)).all()
    assert numbers == ["桂科函〔2026〕1号", "桂科函〔2026〕2号"]
    assert [desk.file.proposal.state for desk in (first, second)] == [CaseState.REPLIED] * 2
    owed = select(Commitment.proposal_id, func.count()).group_by(Commitment.proposal_id)
    assert dict(iter(db.session.execute(owed))) == {first.proposal_id: 2}
    assert group_of(second.proposal_id, group.kind) is not None
