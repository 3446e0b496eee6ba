"""A part that rests is neither late nor reminded of; going on moves its open days by the time that it rested."""

from datetime import date, datetime, time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.asked import endorse, seat_of
from tests.support.office import Office
from tests.support.reminding import working_day
from tests.support.replies import Desk, new_desk
from tracker.clock import BEIJING
from tracker.domain.errors import Forbidden, InvalidInput, NotFound, Refused, StalePage
from tracker.domain.events import EventKind
from tracker.domain.vocabulary import RequestState, Stage
from tracker.extensions import db
from tracker.models.assignment import Milestone, PartPause, SideRequest
from tracker.models.event import Event
from tracker.queries.calendar import forget_calendar, working_calendar
from tracker.queries.desk import desk_sheet
from tracker.queries.desk_tasks import TaskKind
from tracker.queries.due_lists import due_of_person
from tracker.queries.figures import By, count_figures, count_splits, longest_waits
from tracker.queries.people import unit_tree
from tracker.queries.register import Reader, RegisterFilter, View, narrowed
from tracker.services import assignment, intake, item_parts, pause_requests, reminders, request_answers

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
REASON = "等待自治区政府常务会议决定。"
FIRST, LAST, LATE = (
    date(2026, 6, 18),
    date(2026, 7, 9),
    date(2026, 6, 29),
)  # the first day of the reply, and the moved


@pytest.fixture
def desk(context: Flask, office: Office) -> Desk:
    """A proposal in the officer's hands, due three months after 18 March 2026, with one co-handler."""
    forget_calendar()
    return new_desk(office, "finance")


def on(desk: Desk, day: date) -> Desk:
    desk.now = datetime.combine(day, time(10), BEIJING)
    return desk


def pause(desk: Desk, day: date, part: int | None = None, key: str = "coordinator") -> None:
    on(desk, day).step(
        key, item_parts.pause_part, on=part or desk.seat.assignment.id, reason=REASON, version=None
    )


def resume(desk: Desk, day: date, part: int | None = None) -> None:
    on(desk, day).step(
        "coordinator", item_parts.resume_part, on=part or desk.seat.assignment.id, version=None
    )


def rows(desk: Desk, part: int | None = None) -> dict[str, Milestone]:
    db.session.expire_all()
    wanted = part or desk.seat.assignment.id
    found = db.session.scalars(select(Milestone).where(Milestone.assignment_id == wanted))
    return {row.code: row for row in found}


def reader(desk: Desk, key: str = "supervisor") -> Reader:
    return Reader(desk.actor(key), desk.now, unit_tree(), working_calendar())


def late_anywhere(desk: Desk) -> dict[str, int]:
    """Return how often the item counts as late: on the board, in its lists, on the supervisor's desk."""
    found, base = reader(desk), RegisterFilter()
    views = {view.value: RegisterFilter(view=view) for view in (View.OVERDUE, View.THIS_WEEK)}
    listed = {name: len(db.session.scalars(narrowed(found, chosen)).all()) for name, chosen in views.items()}
    figures = count_figures(found, base)
    supervised = [
        task for group in desk_sheet(found).groups for task in group.tasks if task.kind is TaskKind.SUPERVISE
    ]
    return {
        **listed,
        **{name: figures[name] for name in ("late", "week", "opinions_late")},
        "split": sum(line.late for line in count_splits(found, base, By.OFFICE).own),
        "opinion split": sum(line.late for line in count_splits(found, base, By.OFFICE).opinions),
        "waits": len(longest_waits(found, base)),
        "desk": len(supervised),
    }


def reminded_on(desk: Desk, day: date) -> set[str]:
    return {one.watched.value for one in reminders.foreseen(day, 100) if one.proposal_id == desk.proposal_id}


def test_going_on_moves_every_open_day_and_keeps_the_first_ones(desk: Desk) -> None:
    before = {code: row.due_on for code, row in rows(desk).items()}
    pause(desk, date(2026, 6, 10))
    assert {code: row.due_on for code, row in rows(desk).items()} == before
    resume(desk, date(2026, 7, 1))
    after = rows(desk)
    assert (after["reply"].first_due_on, after["reply"].due_on) == (FIRST, LAST)
    assert desk.seat.assignment.due_on == desk.file.proposal.due_on == LAST
    calendar = working_calendar()
    taken = calendar.count_working_days(date(2026, 6, 10), date(2026, 7, 1))
    assert calendar.count_working_days(before["first_contact"], after["first_contact"].due_on) == taken
    # the draft hangs on the reply, and follows it once
    left = calendar.count_working_days(before["draft"], FIRST)
    assert calendar.count_working_days(after["draft"].due_on, LAST) == left
    assert after["sign"].due_on == before["sign"]


