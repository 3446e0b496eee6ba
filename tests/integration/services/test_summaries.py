"""The columns that lists read, and an old reply filed with its promises."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.items import NOON, assigned, registered
from tests.support.office import Office, build_office
from tracker.domain.class_marks import Outcome, UnknownMarkError
from tracker.domain.errors import Forbidden, InvalidInput, NotOffered, Refused
from tracker.domain.events import EventKind
from tracker.domain.vocabulary import (
    AssignmentState,
    CaseState,
    CommitmentState,
    OpinionState,
    Publicity,
    ReplyState,
    Stage,
    Verdict,
)
from tracker.extensions import db
from tracker.models.commitment import Commitment
from tracker.models.event import Event
from tracker.models.proposal import Proposal
from tracker.models.reply import Recipient, Reply
from tracker.queries.case_file import case_file
from tracker.services.assignment import assign_units
from tracker.services.old_replies import OldPromise, OldReply, file_old_reply
from tracker.services.summaries import refresh_summary

QUOTE = "将于2026年12月底前建成3个公共服务平台"
TEXT = f"郑毅委员：\n您提出的提案收悉，现答复如下：\n下一步，{QUOTE}。\n2026年3月19日"
START = TEXT.index(QUOTE)
PROMISE = OldPromise(QUOTE, START, START + len(QUOTE), due_on=date(2026, 12, 31), due_text="2026年12月底前")
OLD = OldReply(
    text=TEXT,
    title="关于自治区政协第20260124号提案答复的函",
    addressee="郑毅委员",
    sent_on=date(2026, 3, 19),
    class_mark="B",
    publicity=Publicity.PROACTIVE,
    document_number="桂科函〔2026〕18号",
    assigned_on=date(2026, 3, 18),
)


@pytest.fixture
def office(context: Flask) -> Office:
    return build_office()


def filed(office: Office, item: Proposal, **changes: Any) -> Reply:
    promise = replace(PROMISE, owner_unit_id=office.units["dept"])
    old = replace(OLD, promises=(promise,))
    return file_old_reply(
        office.actor("coordinator"), item.id, reply=replace(old, **changes), version=None, now=NOON
    )


def test_a_new_item_waits_for_assignment_with_an_empty_summary(office: Office) -> None:
    item = registered(office)
    assert (item.stage, item.due_on, item.lead_unit_id, item.co_total) == (Stage.TO_ASSIGN, None, None, 0)


def test_a_lead_item_shows_its_reply_day_and_the_earliest_missing_opinion(office: Office) -> None:
    item = assigned(office, "finance", "bigdata")
    assert (item.due_on, item.co_due_on) == (date(2026, 6, 18), date(2026, 4, 20))
    assert (item.lead_unit_id, item.host_is_co) == (office.units["dept"], False)


def test_a_co_handling_host_sees_its_opinion_s_day_and_the_other_unit_as_lead(office: Office) -> None:
    item = registered(office)
    assign_units(
        office.actor("coordinator"),
        item.id,
        lead=office.units["finance"],
        co_handlers=[office.units["dept"]],
        others=(),
        assigned_on=date(2026, 3, 18),
        assigner=None,
        version=None,
        now=NOON,
    )
    assert (item.host_is_co, item.due_on) == (True, date(2026, 4, 20))
    assert item.lead_unit_id == office.units["finance"]


def test_an_old_reply_answers_its_item_in_one_go(office: Office) -> None:
    item = registered(office)
    reply = filed(office, item)
    db.session.expire_all()
    file = case_file(item.id)
    assert file is not None
    assert file.lead is not None
    assert (item.state, item.stage, item.replied_on) == (CaseState.REPLIED, Stage.REPLIED, OLD.sent_on)
    assert (reply.state, reply.document_number) == (ReplyState.SENT, "桂科函〔2026〕18号")
    assert file.lead.assignment.state is AssignmentState.ANSWERED
    assert (item.class_mark, item.outcome, item.promise_total) == ("B", Outcome.PLANNED, 1)
    assert item.due_on == date(2026, 6, 18)


def test_its_promises_are_records_to_start_with_place_and_day(office: Office) -> None:
    filed(office, registered(office))
    row = db.session.scalars(select(Commitment)).one()
    assert (row.state, row.quote, row.due_on) == (CommitmentState.TO_START, QUOTE, date(2026, 12, 31))
    assert TEXT[row.start_at : row.end_at] == QUOTE
    assert row.anchor_on == OLD.sent_on


def test_every_step_of_an_old_reply_is_told(office: Office) -> None:
    item = registered(office)
    filed(office, item)
    kinds = db.session.scalars(
        select(Event.kind).where(Event.proposal_id == item.id).order_by(Event.id)
    ).all()
    assert kinds == [
        EventKind.CASE_REGISTERED,
        EventKind.CASE_ASSIGNED,
        EventKind.ASSIGNMENT_CREATED,
        EventKind.ASSIGNMENT_SIGNED,
        EventKind.ASSIGNMENT_DISTRIBUTED,
        EventKind.REPLY_SENT,
        EventKind.COMMITMENT_MADE,
        EventKind.ASSIGNMENT_ANSWERED,
        EventKind.CASE_REPLIED,
    ]


def test_co_handlers_of_an_old_reply_owe_nothing_any_more(office: Office) -> None:
    item = registered(office)
    filed(office, item, co_handlers=(office.units["finance"],))
    file = case_file(item.id)
    assert file is not None
    assert [one.opinion.state for one in file.co_handling if one.opinion] == [OpinionState.OVERRIDDEN]
    assert (item.co_total, item.co_in) == (1, 1)


def test_without_the_day_of_assignment_no_due_date_is_invented(office: Office) -> None:
    item = registered(office)
    filed(office, item, assigned_on=None)
    assert (item.due_on, item.assigned_on, item.replied_on) == (None, None, OLD.sent_on)


def test_an_old_reply_joins_an_item_that_is_being_handled(office: Office) -> None:
    item = assigned(office)
    filed(office, item)
    assert (item.state, item.due_on) == (CaseState.REPLIED, date(2026, 6, 18))


def test_a_second_reply_is_not_filed(office: Office) -> None:
    item = registered(office)
    filed(office, item)
    with pytest.raises((Refused, NotOffered)):
        filed(office, item)
    assert len(db.session.scalars(select(Reply.id)).all()) == 1


def test_an_item_that_another_unit_answers_takes_no_reply_of_ours(office: Office) -> None:
    item = registered(office)
    assign_units(
        office.actor("coordinator"),
        item.id,
        lead=office.units["finance"],
        co_handlers=[office.units["dept"]],
        others=(),
        assigned_on=date(2026, 3, 18),
        assigner=None,
        version=None,
        now=NOON,
    )
    with pytest.raises(Refused):
        filed(office, item)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sent_on": date(2026, 3, 21)}, "sent_on"),
        ({"assigned_on": date(2026, 3, 20)}, "assigned_on"),
        ({"text": " "}, "text"),
        ({"publicity": Publicity.WITHHELD}, "publicity_reason"),
    ],
)
def test_an_old_reply_that_cannot_be_is_refused_whole(
    office: Office, changes: dict[str, Any], field: str
) -> None:
    item = registered(office)
    with pytest.raises(InvalidInput) as caught:
        filed(office, item, **changes)
    assert caught.value.params["field"] == field
    db.session.expire_all()
    assert item.state is CaseState.REGISTERED


def test_a_class_that_the_scheme_lacks_is_refused(office: Office) -> None:
    with pytest.raises(UnknownMarkError):
        filed(office, registered(office), class_mark="E")


def test_a_quote_that_is_not_in_the_text_is_refused(office: Office) -> None:
    item = registered(office)
    wrong = OldPromise("别的句子", 0, 4, owner_unit_id=office.units["dept"], due_on=date(2026, 12, 31))
    with pytest.raises(InvalidInput):
        filed(office, item, promises=(wrong,))


def test_a_sentence_judged_no_promise_is_kept_as_such(office: Office) -> None:
    item = registered(office)
    done = replace(PROMISE, verdict=Verdict.NOT_PROMISE, reason="答复时已完成")
    filed(office, item, promises=(done,))
    assert item.promise_total == 0


def test_every_sponsor_is_a_recipient(office: Office) -> None:
    reply = filed(office, registered(office))
    names = db.session.scalars(select(Recipient.name).where(Recipient.reply_id == reply.id)).all()
    assert names == ["郑毅"]


def test_only_the_coordinator_files_old_replies(office: Office) -> None:
    item = registered(office)
    with pytest.raises(Forbidden):
        file_old_reply(office.actor("supervisor"), item.id, reply=OLD, version=None, now=NOON)


def test_refreshing_again_changes_nothing(office: Office) -> None:
    item = registered(office)
    filed(office, item)
    before = {column.name: getattr(item, column.name) for column in Proposal.__table__.columns}
    refresh_summary(item.id)
    assert {column.name: getattr(item, column.name) for column in Proposal.__table__.columns} == before
