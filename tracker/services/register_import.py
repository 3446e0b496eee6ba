"""Importing a register (W1): the plan that was confirmed is written whole, or nothing is.

New items are written in batches; what changes goes through the services of the forms. Events, numbers and due dates
are those of any other item. The same file again changes nothing.
"""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tracker.documents.register_table import ReadRow
from tracker.domain.events import EventKind
from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import AssignmentRole
from tracker.extensions import db
from tracker.models.imports import ImportedRow, RegisterImport
from tracker.models.proposal import Proposal
from tracker.queries.people import unit_tree
from tracker.services.assignment import Part, assign_units, parts_of
from tracker.services.bulk_items import BulkItem, BulkWriter
from tracker.services.bulk_rows import insert_rows
from tracker.services.former_values import kept
from tracker.services.import_records import Job, close_record, open_record, remember_heads
from tracker.services.intake import edit_item, entry_of, host_of
from tracker.services.moves import Telling, write_event
from tracker.services.notices import silently
from tracker.services.register_plan import (
    BATCH,
    Fate,
    Plan,
    PlannedRow,
    Progress,
    assigned_on,
    no_progress,
    plan_import,
)
from tracker.services.register_rows import ForAll, Units
from tracker.services.unit_of_work import unit_of_work

UNITS = "lead_unit"  # among a row's changes: units are given


@dataclass(frozen=True)
class Done:
    """How many items an import made and changed, and the number of its record; 0 where nothing was written."""

    made: int
    changed: int
    record_id: int = 0


@dataclass(frozen=True)
class Source:
    """Where an import comes from: the file, whether it is an old register, and the job that writes it, if one does.

    Of an old register nobody is told by mail, nor reminded before somebody takes the item up.
    """

    file_name: str = ""
    is_old: bool = False
    job: Job | None = None
    progress: Progress = no_progress


def apply_import(
    actor: Actor,
    rows: Sequence[ReadRow],
    for_all: ForAll,
    *,
    confirmed: str,
    leave_refused: bool,
    heads: Mapping[str, str | None],
    now: datetime,
    source: Source = Source(),
) -> Done:
    """Write a plan that was confirmed, in one transaction; ``confirmed`` is the digest of the page.

    ``heads`` is what the columns were taken for, remembered for the next file.

    Raises StalePage where the register changed meanwhile, Refused while rows are refused and not left out.
    """
    with unit_of_work():
        plan = plan_import(actor, rows, for_all, now=now, progress=source.progress)
        plan.demand(confirmed, leave_refused=leave_refused)
        remember_heads(host_of(actor).id, heads)
        if not plan.of(Fate.NEW) and not plan.of(Fate.CHANGED) and source.job is None:
            return Done(0, 0)
        record = open_record(actor, source.job, source.file_name, is_old=source.is_old, now=now)
        with silently() if source.is_old else nullcontext():
            _write(actor, plan, record, source.progress, now)
        close_record(record, source.job, counts_of(plan), now)
        return Done(record.made, record.changed, record.id)


def counts_of(plan: Plan) -> Mapping[str, int]:
    """Return what the record of an import says of its rows once they are written."""
    return {
        "rows_total": len(plan.rows),
        "rows_done": 2 * len(plan.rows),
        "made": len(plan.of(Fate.NEW)),
        "changed": len(plan.of(Fate.CHANGED)),
        "left_out": len(plan.of(Fate.REFUSED)),
    }


def _write(actor: Actor, plan: Plan, record: RegisterImport, progress: Progress, now: datetime) -> None:
    """Write new rows, a batch at a time, then those that change an item."""
    writer = BulkWriter(actor, host_of(actor), unit_tree(), now)
    new, seen = plan.of(Fate.NEW), len(plan.rows)
    for start in range(0, len(new), BATCH):
        some = new[start : start + BATCH]
        ids = writer.write([_wanted(one, record) for one in some])
        insert_rows(
            ImportedRow,
            (
                _kept_row(record, one, id_) | {"is_new": True, "before": {}}
                for id_, one in zip(ids, some, strict=True)
            ),
        )
        progress(seen + start + len(some))
    for done, one in enumerate(plan.of(Fate.CHANGED), start=seen + len(new) + 1):
        _change(actor, one, record, now)
        if done % BATCH == 0:
            progress(done)


def _kept_row(record: RegisterImport, one: PlannedRow, proposal_id: int) -> dict[str, Any]:
    gave_units = one.fate is Fate.CHANGED and bool(one.units.all)
    return {
        "import_id": record.id,
        "proposal_id": proposal_id,
        "number": one.row.number,
        "is_quiet": record.is_old and bool(one.units.all),
        "gave_units": gave_units,
    }


def _wanted(one: PlannedRow, record: RegisterImport) -> BulkItem:
    parts = parts_of(*_given(one.units)) if one.units.all else ()
    more = ((EventKind.CASE_IMPORTED, _telling(one, record)),)
    return BulkItem(one.entry, parts, assigned_on(one.row, one.entry) if parts else None, more)


def _telling(one: PlannedRow, record: RegisterImport) -> Telling:
    return Telling(data={"file": record.file_name, "row": one.row.number, "is_old": record.is_old})


def _given(units: Units) -> tuple[int | None, Sequence[int], Sequence[Part]]:
    """Return the units of a row as the form for assigning gives them: the lead, who helps, and other leads."""
    lead, joint = next(iter(units.leads), None), units.leads[1:]
    return lead, units.helpers, [Part(one, AssignmentRole.JOINT_LEAD) for one in joint]


def _change(actor: Actor, one: PlannedRow, record: RegisterImport, now: datetime) -> None:
    known = db.session.get_one(Proposal, one.item_id)
    names = [name for name in one.changes if name != UNITS]
    before = kept(entry_of(known), names)
    item = edit_item(actor, known.id, fields=one.entry, version=one.version, now=now)
    if one.units.all:
        db.session.flush()
        _assign(actor, item, one, now)
    write_event(item.id, EventKind.CASE_IMPORTED, actor, now, telling=_telling(one, record))
    db.session.add(ImportedRow(**_kept_row(record, one, item.id), is_new=False, before=before))


def _assign(actor: Actor, item: Proposal, one: PlannedRow, now: datetime) -> None:
    lead, helpers, others = _given(one.units)
    assign_units(
        actor,
        item.id,
        lead=lead,
        co_handlers=helpers,
        others=others,
        assigned_on=assigned_on(one.row, one.entry),
        assigner=one.entry.assigner,
        version=None,
        now=now,
    )