def test_the_explanation_names_the_pause_who_approved_it_and_why(desk: Desk) -> None:
    pause(desk, date(2026, 6, 10))
    resume(desk, date(2026, 7, 1))
    steps = rows(desk)["reply"].explanation["steps"]
    kinds = [step["kind"] for step in steps]
    assert kinds[-2:] == ["pause", "approval"]
    told = str(steps[-2:])
    for words in ("2026-06-10", "2026-07-01", "21", "2026-07-09", REASON.rstrip("。")):
        assert words in told
    (spell,) = db.session.scalars(select(PartPause)).all()
    assert (spell.from_on, spell.ended_on, spell.reason) == (date(2026, 6, 10), date(2026, 7, 1), REASON)
    last = db.session.scalars(select(Event).order_by(Event.id.desc()).limit(2)).all()
    assert [EventKind(one.kind) for one in last] == [EventKind.CASE_DUE_MOVED, EventKind.ASSIGNMENT_RESUMED]
    assert {"unit", "code", "old", "new"} == set(last[0].data["moves"][0])


def test_a_paused_part_is_not_late_anywhere_and_nobody_is_reminded(desk: Desk) -> None:
    co = seat_of(desk, "finance").assignment.id
    for row in rows(desk, co).values():
        row.done_on = date(2026, 3, 24)
    seat = desk.seat.assignment
    on(desk, LATE)
    before = late_anywhere(desk)
    assert {name for name, count in before.items() if count} >= {"overdue", "late", "split", "waits", "desk"}
    assert "reply" in reminded_on(desk, FIRST)
    pause(desk, date(2026, 6, 10))
    on(desk, LATE)
    after = late_anywhere(desk)
    names = ("overdue", View.THIS_WEEK.value, "late", "week", "split", "desk")
    assert {name: after[name] for name in names} == dict.fromkeys(names, 0)
    assert reminded_on(desk, FIRST) == set()
    assert due_of_person(desk.office.people["officer"]) == []
    assert desk.file.proposal.stage is Stage.PAUSED
    assert desk.file.proposal.paused_on == seat.paused_on == date(2026, 6, 10)
    resume(desk, LATE)
    assert desk.file.proposal.paused_on is None
    assert late_anywhere(desk)["overdue"] == 0
    assert reminded_on(desk, FIRST) == set()
    assert "reply" in reminded_on(desk, rows(desk)["reply"].due_on)


def test_a_resting_opinion_is_owed_but_not_late(desk: Desk) -> None:
    part = seat_of(desk, "finance").assignment.id
    due = rows(desk, part)["co_opinion"].due_on
    on(desk, date(2026, 3, 25)).step("finance_head", assignment.sign_for_receipt, on=part, version=None)
    officer = desk.office.people["finance_liaison"]
    words = {"officer_id": officer, "version": None}
    desk.step("finance_head", assignment.assign_officer, on=part, **words)
    pause(desk, date(2026, 4, 1), part)
    on(desk, working_day(due, 3))
    found = late_anywhere(desk)
    assert (found["opinions_late"], found["opinion split"]) == (0, 0)
    assert "co_opinion" not in reminded_on(desk, due)
    assert desk.file.proposal.paused_on is None
    assert (desk.file.proposal.co_total, desk.file.proposal.co_in) == (1, 0)
    resume(desk, working_day(due, 3), part)
    moved = rows(desk, part)["co_opinion"]
    assert moved.due_on > moved.first_due_on == due
    assert desk.file.proposal.co_due_on == moved.due_on
    assert late_anywhere(desk)["opinions_late"] == 0


def test_who_was_late_when_the_pause_began_is_as_late_after_it(desk: Desk) -> None:
    calendar = working_calendar()
    pause(desk, date(2026, 6, 25))
    over = calendar.count_working_days(FIRST, date(2026, 6, 25))
    assert over > 0
    resume(desk, date(2026, 7, 6))
    assert 0 <= calendar.count_working_days(rows(desk)["first_contact"].due_on, date(2026, 7, 6))
    assert late_anywhere(desk)["overdue"] == 1


def test_two_pauses_and_an_edit_of_the_item_keep_the_whole_chain(desk: Desk) -> None:
    pause(desk, date(2026, 4, 7))
    resume(desk, date(2026, 4, 14))
    pause(desk, date(2026, 5, 6))
    resume(desk, date(2026, 5, 11))
    moved = {code: row.due_on for code, row in rows(desk).items()}
    assert moved["reply"] == date(2026, 6, 30)
    item = desk.file.proposal
    fields = intake.entry_of(item)
    intake.edit_item(desk.actor("coordinator"), item.id, fields=fields, version=None, now=desk.now)
    assert {code: row.due_on for code, row in rows(desk).items()} == moved
    kinds = [step["kind"] for step in rows(desk)["reply"].explanation["steps"]]
    assert kinds.count("pause") == 2


def test_going_on_the_same_day_moves_nothing_and_tells_of_no_move(desk: Desk) -> None:
    pause(desk, date(2026, 4, 7))
    resume(desk, date(2026, 4, 7))
    assert rows(desk)["reply"].due_on == FIRST
    assert EventKind.CASE_DUE_MOVED not in set(db.session.scalars(select(Event.kind)))


