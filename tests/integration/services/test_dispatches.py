"""A letter goes out again beside its first sending, and what became of each sending is noted."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from tests.support.office import Office
from tests.support.replies import Desk, desk_at
from tracker.clock import local_day
from tracker.domain.dispatches import DispatchOutcome
from tracker.domain.errors import (
    Forbidden,
    InvalidInput,
    NotFound,
    NotOffered,
    Refused,
    StalePage,
    TrackerError,
)
from tracker.domain.vocabulary import ReplyState
from tracker.queries.dispatches import dispatches_of
from tracker.queries.item import events_of
from tracker.queries.sign_sheet import recipients_of
from tracker.services import dispatches
from tracker.services.dispatches import Addressee

AGAIN = Addressee("郑毅", "系统上传")


def resend(desk: Desk, key: str = "coordinator", **changes: Any) -> None:
    words: dict[str, Any] = {
        "addressees": [AGAIN],
        "sent_on": local_day(desk.now),
        "reason": "地址有误被退回",
        "version": None,
    }
    desk.step(key, dispatches.resend_reply, **(words | changes))


def note(desk: Desk, dispatch_id: int, key: str = "coordinator", **changes: Any) -> None:
    words: dict[str, Any] = {
        "outcome": DispatchOutcome.RETURNED,
        "on_day": local_day(desk.now),
        "note": "查无此人",
        "version": None,
    }
    desk.now += timedelta(hours=1)
    dispatches.note_delivery(
        desk.actor(key),
        desk.proposal_id,
        desk.reply.id,
        dispatch_id,
        now=desk.now,
        **(words | changes),
    )


def test_a_second_sending_stands_beside_the_first(context: Flask, office: Office) -> None:
    desk = desk_at(office, "sent")
    first_day = desk.reply.sent_on
    desk.now += timedelta(days=9)
    resend(desk)
    first, second = dispatches_of(desk.reply.id)
    assert (first.name, first.method, first.sent_on, first.is_first) == ("郑毅", "当面送达", first_day, True)
    assert (second.method, second.sent_on, second.reason) == (
        "系统上传",
        local_day(desk.now),
        "地址有误被退回",
    )
    assert (second.is_first, second.by.name) == (False, "韦丽华")
    assert desk.reply.sent_on == first_day
    assert [one.method for one in recipients_of(desk.reply.id)] == ["当面送达"]
    event = events_of(desk.proposal_id)[0]
    assert (event.kind, event.reason, event.data) == (
        "reply.resent",
        "地址有误被退回",
        {"recipients": ["郑毅"]},
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": " "}, "为什么补发"),
        ({"reason": "补" * 501}, "500字"),
        ({"addressees": []}, "还没有收件人"),
        ({"sent_on": date(2026, 3, 1)}, "不能早于第一次"),
        ({"sent_on": date(2031, 3, 1)}, "不能晚于今天"),
        ({"addressees": [Addressee("他人", "邮寄", sponsor_id=999)]}, "不是本件的提出人"),
        ({"version": 1}, "有了新的变动"),
    ],
)
def test_a_resending_that_lacks_something_changes_nothing(
    context: Flask, office: Office, changes: dict[str, Any], said: str
) -> None:
    desk = desk_at(office, "sent")
    with pytest.raises((InvalidInput, Refused, StalePage)) as refused:
        resend(desk, **changes)
    assert said in refused.value.text()
    assert len(dispatches_of(desk.reply.id)) == 1


def test_only_the_office_sends_again_and_only_what_was_sent(context: Flask, office: Office) -> None:
    desk = desk_at(office, "numbered")
    with pytest.raises(NotOffered):
        resend(desk)
    desk.sent()
    for key in ("officer", "head", "leader", "supervisor"):
        with pytest.raises(Forbidden):
            resend(desk, key)
    with pytest.raises(NotFound):
        resend(desk, "rural_head")


def test_what_became_of_a_sending_is_noted_and_told(context: Flask, office: Office) -> None:
    desk = desk_at(office, "sent")
    (first,) = dispatches_of(desk.reply.id)
    note(desk, first.id)
    assert (first.outcome, first.outcome_note) == (DispatchOutcome.RETURNED, "查无此人")
    note(desk, first.id, outcome=DispatchOutcome.RECEIVED, note=None)
    assert (first.outcome, first.outcome_note) == (DispatchOutcome.RECEIVED, None)
    told = [event.data["outcome"] for event in events_of(desk.proposal_id)[:2]]
    assert told == ["received", "returned"]
    assert desk.reply.state is ReplyState.SENT


@pytest.mark.parametrize(
    "changes",
    [{"on_day": date(2026, 3, 1)}, {"on_day": date(2031, 1, 1)}, {"note": ""}, {"note": "长" * 301}],
)
def test_a_note_that_cannot_be_is_refused(context: Flask, office: Office, changes: dict[str, Any]) -> None:
    desk = desk_at(office, "sent")
    (first,) = dispatches_of(desk.reply.id)
    with pytest.raises(InvalidInput):
        note(desk, first.id, **changes)
    assert first.outcome is None


def test_a_sending_of_another_letter_is_not_found(context: Flask, office: Office) -> None:
    desk, other = desk_at(office, "sent"), desk_at(office, "sent", number_raw="第20260125号")
    (foreign,) = dispatches_of(other.reply.id)
    refusals: tuple[tuple[str, int, type[TrackerError]], ...] = (
        ("coordinator", foreign.id, NotFound),
        ("coordinator", 999, NotFound),
        ("officer", foreign.id, Forbidden),
    )
    for key, dispatch_id, error in refusals:
        with pytest.raises(error):
            note(desk, dispatch_id, key)
    assert foreign.outcome is None
