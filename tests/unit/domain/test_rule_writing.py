"""A rule set written as TOML reads back as the same rules."""

from dataclasses import replace
from typing import Any

import pytest

from tracker.domain.rule_model import ALWAYS
from tracker.domain.rule_sets import RuleSet, available, parse, versions
from tracker.domain.rule_writing import to_toml


def bare(rule_set: RuleSet) -> RuleSet:
    """Return the rules without what says whose and when they are."""
    whose: dict[str, Any] = {"rule_set": "", "title": "", "version": ""}
    return replace(
        rule_set,
        name="",
        title="",
        version="",
        valid_from=ALWAYS,
        entries=tuple(replace(entry, rule=replace(entry.rule, **whose)) for entry in rule_set.entries),
        extensions=tuple(replace(rule, **whose) for rule in rule_set.extensions),
    )


@pytest.mark.parametrize("name", available())
def test_every_shipped_version_survives_being_copied(name: str) -> None:
    for rule_set in versions(name):
        (copied,) = parse(to_toml(rule_set, name="own_1", title="本局规定", version="1"))
        assert (copied.name, copied.title, copied.version) == ("own_1", "本局规定", "1")
        assert bare(copied) == bare(rule_set)


def test_bounds_that_are_not_usual_are_written_too() -> None:
    head = 'name = "x"\ntitle = "某“规则”"\njurisdiction = "x"\n[[version]]\nversion = "1"\n'
    rule = '[[version.milestone]]\ncode = "reply"\nanchor = "assigned"\namount = 0\nsource = "甲\\\\乙"\n'
    longer = (
        '[[version.extension]]\ncode = "reply"\nrepeatable = false\ntells_sponsor = false\nsource = "x"\n'
    )
    (made,) = parse(head + rule + longer)
    (copied,) = parse(to_toml(made, name="y", title=made.title, version="2"))
    assert bare(copied) == bare(made)
    assert not copied.extensions[0].is_repeatable
