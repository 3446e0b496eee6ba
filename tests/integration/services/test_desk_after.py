"""After the reply each step stands once on the desk of whoever does it, and goes away when it is done."""

from pathlib import Path
from typing import Any

import pytest

from tests.integration.services.test_case_end import all_kept
from tests.integration.services.test_later_letters import judge, move, number, send, sign, start
from tests.integration.services.test_publicity_requests import SUMMARY, WITHHELD, answer, ask
from tests.support.evaluations import Asking, S, asking, unasked
from tests.support.office import Office
from tests.support.publishing import prepared, published
from tests.support.replies import Desk, desk_at
from tracker.clock import local_day
from tracker.documents.store import FileStore
from tracker.domain.actions import Action
from tracker.domain.dispatches import Retention
from tracker.domain.errors import Refused
from tracker.domain.vocabulary import CaseState, MeetingKind
from tracker.queries.calendar import working_calendar
from tracker.queries.counts import nav_counts
from tracker.queries.desk import Task, desk_sheet
from tracker.queries.desk_tasks import WAITING, TaskKind
from tracker.queries.people import unit_tree
from tracker.queries.register import Reader
from tracker.services import case_end, evaluations, publication, publicity, rounds
from tracker.services.publicity_requests import agree_not_public

K = TaskKind
QUIET = {K.REPORT_PROMISE, K.SUPERVISE}
pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path)


def rows(desk: Desk, key: str) -> list[Task]:
    """Return the tasks on somebody's desk now."""
    reader = Reader(desk.actor(key), desk.now, unit_tree(), working_calendar())
    return [task for group in desk_sheet(reader).groups for task in group.tasks if task.kind not in QUIET]


def kinds(desk: Desk, key: str) -> list[TaskKind]:
    found = rows(desk, key)
    waiting = sum(task.kind in WAITING for task in found)
    counted = nav_counts(desk.actor(key), local_day(desk.now), unit_tree()).desk
    assert counted >= len(found) - waiting
    return sorted(task.kind for task in found)


def test_a_later_letter_goes_from_desk_to_desk(office: Office) -> None:
    desk = desk_at(office, "sent")
    before = kinds(desk, "coordinator")
    start(desk)
    assert kinds(desk, "officer") == [K.WRITE_LETTER]
    assert kinds(desk, "officer2") == kinds(desk, "head") == []
    judge(desk)
    move(desk, "officer", Action.SUBMIT)
    assert kinds(desk, "officer") == [K.AWAIT_LETTER]
    assert kinds(desk, "leader") == [K.SIGN_LETTER]
    sign(desk)
    assert kinds(desk, "leader") == kinds(desk, "officer") == []
    assert set(kinds(desk, "coordinator")) - set(before) == {K.NUMBER_LETTER}
    number(desk)
    assert set(kinds(desk, "coordinator")) - set(before) == {K.SEND_LETTER}
    send(desk)
    assert kinds(desk, "coordinator") == before


def test_publishing_has_its_20_days_and_waits_for_a_request(office: Office) -> None:
    desk = prepared(office)
    (task,) = (one for one in rows(desk, "coordinator") if one.kind is K.PUBLISH)
    assert task.due_on is not None
    assert task.subject_id == desk.reply.id
    request = ask(desk)
    assert K.PUBLISH not in kinds(desk, "coordinator")
    assert kinds(desk, "officer") == [K.AWAIT_DECISION]
    (asked,) = rows(desk, "leader")
    assert (asked.kind, asked.subject_id, asked.due_on) == (K.DECIDE_NOT_PUBLIC, request.id, task.due_on)
    answer(desk, agree_not_public, request)
    assert kinds(desk, "leader") == kinds(desk, "officer") == []
    assert K.PUBLISH not in kinds(desk, "coordinator")


@pytest.mark.parametrize("choice", [WITHHELD, SUMMARY])
def test_what_is_decided_against_is_taken_offline(office: Office, choice: Any) -> None:
    desk = published(office)
    assert not {K.PUBLISH, K.TAKE_OFFLINE} & set(kinds(desk, "coordinator"))
    answer(desk, agree_not_public, ask(desk, choice))
    assert K.TAKE_OFFLINE in kinds(desk, "coordinator")
    desk.step("coordinator", publication.withdraw_publication, reason="按决定撤回", version=None)
    found = set(kinds(desk, "coordinator"))
    assert K.TAKE_OFFLINE not in found
    assert (K.PUBLISH in found) is (choice is SUMMARY)


