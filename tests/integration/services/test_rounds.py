"""Two rounds: the second has parts, contacts, letter and clock of its own, the first stays as it was."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.evaluations import Asking, S, asking
from tests.support.office import Office
from tests.support.replies import Desk
from tracker.clock import local_day
from tracker.documents.store import FileStore
from tracker.domain.errors import Forbidden, InvalidInput, NotFound, Refused, StalePage
from tracker.domain.permissions import Permission
from tracker.domain.vocabulary import (
    AssignmentState,
    CaseState,
    CommitmentState,
    EvaluationState,
    MeetingKind,
    ReplyState,
    Stage,
)
from tracker.queries.case_file import case_file
from tracker.queries.contacts import contacts_of
from tracker.queries.item import milestones_of, page_facts, read_side
from tracker.queries.lifeline import life_line
from tracker.queries.promises import promises_of
from tracker.services import case_end, commitments, rounds

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path)


@pytest.fixture
def bad(office: Office, store: FileStore) -> Asking:
    """An item with two co-handlers whose sponsor is dissatisfied with the result."""
    asked = asking(office, store, "finance", "industry")
    asked.confirmed(S.DISSATISFIED)
    return asked


def redo(asked: Asking, key: str = "coordinator", **words: object) -> None:
    given = {"reason": "没有回应资金问题", "ordered_by": None, "co_handlers": (), **words}
    asked.act(key, rounds.order_redo, **given)


def answered_again(desk: Desk) -> None:
    """Walk the second round up to its letter."""
    desk.handled().silence_overridden().drafted().submitted().approved().checked().signed().numbered().sent()


def meeting(asked: Asking, key: str = "coordinator", **words: object) -> None:
    on = local_day(asked.desk.now)
    values = {
        "kind": MeetingKind.FACE_TO_FACE,
        "on": on,
        "people": "郑毅、唐咸来",
        "conclusion": "双方同意。",
    }
    entry = rounds.MeetingEntry(**{**values, **words})  # type: ignore[arg-type]
    asked.act(key, rounds.record_meeting, entry=entry, minutes=asked.scan(), store=asked.store)


def test_a_dissatisfied_sponsor_has_the_item_handled_anew(bad: Asking) -> None:
    office, desk = bad.desk.office, bad.desk
    first = desk.file
    letter = first.answering[0].reply
    redo(bad, co_handlers=(office.units["finance"],))
    file = desk.file
    assert (file.proposal.state, file.proposal.round_no, file.proposal.replied_on) == (
        CaseState.HANDLING,
        2,
        None,
    )
    assert [(seat.assignment.unit_id, seat.assignment.state) for seat in file.live] == [
        (office.units["dept"], AssignmentState.WAITING),
        (office.units["finance"], AssignmentState.WAITING),
    ]
    assert [seat.assignment.role for seat in file.live] == [
        first.answering[0].assignment.role,
        first.co_handling[0].assignment.role,
    ]
    kept = file.earlier[1]
    assert {seat.assignment.unit_id for seat in kept} == {
        office.units[key] for key in ("dept", "finance", "industry")
    }
    assert kept[0].assignment.state is AssignmentState.DONE
    assert kept[0].reply is letter
    assert letter is not None
    assert (letter.state, file.proposal.stage) == (ReplyState.SENT, Stage.TO_SIGN)


def test_the_second_round_has_a_clock_of_its_own_that_explains_itself(bad: Asking) -> None:
    redo(bad, co_handlers=(bad.desk.office.units["finance"],))
    desk = bad.desk
    ordered_on = local_day(desk.now)
    own, helper = desk.file.live
    rows = {(row.assignment_id, row.code): row for row in milestones_of(desk.proposal_id)}
    due = rows[own.assignment.id, "reply"]
    assert ordered_on + timedelta(days=27) < due.due_on < ordered_on + timedelta(days=40)
    assert (due.explanation["anchor"], due.explanation["office_default"]) == ("redo_ordered", True)
    draft = rows[own.assignment.id, "draft"].due_on
    assert ordered_on < draft < due.due_on
    assert rows[helper.assignment.id, "co_opinion"].due_on == draft
    item = desk.file.proposal
    assert (item.due_on, item.co_due_on, own.assignment.due_on) == (due.due_on, draft, due.due_on)


def test_the_second_round_starts_from_nothing(bad: Asking) -> None:
    redo(bad)
    file = bad.desk.file
    side = read_side(file)
    assert (side.contacts, side.evaluations_open, side.dissatisfied, side.evaluations) == (0, 0, 0, 1)
    assert not file.parties.is_signed
    assert not file.parties.is_submitted
    facts = page_facts(file, side)
    assert (facts.round_no, facts.contacts, facts.answering_open) == (2, 0, 1)
    steps = {
        step.name: step.state.value for step in life_line(file, side, list(milestones_of(file.proposal.id)))
    }
    assert (steps["交办"], steps["签收"], steps["拟稿"], steps["发送"], steps["征询意见"]) == (
        "done",
        "now",
        "ahead",
        "ahead",
        "ahead",
    )


def test_nobody_above_reports_a_promise_of_the_first_round_for_its_office(bad: Asking) -> None:
    redo(bad)
    desk, promise = bad.desk, promises_of(bad.desk.proposal_id)[0]
    done = {"text": "已认定20家。", "evidence": "桂科函〔2026〕30号", "done_on": local_day(desk.now)}
    for key in ("coordinator", "leader", "supervisor"):
        with pytest.raises(Forbidden):
            desk.follow(key, commitments.report_done, promise.id, **done)
    desk.reported_done(promise.id)
    assert promise.state is CommitmentState.REPORTED_DONE


def test_units_left_out_of_the_second_round_see_the_item_no_more(bad: Asking) -> None:
    desk = bad.desk
    redo(bad, co_handlers=(desk.office.units["finance"],))
    file = desk.file
    seen = {
        key: file.may(Permission.VIEW_CASE, desk.actor(key), now=desk.now)
        for key in ("finance_liaison", "industry_liaison", "coordinator", "leader")
    }
    assert seen == {
        "finance_liaison": True,
        "industry_liaison": False,
        "coordinator": True,
        "leader": True,
    }


def test_the_second_letter_refers_to_the_first_and_needs_a_new_contact(bad: Asking) -> None:
    desk = bad.desk
    first = desk.reply
    assert first.sent_on is not None
    redo(bad)
    desk.handled()
    seat_id = desk.seat.assignment.id
    from tracker.services import drafting  # noqa: PLC0415 - one step of this test alone

    second = desk.step("officer", drafting.start_reply, on=seat_id)
    assert second.id != first.id
    assert second.round_no == 2
    day = first.sent_on
    wanted = (
        f"我厅已于{day.year}年{day.month}月{day.day}日以{first.document_number}作了答复。收到您的反馈意见后"
    )
    assert wanted in second.text
    assert len(contacts_of(desk.proposal_id)) == 1
    assert read_side(desk.file).contacts == 0


def test_after_a_satisfied_second_round_the_item_goes_on(bad: Asking) -> None:
    desk = bad.desk
    redo(bad)
    answered_again(desk)
    assert desk.file.proposal.state is CaseState.REPLIED
    bad.ask()
    assert [(row.round_no, row.state) for row in bad.rows()] == [
        (2, EvaluationState.AWAITING),
        (1, EvaluationState.CONFIRMED),
    ]
    bad.concluded()
    item = desk.file.proposal
    assert (item.state, item.round_no) == (CaseState.TRACKING, 2)
    letters = {seat.reply.document_number for seat in desk.file.seats if seat.reply}
    assert len(letters) == 2
    assert item.promise_total == len(promises_of(desk.proposal_id))


def test_a_dissatisfied_second_round_ends_with_a_meeting_and_no_third_letter(bad: Asking) -> None:
    desk = bad.desk
    redo(bad)
    answered_again(desk)
    bad.ask().confirmed(S.DISSATISFIED)
    with pytest.raises(Refused, match="不再发第三封"):
        redo(bad)
    with pytest.raises(Refused, match="不满意"):
        bad.act("coordinator", case_end.conclude_evaluation)
    for field, words in (("people", " "), ("conclusion", "")):
        with pytest.raises(InvalidInput) as refused:
            meeting(bad, **{field: words})
        assert refused.value.params["field"] == field
    meeting(bad)
    bad.act("coordinator", case_end.conclude_evaluation)
    assert (desk.file.proposal.state, desk.file.proposal.round_no) == (CaseState.TRACKING, 2)


def test_a_meeting_needs_an_occasion_minutes_and_somebody_who_did_not_handle_it(
    office: Office, store: FileStore
) -> None:
    asked = asking(office, store)
    asked.confirmed(S.SATISFIED)
    with pytest.raises(Refused, match="没有核对无误"):
        meeting(asked)
    bad = asking(office, store, number_raw="第20260125号")
    bad.confirmed(S.DISSATISFIED)
    for key in ("officer", "head", "leader", "supervisor"):
        with pytest.raises(Forbidden):
            meeting(bad, key)
    entry = rounds.MeetingEntry(MeetingKind.EXPERTS, local_day(bad.desk.now), "专家", "可行")
    with pytest.raises(InvalidInput, match="会议记录"):
        bad.act("coordinator", rounds.record_meeting, entry=entry, minutes=None, store=store)
    tomorrow = local_day(bad.desk.now) + timedelta(days=2)
    with pytest.raises(InvalidInput, match="晚于今天"):
        meeting(bad, on=tomorrow)


def test_a_second_round_needs_ground_reason_and_right(office: Office, store: FileStore) -> None:
    asked = asking(office, store, "finance")
    asked.confirmed(S.BASICALLY)
    before = asked.desk.file.proposal.version
    with pytest.raises(Refused, match="没有核对无误"):
        redo(asked)
    with pytest.raises(Refused, match="理由"):
        redo(asked, reason=" ", ordered_by="自治区人大常委会代表工委")
    with pytest.raises(NotFound):
        redo(asked, ordered_by="代表工委", co_handlers=(office.units["bigdata"],))
    with pytest.raises(StalePage):
        redo(asked, ordered_by="代表工委", version=before - 1)
    for key in ("officer", "head", "finance_head"):
        with pytest.raises(Forbidden):
            redo(asked, key, ordered_by="代表工委")
    item = case_file(asked.desk.proposal_id)
    assert item is not None
    assert (item.proposal.round_no, item.proposal.state) == (1, CaseState.EVALUATING)
    redo(asked, "supervisor", ordered_by="自治区人大常委会代表工委")
    assert asked.desk.file.proposal.round_no == 2


def test_an_entered_form_alone_is_no_ground_until_it_is_confirmed(office: Office, store: FileStore) -> None:
    asked = asking(office, store)
    asked.entered(S.DISSATISFIED)
    with pytest.raises(Refused, match="没有核对无误"):
        redo(asked)
