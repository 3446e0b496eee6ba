"""What an import of a register would do: each row is new, the same, changed or refused; nothing is written here.

An item is known by its identity, else by title and sponsor, and compared with what the row says. Rows are judged in
batches, so that statements do not grow with them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256

from tracker.clock import local_day
from tracker.documents.register_table import ReadRow, Remark
from tracker.domain.errors import N_, Forbidden, InvalidInput, Refused, StalePage, TrackerError
from tracker.domain.permissions import Actor, Permission, allows_anywhere
from tracker.domain.phrases import Phrase, phrase
from tracker.domain.text import title_key
from tracker.queries.case_file import CaseFile
from tracker.queries.duplicates import TitleKey, alike_in, by_identity, by_title
from tracker.queries.people import UnitTree, unit_tree
from tracker.queries.register_book import entered_items
from tracker.services.intake import entry_of, host_of
from tracker.services.intake_rows import COLUMNS, NewItem, check_entry
from tracker.services.register_rows import ForAll, Units, changed_entry, new_entry, units_of

MOST_ROWS = 20_000
BATCH = 250
NO_UNITS = Units()
PARTS = (*COLUMNS, "sponsors", "asks", "body_text")
Progress = Callable[[int], None]


def no_progress(_done: int) -> None:
    """Tell nobody how many rows are done."""


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
        found = sha256()
        for one in self.rows:
            said = (
                one.row.number,
                one.fate.value,
                one.item_id,
                one.version,
                one.changes,
                repr(one.entry),
                one.units,
            )
            found.update(repr(said).encode())
        return found.hexdigest()

    def demand(self, confirmed: str, *, leave_refused: bool) -> None:
        """Raise StalePage for another plan than was confirmed, Refused while rows are refused and not left out."""
        if self.digest != confirmed:
            raise StalePage
        refused = self.of(Fate.REFUSED)
        if refused and not leave_refused:
            words = N_("有%(count)s行被拒，没有导入任何一行。请改好文件再导，或选择不导入这些行。")
            raise Refused(reason=phrase(words, count=len(refused)))

    @property
    def last_assigned(self) -> date | None:
        """The latest day on which a row that will be written was assigned; None where none gives units."""
        written = (one for one in self.rows if one.fate in {Fate.NEW, Fate.CHANGED} and one.units.all)
        return max((assigned_on(one.row, one.entry) for one in written), default=None)


def plan_import(
    actor: Actor, rows: Sequence[ReadRow], for_all: ForAll, *, now: datetime, progress: Progress = no_progress
) -> Plan:
    """Return what an import would do; nothing is changed.

    Raises Forbidden for who may not register, Refused for more rows than are written in one go.
    """
    if not allows_anywhere(Permission.REGISTER, actor, now=now):
        raise Forbidden
    if len(rows) > MOST_ROWS:
        words = N_("一次最多导入%(most)s行，这张表有%(rows)s行。请拆成几个文件，分几次导入。")
        raise Refused(reason=phrase(words, most=MOST_ROWS, rows=len(rows)))
    planner = _Planner(actor, host_of(actor).id, unit_tree(), now)
    planned: list[PlannedRow] = []
    for start in range(0, len(rows), BATCH):
        some = rows[start : start + BATCH]
        entries = [new_entry(row, for_all) for row in some]
        known = _known(entries, planner.host_id)
        planned += [planner.plan(row, entry, known) for row, entry in zip(some, entries, strict=True)]
        progress(len(planned))
    return Plan(tuple(planned))


@dataclass(frozen=True)
class _Known:
    """The items of the register that a batch of rows may be."""

    by_identity: Mapping[str, int] = field(default_factory=dict)
    unnumbered: Mapping[TitleKey, int] = field(default_factory=dict)
    by_title: Mapping[TitleKey, int] = field(default_factory=dict)
    files: Mapping[int, CaseFile] = field(default_factory=dict)

    def alike(self, entry: NewItem) -> int | None:
        """Return the item with the same title and sponsor; one with a number is another than ours, if we have one."""
        known = self.unnumbered if entry.identity else self.by_title
        names = (one.name for one in entry.sponsors)
        return alike_in(known, entry.title, names, kind=entry.kind.value, term=entry.term)


def _known(entries: Sequence[NewItem], host_id: int) -> _Known:
    """Read the items that rows may be, in a few statements."""
    same = by_identity([entry.identity for entry in entries if entry.identity])
    others = [entry for entry in entries if entry.identity not in same]
    names = [
        {one.name for entry in others for one in entry.sponsors if bool(entry.identity) is known}
        for known in (True, False)
    ]
    found = _Known(
        same,
        by_title(host_id, names[0], only_without_identity=True),
        by_title(host_id, names[1], only_without_identity=False),
    )
    alike = {found.alike(entry) for entry in others}
    ids = sorted({*same.values(), *(one for one in alike if one is not None)})
    return replace(found, files=entered_items(ids) if ids else {})


class _Planner:
    """Judges rows one after another; what it has seen tells a row that stands twice in the file."""

    def __init__(self, actor: Actor, host_id: int, tree: UnitTree, now: datetime) -> None:
        self.actor, self.host_id, self.tree, self.now = actor, host_id, tree, now
        self.seen: dict[str, int] = {}

    def plan(self, row: ReadRow, entry: NewItem, known: _Known) -> PlannedRow:
        units, faults = units_of(row, self.tree, self.host_id)
        item_id = known.by_identity.get(entry.identity or "")
        lacking = () if item_id else _lacking(row, entry)
        faults = (*row.faults, *faults, *lacking, *self._twice(row, entry))
        if faults:
            return PlannedRow(row, Fate.REFUSED, entry, faults=faults)
        if item_id is None:
            return self._unknown(row, entry, units, known)
        file = known.files[item_id]
        if file.proposal.host_unit_id != self.host_id:
            return _refused(row, entry, phrase(N_("这一件已由别的单位登记。")))
        return self._registered(row, file, units)

    def _twice(self, row: ReadRow, entry: NewItem) -> Iterator[Remark]:
        names = [one.name for one in entry.sponsors]
        key = entry.identity or f"{title_key(entry.title)}|{names}"
        first = self.seen.setdefault(key, row.number)
        if first != row.number:
            yield Remark(_address(row), phrase(N_("与本表第%(first)s行是同一件。"), first=first))

    def _unknown(self, row: ReadRow, entry: NewItem, units: Units, known: _Known) -> PlannedRow:
        alike = known.alike(entry)
        if alike is not None and entry.identity:
            words = phrase(
                N_("登记表中“%(title)s”的标题和提出人与这一行相同但没有编号，请先在该件补填编号。"),
                title=known.files[alike].proposal.title,
            )
            return _refused(row, entry, words)
        if alike is not None:
            return self._registered(row, known.files[alike], units)
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
