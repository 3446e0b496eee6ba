"""Large imports in the background: asked for by a page, written by the clockwork in one transaction, taken up again.

A job is claimed with a lease that its progress renews. One that was killed has written nothing: its lease runs out and
the next tick claims it anew. Whoever lost the claim meanwhile cannot commit (``import_records.demand_claim``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import or_, select, update

from tracker import clock
from tracker.clock import local_day
from tracker.documents.boxed import read_book
from tracker.documents.register_table import ReadRow, find_head, read_rows
from tracker.documents.store import FileStore
from tracker.domain.errors import N_, NotFound, NotOffered, Refused, TrackerError
from tracker.domain.imports import MOST_ATTEMPTS, ImportState
from tracker.domain.permissions import Actor
from tracker.domain.phrases import Phrase, phrase
from tracker.domain.vocabulary import BodyLevel, Kind, Phase
from tracker.extensions import db
from tracker.models.imports import RegisterImport
from tracker.queries.imports import import_of
from tracker.queries.people import load_actor
from tracker.services.import_records import BUSY, LONGEST_NAME, Job, locked, refuse_second
from tracker.services.intake import host_of
from tracker.services.register_import import Source, apply_import
from tracker.services.register_rows import ForAll
from tracker.services.register_undo import take_back
from tracker.services.unit_of_work import refusing, unit_of_work

LEASE = timedelta(seconds=90)
BROKEN_OFF = N_("这次导入几次中断，没有写入任何一行。请稍后重新上传；再次中断的，请与系统管理员联系。")
CLAIMABLE = {
    ImportState.WAITING: ImportState.RUNNING,
    ImportState.RUNNING: ImportState.RUNNING,
    ImportState.UNDO_WAITING: ImportState.UNDOING,
    ImportState.UNDOING: ImportState.UNDOING,
}


@dataclass(frozen=True)
class Asked:
    """A confirmed import as it is kept until it is written; ``plan`` is the digest of the page."""

    file_name: str
    stash: str
    sheet: int
    columns: Mapping[int, str]
    heads: Mapping[str, str | None]
    for_all: ForAll
    plan: str
    rows: int
    leave_refused: bool
    is_old: bool

    def settings(self) -> dict[str, Any]:
        """Return what is kept as JSON."""
        said = {name: getattr(self.for_all, name) for name in (one.name for one in fields(ForAll))}
        said["received_on"] = self.for_all.received_on.isoformat()
        return {
            "sheet": self.sheet,
            "columns": {str(column): code for column, code in self.columns.items()},
            "heads": dict(self.heads),
            "for_all": said,
            "plan": self.plan,
            "leave_refused": self.leave_refused,
        }


def ask_import(actor: Actor, asked: Asked, *, now: datetime) -> RegisterImport:
    """Put a confirmed import down for the clockwork; raises Refused while another is under way in the department."""
    with unit_of_work():
        host = host_of(actor)
        refuse_second(host.id)
        record = RegisterImport(
            host_unit_id=host.id,
            state=ImportState.WAITING,
            file_name=asked.file_name[:LONGEST_NAME],
            is_old=asked.is_old,
            stash=asked.stash,
            settings=asked.settings(),
            rows_total=asked.rows,
            asked_at=now,
            made_by_id=actor.user_id,
        )
        with refusing("register_import", Refused(reason=BUSY)):
            db.session.add(record)
        return record


def own_import(actor: Actor, import_id: int) -> RegisterImport:
    """Return an import of the coordinator's department; raises NotFound."""
    record = import_of(host_of(actor).id, import_id)
    if record is None:
        raise NotFound
    return record


def cancel_import(actor: Actor, import_id: int, *, store: FileStore, now: datetime) -> RegisterImport:
    """Cancel an import that has not begun; raises NotOffered for any other."""
    with unit_of_work():
        record = locked(own_import(actor, import_id).id)
        if record.state is not ImportState.WAITING:
            raise NotOffered
        record.state, record.ended_at = ImportState.CANCELLED, now
        digest, record.stash = record.stash, None
    _drop(store, digest)
    return record


def run_imports(now: datetime) -> None:
    """Write every import that waits, and those whose writer was killed; late or twice, nothing is written twice."""
    store = FileStore(Path(current_app.config["DATA_DIR"]) / "files")
    while (job := _claim(now)) is not None:
        _run(job, store, now)
        db.session.expire_all()


