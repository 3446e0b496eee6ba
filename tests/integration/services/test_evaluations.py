"""Evaluations: the sponsor's word, entered by one, confirmed by another, out of the reach of whom it judges."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.support.evaluations import EVALUATOR, Asking, S, asking, unasked
from tests.support.office import Office
from tests.support.replies import desk_at
from tracker.clock import local_day
from tracker.documents.store import FileStore
from tracker.domain.errors import Forbidden, InvalidInput, NotFound, NotOffered, Refused, StalePage
from tracker.domain.events import EventKind
from tracker.domain.vocabulary import (
    CaseState,
    ContactMethod,
    EvaluationState,
    FileKind,
    Pertinence,
    Role,
    SponsorKind,
)
from tracker.extensions import db
from tracker.models.evaluation import Evaluation
from tracker.models.event import Event
from tracker.models.people import RoleGrant
from tracker.services import case_end, evaluations, files
from tracker.services.intake_rows import SponsorEntry
from tracker.services.unit_of_work import unit_of_work

pytestmark = pytest.mark.usefixtures("context")
E = EvaluationState
SECOND = SponsorEntry(name="陆秋华", kind=SponsorKind.MEMBER)


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path)


@pytest.fixture
def asked(office: Office, store: FileStore) -> Asking:
    return asking(office, store)


def grant(office: Office, key: str, role: Role, unit: str) -> None:
    with unit_of_work():
        row = db.session.scalars(
            select(RoleGrant).where(RoleGrant.user_id == office.people["officer"])
        ).first()
        assert row is not None
        db.session.add(
            RoleGrant(
                user_id=office.people[key],
                unit_id=office.units[unit],
                role=role,
                valid_from=row.valid_from,
                duty=row.duty,
            )
        )


def events(asked: Asking, kind: EventKind) -> list[Event]:
    found = select(Event).where(Event.proposal_id == asked.desk.proposal_id, Event.kind == kind)
    return list(db.session.scalars(found))


def test_every_sponsor_who_evaluates_is_asked_about_the_letter(office: Office, store: FileStore) -> None:
    asked = asking(office, store, sponsors=(EVALUATOR, SECOND))
    assert asked.desk.file.proposal.state is CaseState.EVALUATING
    assert [(row.sponsor.name, row.state, row.round_no) for row in asked.rows()] == [
        ("郑毅", E.AWAITING, 1),
        ("陆秋华", E.AWAITING, 1),
    ]
    assert {row.reply_id for row in asked.rows()} == {asked.desk.reply.id}
    assert events(asked, EventKind.CASE_EVALUATION_ASKED)[0].data == {"count": 2}


def test_a_co_handlers_opinion_is_judged_in_a_row_of_its_own(office: Office, store: FileStore) -> None:
    asked = unasked(office, store, "finance")
    opinion = asked.desk.file.co_handling[0].opinion
    assert opinion is not None
    with pytest.raises(NotFound):
        asked.ask(opinion.id + 100)
    asked.ask(opinion.id)
    assert [(row.reply_id is None, row.opinion_id) for row in asked.rows()] == [
        (False, None),
        (True, opinion.id),
    ]


def test_asking_comes_after_the_letter_once_and_by_the_office(office: Office, store: FileStore) -> None:
    early = Asking(desk_at(office, "numbered", sponsors=(EVALUATOR,)), store)
    with pytest.raises(NotOffered):
        early.ask()
    asked = asking(office, store, number_raw="第20260125号")
    with pytest.raises(NotOffered):
        asked.ask()
    sent = unasked(office, store, number_raw="第20260126号")
    for key in ("officer", "head", "leader", "supervisor"):
        with pytest.raises(Forbidden):
            sent.act(key, evaluations.ask_evaluation, opinion_ids=())
    assert sent.rows() == []


def test_nothing_is_concluded_before_anybody_was_asked(office: Office, store: FileStore) -> None:
    sent = unasked(office, store)
    with pytest.raises(Refused, match="还没有征询"):
        sent.act("coordinator", case_end.conclude_evaluation)
    sent.ask()
    with pytest.raises(Refused, match="没有收回"):
        sent.act("coordinator", case_end.conclude_evaluation)
    assert sent.concluded().desk.file.proposal.state is CaseState.TRACKING


def test_an_item_whose_sponsors_do_not_evaluate_is_concluded_at_once(
    office: Office, store: FileStore
) -> None:
    sent = unasked(office, store)
    with unit_of_work():
        sent.desk.file.proposal.sponsors[0].evaluates = False
    with pytest.raises(InvalidInput):
        sent.ask()
    sent.act("coordinator", case_end.conclude_evaluation)
    assert sent.desk.file.proposal.state is CaseState.TRACKING


def test_a_form_is_entered_with_its_scan_and_confirmed_by_another(asked: Asking) -> None:
    row = asked.entered(
        S.BASICALLY,
        text="措施可行，请抓紧。",
        heard_by=ContactMethod.VISIT,
        agrees=True,
        pertinence=Pertinence.TO_THE_POINT,
        leader_replied=False,
    )
    assert (row.state, row.attitude, row.result, row.text) == (
        E.ENTERED,
        S.SATISFIED,
        S.BASICALLY,
        "措施可行，请抓紧。",
    )
    assert (row.heard_by, row.agrees, row.pertinence, row.leader_replied) == (
        ContactMethod.VISIT,
        True,
        Pertinence.TO_THE_POINT,
        False,
    )
    assert row.scan is not None
    assert (row.scan.kind, row.scan.is_internal) == (FileKind.EVALUATION_FORM, True)
    with pytest.raises(Forbidden):
        asked.step("coordinator", evaluations.confirm_evaluation, row)
    asked.step("supervisor", evaluations.confirm_evaluation, row)
    assert (row.state, row.entered_by_id, row.confirmed_by_id) == (
        E.CONFIRMED,
        asked.desk.office.people["coordinator"],
        asked.desk.office.people["supervisor"],
    )
    assert events(asked, EventKind.EVALUATION_CONFIRMED)[0].data == {
        "attitude": "satisfied",
        "result": "basically",
    }


@pytest.mark.parametrize("key", ["officer", "officer2", "head", "leader", "supervisor"])
def test_the_handler_and_readers_enter_nothing(asked: Asking, key: str) -> None:
    with pytest.raises(Forbidden):
        asked.entered(key=key)
    assert asked.rows()[0].state is E.AWAITING


@pytest.mark.parametrize("key", ["officer", "officer2", "head", "leader"])
def test_the_handler_and_the_signer_confirm_and_change_nothing(asked: Asking, key: str) -> None:
    row = asked.entered()
    steps: tuple[tuple[Any, dict[str, str]], ...] = (
        (evaluations.confirm_evaluation, {}),
        (evaluations.reject_entry, {"reason": "不对"}),
        (evaluations.supersede_evaluation, {"reason": "不对"}),
        (evaluations.lapse_evaluation, {"reason": "没回"}),
    )
    for service, words in steps:
        with pytest.raises((Forbidden, NotOffered)):
            asked.step(key, service, row, **words)
    assert row.state is E.ENTERED


@pytest.mark.parametrize("key", ["rural_officer", "finance_liaison", "system_admin", "audit_admin"])
def test_outsiders_do_not_find_the_evaluation(asked: Asking, key: str) -> None:
    row = asked.row
    with pytest.raises(NotFound):
        asked.entered(key=key)
    assert row.state is E.AWAITING


@pytest.mark.parametrize(
    ("key", "role"),
    [("officer", Role.COORDINATOR), ("head", Role.SUPERVISOR), ("officer2", Role.COORDINATOR)],
)
def test_a_second_role_does_not_let_a_handler_judge_the_own_work(
    office: Office, store: FileStore, key: str, role: Role
) -> None:
    asked = asking(office, store)
    grant(office, key, role, "dept")
    with pytest.raises((Refused, Forbidden)):
        asked.entered(key=key)
    row = asked.entered()
    for service, words in (
        (evaluations.confirm_evaluation, {}),
        (evaluations.reject_entry, {"reason": "不对"}),
    ):
        with pytest.raises(Refused, match="承办本件的人"):
            asked.step(key, service, row, **words)
    asked.step("coordinator2", evaluations.confirm_evaluation, row)
    with pytest.raises(Refused, match="承办本件的人"):
        asked.step(key, evaluations.supersede_evaluation, row, reason="手误")
    assert [one.state for one in asked.rows()] == [E.CONFIRMED]


def test_whoever_once_handled_the_item_stays_apart_after_a_transfer(office: Office, store: FileStore) -> None:
    asked = asking(office, store)
    with unit_of_work():
        asked.desk.seat.assignment.office_id = office.units["rural"]
        asked.desk.seat.assignment.officer_id = office.people["rural_officer"]
    grant(office, "officer", Role.COORDINATOR, "dept")
    with pytest.raises(Refused, match="承办本件的人"):
        asked.entered(key="officer")


def test_the_database_itself_refuses_one_person_for_both(asked: Asking) -> None:
    row = asked.entered()

    def forge() -> None:
        with unit_of_work():
            row.state, row.confirmed_by_id = E.CONFIRMED, row.entered_by_id

    with pytest.raises(IntegrityError):
        forge()


def test_one_sponsor_has_one_live_evaluation_of_one_letter(asked: Asking) -> None:
    row = asked.row
    copy = Evaluation(
        proposal_id=row.proposal_id,
        sponsor_id=row.sponsor_id,
        reply_id=row.reply_id,
        state=E.AWAITING,
        created_at=asked.desk.now,
    )

    def ask_twice() -> None:
        with unit_of_work():
            db.session.add(copy)

    with pytest.raises(IntegrityError):
        ask_twice()


def test_what_a_form_must_say_is_said_at_the_field(asked: Asking) -> None:
    today, sent_on = local_day(asked.desk.now), asked.desk.reply.sent_on
    assert sent_on is not None
    faults = (
        ("text", {"result": S.DISSATISFIED, "text": " "}),
        ("text", {"attitude": S.DISSATISFIED, "text": None}),
        ("on", {"on": today + timedelta(days=2)}),
        ("on", {"on": sent_on - timedelta(days=1)}),
    )
    for field, words in faults:
        values = {"attitude": S.SATISFIED, "result": S.SATISFIED, "on": today, **words}
        with pytest.raises(InvalidInput) as refused:
            asked.step(
                "coordinator",
                evaluations.enter_evaluation,
                asked.row,
                entry=evaluations.EvaluationEntry(**values),  # type: ignore[arg-type]
                scan=asked.scan(),
                store=asked.store,
            )
        assert refused.value.params["field"] == field
    with pytest.raises(Refused, match="扫描件"):
        asked.step(
            "coordinator",
            evaluations.enter_evaluation,
            asked.row,
            entry=asked.entry(),
            scan=None,
            store=asked.store,
        )
    row = asked.row
    db.session.refresh(row)
    assert (row.state, row.attitude, row.scan_id) == (E.AWAITING, None, None)


def test_not_stated_is_a_value_of_its_own(asked: Asking) -> None:
    assert asked.entered(S.NOT_STATED, attitude=S.NOT_STATED).result is S.NOT_STATED


def test_a_mistyped_entry_goes_back_and_keeps_its_scan(asked: Asking) -> None:
    row = asked.entered()
    scan = row.scan_id
    with pytest.raises(Refused, match="理由"):
        asked.step("coordinator2", evaluations.reject_entry, row, reason=" ")
    asked.step("coordinator2", evaluations.reject_entry, row, reason="表上是基本满意")
    assert (row.state, row.remark, row.scan_id) == (E.AWAITING, "表上是基本满意", scan)
    asked.step(
        "coordinator2",
        evaluations.enter_evaluation,
        row,
        entry=asked.entry(S.BASICALLY),
        scan=None,
        store=asked.store,
    )
    assert (row.result, row.entered_by_id) == (S.BASICALLY, asked.desk.office.people["coordinator2"])
    asked.step("coordinator", evaluations.confirm_evaluation, row)
    assert row.state is E.CONFIRMED


def test_a_mis_click_is_corrected_with_the_original_kept(asked: Asking) -> None:
    old = asked.confirmed(S.DISSATISFIED)
    with pytest.raises(Forbidden):  # who entered it does not set it aside
        asked.step("coordinator", evaluations.supersede_evaluation, old, reason="误点")
    new = asked.step("supervisor", evaluations.supersede_evaluation, old, reason="代表来函说明误点")
    assert (old.state, old.result, old.remark) == (E.SUPERSEDED, S.DISSATISFIED, "代表来函说明误点")
    assert (new.state, new.replaces_id, new.round_no) == (E.AWAITING, old.id, 1)
    with pytest.raises(Refused):
        asked.act("coordinator", case_end.conclude_evaluation)
    asked.concluded(S.SATISFIED)
    assert asked.desk.file.proposal.state is CaseState.TRACKING
    assert {row.state for row in asked.rows()} == {E.SUPERSEDED, E.CONFIRMED}


def test_a_form_that_does_not_come_back_lapses_after_its_term_and_may_still_come(asked: Asking) -> None:
    row = asked.row
    with pytest.raises(Refused, match="期限还没有到"):
        asked.step("coordinator", evaluations.lapse_evaluation, row, reason="催过")
    asked.desk.now += timedelta(days=40)
    with pytest.raises(Refused, match="理由"):
        asked.step("coordinator", evaluations.lapse_evaluation, row, reason="")
    asked.step("coordinator", evaluations.lapse_evaluation, row, reason="9月、10月两次电话催收未回")
    assert (row.state, row.remark) == (E.UNRETURNED, "9月、10月两次电话催收未回")
    asked.act("coordinator", case_end.conclude_evaluation)
    asked.step(
        "coordinator",
        evaluations.enter_evaluation,
        row,
        entry=asked.entry(),
        scan=asked.scan(),
        store=asked.store,
    )
    assert row.state is E.ENTERED


def test_a_stale_page_and_a_foreign_evaluation_change_nothing(office: Office, store: FileStore) -> None:
    asked = asking(office, store)
    other = asking(office, store, number_raw="第20260125号")
    row = asked.entered()
    with pytest.raises(StalePage):
        asked.step("coordinator2", evaluations.confirm_evaluation, row, version=row.version - 1)
    with pytest.raises(NotFound):
        other.step("coordinator2", evaluations.confirm_evaluation, row)
    assert row.state is E.ENTERED


def test_the_scan_of_an_evaluation_cannot_be_removed(office: Office, store: FileStore) -> None:
    asked = asking(office, store)
    row = asked.entered()
    assert row.scan_id is not None
    with pytest.raises((Refused, Forbidden)):
        files.remove_file(
            asked.desk.actor("coordinator"), asked.desk.proposal_id, row.scan_id, now=asked.desk.now
        )
