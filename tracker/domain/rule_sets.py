"""Rule sets: versions of deadlines by jurisdiction, kept as readable TOML, each number with its source.

A milestone may be narrowed to kinds, phases, levels and sponsor kinds; the narrowest that fits an item holds. A
milestone needs a source or the mark of an office default: nothing is printed as law that no law says.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, ClassVar, TypeVar

from tracker.domain.due_dates import Anchor, Direction, Milestone, MilestoneRule, Roll, Unit
from tracker.domain.errors import N_, TrackerError
from tracker.domain.vocabulary import BodyLevel, Kind, Phase, SponsorKind

FOLDER = files("tracker.domain") / "rules"
Word = TypeVar("Word", bound=StrEnum)
EXPRESS = "express"
FIELDS = frozenset(
    ("code", "anchor", "amount", "unit", "direction", "roll", "fixed_month_day", "source", "office_default")
)
CHECK_FIELDS = frozenset(("code", "demand", "source", "office_default"))
SELECTORS: Mapping[str, type[StrEnum]] = {
    "kind": Kind,
    "phase": Phase,
    "level": BodyLevel,
    "sponsor_kind": SponsorKind,
}


class RuleSetError(TrackerError):
    """A rule set cannot be read: a word is unknown, or a number has neither source nor mark."""

    code: ClassVar[str] = "rule_set_invalid"
    message: ClassVar[str] = N_("规则“%(name)s”有错：%(fault)s")


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


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One version of a jurisdiction's deadlines, in force from ``valid_from``."""

    name: str
    title: str
    jurisdiction: str
    version: str
    valid_from: date
    entries: tuple[Entry, ...]
    checks: tuple[CheckRule, ...] = ()


def available() -> tuple[str, ...]:
    """Return the names of the rule sets that come with the program."""
    return tuple(
        sorted(path.name.removesuffix(".toml") for path in FOLDER.iterdir() if path.name.endswith(".toml"))
    )


