"""Rule sets: versions of deadlines by jurisdiction, kept as readable TOML, each number with its source.

A milestone may be narrowed to kinds, phases, levels and sponsor kinds; the narrowest that fits an item holds. A
milestone needs a source or the mark of an office default: nothing is printed as law that no law says.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from importlib.resources import files

from tracker.domain.due_dates import Milestone, MilestoneRule
from tracker.domain.rule_model import (
    Check,
    CheckRule,
    Demand,
    Entry,
    ExtensionRule,
    Item,
    RuleSet,
    RuleSetError,
    UnknownRuleSetError,
)
from tracker.domain.rule_toml import parse

__all__ = [
    "Check",
    "CheckRule",
    "Demand",
    "Entry",
    "ExtensionRule",
    "Item",
    "RuleSet",
    "RuleSetError",
    "UnknownRuleSetError",
    "available",
    "demand_of",
    "extension_rule",
    "in_force",
    "load",
    "milestones_for",
    "parse",
    "rules_of",
    "select",
    "versions",
]

FOLDER = files("tracker.domain") / "rules"


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
    """Return the rules of several shipped sets in force on a day; for each milestone the set named first goes before.

    A set that has no version on the day gives none, so that a place's rules of 2021 leave older items to the others.
    """
    return rules_of(in_force(names, on), item)


def rules_of(sets: Sequence[RuleSet], item: Item) -> tuple[MilestoneRule, ...]:
    """Return one rule a milestone; the set that stands first goes before.

    A rule for express items goes before any that is not, whatever set it stands in: its days are the shorter ones.
    """
    chosen: dict[Milestone, Entry] = {}
    for rule_set in reversed(sets):
        for code, entry in _narrowest(rule_set, item).items():
            if entry.is_express or code not in chosen or not chosen[code].is_express:
                chosen[code] = entry
    return tuple(chosen[code].rule for code in Milestone if code in chosen)


def in_force(names: Iterable[str], on: date) -> list[RuleSet]:
    """Return the versions of shipped sets that are in force on a day; a set without one, or unknown, gives none."""
    return [rule_set for name in names for rule_set in _in_force(name, on)]


def demand_of(sets: Iterable[RuleSet], check: Check, item: Item) -> tuple[Demand, str]:
    """Return the strictest demand that rule sets make of an item, and its source (empty for none).

    What a law blocks, an office's own setting cannot open.
    """
    found = [
        (rule.demand, rule.source)
        for rule_set in sets
        for rule in rule_set.checks
        if rule.fits(item) and rule.code is check
    ]
    order = list(Demand)
    return max(found, key=lambda pair: order.index(pair[0]), default=(Demand.NONE, ""))


def extension_rule(sets: Iterable[RuleSet], code: Milestone, item: Item) -> ExtensionRule | None:
    """Return the first set's narrowest rule about extending a term, None where no set has one."""
    for rule_set in sets:
        fitting = [rule for rule in rule_set.extensions if rule.code is code and rule.fits(item)]
        if fitting:
            return max(fitting, key=lambda rule: len(rule.only))
    return None


def _in_force(name: str, on: date) -> tuple[RuleSet, ...]:
    """Return the version in force on a day as the only one, or none."""
    try:
        return (load(name, on),)
    except UnknownRuleSetError:
        return ()
