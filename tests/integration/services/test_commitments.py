"""Promises are reported on by who owes them and closed by somebody else; every other course has its reason."""

from datetime import date, timedelta

import pytest
from flask import Flask

from tests.support.office import PEOPLE, Office
from tests.support.replies import Desk, desk_at
from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.errors import Forbidden, InvalidInput, NotFound, NotOffered, Refused, StalePage
from tracker.domain.permissions import Permission, allows
from tracker.domain.vocabulary import CommitmentState
from tracker.extensions import db
from tracker.models.commitment import Commitment
from tracker.models.people import Unit
from tracker.queries.facts_commitment import commitment_question
from tracker.queries.promises import (
    PromiseFilter,
    count_promises,
    latest_notes,
    list_promises,
    promises_of,
    visible_promises,
)
from tracker.services import commitments
from tracker.services.commitment_courses import change_course
from tracker.services.promise_desk import open_commitment
from tracker.services.unit_of_work import unit_of_work


def first(desk: Desk) -> Commitment:
    return promises_of(desk.proposal_id)[0]


def progress(desk: Desk, key: str = "officer", **changes: object) -> None:
    words = {"text": "已印发方案。", "percent": 40, "evidence": None} | changes
    desk.follow(key, commitments.report_progress, first(desk).id, **words)


def done(desk: Desk, key: str = "officer", **changes: object) -> None:
    words = {
        "text": "已认定20家。",
        "evidence": "桂科函〔2026〕30号",
        "done_on": local_day(desk.now),
    } | changes
    desk.follow(key, commitments.report_done, first(desk).id, **words)


def course(desk: Desk, action: Action, until: date | None = None, reason: str = "机构改革") -> None:
    desk.follow("coordinator", change_course, first(desk).id, action=action, reason=reason, until=until)


@pytest.fixture
def desk(context: Flask, office: Office) -> Desk:
    return desk_at(office, "sent")


def test_progress_is_noted_with_its_proof(desk: Desk) -> None:
    progress(desk, evidence=" 桂科计字〔2026〕18号 ")
    promise = first(desk)
    assert (promise.state, promise.percent) == (CommitmentState.UNDER_WAY, 40)
    note = latest_notes([promise.id])[promise.id]
    assert (note.text, note.evidence, note.on_day) == (
        "已印发方案。",
        "桂科计字〔2026〕18号",
        local_day(desk.now),
    )


def test_progress_without_words_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused):
        progress(desk, text="  ")


def test_a_promise_without_a_day_is_reviewed_anew_after_each_report(desk: Desk) -> None:
    vague = promises_of(desk.proposal_id)[1]
    before = vague.review_on
    desk.now += timedelta(days=50)
    desk.follow(
        "officer", commitments.report_progress, vague.id, text="已起草。", percent=None, evidence=None
    )
    assert before is not None
    assert vague.review_on == vague.next_on
    assert vague.review_on is not None
    assert vague.review_on > before


def test_who_reports_a_promise_done_does_not_close_it(desk: Desk) -> None:
    done(desk)
    with pytest.raises(Forbidden):
        desk.follow("officer", commitments.verify_done, first(desk).id, remark=None)
    desk.follow("supervisor", commitments.verify_done, first(desk).id, remark="属实")
    promise = first(desk)
    assert (promise.state, promise.is_open, promise.closed_on) == (
        CommitmentState.KEPT,
        False,
        local_day(desk.now),
    )
    assert promise.closed_by_id != promise.reported_by_id


def test_a_promise_done_after_its_day_is_kept_late(desk: Desk) -> None:
    due = first(desk).due_on
    assert due is not None
    desk.now += timedelta(days=(due - local_day(desk.now)).days + 10)
    done(desk)
    desk.follow("coordinator", commitments.verify_done, first(desk).id, remark=None)
    assert first(desk).state is CommitmentState.KEPT_LATE


def test_a_report_needs_proof_and_a_day_since_the_letter(desk: Desk) -> None:
    with pytest.raises(Refused, match="凭据"):
        done(desk, evidence=" ")
    for day in (first(desk).anchor_on - timedelta(days=1), local_day(desk.now) + timedelta(days=2)):
        with pytest.raises(InvalidInput, match="完成日期"):
            done(desk, done_on=day)


def test_a_report_sent_back_is_open_again_and_says_why(desk: Desk) -> None:
    done(desk)
    with pytest.raises(Refused):
        desk.follow("supervisor", commitments.send_report_back, first(desk).id, remark="")
    desk.follow("supervisor", commitments.send_report_back, first(desk).id, remark="缺名单")
    promise = first(desk)
    assert (promise.state, promise.reported_by_id, promise.reported_on) == (
        CommitmentState.UNDER_WAY,
        None,
        None,
    )


