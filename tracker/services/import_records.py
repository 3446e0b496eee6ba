"""The record of an import, and what its heads were taken for: rows beside the items that it writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from tracker.domain.errors import N_, Refused, StalePage
from tracker.domain.imports import ImportState
from tracker.domain.permissions import Actor
from tracker.domain.register_columns import code_of_head
from tracker.extensions import db
from tracker.models.event import Event
from tracker.models.imports import RegisterHead, RegisterImport
from tracker.queries.imports import under_way
from tracker.queries.register_heads import remembered_heads
from tracker.services.intake import host_of

LONGEST_HEAD, LONGEST_NAME = 200, 300
BUSY = N_("本单位有一次导入还没有做完，请等它做完，或先取消它。")


@dataclass(frozen=True)
class Job:
    """The claim under which the clockwork writes an import: a later claim of the same record ends this one."""

    record_id: int
    attempt: int


def open_record(
    actor: Actor, job: Job | None, file_name: str, *, is_old: bool, now: datetime
) -> RegisterImport:
    """Return the record of an import: the job's own, else a new one; raises Refused beside one under way."""
    if job is not None:
        return db.session.get_one(RegisterImport, job.record_id)
    host_id = host_of(actor).id
    refuse_second(host_id)
    record = RegisterImport(
        host_unit_id=host_id,
        state=ImportState.DONE,
        file_name=file_name[:LONGEST_NAME],
        is_old=is_old,
        settings={},
        asked_at=now,
        made_by_id=actor.user_id,
    )
    db.session.add(record)
    db.session.flush()
    return record


def refuse_second(host_unit_id: int) -> None:
    """Raise Refused while an import is under way in a department."""
    if under_way(host_unit_id) is not None:
        raise Refused(reason=BUSY)


def close_record(record: RegisterImport, job: Job | None, counts: Mapping[str, int], now: datetime) -> None:
    """Write that an import is done, at the end of its transaction; raises StalePage where the claim was lost.

    A job's record must not be touched before: its progress is written over another connection, which would wait.
    """
    db.session.flush()
    if job is not None:
        demand_claim(job)
    record.last_event_id = db.session.scalar(select(func.max(Event.id))) or 0
    record.state, record.ended_at = ImportState.DONE, now
    record.lease_until, record.stash = None, None
    for name, count in counts.items():
        setattr(record, name, count)


def locked(record_id: int) -> RegisterImport:
    """Return a record as it stands now, locked until the transaction ends."""
    statement = select(RegisterImport).where(RegisterImport.id == record_id).with_for_update()
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()


def demand_claim(job: Job) -> None:
    """Lock a job's record; raises StalePage where somebody else has claimed it since."""
    statement = select(RegisterImport.attempt).where(RegisterImport.id == job.record_id).with_for_update()
    if db.session.scalar(statement) != job.attempt:
        raise StalePage


def remember_heads(host_id: int, heads: Mapping[str, str | None]) -> None:
    """Keep what heads were taken for where it is not what they say themselves."""
    known = remembered_heads(host_id)
    for head, code in heads.items():
        said, text = code or "", head[:LONGEST_HEAD]
        if known.get(text, code_of_head(head) or "") == said:
            continue
        row = db.session.scalar(
            select(RegisterHead).where(RegisterHead.host_unit_id == host_id, RegisterHead.head == text)
        )
        if row is None:
            db.session.add(RegisterHead(host_unit_id=host_id, head=text, code=said))
        else:
            row.code = said
