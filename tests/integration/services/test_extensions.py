"""Extending a due date: granted within the rule's caps; the first day stays and the sponsor is told."""

from datetime import date, datetime, time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.asked import endorse
from tests.support.items import assigned
from tests.support.office import Office
from tests.support.replies import Desk
from tracker.clock import BEIJING, local_day
from tracker.domain.errors import Forbidden, InvalidInput, Refused, StalePage
from tracker.domain.events import EventKind
from tracker.domain.lateness import LatenessKind, lateness
from tracker.domain.phrases import Phrase
from tracker.domain.reminders import Watched
from tracker.domain.vocabulary import ContactMethod, Kind, RequestState
from tracker.extensions import db
from tracker.models.assignment import Milestone, SideRequest
from tracker.models.event import Event
from tracker.queries.calendar import forget_calendar, working_calendar
from tracker.queries.desk import desk_sheet
from tracker.queries.desk_tasks import TaskKind
from tracker.queries.figures import count_figures
from tracker.queries.people import unit_tree
from tracker.queries.register import Reader, RegisterFilter, View, narrowed
from tracker.queries.requests import items_of_unit
from tracker.services import contacts, extensions, intake, request_answers
from tracker.services.reminders import foreseen

REASON = "涉及面广，需要会同三个部门调研。"


@pytest.fixture
def desk(context: Flask, office: Office) -> Desk:
    """A proposal in the officer's hands: three months from 20 March 2026, six at most."""
    forget_calendar()
    return Desk(office, assigned(office, kind=Kind.PROPOSAL).id).handled()


def row_of(desk: Desk, code: str = "reply") -> Milestone:
    db.session.expire_all()
    seat = desk.seat.assignment.id
    return db.session.scalars(
        select(Milestone).where(Milestone.assignment_id == seat, Milestone.code == code)
    ).one()


def ask(desk: Desk, key: str = "officer", **changes: Any) -> SideRequest:
    words = {"until": date(2026, 8, 20), "items": None, "reason": REASON, "version": None} | changes
    made: SideRequest = desk.step(key, extensions.ask_extension, on=desk.seat.assignment.id, **words)
    return made


def accept(desk: Desk, request: SideRequest, key: str = "coordinator", **changes: Any) -> SideRequest:
    words = {"reason": "政协提案委7月1日复函同意。", "version": None} | changes
    done: SideRequest = desk.step(key, extensions.accept_extension, on=request.id, **words)
    return done


def kinds(desk: Desk) -> list[EventKind]:
    found = select(Event.kind).where(Event.proposal_id == desk.proposal_id).order_by(Event.id.desc())
    return [EventKind(kind) for kind in db.session.scalars(found.limit(3))]


def tasks(desk: Desk, key: str) -> set[TaskKind]:
    reader = Reader(desk.actor(key), desk.now, unit_tree(), working_calendar())
    return {task.kind for group in desk_sheet(reader).groups for task in group.tasks}


def test_a_granted_extension_moves_the_reply_and_keeps_its_first_day(desk: Desk) -> None:
    first, draft = row_of(desk).due_on, row_of(desk, "draft").due_on
    request = ask(desk)
    assert request.state is RequestState.ASKED
    assert row_of(desk).due_on == first
    assert TaskKind.DECIDE_INSIDE in tasks(desk, "head")
    endorse(desk, "head")
    assert TaskKind.DECIDE_EXTENSION in tasks(desk, "coordinator")
    accept(desk, request)
    row = row_of(desk)
    assert (row.due_on, row.first_due_on) == (date(2026, 8, 20), first)
    assert row.explanation["first_day"] == first.isoformat()
    assert desk.file.proposal.due_on == desk.seat.assignment.due_on == date(2026, 8, 20)
    assert row_of(desk, "draft").due_on > draft
    assert kinds(desk)[:2] == [EventKind.CASE_DUE_MOVED, EventKind.REQUEST_ACCEPTED]


def test_an_answer_within_an_approved_extension_is_on_time_everywhere(desk: Desk) -> None:
    first = row_of(desk).due_on
    accept(desk, ask(desk, "head"))
    desk.now = datetime.combine(date(2026, 7, 6), time(10), BEIJING)
    assert date(2026, 7, 6) > first
    reader = Reader(desk.actor("supervisor"), desk.now, unit_tree(), working_calendar())
    assert count_figures(reader, RegisterFilter())["late"] == 0
    assert db.session.scalars(narrowed(reader, RegisterFilter(view=View.OVERDUE))).all() == []
    assert TaskKind.SUPERVISE not in tasks(desk, "supervisor")
    assert not [one for one in foreseen(first, 100) if one.watched is Watched.REPLY]
    assert [one for one in foreseen(date(2026, 8, 20), 100) if one.watched is Watched.REPLY]
    row = row_of(desk)
    for done_on in (first, date(2026, 7, 6), date(2026, 8, 20)):
        stands = lateness(row.due_on, desk.now.date(), working_calendar(), done_on)
        assert stands.kind is LatenessKind.DONE
    assert lateness(row.due_on, desk.now.date(), working_calendar()).kind is LatenessKind.AHEAD