def test_a_letter_kept_back_comes_to_the_leader_once_a_year(office: Office) -> None:
    desk = desk_at(office, "sent")
    desk.step("leader", publicity.decide_publicity, choice=WITHHELD, version=None)
    assert kinds(desk, "leader") == []
    desk.now = desk.now.replace(year=desk.now.year + 1)
    (task,) = rows(desk, "leader")
    assert (task.kind, task.due_on) == (K.REVIEW_PUBLICITY, local_day(desk.now))
    desk.step("leader", publicity.decide_publicity, choice=WITHHELD, version=None)
    assert kinds(desk, "leader") == []


def office_work(asked: Asking, key: str = "coordinator") -> list[TaskKind]:
    return [one for one in kinds(asked.desk, key) if one is not K.PUBLISH]


def test_evaluations_are_asked_urged_checked_and_concluded(office: Office, store: FileStore) -> None:
    asked = unasked(office, store)
    assert office_work(asked) == [K.ASK_EVALUATION]
    asked.ask()
    assert office_work(asked) == [K.AWAIT_EVALUATION]
    (waiting,) = (one for one in rows(asked.desk, "coordinator") if one.kind is K.AWAIT_EVALUATION)
    assert waiting.due_on is not None
    in_time, asked.desk.now = asked.desk.now, asked.desk.now.replace(month=12)
    assert office_work(asked) == [K.URGE_EVALUATION]
    asked.desk.now = in_time
    row = asked.entered()
    assert office_work(asked) == [K.AWAIT_EVALUATION]
    assert office_work(asked, "coordinator2") == [K.AWAIT_EVALUATION, K.CHECK_EVALUATION]
    assert kinds(asked.desk, "supervisor") == [K.CHECK_EVALUATION]
    reject = {"reason": "抄错一格"}
    asked.step("coordinator2", evaluations.reject_entry, row, **reject)
    assert office_work(asked) == [K.AWAIT_EVALUATION, K.ENTER_EVALUATION]
    asked.confirmed()
    assert office_work(asked) == [K.CONCLUDE_EVALUATION]
    asked.act("coordinator", case_end.conclude_evaluation)
    assert office_work(asked) == []


def test_discontent_asks_for_a_second_round(office: Office, store: FileStore) -> None:
    asked = asking(office, store)
    asked.confirmed(S.DISSATISFIED)
    assert office_work(asked) == [K.ORDER_REDO]
    asked.act("coordinator", rounds.order_redo, reason="没有回应", ordered_by=None, co_handlers=())
    assert not {K.ORDER_REDO, K.AWAIT_EVALUATION} & set(office_work(asked))
    desk = asked.desk
    desk.handled().drafted().submitted().approved().checked().signed().numbered().sent()
    asked.ask().confirmed(S.DISSATISFIED)
    assert set(office_work(asked)) == {K.HOLD_MEETING}
    _meet(asked)
    assert set(office_work(asked)) == {K.CONCLUDE_EVALUATION}


def _archive(asked: Asking) -> None:
    asked.act("coordinator", case_end.archive_case, volume=case_end.Volume(Retention.PERMANENT))


def _meet(asked: Asking) -> None:
    entry = rounds.MeetingEntry(MeetingKind.FACE_TO_FACE, local_day(asked.desk.now), "郑毅", "达成一致。")
    given = {"entry": entry, "minutes": asked.scan(), "store": asked.store}
    asked.act("coordinator", rounds.record_meeting, **given)


def test_a_correction_after_closing_opens_the_question_again(office: Office, store: FileStore) -> None:
    asked = unasked(office, store)
    asked.ask().concluded()
    desk = asked.desk
    with pytest.raises(Refused):
        asked.act("coordinator", case_end.close_case)
    all_kept(desk)
    assert office_work(asked) == [K.CLOSE]
    asked.act("coordinator", case_end.close_case)
    assert office_work(asked) == []
    (row,) = asked.rows()
    asked.step("coordinator2", evaluations.supersede_evaluation, row, reason="看错了一格")
    assert office_work(asked) == [K.ENTER_EVALUATION]
    with pytest.raises(Refused, match="没有收回"):
        _archive(asked)
    asked.confirmed(S.DISSATISFIED)
    assert office_work(asked) == [K.TAKE_UP_AGAIN]
    with pytest.raises(Refused, match="不满意"):
        _archive(asked)
    asked.act("coordinator", case_end.reopen_case, reason="评价更正为不满意")
    assert office_work(asked) == [K.ORDER_REDO]
    with pytest.raises(Refused, match="不满意"):
        asked.act("coordinator", case_end.close_case)
    _meet(asked)
    assert office_work(asked) == [K.CLOSE]
    assert desk.file.proposal.state is CaseState.TRACKING
