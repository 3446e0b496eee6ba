"""The rows of an import in words: what becomes of each, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.documents.register_table import Remark
from tracker.services.register_plan import Fate, Plan, PlannedRow
from tracker.web.field_words import field_words
from tracker.web.labels import say

FATES: Mapping[Fate, LazyString] = {
    Fate.REFUSED: _l("被拒"),
    Fate.CHANGED: _l("更改"),
    Fate.NEW: _l("新增"),
    Fate.SAME: _l("不变"),
}
TONES: Mapping[Fate, str] = {
    Fate.REFUSED: "late",
    Fate.CHANGED: "soon",
    Fate.NEW: "done",
    Fate.SAME: "neutral",
}
UNITS = "lead_unit"
# how many rows of each fate a page lists: more would help nobody, and a page stays under 60 kB
SHOWN: Mapping[Fate, int] = {Fate.REFUSED: 50, Fate.CHANGED: 30, Fate.NEW: 20, Fate.SAME: 10}
LONGEST_TITLE = 60


@dataclass(frozen=True)
class Line:
    """One row of the preview."""

    number: int
    item_number: str
    title: str
    fate: str
    tone: str
    remarks: list[str]
    item_id: int | None


def lines_of(plan: Plan) -> list[Line]:
    """Return rows, the refused first, then what changes, what is new, what stays; each in the file's order."""
    return [_line(one) for fate in FATES for one in plan.of(fate)[: SHOWN[fate]]]


def unshown_of(plan: Plan) -> list[str]:
    """Return how many rows of each fate a long list leaves out, in words."""
    rest = {fate: len(plan.of(fate)) - most for fate, most in SHOWN.items()}
    return [
        _("%(fate)s还有%(count)s行没有列出", fate=FATES[fate], count=count)
        for fate, count in rest.items()
        if count > 0
    ]


def _line(one: PlannedRow) -> Line:
    return Line(
        number=one.row.number,
        item_number=one.entry.number_raw or _("无编号"),
        title=one.entry.title
        if len(one.entry.title) <= LONGEST_TITLE
        else f"{one.entry.title[:LONGEST_TITLE]}…",
        fate=str(FATES[one.fate]),
        tone=TONES[one.fate],
        remarks=[*_at(one.faults), *_changes(one), *_at(one.row.notes)],
        item_id=one.item_id,
    )


def _at(remarks: Iterable[Remark]) -> list[str]:
    return [_("%(address)s：%(words)s", address=one.address, words=say(one.words)) for one in remarks]


def _changes(one: PlannedRow) -> list[str]:
    names = [name for name in one.changes if name != UNITS]
    found = [_("改：%(names)s", names=field_words(names))] if names else []
    return [*found, _("交办给主办、会办单位")] if UNITS in one.changes else found


def tally_of(plan: Plan) -> str:
    """Return how many rows each fate has."""
    counts = [f"{words} {len(plan.of(fate))}" for fate, words in FATES.items()]
    return "·".join([_("共%(count)s行", count=len(plan.rows)), *counts])
