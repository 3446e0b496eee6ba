"""One version of a rule set written as TOML, so that an office can copy it and change what it may change."""

import json
from collections.abc import Iterable, Iterator, Mapping

from tracker.domain.due_dates import Direction, Roll
from tracker.domain.rule_model import CheckRule, Entry, ExtensionRule, Row, RuleSet


def to_toml(rule_set: RuleSet, *, name: str, title: str, version: str) -> str:
    """Return a version under another name; reading it again gives the same rules."""
    head = [("name", name), ("title", title), ("jurisdiction", rule_set.jurisdiction)]
    blocks = ["\n".join(_lines(head)), "\n".join(["[[version]]", *_lines([("version", version)])])]
    rows: list[Row] = [*rule_set.entries, *rule_set.checks, *rule_set.extensions]
    blocks += [block_of(row) for row in rows]
    return "\n\n".join(blocks) + "\n"


def block_of(row: Row) -> str:
    """Return one row as its table of TOML."""
    if isinstance(row, Entry):
        return _block("milestone", _entry(row))
    return (
        _block("check", _check(row)) if isinstance(row, CheckRule) else _block("extension", _extension(row))
    )


def _block(table: str, fields: Iterator[tuple[str, object]]) -> str:
    return "\n".join([f"[[version.{table}]]", *_lines(fields)])


def _lines(fields: Iterable[tuple[str, object]]) -> Iterator[str]:
    """Yield a line a field, none for an empty text or list; a bare word stands as it is."""
    for name, value in fields:
        if isinstance(value, _Bare):
            yield f"{name} = {value}"
        elif isinstance(value, int) or value:
            # JSON's strings, whole numbers and lists are TOML's too
            yield f"{name} = {json.dumps(value, ensure_ascii=False)}"


class _Bare(str):
    """TOML that is written as it stands."""

    __slots__ = ()


def _flag(*, is_set: bool, word: str = "true") -> str:
    return _Bare(word) if is_set else ""


def _only(only: Mapping[str, frozenset[str]]) -> Iterator[tuple[str, object]]:
    for selector, words in only.items():
        named = sorted(str(word) for word in words)
        yield selector, named[0] if len(named) == 1 else tuple(named)


def _entry(entry: Entry) -> Iterator[tuple[str, object]]:
    rule = entry.rule
    yield "code", rule.code.value
    yield from _only(entry.only)
    yield "express", _flag(is_set=entry.is_express)
    yield "anchor", rule.anchor.value
    if rule.fixed_month_day:
        yield "fixed_month_day", "{:02}-{:02}".format(*rule.fixed_month_day)
    else:
        yield "amount", rule.amount
        yield "unit", rule.unit.value
    yield "direction", "before" if rule.direction is Direction.BEFORE else ""
    yield "roll", "" if rule.roll is Roll.NONE else rule.roll.value
    yield "source", rule.source
    yield "office_default", _flag(is_set=rule.office_default)
    if rule.volume:
        steps = (
            f'{{ at_least = {step.at_least}, amount = {step.amount}, unit = "{step.unit.value}" }}'
            for step in rule.volume
        )
        yield "volume", _Bare(f"[{', '.join(steps)}]")


def _check(check: CheckRule) -> Iterator[tuple[str, object]]:
    yield "code", check.code.value
    yield from _only(check.only)
    yield "demand", check.demand.value
    yield "source", check.source
    yield "office_default", _flag(is_set=check.office_default)


def _extension(rule: ExtensionRule) -> Iterator[tuple[str, object]]:
    yield "code", rule.code.value
    yield from _only(rule.only)
    yield "most_added", rule.most_added or ""
    yield "most_total", rule.most_total or ""
    yield "unit", rule.unit.value
    yield "approvers", tuple(one.value for one in rule.approvers)
    yield "informed", tuple(one.value for one in rule.informed)
    yield "repeatable", _flag(is_set=not rule.is_repeatable, word="false")
    yield "tells_sponsor", _flag(is_set=not rule.tells_sponsor, word="false")
    yield "source", rule.source
    yield "office_default", _flag(is_set=rule.office_default)
