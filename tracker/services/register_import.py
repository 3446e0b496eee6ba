"""Importing a register (W1): each row is new, the same, changed or refused; then all of it is written, or nothing.

What is written goes through the services of the forms, so that events, numbers and due dates are those of any other
item. The same file again changes nothing: an item is known by its identity, and compared with what the row says.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import select

from tracker.clock import local_day
from tracker.documents.register_table import ReadRow, Remark
from tracker.domain.errors import N_, Forbidden, InvalidInput, Refused, StalePage, TrackerError
from tracker.domain.permissions import Actor, Permission, allows_anywhere
from tracker.domain.phrases import Phrase, phrase
from tracker.domain.register_columns import code_of_head
from tracker.domain.text import title_key
from tracker.domain.vocabulary import AssignmentRole
from tracker.extensions import db
from tracker.models.imports import RegisterHead
from tracker.models.proposal import Proposal
from tracker.queries.case_file import CaseFile
from tracker.queries.people import UnitTree, unit_tree
from tracker.queries.register_book import whole_items
from tracker.queries.register_heads import remembered_heads
from tracker.services.assignment import Part, assign_units
from tracker.services.intake import edit_item, entry_of, host_of, likeness_of, register_item
from tracker.services.intake_rows import COLUMNS, NewItem, check_entry
from tracker.services.register_rows import ForAll, Units, changed_entry, new_entry, units_of
from tracker.services.unit_of_work import unit_of_work

MOST_ROWS = 500
BATCH, LONGEST_HEAD = 250, 200
NO_UNITS = Units()
PARTS = (*COLUMNS, "sponsors", "asks", "body_text")


class Fate(StrEnum):
    """What an import does with a row."""

    NEW = "new"
    SAME = "same"
    CHANGED = "changed"
    REFUSED = "refused"


@dataclass(frozen=True)
class PlannedRow:
    """A row with its fate: the entry to write, the item that it is already, the columns that change, what is wrong."""

    row: ReadRow
    fate: Fate
    entry: NewItem
    units: Units = NO_UNITS
    item_id: int | None = None
    version: int | None = None
    changes: tuple[str, ...] = ()
    faults: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Plan:
    """Every row of an import with its fate."""

    rows: tuple[PlannedRow, ...]

    def of(self, fate: Fate) -> list[PlannedRow]:
        """Return the rows of a fate."""
        return [row for row in self.rows if row.fate is fate]

    @property
    def digest(self) -> str:
        """What tells this plan from another: the page that was confirmed must be what is written."""
        said = [
            (
                one.row.number,
                one.fate.value,
                one.item_id,
                one.version,
                one.changes,
                repr(one.entry),
                one.units,
            )
            for one in self.rows
        ]
        return sha256(repr(said).encode()).hexdigest()


@dataclass(frozen=True)
class Done:
    """How many items an import made and changed."""

    made: int
    changed: int


def plan_import(actor: Actor, rows: Sequence[ReadRow], for_all: ForAll, *, now: datetime) -> Plan:
    """Return what an import would do; nothing is changed.

    Raises Forbidden for who may not register, Refused for more rows than are written in one go.
    """
    if not allows_anywhere(Permission.REGISTER, actor, now=now):
        raise Forbidden
    if len(rows) > MOST_ROWS:
        words = N_("一次最多导入%(most)s行，这张表有%(rows)s行。请拆成几个文件，分几次导入。")
        raise Refused(reason=phrase(words, most=MOST_ROWS, rows=len(rows)))
    host, tree = host_of(actor), unit_tree()
    entries = [new_entry(row, for_all) for row in rows]
    planner = _Planner(actor, host.id, tree, now, _known(entries))
    return Plan(tuple(planner.plan(row, entry) for row, entry in zip(rows, entries, strict=True)))


def _known(entries: Sequence[NewItem]) -> Mapping[str, Proposal]:
    """Return the items in the register by their identity, for those that rows may be."""
    keys = [key for entry in entries if (key := entry.identity)]
    found: dict[str, Proposal] = {}
    for start in range(0, len(keys), BATCH):
        statement = select(Proposal).where(Proposal.identity_key.in_(keys[start : start + BATCH]))
        found |= {str(item.identity_key): item for item in db.session.scalars(statement)}
    return found


class _Planner:
    """Judges rows one after another; what it has seen tells a row that stands twice in the file."""

    def __init__(
        self, actor: Actor, host_id: int, tree: UnitTree, now: datetime, known: Mapping[str, Proposal]
    ) -> None:
        self.actor, self.host_id, self.tree, self.now = actor, host_id, tree, now
        self.known = known
        self.files = _files([item.id for item in known.values()])
        self.seen: dict[str, int] = {}

    def plan(self, row: ReadRow, entry: NewItem) -> PlannedRow:
        units, faults = units_of(row, self.tree, self.host_id)
        item = self.known.get(entry.identity or "")
        lacking = () if item else _lacking(row, entry)
        faults = (*row.faults, *faults, *lacking, *self._twice(row, entry))
        if faults:
            return PlannedRow(row, Fate.REFUSED, entry, faults=faults)
        if item is None:
            return self._unknown(row, entry, units)
        if item.host_unit_id != self.host_id:
            return _refused(row, entry, phrase(N_("这一件已由别的单位登记。")))
        return self._registered(row, self.files[item.id], units)

    def _twice(self, row: ReadRow, entry: NewItem) -> Iterator[Remark]:
        names = [one.name for one in entry.sponsors]
        key = entry.identity or f"{title_key(entry.title)}|{names}"
        first = self.seen.setdefault(key, row.number)
        if first != row.number:
            yield Remark(_address(row), phrase(N_("与本表第%(first)s行是同一件。"), first=first))

    def _unknown(self, row: ReadRow, entry: NewItem, units: Units) -> PlannedRow:
        alike = likeness_of(entry, self.host_id)
        if alike is not None and (entry.identity or alike.proposal.host_unit_id != self.host_id):
            words = phrase(
                N_("登记表中“%(title)s”的标题和提出人与这一行相同但没有编号，请先在该件补填编号。"),
                title=alike.proposal.title,
            )
            return _refused(row, entry, words)
        if alike is not None:
            return self._registered(row, _files([alike.proposal.id])[alike.proposal.id], units)
        fault = self._bad_day(row, entry, units)
        return fault or PlannedRow(row, Fate.NEW, entry, units)

    def _bad_day(self, row: ReadRow, entry: NewItem, units: Units) -> PlannedRow | None:
        if units.all and assigned_on(row, entry) > local_day(self.now):
            return _refused(row, entry, phrase(N_("交办日期不能晚于今天。")), "assigned_on")
        return None

    def _registered(self, row: ReadRow, file: CaseFile, units: Units) -> PlannedRow:
        item = file.proposal
        before = entry_of(item)
        entry = changed_entry(row, before)
        changes = tuple(name for name in PARTS if getattr(entry, name) != getattr(before, name))
        same = PlannedRow(row, Fate.SAME, entry, item_id=item.id, version=item.version, changes=changes)
        if units.all and not file.live:
            same = replace(same, units=units, changes=(*changes, "lead_unit"))
        elif units.all and not _is_given(units, file):
            words = phrase(N_("主办、会办单位与登记的不一致，请在该件页面改派或增减。"))
            return replace(_refused(row, entry, words, "lead_unit"), item_id=item.id)
        return self._judged(same, file)

    def _judged(self, found: PlannedRow, file: CaseFile) -> PlannedRow:
        """Return a registered item's row as same, changed, or refused where it may not be changed any more."""
        given, kept = found.row.values.get("assigned_on"), file.proposal.assigned_on
        if given and kept and given != kept:
            words = phrase(
                N_("交办日期与登记的 %(day)s 不一致，期限由它起算，不能用导入来改。"), day=kept.isoformat()
            )
            return replace(_refused(found.row, found.entry, words, "assigned_on"), item_id=found.item_id)
        if not found.changes:
            return found
        if not file.may(Permission.EDIT_CASE, self.actor, now=self.now):
            words = phrase(N_("这一件的答复已经签发，登记内容不能再改。"))
            return replace(_refused(found.row, found.entry, words), item_id=found.item_id)
        if lacking := _lacking(found.row, found.entry):
            return PlannedRow(found.row, Fate.REFUSED, found.entry, item_id=found.item_id, faults=lacking)
        return replace(found, fate=Fate.CHANGED)


