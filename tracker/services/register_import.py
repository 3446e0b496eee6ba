"""Importing a register (W1): the plan that was confirmed is written whole, or nothing is.

New items are written in batches; what changes goes through the services of the forms. Events, numbers and due dates
are those of any other item. The same file again changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from tracker.documents.register_table import ReadRow
from tracker.domain.errors import N_, Refused, StalePage
from tracker.domain.permissions import Actor
from tracker.domain.phrases import phrase
from tracker.domain.register_columns import code_of_head
from tracker.domain.vocabulary import AssignmentRole
from tracker.extensions import db
from tracker.models.imports import RegisterHead
from tracker.models.proposal import Proposal
from tracker.queries.people import unit_tree
from tracker.queries.register_heads import remembered_heads
from tracker.services.assignment import Part, assign_units, parts_of
from tracker.services.bulk_items import BulkItem, BulkWriter
from tracker.services.intake import edit_item, host_of
from tracker.services.register_plan import BATCH, Fate, PlannedRow, assigned_on, plan_import
from tracker.services.register_rows import ForAll, Units
from tracker.services.unit_of_work import unit_of_work

LONGEST_HEAD = 200


@dataclass(frozen=True)
class Done:
    """How many items an import made and changed."""

    made: int
    changed: int


def apply_import(
    actor: Actor,
    rows: Sequence[ReadRow],
    for_all: ForAll,
    *,
    confirmed: str,
    leave_refused: bool,
    heads: Mapping[str, str | None],
    now: datetime,
) -> Done:
    """Write a plan that was confirmed, in one transaction; ``confirmed`` is the digest of the page.

    ``heads`` is what the columns were taken for, remembered for the next file.

    Raises StalePage where the register changed meanwhile, Refused while rows are refused and not left out.
    """
    with unit_of_work():
        plan = plan_import(actor, rows, for_all, now=now)
        if plan.digest != confirmed:
            raise StalePage
        refused = plan.of(Fate.REFUSED)
        if refused and not leave_refused:
            words = N_("有%(count)s行被拒，没有导入任何一行。请改好文件再导，或选择不导入这些行。")
            raise Refused(reason=phrase(words, count=len(refused)))
        _remember(host_of(actor).id, heads)
        _make(actor, plan.of(Fate.NEW), now)
        for one in plan.of(Fate.CHANGED):
            _change(actor, one, now)
        return Done(len(plan.of(Fate.NEW)), len(plan.of(Fate.CHANGED)))


def _remember(host_id: int, heads: Mapping[str, str | None]) -> None:
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


def _make(actor: Actor, rows: Sequence[PlannedRow], now: datetime) -> None:
    """Write the items of new rows, a batch at a time."""
    writer = BulkWriter(actor, host_of(actor), unit_tree(), now)
    for start in range(0, len(rows), BATCH):
        writer.write([_wanted(one) for one in rows[start : start + BATCH]])


def _wanted(one: PlannedRow) -> BulkItem:
    parts = parts_of(*_given(one.units)) if one.units.all else ()
    return BulkItem(one.entry, parts, assigned_on(one.row, one.entry) if parts else None)


def _given(units: Units) -> tuple[int | None, Sequence[int], Sequence[Part]]:
    """Return the units of a row as the form for assigning gives them: the lead, who helps, and other leads."""
    lead, joint = next(iter(units.leads), None), units.leads[1:]
    return lead, units.helpers, [Part(one, AssignmentRole.JOINT_LEAD) for one in joint]


def _change(actor: Actor, one: PlannedRow, now: datetime) -> None:
    item = edit_item(actor, one.item_id or 0, fields=one.entry, version=one.version, now=now)
    if one.units.all:
        db.session.flush()
        _assign(actor, item, one, now)


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