def test_a_form_from_an_old_page_is_refused(desk: Desk) -> None:
    promise = first(desk)
    version = promise.version
    progress(desk)
    with pytest.raises(StalePage):
        commitments.report_progress(
            desk.actor("officer"),
            promise.id,
            text="又一次",
            percent=None,
            evidence=None,
            version=version,
            now=desk.now,
        )


def test_more_time_keeps_the_first_day(desk: Desk) -> None:
    was = first(desk).due_on
    with pytest.raises(InvalidInput, match="延期到"):
        course(desk, Action.POSTPONE)
    course(desk, Action.POSTPONE, until=date(2027, 6, 30))
    promise = first(desk)
    assert (promise.state, promise.due_on, promise.next_on, promise.first_due_on) == (
        CommitmentState.POSTPONED,
        date(2027, 6, 30),
        date(2027, 6, 30),
        was,
    )


@pytest.mark.parametrize(
    ("action", "state"),
    [
        (Action.CHANGE, CommitmentState.CHANGED),
        (Action.DROP, CommitmentState.DROPPED),
        (Action.DECLARE_BROKEN, CommitmentState.BROKEN),
    ],
)
def test_other_ends_have_their_reason_and_can_be_reopened(
    desk: Desk, action: Action, state: CommitmentState
) -> None:
    with pytest.raises(Refused):
        course(desk, action, reason=" ")
    course(desk, action)
    assert (first(desk).state, first(desk).is_open) == (state, False)
    with pytest.raises(NotOffered):
        progress(desk)
    course(desk, Action.REOPEN)
    promise = first(desk)
    assert (promise.state, promise.is_open, promise.closed_on) == (CommitmentState.UNDER_WAY, True, None)


def test_an_officer_takes_no_other_course(desk: Desk) -> None:
    with pytest.raises(Forbidden):
        desk.follow("officer", change_course, first(desk).id, action=Action.DROP, reason="做不到", until=None)


def test_the_unit_that_owes_a_promise_sees_it_and_reports_on_it(desk: Desk) -> None:
    promise = first(desk)
    with pytest.raises(NotFound):
        open_commitment(desk.actor("rural_officer"), promise.id, now=desk.now)
    with unit_of_work():
        promise.owner_unit_id = desk.office.units["rural"]
    opened = open_commitment(desk.actor("rural_officer"), promise.id, now=desk.now)
    assert not opened.may_see_item(desk.actor("rural_officer"), desk.now)
    progress(desk, "rural_officer")
    assert first(desk).state is CommitmentState.UNDER_WAY


def test_the_ledger_shows_each_person_exactly_what_the_rules_allow(desk: Desk) -> None:
    other = desk_at(desk.office, "sent", number_raw="第20260125号")
    with unit_of_work():
        promises_of(other.proposal_id)[0].owner_unit_id = desk.office.units["industry"]
        promises_of(other.proposal_id)[1].owner_unit_id = desk.office.units["rural"]
    for key in PEOPLE:
        actor = desk.actor(key)
        listed = set(db.session.scalars(db.select(Commitment.id).where(visible_promises(actor))))
        allowed = {
            promise.id
            for one in (desk, other)
            for promise in promises_of(one.proposal_id)
            if _may_see(one, promise, key)
        }
        assert (key, listed) == (key, allowed)


def _may_see(desk: Desk, promise: Commitment, key: str) -> bool:
    asked = commitment_question(desk.actor(key), desk.file, promise, desk.now)
    return allows(Permission.VIEW_COMMITMENTS, asked.actor, asked.case, asked.target, now=desk.now)


def test_each_view_of_the_ledger_counts_what_it_lists(desk: Desk) -> None:
    done(desk)
    hosts = [unit.id for unit in db.session.query(Unit) if unit.document_prefix != "桂工信函"]
    actor, today = desk.actor("coordinator"), date(2026, 12, 20)
    counts = count_promises(actor, today, hosts)
    listed = {view: len(list_promises(actor, PromiseFilter(view=view), today, hosts)) for view in counts}
    assert counts == listed
    assert counts == {
        "all": 2,
        "open": 2,
        "overdue": 1,
        "soon": 1,
        "undated": 1,
        "others": 0,
        "reported": 1,
        "carried": 0,
        "closed": 0,
    }


def test_the_ledger_goes_on_after_its_last_row_and_finds_words(desk: Desk) -> None:
    actor, today = desk.actor("coordinator"), local_day(desk.now)
    rows = list_promises(actor, PromiseFilter(), today, [])
    assert rows[0].next_on is not None
    later = PromiseFilter(after=(rows[0].next_on, rows[0].id))
    assert [one.id for one in list_promises(actor, later, today, [])] == [rows[1].id]
    found = list_promises(actor, PromiseFilter(text="人才支持办法"), today, [])
    assert [one.number for one in found] == [2]
    assert list_promises(actor, PromiseFilter(text="100%"), today, []) == []
