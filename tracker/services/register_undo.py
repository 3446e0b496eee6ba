"""Undoing an import (decision 0029): what it made is voided, what it changed goes back, where nobody has worked since.

Nothing is deleted: the items stay, void, with their events; their numbers are free for the same file once it is right.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tracker.domain.actions import Action
from tracker.domain.errors import N_, NotFound, NotOffered
from tracker.domain.events import EventKind
from tracker.domain.imports import UNDONE_AT_ONCE, ImportState
from tracker.domain.permissions import Actor
from tracker.extensions import db
from tracker.models.imports import ImportedRow, RegisterImport
from tracker.queries.case_file import CaseFile, case_files
from tracker.queries.facts_case import seat_facts
from tracker.queries.imports import import_of, rows_of_import, touched_since
from tracker.services.former_values import given_back
from tracker.services.import_records import Job, demand_claim, locked
from tracker.services.intake import edit_item, entry_of, host_of
from tracker.services.moves import Telling, ask, make_move, write_event
from tracker.services.notices import silently
from tracker.services.part_ends import end_parts
from tracker.services.summaries import refresh_summary, summaries_once
from tracker.services.unit_of_work import unit_of_work

BATCH = 250
REASON = N_("撤销导入")


@dataclass(frozen=True)
class TakenBack:
    """How many items were voided, how many got their former values back, and how many stay as they are."""

    voided: int = 0
    given_back: int = 0
    kept: int = 0


def undo_import(actor: Actor, import_id: int, *, now: datetime) -> RegisterImport:
    """Undo a finished import of the department: a small one now, a large one by the clockwork.

    Raises NotFound for another department's, NotOffered for one that is not finished or undone already.
    """
    with unit_of_work():
        if import_of(host_of(actor).id, import_id) is None:
            raise NotFound
        record = locked(import_id)
        if record.state is not ImportState.DONE:
            raise NotOffered
        record.undone_by_id, record.failure = actor.user_id, None
        if record.made + record.changed > UNDONE_AT_ONCE:
            record.state, record.attempt = ImportState.UNDO_WAITING, 0
        else:
            take_back(actor, record.id, job=None, now=now)
        return record


def take_back(actor: Actor, import_id: int, *, job: Job | None, now: datetime) -> TakenBack:
    """Take back what an import did to items on which nobody has worked since, within the caller's transaction."""
    with silently(), summaries_once():
        record = db.session.get_one(RegisterImport, import_id)
        touched = {one.proposal_id for one in touched_since(record)}
        rows = [row for row in rows_of_import(import_id) if row.proposal_id not in touched]
        voided = sum(
            _void(actor, record, some, now) for some in _batches([one for one in rows if one.is_new])
        )
        changed = [one for one in rows if not one.is_new]
        for one in changed:
            _give_back(actor, record, one, now)
        if job is not None:
            demand_claim(job)
        record.state, record.undone_at, record.lease_until = ImportState.UNDONE, now, None
        return TakenBack(voided, len(changed), len(touched))


def _batches(rows: Sequence[ImportedRow]) -> list[Sequence[ImportedRow]]:
    return [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]


def _void(actor: Actor, record: RegisterImport, rows: Sequence[ImportedRow], now: datetime) -> int:
    files = case_files(one.proposal_id for one in rows)
    for one in rows:
        _void_item(actor, record, files[one.proposal_id], now)
    return len(rows)


def _void_item(actor: Actor, record: RegisterImport, file: CaseFile, now: datetime) -> None:
    """Void one item and free its number: the same file, once it is right, makes it anew."""
    facts = replace(seat_facts(file), is_untouched=True)
    telling = Telling(data={"file": record.file_name})
    make_move(file.proposal, Action.UNDO_IMPORT, ask(actor, file.parties, now, facts=facts), telling)
    file.proposal.identity_key = None
    end_parts(actor, file, REASON, now)
    refresh_summary(file)


def _give_back(actor: Actor, record: RegisterImport, row: ImportedRow, now: datetime) -> None:
    """Bring the former values of an item back; units that the import gave keep it, since they may have begun."""
    item = case_files([row.proposal_id])[row.proposal_id].proposal
    entry = given_back(entry_of(item), row.before)
    edit_item(actor, item.id, fields=entry, version=item.version, now=now)
    data = {"file": record.file_name}
    write_event(item.id, EventKind.CASE_IMPORT_UNDONE, actor, now, telling=Telling(data=data))