def _files(ids: Sequence[int]) -> dict[int, CaseFile]:
    """Return items with their parties, read in batches."""
    starts = range(0, len(ids), BATCH)
    return {
        one.file.proposal.id: one.file for start in starts for one in whole_items(ids[start : start + BATCH])
    }


def _is_given(units: Units, file: CaseFile) -> bool:
    """Tell whether the units of a row are those that have the item."""
    leads = {seat.assignment.unit_id for seat in file.answering}
    helpers = {seat.assignment.unit_id for seat in file.co_handlers}
    return (not units.leads or set(units.leads) == leads) and (
        not units.helpers or set(units.helpers) == helpers
    )


def _address(row: ReadRow, code: str = "") -> str:
    codes = {"sponsors": "sponsor"}
    return row.addresses.get(codes.get(code, code)) or row.addresses.get("title") or str(row.number)


def _lacking(row: ReadRow, entry: NewItem) -> tuple[Remark, ...]:
    """Return what keeps an entry from being registered; a cell that could not be read is told already."""
    try:
        check_entry(entry)
    except InvalidInput as error:
        address = _address(row, str(error.params.get("field", "")))
        return () if address in {one.address for one in row.faults} else (Remark(address, _words(error)),)
    return ()


def _refused(row: ReadRow, entry: NewItem, words: Phrase, code: str = "") -> PlannedRow:
    return PlannedRow(row, Fate.REFUSED, entry, faults=(Remark(_address(row, code), words),))


def _words(error: TrackerError) -> Phrase:
    """Return an error's words as a phrase."""
    reason = error.params.get("reason")
    if isinstance(reason, Phrase):
        return reason
    if reason:
        return phrase(str(reason))
    return Phrase(error.message, {name: str(value) for name, value in error.params.items()})


def assigned_on(row: ReadRow, entry: NewItem) -> date:
    """Return the day on which a row was assigned: its own, else the day on which it came."""
    day: date = row.values.get("assigned_on") or entry.received_on
    return day


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
        for one in plan.of(Fate.NEW):
            _make(actor, one, now)
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


def _make(actor: Actor, one: PlannedRow, now: datetime) -> None:
    item = register_item(actor, fields=one.entry, now=now)
    if one.units.all:
        _assign(actor, item, one, now)


def _change(actor: Actor, one: PlannedRow, now: datetime) -> None:
    item = edit_item(actor, one.item_id or 0, fields=one.entry, version=one.version, now=now)
    if one.units.all:
        db.session.flush()
        _assign(actor, item, one, now)


def _assign(actor: Actor, item: Proposal, one: PlannedRow, now: datetime) -> None:
    lead, joint = next(iter(one.units.leads), None), one.units.leads[1:]
    assign_units(
        actor,
        item.id,
        lead=lead,
        co_handlers=one.units.helpers,
        others=[Part(unit_id, AssignmentRole.JOINT_LEAD) for unit_id in joint],
        assigned_on=assigned_on(one.row, one.entry),
        assigner=one.entry.assigner,
        version=None,
        now=now,
    )
