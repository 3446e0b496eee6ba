"""The values of a deadline: the rule, what may extend it, and the date with the arithmetic that made it.

Months follow Civil Code arts 200–204: the start day is not counted, a month ends on the corresponding day or on
the month's last day, and a last day of rest gives way to the next working day. Days are days in Beijing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.domain.phrases import Phrase


class Milestone(StrEnum):
    """A step that has a deadline, in the order of an item's life; the last ones are owed once a year."""

    ASSIGN = "assign"
    ASSIGNMENT_MEETING = "assignment_meeting"
    TELL_SPONSOR = "tell_sponsor"
    LEADER_CHOICE = "leader_choice"
    SIGN = "sign"
    RETURN = "return"
    REASSIGN = "reassign"
    FIRST_CONTACT = "first_contact"
    CO_OPINION = "co_opinion"
    OPINION_REDO = "opinion_redo"
    DRAFT = "draft"
    REPLY = "reply"
    REPLY_EXTENDED = "reply_extended"
    PUBLISH = "publish"
    EVALUATION = "evaluation"
    REDO = "redo"
    PROMISE_EVALUATION = "promise_evaluation"
    REPORT_MID_YEAR = "report_mid_year"
    REPORT_SUMMARY = "report_summary"
    REPORT_YEAR_END = "report_year_end"
    PROMISE_REPORT = "promise_report"


class Anchor(StrEnum):
    """The event from whose day a deadline is counted (handling.md §1.2)."""

    ASSIGNED = "assigned"
    RECEIVED = "received"
    SESSION_CLOSED = "session_closed"
    RETURN_REQUESTED = "return_requested"
    RETURN_ACCEPTED = "return_accepted"
    REDO_ORDERED = "redo_ordered"
    OPINION_RETURNED = "opinion_returned"
    REPLY_SENT = "reply_sent"
    REPLY_DEADLINE = "reply_deadline"
    APPROVAL = "approval"
    EVALUATION_RECEIVED = "evaluation_received"
    PROMISE_REPORTED = "promise_reported"


class Unit(StrEnum):
    """What an amount counts: working days, calendar days or months."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    MONTHS = "months"


class Direction(StrEnum):
    """Whether the deadline lies after its anchor or before it."""

    AFTER = "after"
    BEFORE = "before"


class Roll(StrEnum):
    """Whether a last day of rest moves to the next working day (Civil Code art. 203)."""

    NONE = "none"
    NEXT_WORKING_DAY = "next_wd"


@dataclass(frozen=True, slots=True)
class VolumeDays:
    """More time for a unit that handles ``at_least`` items in the year (handling.md §1.2 row 24)."""

    at_least: int
    amount: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class MilestoneRule:
    """One number of a rule set: ``amount`` of ``unit`` from ``anchor``, or a fixed (month, day) of the year.

    ``source`` names the law or rule; ``office_default`` says that the number is the office's own choice; ``volume``
    holds the added time by the number of items, which an approval grants.
    """

    code: Milestone
    anchor: Anchor
    amount: int = 0
    unit: Unit = Unit.WORKING_DAYS
    direction: Direction = Direction.AFTER
    roll: Roll = Roll.NONE
    fixed_month_day: tuple[int, int] | None = None
    source: str = ""
    office_default: bool = False
    rule_set: str = ""
    title: str = ""
    version: str = ""
    volume: tuple[VolumeDays, ...] = ()

    def volume_extension(self, items: int) -> "Extension | None":
        """Return the added time for a unit that handles ``items`` items, by the highest step reached; None below."""
        reached = [step for step in self.volume if step.at_least <= items]
        if not reached:
            return None
        step = max(reached, key=lambda step: step.at_least)
        return Extension(step.amount, step.unit, items=items, at_least=step.at_least)


@dataclass(frozen=True, slots=True)
class Approval:
    """Who agreed to more time, on which day in Beijing, and why."""

    by: str
    on: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Extension:
    """An approved extension: more time counted from the deadline, or a new day; with ``items``, for their number."""

    amount: int = 0
    unit: Unit = Unit.MONTHS
    until: date | None = None
    items: int = 0
    at_least: int = 0
    approval: Approval | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which a part rested: the first is not counted, the last, on which the work went on, is."""

    first: date
    last: date
    approval: Approval | None = None


Change = Extension | Pause  # what moves a deadline after it was first computed


class StepKind(StrEnum):
    """What a line of the arithmetic does."""

    START = "start"
    ADD = "add"
    NOTE = "note"
    ROLL = "roll"
    EXTEND = "extend"
    PAUSE = "pause"
    APPROVAL = "approval"


@dataclass(frozen=True, slots=True)
class Step:
    """One numbered line of the arithmetic and the day it leads to; a note and an approval lead to none."""

    kind: StepKind
    words: Phrase
    day: date | None = None

    def to_json(self) -> dict[str, object]:
        """Return plain data for a JSON column."""
        return {
            "kind": self.kind.value,
            "words": self.words.to_json(),
            "day": self.day.isoformat() if self.day else None,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> "Step":
        """Return the step that :meth:`to_json` wrote."""
        words = data["words"]
        if not isinstance(words, Mapping):
            raise TypeError(words)
        day = date.fromisoformat(str(data["day"])) if data["day"] else None
        return cls(StepKind(str(data["kind"])), Phrase.from_json(words), day)


@dataclass(frozen=True, slots=True)
class DueDate:
    """A computed deadline with all that explains it; ``first_day`` is the date before any extension or pause."""

    code: Milestone
    day: date
    first_day: date
    anchor: Anchor
    anchor_day: date
    provisional: bool
    rule_set: str
    title: str
    version: str
    source: str
    office_default: bool
    steps: tuple[Step, ...]

    def to_json(self) -> dict[str, object]:
        """Return plain data for a JSON column; :meth:`from_json` reads it back unchanged."""
        return {
            "code": self.code.value,
            "day": self.day.isoformat(),
            "first_day": self.first_day.isoformat(),
            "anchor": self.anchor.value,
            "anchor_day": self.anchor_day.isoformat(),
            "provisional": self.provisional,
            "rule_set": self.rule_set,
            "title": self.title,
            "version": self.version,
            "source": self.source,
            "office_default": self.office_default,
            "steps": [step.to_json() for step in self.steps],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> "DueDate":
        """Return the deadline that :meth:`to_json` wrote; raise KeyError or TypeError for anything else."""
        steps = data["steps"]
        if not isinstance(steps, list):
            raise TypeError(steps)
        return cls(
            code=Milestone(str(data["code"])),
            day=date.fromisoformat(str(data["day"])),
            first_day=date.fromisoformat(str(data["first_day"])),
            anchor=Anchor(str(data["anchor"])),
            anchor_day=date.fromisoformat(str(data["anchor_day"])),
            provisional=bool(data["provisional"]),
            rule_set=str(data["rule_set"]),
            title=str(data["title"]),
            version=str(data["version"]),
            source=str(data["source"]),
            office_default=bool(data["office_default"]),
            steps=tuple(Step.from_json(step) for step in steps),
        )