def test_telling_the_sponsor_is_a_task_until_a_contact_is_recorded(desk: Desk) -> None:
    accept(desk, ask(desk, "head"))
    assert TaskKind.TELL_EXTENSION in tasks(desk, "officer")
    sponsor = desk.file.proposal.sponsors[0]
    told = contacts.ContactEntry(sponsor.id, local_day(desk.now), ContactMethod.PHONE, "告知延期。")
    desk.step("officer", contacts.record_contact, on=desk.seat.assignment.id, entry=told)
    assert TaskKind.TELL_EXTENSION not in tasks(desk, "officer")


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"until": date(2027, 1, 4)}, "until", "总共不超过6个月"),
        ({"until": date(2026, 4, 1)}, "until", "应当晚于现在的期限"),
        ({"until": None}, "until", "填写延期到哪一天"),
        ({"until": None, "items": 19}, "items", "没有达到件数"),
        ({"items": 52}, "items", "只填一项"),
        ({"reason": " "}, "reason", "写明理由"),
    ],
)
def test_what_the_rule_does_not_allow_is_refused_in_its_own_words(
    desk: Desk, changes: dict[str, Any], field: str, words: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        ask(desk, **changes)
    assert caught.value.params["field"] == field
    reason = caught.value.params["reason"]
    assert words in (reason.text() if isinstance(reason, Phrase) else str(reason))
    db.session.rollback()
    assert db.session.scalars(select(SideRequest)).all() == []


def test_days_for_many_items_are_asked_for_by_their_number(desk: Desk) -> None:
    first = row_of(desk).due_on
    request = ask(desk, "head", until=None, items=52)
    assert request.asked_until is not None
    assert 15 <= (request.asked_until - first).days <= 24
    assert request.asked_items == 52
    accept(desk, request)
    row = row_of(desk)
    assert row.due_on == request.asked_until
    told = [step["words"] for step in row.explanation["steps"] if step["kind"] == "extend"]
    assert "承办52件（满50件），按规定可加15天，批准延期至" in Phrase.from_json(told[0]).text()


def test_the_pages_of_asking_count_the_units_own_items_of_the_year(desk: Desk) -> None:
    host = desk.office.units["dept"]
    assert (items_of_unit(host, 2026), items_of_unit(host, 2025)) == (1, 0)
    assert items_of_unit(desk.office.units["finance"], 2026) == 0


def test_an_approval_says_who_agreed_and_a_refusal_changes_nothing(desk: Desk) -> None:
    first = row_of(desk).due_on
    request = ask(desk, "head")
    with pytest.raises(InvalidInput, match="谁在何时"):
        accept(desk, request, reason=" ")
    db.session.rollback()
    desk.step("leader", request_answers.refuse_request, on=request.id, reason="抓紧办理。", version=None)
    assert row_of(desk).due_on == first
    assert TaskKind.TELL_EXTENSION not in tasks(desk, "officer")


def test_an_extension_survives_an_edit_of_the_item(desk: Desk) -> None:
    accept(desk, ask(desk, "head"))
    item = desk.file.proposal
    entry = intake.entry_of(item)
    intake.edit_item(desk.actor("coordinator"), item.id, fields=entry, version=None, now=desk.now)
    assert row_of(desk).due_on == date(2026, 8, 20)


def test_asking_twice_or_by_strangers_or_from_a_stale_page_is_refused(desk: Desk) -> None:
    with pytest.raises(StalePage):
        ask(desk, version=99)
    with pytest.raises(Forbidden):
        ask(desk, "leader")
    request = ask(desk)
    with pytest.raises(Refused, match="refused"):
        ask(desk)
    with pytest.raises((Forbidden, Refused)):
        accept(desk, request, "head")
    with pytest.raises(Refused):
        accept(desk, request)  # not decided inside the unit yet
    db.session.rollback()
    desk.step("officer", request_answers.cancel_request, on=request.id, version=None)
    assert ask(desk).state is RequestState.ASKED