@cache
def versions(name: str) -> tuple[RuleSet, ...]:
    """Return all versions of a rule set, oldest first; raise UnknownRuleSetError for another name."""
    if name not in available():
        raise UnknownRuleSetError(name=name)
    return parse((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def load(name: str, on: date | None = None) -> RuleSet:
    """Return the version in force on a day, the newest without one; raise UnknownRuleSetError where none is."""
    in_force = [rule_set for rule_set in versions(name) if on is None or rule_set.valid_from <= on]
    if not in_force:
        raise UnknownRuleSetError(name=name)
    return in_force[-1]


def select(rule_set: RuleSet, item: Item) -> tuple[MilestoneRule, ...]:
    """Return one rule a milestone, the narrowest that fits the item, in the order of the milestones."""
    return tuple(entry.rule for entry in _narrowest(rule_set, item).values())


def _narrowest(rule_set: RuleSet, item: Item) -> dict[Milestone, Entry]:
    fitting = [entry for entry in rule_set.entries if entry.fits(item)]
    found = {entry.rule.code: entry for entry in sorted(fitting, key=lambda entry: entry.narrowness)}
    return {code: found[code] for code in Milestone if code in found}


def milestones_for(names: Sequence[str], item: Item, on: date) -> tuple[MilestoneRule, ...]:
    """Return the rules of several sets in force on a day; for each milestone the set named first goes before.

    A rule for express items goes before any that is not, whatever set it stands in: its days are the shorter ones.
    """
    chosen: dict[Milestone, Entry] = {}
    for name in reversed(names):
        for code, entry in _narrowest(load(name, on), item).items():
            if entry.is_express or code not in chosen or not chosen[code].is_express:
                chosen[code] = entry
    return tuple(chosen[code].rule for code in Milestone if code in chosen)


def demand_for(names: Iterable[str], check: Check, item: Item, on: date) -> tuple[Demand, str]:
    """Return the strictest demand that rule sets in force on a day make of an item, and its source (empty for none).

    What a law blocks, an office's own setting cannot open; a set that has no version on the day demands nothing.
    """
    found = [
        (rule.demand, rule.source)
        for name in names
        for rule_set in _in_force(name, on)
        for rule in rule_set.checks
        if rule.fits(item) and rule.code is check
    ]
    order = list(Demand)
    return max(found, key=lambda pair: order.index(pair[0]), default=(Demand.NONE, ""))


def _in_force(name: str, on: date) -> tuple[RuleSet, ...]:
    """Return the version in force on a day as the only one, or none."""
    try:
        return (load(name, on),)
    except UnknownRuleSetError:
        return ()


def parse(text: str) -> tuple[RuleSet, ...]:
    """Return the versions written in TOML, oldest first; raise RuleSetError naming what is wrong."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise RuleSetError(name="", fault=str(fault)) from fault
    try:
        found = [_version(data, version) for version in data["version"]]
    except (KeyError, ValueError, TypeError) as fault:
        raise RuleSetError(name=data.get("name", ""), fault=str(fault)) from fault
    return tuple(sorted(found, key=lambda rule_set: rule_set.valid_from))


def _version(data: Mapping[str, Any], version: Mapping[str, Any]) -> RuleSet:
    label = str(version["version"])
    return RuleSet(
        name=data["name"],
        title=data["title"],
        jurisdiction=data["jurisdiction"],
        version=label,
        valid_from=version["valid_from"],
        entries=tuple(_entry(data, label, milestone) for milestone in version["milestone"]),
        checks=tuple(_check(check) for check in version.get("check", ())),
    )


def _entry(data: Mapping[str, Any], version: str, milestone: Mapping[str, Any]) -> Entry:
    unknown = milestone.keys() - FIELDS - SELECTORS.keys() - {EXPRESS}
    if unknown:
        raise ValueError(", ".join(sorted(unknown)))
    if not milestone.get("source") and not milestone.get("office_default"):
        raise ValueError(f"{milestone['code']}: source")
    rule = MilestoneRule(
        code=Milestone(milestone["code"]),
        anchor=Anchor(milestone["anchor"]),
        amount=int(milestone.get("amount", 0)),
        unit=Unit(milestone.get("unit", Unit.WORKING_DAYS)),
        direction=Direction(milestone.get("direction", Direction.AFTER)),
        roll=Roll(milestone.get("roll", Roll.NONE)),
        fixed_month_day=_month_day(milestone.get("fixed_month_day")),
        source=milestone.get("source", ""),
        office_default=milestone.get("office_default", False),
        rule_set=data["name"],
        title=data["title"],
        version=version,
    )
    only = {name: _words(milestone[name], kind) for name, kind in SELECTORS.items() if name in milestone}
    return Entry(rule, only, bool(milestone.get(EXPRESS, False)))


def _check(written: Mapping[str, Any]) -> CheckRule:
    unknown = written.keys() - CHECK_FIELDS - SELECTORS.keys()
    if unknown:
        raise ValueError(", ".join(sorted(unknown)))
    if not written.get("source") and not written.get("office_default"):
        raise ValueError(f"{written['code']}: source")
    only = {name: _words(written[name], kind) for name, kind in SELECTORS.items() if name in written}
    return CheckRule(
        code=Check(written["code"]),
        demand=Demand(written["demand"]),
        source=written.get("source", ""),
        office_default=written.get("office_default", False),
        only=only,
    )


def _words(written: str | Iterable[str], kind: type[Word]) -> frozenset[str]:
    """Return the enum words of one selector, written as one word or as a list."""
    return frozenset(kind(word) for word in ([written] if isinstance(written, str) else written))


def _month_day(written: str | None) -> tuple[int, int] | None:
    """Return month and day of a fixed date written as 08-05; a leap year takes 02-29."""
    if not written:
        return None
    day = date.fromisoformat(f"2024-{written}")
    return day.month, day.day
