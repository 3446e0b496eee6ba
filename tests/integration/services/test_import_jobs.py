"""Imports as work: in the background, taken up after a kill, cancelled, quiet for old registers, and undone."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.support.items import NOON
from tests.support.office import Office, build_office
from tests.support.registers import FOR_ALL, ROWS, imported, planned, register, rows_in
from tracker.documents.store import FileMissing, FileStore
from tracker.domain.errors import Forbidden, NotFound, NotOffered, Refused
from tracker.domain.imports import ImportState
from tracker.domain.reminders import Watched
from tracker.domain.vocabulary import AssignmentState, CaseState
from tracker.extensions import db
from tracker.models.assignment import Assignment, Milestone
from tracker.models.event import Event
from tracker.models.imports import ImportedRow, RegisterImport
from tracker.models.mail import MailMessage
from tracker.models.proposal import Proposal
from tracker.queries.imports import touched_since
from tracker.queries.reminders import due_milestones
from tracker.services import import_jobs
from tracker.services.assignment import sign_for_receipt
from tracker.services.import_jobs import Asked, ask_import, cancel_import, run_imports
from tracker.services.intake import edit_item, entry_of
from tracker.services.register_import import Source, apply_import
from tracker.services.register_plan import Fate, plan_import
from tracker.services.register_undo import undo_import

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def office(context: Flask) -> Office:
    return build_office()


@pytest.fixture
def store(context: Flask) -> FileStore:
    return FileStore(Path(context.config["DATA_DIR"]) / "files")


def asked(office: Office, store: FileStore, data: bytes, **changes: Any) -> RegisterImport:
    """Ask for an import of a file as its preview was shown."""
    rows = rows_in(data)
    plan = plan_import(office.actor("coordinator"), rows, FOR_ALL, now=NOON)
    said = Asked(
        file_name="清单.xlsx",
        stash=store.stash(data, NOON),
        sheet=0,
        columns={0: "number_raw", 1: "title", 2: "sponsor", 3: "lead_unit", 4: "co_units", 5: "assigned_on"},
        heads={"类别": None},
        for_all=FOR_ALL,
        plan=plan.digest,
        rows=len(rows),
        leave_refused=False,
        is_old=False,
    )
    return ask_import(office.actor("coordinator"), replace(said, **changes), now=NOON)


def count(kind: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


def record() -> RegisterImport:
    db.session.expire_all()
    return (
        db.session.scalars(select(RegisterImport).order_by(RegisterImport.id.desc())).first()
        or RegisterImport()
    )


def written(office: Office, data: bytes, *, is_old: bool = False) -> RegisterImport:
    rows = rows_in(data)
    actor = office.actor("coordinator")
    plan = plan_import(actor, rows, FOR_ALL, now=NOON)
    apply_import(
        actor,
        rows,
        FOR_ALL,
        confirmed=plan.digest,
        leave_refused=False,
        heads={},
        now=NOON,
        source=Source("清单.xlsx", is_old),
    )
    return record()


def test_a_large_import_is_written_by_the_clockwork_and_its_file_forgotten(
    office: Office, store: FileStore
) -> None:
    one = asked(office, store, register())
    stash = one.stash or ""
    assert (one.state, count(Proposal)) == (ImportState.WAITING, 0)
    run_imports(LATER)
    done = record()
    assert (done.state, done.made, done.stash, done.rows_done) == (ImportState.DONE, 3, None, 6)
    with pytest.raises(FileMissing):
        store.read_stash(stash)
    assert [one.fate for one in planned(office, register()).rows] == [Fate.SAME] * 3
    run_imports(LATER)
    assert count(Proposal) == 3


def test_an_import_whose_writer_was_killed_is_taken_up_once_its_lease_has_run_out(
    office: Office, store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(office, store, register())

    def killed(*_args: Any, **_more: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(import_jobs, "apply_import", killed)
        with pytest.raises(SystemExit):
            run_imports(NOON)
    db.session.rollback()
    assert (record().state, count(Proposal)) == (ImportState.RUNNING, 0)
    run_imports(NOON + timedelta(seconds=30))
    assert record().state is ImportState.RUNNING
    run_imports(LATER)
    assert (record().state, record().attempt, count(Proposal)) == (ImportState.DONE, 2, 3)


def test_who_lost_the_claim_cannot_write(
    office: Office, store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(office, store, register())
    real = apply_import

    def overtaken(*args: Any, **more: Any) -> Any:
        record().attempt += 1
        db.session.commit()
        return real(*args, **more)

    monkeypatch.setattr(import_jobs, "apply_import", overtaken)
    run_imports(NOON)
    assert (record().state, count(Proposal)) == (ImportState.RUNNING, 0)


def test_an_import_that_breaks_off_again_and_again_is_given_up(office: Office, store: FileStore) -> None:
    one = asked(office, store, register())
    one.state, one.attempt = ImportState.RUNNING, 3
    db.session.commit()
    run_imports(LATER)
    failed = record()
    assert failed.state is ImportState.FAILED
    assert "几次中断" in str(failed.failure)
    assert count(Proposal) == 0


def test_a_register_that_changed_meanwhile_is_told_and_nothing_written(
    office: Office, store: FileStore
) -> None:
    asked(office, store, register(*ROWS, ("第9号", "关于水的提案", "郑毅")))
    entry = planned(office, register(("第9号", "关于水的提案", "郑毅"))).rows[0].entry
    from tracker.services.intake import register_item  # noqa: PLC0415 - only here

    register_item(office.actor("coordinator"), fields=entry, now=NOON)
    run_imports(LATER)
    assert record().state is ImportState.FAILED
    assert record().failure
    assert count(Proposal) == 1


def test_only_one_import_is_under_way_in_a_department(office: Office, store: FileStore) -> None:
    asked(office, store, register())
    with pytest.raises(Refused) as refused:
        asked(office, store, register())
    assert "还没有做完" in refused.value.text()
    with pytest.raises(Refused):
        imported(office, register())


def test_an_import_is_cancelled_before_it_began_and_not_after(office: Office, store: FileStore) -> None:
    one = asked(office, store, register())
    stash = one.stash or ""
    with pytest.raises(Forbidden):
        cancel_import(office.actor("officer"), one.id, store=store, now=NOON)
    cancel_import(office.actor("coordinator"), one.id, store=store, now=NOON)
    run_imports(LATER)
    assert (record().state, count(Proposal)) == (ImportState.CANCELLED, 0)
    with pytest.raises(FileMissing):
        store.read_stash(stash)
    with pytest.raises(NotOffered):
        cancel_import(office.actor("coordinator"), one.id, store=store, now=NOON)
    with pytest.raises(NotFound):
        cancel_import(office.actor("coordinator"), 999, store=store, now=NOON)


def test_of_an_old_register_nobody_is_told_or_reminded_before_it_is_taken_up(office: Office) -> None:
    written(office, register(), is_old=True)
    assert count(MailMessage) == 0
    events = db.session.scalars(select(Event).where(Event.kind == "case.imported"))
    assert [event.data for event in events] == [
        {"file": "清单.xlsx", "row": row, "is_old": True} for row in (2, 3, 4)
    ]
    days = {Watched.REPLY: list(db.session.scalars(select(Milestone.due_on).distinct()))}
    assert due_milestones(days, 0, 100) == []
    part = db.session.scalars(select(Assignment).where(Assignment.unit_id == office.units["dept"])).first()
    assert part is not None
    sign_for_receipt(office.actor("coordinator"), part.proposal_id, part.id, version=None, now=NOON)
    assert {row.proposal_id for row in due_milestones(days, 0, 100)} == {part.proposal_id}


def test_of_a_new_list_the_units_are_told(office: Office) -> None:
    written(office, register())
    assert count(MailMessage) > 0
    days = {Watched.REPLY: list(db.session.scalars(select(Milestone.due_on).distinct()))}
    assert due_milestones(days, 0, 100)


def test_the_last_day_of_assignment_says_whether_a_register_is_old(office: Office) -> None:
    assert planned(office, register()).last_assigned == date(2026, 3, 11)
    assert planned(office, register(("第9号", "关于水的提案", "郑毅"))).last_assigned is None


def test_undoing_voids_what_was_made_and_the_same_file_makes_it_anew(office: Office) -> None:
    one = written(office, register())
    undo_import(office.actor("coordinator"), one.id, now=LATER)
    assert record().state is ImportState.UNDONE
    states = list(db.session.scalars(select(Proposal.state)))
    assert states == [CaseState.VOIDED] * 3
    assert set(db.session.scalars(select(Assignment.state))) == {AssignmentState.DONE}
    assert imported(office, register()).made == 3
    with pytest.raises(NotOffered):
        undo_import(office.actor("coordinator"), one.id, now=LATER)


def test_what_somebody_has_worked_on_stays_and_is_named(office: Office) -> None:
    one = written(office, register())
    part = db.session.scalars(select(Assignment).where(Assignment.unit_id == office.units["dept"])).first()
    assert part is not None
    sign_for_receipt(office.actor("coordinator"), part.proposal_id, part.id, version=None, now=NOON)
    (touched,) = touched_since(record())
    assert (touched.proposal_id, touched.who) == (part.proposal_id, office.actor("coordinator").name)
    undo_import(office.actor("coordinator"), one.id, now=LATER)
    states = {one.id: one.state for one in db.session.scalars(select(Proposal))}
    assert states.pop(part.proposal_id) is CaseState.HANDLING
    assert set(states.values()) == {CaseState.VOIDED}


def test_what_an_import_changed_goes_back_to_what_it_was(office: Office) -> None:
    imported(office, register())
    number, _, _, *rest = ROWS[0]
    first = db.session.scalars(select(Proposal).where(Proposal.number_norm == "20260101")).one()
    before = entry_of(first)
    one = written(office, register((number, "改过的标题", "郑毅、韦秀英", *rest)))
    assert (one.made, one.changed) == (0, 1)
    undo_import(office.actor("coordinator"), one.id, now=LATER)
    db.session.expire_all()
    after = entry_of(first)
    assert replace(after, sponsors=()) == replace(before, sponsors=())
    assert [one.name for one in after.sponsors] == [one.name for one in before.sponsors]
    assert first.state is CaseState.HANDLING


def test_a_changed_item_that_was_changed_again_keeps_the_later_words(office: Office) -> None:
    imported(office, register())
    number, _, *rest = ROWS[0]
    one = written(office, register((number, "改过的标题", *rest)))
    first = db.session.scalars(select(Proposal).where(Proposal.number_norm == "20260101")).one()
    entry = replace(entry_of(first), summary="后来补的摘要")
    edit_item(office.actor("coordinator"), first.id, fields=entry, version=first.version, now=LATER)
    undo_import(office.actor("coordinator"), one.id, now=LATER)
    db.session.expire_all()
    assert (first.title, first.summary) == ("改过的标题", "后来补的摘要")


def test_a_large_undoing_is_left_to_the_clockwork(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    one = written(office, register())
    monkeypatch.setattr("tracker.services.register_undo.UNDONE_AT_ONCE", 2)
    undo_import(office.actor("coordinator"), one.id, now=NOON)
    assert record().state is ImportState.UNDO_WAITING
    run_imports(LATER)
    assert record().state is ImportState.UNDONE
    assert set(db.session.scalars(select(Proposal.state))) == {CaseState.VOIDED}


def test_only_the_own_department_undoes_and_only_who_may_register(office: Office) -> None:
    one = written(office, register())
    with pytest.raises(Forbidden):
        undo_import(office.actor("officer"), one.id, now=LATER)
    with pytest.raises(NotFound):
        undo_import(office.actor("coordinator"), one.id + 1, now=LATER)
    assert count(ImportedRow) == 3
    assert set(db.session.scalars(select(Proposal.state))) == {CaseState.HANDLING}
