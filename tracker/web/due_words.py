"""Days that wait, in words and tones: chips of due dates and promises, and the window that explains a date.

``due_chip`` and ``due_why`` are Jinja globals; what they return is what the components ``chip`` and
``due_explanation`` draw.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.domain.day_strip import StripDay, StripKind, day_strip
from tracker.domain.due_dates import DueDate, Milestone, StepKind
from tracker.domain.due_names import ANCHOR_NAMES, MILESTONE_NAMES
from tracker.domain.explaining import edition
from tracker.domain.lateness import Lateness, LatenessKind, lateness
from tracker.domain.vocabulary import OPEN_COMMITMENT_STATES, CommitmentState
from tracker.queries.calendar import working_calendar
from tracker.web.current import today
from tracker.web.filters import day, near_day, short_day, weekday
from tracker.web.labels import label, say

TONES: Mapping[LatenessKind, str] = {
    LatenessKind.LATE: "late",
    LatenessKind.SOON: "soon",
    LatenessKind.AHEAD: "neutral",
    LatenessKind.DONE: "done",
    LatenessKind.DONE_LATE: "neutral",
    LatenessKind.NONE: "neutral",
}
FALLEN: Mapping[Milestone, LazyString] = {Milestone.PUBLISH: _l("不公开")}  # due dates that can fall away
STRIP: Mapping[StripKind, str] = {
    StripKind.PLAIN: "",
    StripKind.SKIP: "rest",
    StripKind.SWAP: "swap",
    StripKind.END: "end",
}


@dataclass(frozen=True)
class Chip:
    """A state in words with its tone, as the component ``chip`` draws it."""

    words: str
    tone: str


@dataclass(frozen=True)
class StripCell:
    """One day of the row under an explanation."""

    weekday: str
    day: int
    note: str
    kind: str


@dataclass(frozen=True)
class Why:
    """What explains a due date, as the component ``due_explanation`` draws it."""

    title: str
    rule: str
    anchor: str
    steps: list[tuple[str, str]]
    result_label: str
    result: str
    days: list[StripCell]
    basis: str
    first: str = ""
    rule_url: str | None = None
    anchor_url: str | None = None
    anchor_source: str | None = None
    recompute_url: str | None = None


def chip_of(found: Lateness) -> Chip:
    """Return the chip of a lateness."""
    return Chip(say(found.words), TONES[found.kind])


def due_chip(due: date | None, done_on: date | None = None) -> Chip:
    """Return how a due date stands today, counted in working days."""
    return chip_of(lateness(due, today(), working_calendar(), done_on))


def paused_chip(since: date) -> Chip:
    """Return what stands for lateness while a part rests: it is neither late nor due."""
    return Chip(_("%(day)s起暂停", day=near_day(since)), "outline")


def milestone_chip(row: Any, paused_on: date | None = None) -> Chip:
    """Return how a kept due date stands: fallen away in its own words, done, at rest, or still waited for."""
    if row.dropped_on is not None:
        return Chip(str(FALLEN[Milestone(row.code)]), "neutral")
    if paused_on is not None and row.done_on is None:
        return paused_chip(paused_on)
    return due_chip(row.due_on, row.done_on)


def promise_chip(promise: Any) -> Chip:
    """Return how a promise stands: open by its next day, ended by what became of it (kept late is not green)."""
    if promise.state in OPEN_COMMITMENT_STATES:
        return due_chip(promise.due_on) if promise.due_on else _review_chip(promise.review_on)
    if promise.state is CommitmentState.KEPT:
        return Chip(_("按期兑现"), "done")
    if promise.state is CommitmentState.KEPT_LATE and promise.due_on and promise.reported_on:
        days = working_calendar().count_working_days(promise.due_on, promise.reported_on)
        return Chip(_("迟%(days)s个工作日兑现", days=days) if days else _("迟不足1个工作日兑现"), "neutral")
    tone = "late" if promise.state is CommitmentState.BROKEN else "neutral"
    return Chip(str(label(promise.state)), tone)


def _review_chip(review_on: date | None) -> Chip:
    """Return how the review of a promise without a day stands; it is never overdue, but it may wait."""
    if review_on is not None and review_on <= today():
        return Chip(_("已到复核日"), "late" if review_on < today() else "soon")
    return due_chip(review_on)


def due_why(explanation: Mapping[str, object], *, tells_who: bool = True) -> Why:
    """Return the explanation that a milestone keeps, with the row of days around its end.

    ``tells_who``: whether the reader may know who agreed to more time and why, which is routing (R6).
    """
    due = DueDate.from_json(explanation)
    steps = [step for step in due.steps if tells_who or step.kind is not StepKind.APPROVAL]
    return Why(
        title=_("为什么是 %(day)s", day=day(due.day)),
        rule=_("%(title)s（%(version)s）", title=say(due.title), version=say(edition(due.version))),
        anchor=f"{say(ANCHOR_NAMES[due.anchor])} {day(due.anchor_day)}",
        first=day(due.first_day) if due.first_day != due.day else "",
        steps=[(say(step.words), _with_weekday(step.day)) for step in steps],
        result_label=_result_label(due),
        result=day(due.day),
        days=[_cell(one) for one in day_strip(working_calendar(), today(), due.day)],
        basis=_basis(due),
    )


def _result_label(due: DueDate) -> str:
    name = say(MILESTONE_NAMES[due.code])
    return str(_("%(name)s（暂定）", name=name)) if due.provisional else name


def _basis(due: DueDate) -> str:
    source = say(due.source)
    if not due.office_default:
        return source
    return str(_("本单位自定，%(source)s", source=source) if source else _("本单位自定"))


def _with_weekday(when: date | None) -> str:
    return f"{short_day(when)} {weekday(when)}" if when else ""


def _cell(cell: StripDay) -> StripCell:
    return StripCell(say(cell.weekday), cell.day.day, say(cell.words), STRIP[cell.kind])


def milestone_name(code: str) -> str:
    """Return what a step with a due date is called."""
    return say(MILESTONE_NAMES[Milestone(code)])


GLOBALS = {
    "due_chip": due_chip,
    "due_why": due_why,
    "milestone_chip": milestone_chip,
    "milestone_name": milestone_name,
    "paused_chip": paused_chip,
    "promise_chip": promise_chip,
}