def test_a_part_taken_back_while_it_rests_ends_its_pause(desk: Desk) -> None:
    pause(desk, date(2026, 4, 7))
    part = desk.seat.assignment.id
    on(desk, date(2026, 4, 9)).step(
        "coordinator", item_parts.recall_unit, on=part, reason="改由他单位承办。", version=None
    )
    (spell,) = db.session.scalars(select(PartPause)).all()
    assert (spell.ended_on, spell.from_on) == (date(2026, 4, 9), date(2026, 4, 7))
    assert rows(desk, part)["reply"].due_on == FIRST


@pytest.mark.parametrize("key", ["officer", "head", "supervisor", "finance_head"])
def test_only_the_assigner_lets_a_part_rest(desk: Desk, key: str) -> None:
    with pytest.raises(Forbidden):
        pause(desk, date(2026, 4, 7), key=key)
    db.session.rollback()
    assert db.session.scalars(select(PartPause)).all() == []


def test_an_opinion_handed_in_late_is_its_own_units_delay(desk: Desk) -> None:
    due = rows(desk, seat_of(desk, "finance").assignment.id)["co_opinion"].due_on
    on(desk, working_day(due, 1))
    found = late_anywhere(desk)
    assert (found["overdue"], found["late"], found["split"], found["desk"]) == (0, 0, 0, 0)
    assert (found["opinions_late"], found["opinion split"]) == (1, 1)
    (line,) = count_splits(reader(desk), RegisterFilter(), By.OFFICE).opinions
    assert line.key == str(desk.office.units["finance"])


def asked_pause(desk: Desk, key: str = "officer", **changes: Any) -> SideRequest:
    words = {"reason": REASON, "version": None} | changes
    made: SideRequest = desk.step(key, pause_requests.ask_pause, on=desk.seat.assignment.id, **words)
    return made


def granted(desk: Desk, request: SideRequest, key: str = "coordinator", reason: str | None = None) -> None:
    desk.step(key, pause_requests.accept_pause, on=request.id, reason=reason, version=None)


def tasks(desk: Desk, key: str) -> set[TaskKind]:
    return {task.kind for group in desk_sheet(reader(desk, key)).groups for task in group.tasks}


def test_an_officer_asks_the_head_endorses_and_the_assigner_lets_the_part_rest(desk: Desk) -> None:
    on(desk, date(2026, 6, 9))
    request = asked_pause(desk)
    assert (request.state, desk.file.proposal.stage) == (RequestState.ASKED, Stage.COLLECTING)
    assert TaskKind.DECIDE_INSIDE in tasks(desk, "head")
    assert TaskKind.AWAIT_DECISION in tasks(desk, "officer")
    endorse(desk, "head")
    assert TaskKind.DECIDE_PAUSE in tasks(desk, "coordinator")
    granted(on(desk, date(2026, 6, 10)), request)
    assert desk.file.proposal.stage is Stage.PAUSED
    assert TaskKind.AWAIT_RESUME in tasks(desk, "coordinator")
    (spell,) = db.session.scalars(select(PartPause)).all()
    assert (spell.request_id, spell.from_on, spell.reason) == (request.id, date(2026, 6, 10), REASON)
    resume(desk, date(2026, 7, 1))
    assert rows(desk)["reply"].due_on == LAST
    assert TaskKind.AWAIT_RESUME not in tasks(desk, "coordinator")


def test_a_refused_or_cancelled_request_changes_nothing_and_another_may_follow(desk: Desk) -> None:
    first = asked_pause(desk, "head")
    with pytest.raises(Refused, match="refused"):
        asked_pause(desk)
    db.session.rollback()
    desk.step("leader", request_answers.refuse_request, on=first.id, reason="继续办理。", version=None)
    second = asked_pause(desk)
    desk.step("officer", request_answers.cancel_request, on=second.id, version=None)
    assert (second.state, desk.file.proposal.stage) == (RequestState.CANCELLED, Stage.COLLECTING)
    assert db.session.scalars(select(PartPause)).all() == []
    assert asked_pause(desk).state is RequestState.ASKED


def test_while_a_request_waits_the_part_is_let_rest_by_its_decision_alone(desk: Desk) -> None:
    request = asked_pause(desk)
    with pytest.raises(Refused):
        pause(desk, date(2026, 4, 7))
    db.session.rollback()
    with pytest.raises(Refused):
        granted(desk, request)  # not decided inside the unit yet
    db.session.rollback()
    with pytest.raises((Forbidden, Refused)):
        granted(desk, request, "head")


@pytest.mark.parametrize(
    ("key", "changes", "error"),
    [
        ("leader", {}, Forbidden),
        ("rural_head", {}, NotFound),
        ("finance_head", {}, Forbidden),
        ("officer", {"reason": " "}, InvalidInput),
        ("officer", {"version": 99}, StalePage),
    ],
)
def test_who_may_not_ask_and_what_is_asked_wrongly_leaves_no_request(
    desk: Desk, key: str, changes: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        asked_pause(desk, key, **changes)
    db.session.rollback()
    assert db.session.scalars(select(SideRequest)).all() == []
