"""The rows of the list as their template draws them: each cell ready, with the kind of thing that it shows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from tracker.clock import local_day
from tracker.domain.register_layout import ListColumn
from tracker.queries.register import Reader, shows_sponsor
from tracker.queries.tags import SIGN
from tracker.web.filters import near_day
from tracker.web.labels import label
from tracker.web.register.columns import HEADS, STYLES, TOLD
from tracker.web.register.rows import chip_of_item, dots_of, tags_of

OWN_LOOK = frozenset({ListColumn.TITLE, ListColumn.OFFICE, ListColumn.OPINIONS, ListColumn.LEFT})
ANY_ITEM = 999_999_999


@dataclass(frozen=True)
class Cell:
    """One cell: how it looks (``text`` or the column's own look), its classes, its label on a phone, what it shows."""

    look: str
    cls: str
    told: str
    value: Any
    more: Any = None


@dataclass(frozen=True)
class ListRow:
    """One line of the register; ``may_pick``: the reader may do something with it, and its box has this ``name``."""

    item_id: int
    url: str
    name: str
    cells: list[Cell]
    may_pick: bool = False


@dataclass(frozen=True)
class Dots:
    """The co-handlers' answers as dots and in words."""

    states: list[str]
    words: str
    late: str


class RowWriter:
    """Writes rows in the words of one reader; what many rows share is said once."""

    def __init__(self, columns: Sequence[ListColumn], reader: Reader) -> None:
        self.reader, self.columns = reader, tuple(columns)
        self._columns = [
            (one, one.value if one in OWN_LOOK else "text", STYLES.get(one, ""), str(HEADS[one]))
            for one in columns
        ]
        self._has_labels = ListColumn.TAGS in columns
        self._url = url_for("item.view_item", proposal_id=ANY_ITEM)
        self._day = cache(near_day)
        self._label = cache(lambda value: str(label(value)))
        self._dots = cache(_dots)

    def row(self, record: Any, *, may_pick: bool = False) -> ListRow:
        """Return one row."""
        url = self._url.replace(str(ANY_ITEM), str(record.id))
        cells = [
            Cell(look, cls, head if column in TOLD else "", *CELLS[column](self, record))
            for column, look, cls, head in self._columns
        ]
        return ListRow(record.id, url, record.number_norm or record.title, cells, may_pick)

    def day(self, value: date | None, otherwise: str = "") -> str:
        """Return a day in words."""
        return self._day(value) if value else otherwise

    def state(self, record: Any) -> str:
        """Return the stage, with the round from the second one on."""
        words = self._label(record.stage)
        if record.round_no == 1:
            return words
        return _("第%(number)s轮 %(state)s", number=record.round_no, state=words)

    def place(self, record: Any) -> tuple[str, str]:
        """Return the office that has the item, and the person."""
        own = record.lead_office_id or record.lead_unit_id
        return self.reader.tree.name(own), record.officer_name or (_("待分派") if own else "")

    def opinions(self, record: Any) -> tuple[Dots | None]:
        """Return the dots; none for an item in which the host itself gives an opinion."""
        if record.host_is_co:
            return (None,)
        is_late = record.is_open and record.co_due_on is not None and record.co_due_on < self.reader.today
        return (self._dots(record.co_in, record.co_total, is_late=is_late),)

    def sponsor(self, record: Any) -> str:
        """Return who filed it, where the reader may know."""
        return record.sponsor_text if shows_sponsor(record, self.reader) else _("保密")

    def labels(self, record: Any) -> list[str]:
        """Return the department's own labels on an item, for its own people."""
        if not record.labels or record.host_unit_id not in self.reader.departments:
            return []
        return sorted(record.labels.split(SIGN))

    def tags(self, record: Any) -> tuple[tuple[str, bool], ...]:
        """Return what stands beside the title: the marks, and the labels where they have no column of their own."""
        marks = tags_of(record)
        if self._has_labels:
            return marks
        return marks + tuple((words, False) for words in self.labels(record))

    def kind(self, record: Any) -> str:
        """Return the kind in words."""
        return self._label(record.kind)


def session_of(record: Any) -> str:
    """Return term and session as 13-4."""
    return "-".join(str(part) for part in (record.term, record.session_no) if part is not None)


def _dots(received: int, wanted: int, *, is_late: bool) -> Dots:
    missing = wanted - received
    words = _("%(answered)s/%(all)s 已回", answered=received, all=wanted) if wanted else ""
    late = _("，%(overdue)s 超期", overdue=missing) if is_late and missing else ""
    return Dots(dots_of(received, missing, is_late=is_late), words, late)


CELLS: Mapping[ListColumn, Callable[[RowWriter, Any], tuple[Any, ...]]] = {
    ListColumn.NUMBER: lambda _w, record: (record.number_norm or _("无编号"),),
    ListColumn.TITLE: lambda writer, record: (record.title, writer.tags(record)),
    ListColumn.KIND: lambda writer, record: (writer.kind(record),),
    ListColumn.SESSION: lambda _w, record: (session_of(record),),
    ListColumn.SPONSOR: lambda writer, record: (writer.sponsor(record),),
    ListColumn.UNIT: lambda writer, record: (writer.reader.tree.name(record.lead_unit_id),),
    ListColumn.OFFICE: lambda writer, record: writer.place(record),
    ListColumn.OPINIONS: lambda writer, record: writer.opinions(record),
    ListColumn.STATE: lambda writer, record: (writer.state(record),),
    ListColumn.PROMISES: lambda _w, record: (record.promise_total,),
    ListColumn.REGISTERED: lambda writer, record: (writer.day(local_day(record.created_at)),),
    ListColumn.ASSIGNED: lambda writer, record: (writer.day(record.assigned_on),),
    ListColumn.DUE: lambda writer, record: (writer.day(record.due_on, _("未起算")),),
    ListColumn.LEFT: lambda _w, record: (chip_of_item(record),),
    ListColumn.REPLIED: lambda writer, record: (writer.day(record.replied_on),),
    ListColumn.CLASS_MARK: lambda _w, record: (record.class_mark or "",),
    ListColumn.TAGS: lambda writer, record: ("、".join(writer.labels(record)),),
}