def _claim(now: datetime) -> Job | None:
    """Claim the oldest import that waits or whose lease has run out; ends one that broke off too often."""
    is_free = or_(RegisterImport.lease_until.is_(None), RegisterImport.lease_until < now)
    statement = select(RegisterImport).where(RegisterImport.state.in_(sorted(CLAIMABLE)), is_free)
    if db.session.scalar(statement.with_only_columns(RegisterImport.id).limit(1)) is None:
        return None
    with unit_of_work() as session:
        record = session.scalar(
            statement.order_by(RegisterImport.id)
            .limit(1)
            .with_for_update(skip_locked=True, of=RegisterImport)
        )
        if record is None:
            return None
        record.state = CLAIMABLE[record.state]
        record.attempt, record.rows_done = record.attempt + 1, 0
        record.lease_until = now + LEASE
        return Job(record.id, record.attempt)


def _run(job: Job, store: FileStore, now: datetime) -> None:
    record = db.session.get_one(RegisterImport, job.record_id)
    is_undoing = record.state is ImportState.UNDOING
    try:
        if job.attempt > MOST_ATTEMPTS:
            raise Refused(reason=BROKEN_OFF)
        if is_undoing:
            by = load_actor(record.undone_by_id or record.made_by_id, local_day(now))
            with unit_of_work():
                take_back(by, record.id, job=job, now=now)
        else:
            _write(record, job, store, now)
    except TrackerError as error:
        _fail(job, error, store, now, is_undoing=is_undoing)


def _write(record: RegisterImport, job: Job, store: FileStore, now: datetime) -> None:
    said, digest = record.settings, record.stash or ""
    actor = load_actor(record.made_by_id, local_day(now))
    rows = _rows(store.read_stash(digest), record.file_name, said)
    apply_import(
        actor,
        rows,
        _for_all(said["for_all"]),
        confirmed=said["plan"],
        leave_refused=said["leave_refused"],
        heads=said["heads"],
        now=now,
        source=Source(record.file_name, record.is_old, job, _Progress(job)),
    )
    _drop(store, digest)


def _rows(data: bytes, name: str, said: Mapping[str, Any]) -> list[ReadRow]:
    tables = read_book(data, name)
    table = tables[said["sheet"]]
    columns = {int(column): code for column, code in said["columns"].items()}
    return list(read_rows(table, find_head(table), columns, tables))


def _for_all(said: Mapping[str, Any]) -> ForAll:
    level = said["body_level"]
    return ForAll(
        kind=Kind(said["kind"]),
        body=said["body"],
        received_on=date.fromisoformat(said["received_on"]),
        body_level=BodyLevel(level) if level else None,
        term=said["term"],
        session_no=said["session_no"],
        phase=Phase(said["phase"]),
    )


class _Progress:
    """Writes how many rows are done, over a connection of its own; SQLite has one writer, which is busy."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.can_write = db.engine.dialect.name == "postgresql"

    def __call__(self, done: int) -> None:
        if not self.can_write:
            return
        row = RegisterImport
        mine = update(row).where(row.id == self.job.record_id, row.attempt == self.job.attempt)
        with db.engine.begin() as connection:
            connection.execute(mine.values(rows_done=done, lease_until=clock.now() + LEASE))


def _fail(job: Job, error: TrackerError, store: FileStore, now: datetime, *, is_undoing: bool) -> None:
    """Keep why nothing was written; an undoing that failed leaves the import as it was."""
    with unit_of_work():
        record = db.session.get_one(RegisterImport, job.record_id, populate_existing=True)
        if record.attempt != job.attempt:
            return
        record.state = ImportState.DONE if is_undoing else ImportState.FAILED
        record.failure, record.lease_until = _words(error).to_json(), None
        if is_undoing:
            return
        record.ended_at = now
        digest, record.stash = record.stash, None
    _drop(store, digest)


def _words(error: TrackerError) -> Phrase:
    reason = error.params.get("reason")
    if isinstance(reason, Phrase):
        return reason
    params = {name: str(value) for name, value in error.params.items() if name != "reason"}
    return phrase(str(reason)) if reason else Phrase(error.message, params)


def _drop(store: FileStore, digest: str | None) -> None:
    """Remove the uploaded file once its record is committed: killed in between, it goes with the day's sweep."""
    if digest:
        store.drop_stash(digest)
