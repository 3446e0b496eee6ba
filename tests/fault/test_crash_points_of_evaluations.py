"""Evaluations, rounds and files: each step killed at every point, its file and its row in step."""

from datetime import timedelta

from sqlalchemy import select

from tests.support.crash_lists import EVALUATIONS
from tests.support.crashes import CrashDesk, Crashes
from tests.support.evaluations import EVALUATOR
from tests.support.office import Office
from tests.support.replies import desk_at
from tests.support.sample_files import PDF, png
from tracker.clock import local_day
from tracker.documents.store import FileStore
from tracker.domain.vocabulary import EvaluationState, FileKind, MeetingKind, Satisfaction
from tracker.extensions import db
from tracker.models.office import Attachment
from tracker.queries.evaluations import evaluations_of
from tracker.services import case_end, evaluations, files, rounds

S = Satisfaction


def waited_for(desk: CrashDesk) -> int:
    rows = evaluations_of(desk.proposal_id)
    return next(row.id for row in rows if row.state is EvaluationState.AWAITING)


def enter(desk: CrashDesk, store: FileStore, result: S, name: str) -> int:
    """Enter the next form with a scan of its own; return its id."""
    row = waited_for(desk)
    scan = files.stash_file(store, png(8 + len(name)), f"{name}.png", desk.now)
    text = "没有回应。" if result is S.DISSATISFIED else None
    entry = evaluations.EvaluationEntry(S.SATISFIED, result, local_day(desk.now), text=text)
    desk.step(
        "coordinator", evaluations.enter_evaluation, on=row, entry=entry, scan=scan, store=store, version=None
    )
    return row


def test_an_evaluation_is_whole_with_its_scan_or_not_there(crashes: Crashes, office: Office) -> None:
    store = FileStore(crashes.files)
    sent = desk_at(office, "sent", sponsors=(EVALUATOR,))
    desk = CrashDesk.of(crashes, office, sent.proposal_id)
    desk.now = sent.now + timedelta(hours=1)
    extra = [files.stash_file(store, PDF, "材料.pdf", desk.now)]
    chosen = {"store": store, "kind": FileKind.MATERIAL, "is_internal": True}
    desk.call("coordinator", evaluations.ask_evaluation, desk.proposal_id, opinion_ids=(), version=None)
    row = enter(desk, store, S.SATISFIED, "一")
    desk.step("supervisor", evaluations.reject_entry, on=row, reason="看错", version=None)
    enter(desk, store, S.SATISFIED, "二二")
    desk.step("supervisor", evaluations.confirm_evaluation, on=row, version=None)
    desk.step("supervisor", evaluations.supersede_evaluation, on=row, reason="误点", version=None)
    desk.now += timedelta(days=60)
    row = waited_for(desk)
    desk.step("coordinator", evaluations.lapse_evaluation, on=row, reason="催过未回", version=None)
    desk.call("coordinator", case_end.conclude_evaluation, desk.proposal_id, version=None)
    scan = files.stash_file(store, png(40), "迟到.png", desk.now)
    entry = evaluations.EvaluationEntry(S.SATISFIED, S.DISSATISFIED, local_day(desk.now), text="没有回应。")
    late = {"entry": entry, "scan": scan, "store": store, "version": None}
    desk.step("coordinator", evaluations.enter_evaluation, on=row, **late)
    desk.step("supervisor", evaluations.confirm_evaluation, on=row, version=None)
    held = rounds.MeetingEntry(MeetingKind.EXPERTS, local_day(desk.now), "专家三人", "方案可行。")
    minutes = files.stash_file(store, PDF + b"\n", "记录.pdf", desk.now)
    desk.call(
        "coordinator",
        rounds.record_meeting,
        desk.proposal_id,
        entry=held,
        minutes=minutes,
        store=store,
        version=None,
    )
    redo = {"reason": "没有回应", "ordered_by": None, "co_handlers": ()}
    desk.call("supervisor", rounds.order_redo, desk.proposal_id, version=None, **redo)
    added = desk.call("coordinator", files.upload_files, desk.proposal_id, extra, **chosen)
    desk.call("coordinator", files.remove_file, desk.proposal_id, added[0].id)
    assert set(crashes.done) == EVALUATIONS
    rows = set(db.session.scalars(select(Attachment.sha256)))
    assert rows == {path.name for path in (crashes.files / "kept").glob("*/*")}
