"""The office's reminder policy: steps around due days, checks of promises in the year, and the hours of mails."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tracker.domain.promise_checks import Check, Occasion, checks_from
from tracker.domain.quiet_hours import Hours, hours_from
from tracker.domain.reminders import Rule, Rung, Watched, checked_rule

POLICY_FILE = Path(__file__).with_name("reminder_policy.toml")


@dataclass(frozen=True)
class Policy:
    """All rules, by what is watched and by rung, the checks of promises, and the hours in which mails go out."""

    rules: Mapping[tuple[Watched, Rung], Rule] = field(default_factory=dict)
    hours: Hours = field(default_factory=Hours)
    checks: Mapping[Occasion, Check] = field(default_factory=dict)

    def rungs_of(self, watched: Watched) -> dict[Rung, Rule]:
        """Return the rungs that are reminded of such a day, from the officer upwards."""
        return {rung: self.rules[watched, rung] for rung in Rung if (watched, rung) in self.rules}

    def to_json(self) -> dict[str, Any]:
        """Return plain data for a JSON column; :func:`policy_from` reads it back."""
        rules = [
            {"subject": watched.value, "who": rung.value, **rule.to_json()}
            for (watched, rung), rule in sorted(self.rules.items())
        ]
        checks = [{"occasion": occasion.value, **check.to_json()} for occasion, check in self.checks.items()]
        return {**self.hours.to_json(), "rule": rules, "check": checks}


@cache
def default_policy() -> Policy:
    """Return the policy that stands until the office sets its own."""
    return policy_from(tomllib.loads(POLICY_FILE.read_text("utf-8")))


def policy_from(data: Mapping[str, Any]) -> Policy:
    """Return the policy that TOML or JSON data describe; raises InvalidInput for a step, day or hour out of bounds.

    A policy set before there were checks of promises has the default ones.
    """
    rules = {
        (Watched(row["subject"]), Rung(row["who"])): checked_rule(row["steps"], row.get("every", 0))
        for row in data["rule"]
    }
    checks = checks_from(data["check"]) if "check" in data else default_policy().checks
    return Policy(rules, hours_from(data), checks)
