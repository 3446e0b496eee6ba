"""The values of a rule set: milestones narrowed to items, demands, and what may extend a term.

A milestone needs a source or the mark of an office default: nothing is printed as law that no law says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar, TypeAlias

from tracker.domain.due_dates import Milestone, MilestoneRule, Unit
from tracker.domain.errors import N_, TrackerError
from tracker.domain.vocabulary import BodyLevel, Kind, Phase, SponsorKind

ALWAYS = date.min  # a version whose first day is not known, or that holds whatever the day


class RuleSetError(TrackerError):
    """A rule set cannot be read: a word is unknown, or a number has neither source nor mark; ``place`` says where."""

    code: ClassVar[str] = "rule_set_invalid"
    message: ClassVar[str] = N_("规则“%(name)s”有错%(place)s：%(fault)s")


class UnknownRuleSetError(TrackerError):
    """No rule set has this name, or none of its versions is in force on the day."""

    code: ClassVar[str] = "unknown_rule_set"
    message: ClassVar[str] = N_("没有名为“%(name)s”的规则，或者当日没有生效的版本。")


@dataclass(frozen=True, slots=True)
class Item:
    """What of an item decides its deadlines; unknown parts fit only rules that do not ask for them."""

    kind: Kind
    phase: Phase | None = None
    level: BodyLevel | None = None
    sponsor_kind: SponsorKind | None = None
    is_express: bool = False


class Check(StrEnum):
    """What a rule set may demand before a step, besides deadlines."""

    CONTACT_BEFORE_SIGNATURE = "contact_before_signature"


class Demand(StrEnum):
    """How a check is demanded: not at all, with a warning, or so that the step is refused."""

    NONE = "none"
    WARN = "warn"
    BLOCK = "block"


class Approver(StrEnum):
    """Who must agree to an extension (handling.md §1.2); nobody where the sponsor is merely told."""

    ASSIGNER = "assigner"
    PC_OFFICE = "pc_office"
    CPPCC_OFFICE = "cppcc_office"
    GOVERNMENT_OFFICE = "government_office"
    SUPERVISION_OFFICE = "supervision_office"


@dataclass(frozen=True, slots=True)
class CheckRule:
    """A demand with its source, and the items it is narrowed to."""

    code: Check
    demand: Demand
    source: str
    office_default: bool
    only: Mapping[str, frozenset[str]]

    def fits(self, item: Item) -> bool:
        """Say whether the demand holds for ``item``."""
        return all(getattr(item, selector) in words for selector, words in self.only.items())


@dataclass(frozen=True, slots=True)
class ExtensionRule:
    """How far a term may be extended, and who agrees: caps on what is added and on the whole, 0 for none.

    Both caps count in ``unit``; the whole counts from the term's anchor.
    """

    code: Milestone
    most_added: int
    most_total: int
    unit: Unit
    approvers: tuple[Approver, ...]
    informed: tuple[Approver, ...]
    is_repeatable: bool
    tells_sponsor: bool
    source: str
    office_default: bool
    only: Mapping[str, frozenset[str]]
    rule_set: str = ""
    title: str = ""
    version: str = ""

    def fits(self, item: Item) -> bool:
        """Say whether the rule holds for ``item``."""
        return all(getattr(item, selector) in words for selector, words in self.only.items())


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule and the items it is narrowed to: for each selector the words that fit, and whether express ones alone."""

    rule: MilestoneRule
    only: Mapping[str, frozenset[str]]
    is_express: bool = False

    @property
    def narrowness(self) -> tuple[bool, int]:
        """How narrow the rule is: one for express items goes before every other."""
        return self.is_express, len(self.only)

    def fits(self, item: Item) -> bool:
        """Say whether the rule holds for ``item``."""
        return (item.is_express or not self.is_express) and all(
            getattr(item, selector) in words for selector, words in self.only.items()
        )


class Part(StrEnum):
    """The kinds of rows of a version, by the names of their tables in the text."""

    MILESTONE = "milestone"
    EXTENSION = "extension"
    CHECK = "check"


Row: TypeAlias = Entry | ExtensionRule | CheckRule


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One version of a jurisdiction's deadlines, in force from ``valid_from`` (``ALWAYS`` where it is not known)."""

    name: str
    title: str
    jurisdiction: str
    version: str
    valid_from: date
    entries: tuple[Entry, ...]
    checks: tuple[CheckRule, ...] = ()
    extensions: tuple[ExtensionRule, ...] = ()

    def rows(self, part: Part) -> tuple[Row, ...]:
        """Return the rows of one kind, in the order of the text."""
        found: dict[Part, tuple[Row, ...]] = {
            Part.MILESTONE: self.entries,
            Part.EXTENSION: self.extensions,
            Part.CHECK: self.checks,
        }
        return found[part]
