"""What a rule set makes of a sample item: every due date that its known days allow, and what the others wait for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tracker.domain import rule_sets
from tracker.domain.calendar import WorkingCalendar
from tracker.domain.calendar_seed import local_sets, seed_calendar
from tracker.domain.deadlines import compute_all
from tracker.domain.due_dates import Anchor, DueDate, Extension, Milestone, MilestoneRule
from tracker.domain.errors import N_
from tracker.domain.explaining import paragraph, rule_words
from tracker.domain.rule_model import Item, RuleSet

EARLY = N_("起算日早于这套规则施行的日期，按最早的一版试算。")


@dataclass(frozen=True, slots=True)
class Preview:
    """The due dates of a sample item in the order of its life, and the rules whose anchor has no day yet.

    ``is_before_force``: no version was in force on the day, so the oldest one was taken.
    """

    rule_set: RuleSet
    found: tuple[DueDate, ...]
    waiting: tuple[MilestoneRule, ...]
    is_before_force: bool

    def rows(self) -> list[dict[str, object]]:
        """Return plain data, one object a due date, as ``tracker deadlines preview --json`` prints it."""
        early = EARLY if self.is_before_force else ""
        return [
            {
                "milestone": due.code.value,
                "date": due.day.isoformat(),
                "rule": rule_words(due),
                "provisional": due.provisional,
                "explanation": paragraph(due) + early,
            }
            for due in self.found
        ]


def versions_of(name: str) -> tuple[RuleSet, ...]:
    """Return the versions of a shipped rule set, or of a TOML file where ``name`` is the path of one.

    Raises UnknownRuleSetError, or RuleSetError for a file that cannot be read as one.
    """
    path = Path(name)
    if path.suffix == ".toml" and path.is_file():
        return rule_sets.parse(path.read_text(encoding="utf-8"))
    return rule_sets.versions(name)


def calendar_of(rule_set: RuleSet) -> WorkingCalendar:
    """Return the shipped calendar of a rule set's place, with its local days where there are any."""
    return seed_calendar(rule_set.jurisdiction if rule_set.jurisdiction in local_sets() else None)


def preview(
    versions: Sequence[RuleSet],
    item: Item,
    anchors: Mapping[Anchor, date],
    volume: int = 0,
    calendar: WorkingCalendar | None = None,
) -> Preview:
    """Compute what one sample item owes under the version in force on its first day.

    ``volume``: how many items the unit handles this year; added time for them counts as granted. Without a
    ``calendar`` the shipped one of the rule set's place counts.
    """
    rule_set, is_before_force = _in_force(versions, _day_of_rules(anchors))
    rules = rule_sets.select(rule_set, item)
    known = {anchor.value: day for anchor, day in anchors.items()}
    found = compute_all(rules, known, calendar or calendar_of(rule_set), _extensions(rules, volume))
    return Preview(
        rule_set,
        tuple(found[code] for code in Milestone if code in found),
        tuple(rule for rule in rules if rule.code not in found),
        is_before_force,
    )


def _day_of_rules(anchors: Mapping[Anchor, date]) -> date:
    """Return the day whose version holds: that of the assignment, else the first day that is known."""
    return anchors.get(Anchor.ASSIGNED) or min(anchors.values())


def _in_force(versions: Sequence[RuleSet], on: date) -> tuple[RuleSet, bool]:
    in_force = [version for version in versions if version.valid_from <= on]
    return (in_force[-1], False) if in_force else (versions[0], True)


def _extensions(rules: Sequence[MilestoneRule], volume: int) -> dict[Milestone, list[Extension]]:
    granted = {rule.code: rule.volume_extension(volume) for rule in rules}
    return {code: [extension] for code, extension in granted.items() if extension}
