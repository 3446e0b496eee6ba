"""The leading item's words go into every letter of the group; what was changed by hand is never overwritten unasked."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.groups import THIRD, merged, two_desks
from tests.support.office import Office
from tests.support.replies import BODY, Desk, new_desk
from tracker.domain.errors import Forbidden, NotFound, Refused, StalePage
from tracker.domain.events import EventKind
from tracker.domain.merged_text import split_opening
from tracker.domain.vocabulary import ReplyState, Verdict
from tracker.extensions import db
from tracker.models.event import Event
from tracker.models.grouping import HandlingGroup
from tracker.queries.drafts import full_reply, marks_of, version_lines
from tracker.services import assignment, drafting, merged_handling, merged_text
from tracker.services.merged_text import Fate

OTHER = "一、我们的做法\n另有安排。"


@pytest.fixture
def group(context: Flask, office: Office) -> tuple[HandlingGroup, Desk, Desk]:
    first, second = two_desks(office)
    first.drafted()
    return merged(first, second), first, second


def carry(group: HandlingGroup, *desks: Desk, who: str = "officer", version: int | None = None) -> Any:
    desk = desks[0]
    items = [one.proposal_id for one in desks]
    return merged_text.carry_text(desk.actor(who), group.id, items=items, version=version, now=desk.now)


def settle(group: HandlingGroup, desk: Desk, *, takes: bool, who: str = "officer") -> None:
    merged_text.settle_text(
        desk.actor(who),
        group.id,
        desk.proposal_id,
        takes=takes,
        version=full_reply(desk.reply.id).version,
        now=desk.now,
    )


def text_of(desk: Desk) -> str:
    return full_reply(desk.reply.id).text


def write(desk: Desk, body: str) -> None:
    opening, _ = split_opening(text_of(desk))
    entry = drafting.DraftEntry(text=f"{opening}\n{body}")
    desk.step("officer", drafting.save_text, entry=entry, version=None)


def carried(desk: Desk) -> list[dict[str, Any]]:
    rows = select(Event.data).where(
        Event.proposal_id == desk.proposal_id, Event.kind == EventKind.REPLY_TEXT_CARRIED
    )
    return list(db.session.scalars(rows))


def test_a_letter_that_is_not_begun_starts_with_its_own_opening(
    group: tuple[HandlingGroup, Desk, Desk],
) -> None:
    whole, first, second = group
    assert carry(whole, second) == {second.proposal_id: Fate.CARRIED}
    opening, body = split_opening(text_of(second))
    assert opening.startswith(
        "陆海燕委员：\n您提出的《关于补齐广西工业链短板的提案》（编号：第20260125号）收悉"
    )
    assert body == split_opening(text_of(first))[1] == BODY.strip()
    assert "20260125" in second.reply.title
    assert carried(second) == [{"source": first.file.proposal.number_raw}]


def test_the_promises_are_judged_as_in_the_leading_letter(group: tuple[HandlingGroup, Desk, Desk]) -> None:
    whole, first, second = group
    carry(whole, second)
    theirs, ours = (
        [(m.quote, m.verdict, m.target) for m in marks_of(one.reply.id)] for one in (first, second)
    )
    assert ours == theirs
    assert {verdict for _, verdict, _ in ours} == {Verdict.PROMISE}


def test_later_changes_follow_and_the_verdicts_with_them(group: tuple[HandlingGroup, Desk, Desk]) -> None:
    whole, first, second = group
    carry(whole, second)
    write(first, BODY.replace("20家", "30家"))
    first.judged()
    assert carry(whole, second) == {second.proposal_id: Fate.CARRIED}
    assert "30家" in text_of(second)
    assert {mark.verdict for mark in marks_of(second.reply.id)} == {Verdict.PROMISE}
    assert carry(whole, second) == {second.proposal_id: Fate.SAME}
    assert len(carried(second)) == 2


def test_words_changed_by_hand_are_asked_about(group: tuple[HandlingGroup, Desk, Desk]) -> None:
    whole, first, second = group
    carry(whole, second)
    write(second, OTHER)
    assert carry(whole, second) == {second.proposal_id: Fate.SAME}
    write(first, BODY.replace("20家", "30家"))
    assert carry(whole, second) == {second.proposal_id: Fate.ASKS}
    assert split_opening(text_of(second))[1] == OTHER


def test_own_words_are_kept_until_the_leading_ones_move_on(group: tuple[HandlingGroup, Desk, Desk]) -> None:
    whole, first, second = group
    carry(whole, second)
    write(second, OTHER)
    write(first, BODY.replace("20家", "30家"))
    settle(whole, second, takes=False)
    assert carry(whole, second) == {second.proposal_id: Fate.SAME}
    assert split_opening(text_of(second))[1] == OTHER
    write(first, BODY.replace("20家", "40家"))
    assert carry(whole, second) == {second.proposal_id: Fate.ASKS}


def test_taking_the_leading_words_keeps_the_old_ones_as_a_version(
    group: tuple[HandlingGroup, Desk, Desk],
) -> None:
    whole, first, second = group
    carry(whole, second)
    write(second, OTHER)
    write(first, BODY.replace("20家", "30家"))
    before = len(version_lines(second.reply.id))
    settle(whole, second, takes=True)
    assert "30家" in text_of(second)
    lines = version_lines(second.reply.id)
    assert (len(lines), lines[0].note) == (before + 1, "并案带入前的文字")


def test_a_letter_already_submitted_is_left_alone(group: tuple[HandlingGroup, Desk, Desk]) -> None:
    whole, first, second = group
    carry(whole, second)
    second.submitted()
    write(first, BODY.replace("20家", "30家"))
    assert carry(whole, second) == {second.proposal_id: Fate.NOT_OPEN}
    assert "30家" not in text_of(second)
    with pytest.raises(Refused, match="不能改"):
        settle(whole, second, takes=True)


def test_nothing_is_carried_while_the_leading_item_has_no_words(context: Flask, office: Office) -> None:
    first, second = two_desks(office)
    whole = merged(first, second)
    with pytest.raises(Refused, match="还没有写正文"):
        carry(whole, second)
    assert second.file.lead is not None
    assert second.file.lead.reply is None


def test_one_item_that_is_no_member_refuses_all(
    office: Office, group: tuple[HandlingGroup, Desk, Desk]
) -> None:
    whole, first, second = group
    third = new_desk(office, **THIRD)
    for other in (third, first):
        with pytest.raises(NotFound):
            carry(whole, second, other)
    assert second.seat.reply is None


def test_one_letter_that_is_not_the_persons_refuses_all(
    office: Office, group: tuple[HandlingGroup, Desk, Desk]
) -> None:
    whole, first, second = group
    third = new_desk(office, **THIRD)
    third.step(
        "coordinator",
        assignment.distribute,
        on=third.seat.assignment.id,
        office_id=office.units["rural"],
        reason="业务在农村处",
        version=None,
    )
    merged(first, third)
    with pytest.raises(NotFound):
        carry(whole, second, third)
    with pytest.raises(Forbidden):
        carry(whole, second, who="coordinator")
    assert second.seat.reply is None


def test_a_stale_page_carries_nothing(group: tuple[HandlingGroup, Desk, Desk]) -> None:
    whole, first, second = group
    with pytest.raises(StalePage):
        carry(whole, second, version=whole.version + 1)
    carry(whole, second)
    write(second, OTHER)
    write(first, BODY.replace("20家", "30家"))
    with pytest.raises(StalePage):
        merged_text.settle_text(
            first.actor("officer"), whole.id, second.proposal_id, takes=True, version=0, now=first.now
        )
    assert split_opening(text_of(second))[1] == OTHER


def test_another_leading_item_asks_anew(group: tuple[HandlingGroup, Desk, Desk]) -> None:
    whole, first, second = group
    carry(whole, second)
    write(second, OTHER)
    merged_handling.lead_handling(
        first.actor("coordinator"),
        whole.id,
        second.proposal_id,
        reason="第二件更全面",
        version=None,
        now=first.now,
    )
    assert carry(whole, first) == {first.proposal_id: Fate.ASKS}
    assert first.reply.state is ReplyState.DRAFTING
