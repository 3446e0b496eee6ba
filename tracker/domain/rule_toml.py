"""Rule sets written in TOML: read with faults that name the line, the word and the words that may stand there."""

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any, TypeVar

from tracker.domain.due_dates import Anchor, Direction, Milestone, MilestoneRule, Roll, Unit, VolumeDays
from tracker.domain.errors import N_
from tracker.domain.phrases import phrase
from tracker.domain.rule_fields import (
    SELECTORS,
    FaultError,
    check_fields,
    check_source,
    known_word,
    read_flag,
    read_month_day,
    read_number,
    read_word,
    selectors_of,
)
from tracker.domain.rule_model import (
    ALWAYS,
    Approver,
    Check,
    CheckRule,
    Demand,
    Entry,
    ExtensionRule,
    Part,
    Row,
    RuleSet,
    RuleSetError,
)

Made = TypeVar("Made")
EXPRESS = "express"
BASIS = frozenset(("code", "source", "office_default", *SELECTORS))
MILESTONE_FIELDS = BASIS | {
    "anchor",
    "amount",
    "unit",
    "direction",
    "roll",
    "fixed_month_day",
    "volume",
    EXPRESS,
}
CHECK_FIELDS = BASIS | {"demand"}
EXTENSION_FIELDS = BASIS | {
    "most_added",
    "most_total",
    "unit",
    "approvers",
    "informed",
    "repeatable",
    "tells_sponsor",
}
VOLUME_FIELDS = frozenset(("at_least", "amount", "unit"))
VERSION_FIELDS = frozenset(("version", "valid_from", "note", "milestone", "check", "extension"))
HEAD_FIELDS = frozenset(("name", "title", "jurisdiction", "version"))
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


def parse(text: str) -> tuple[RuleSet, ...]:
    """Return the versions written in TOML, oldest first; raise RuleSetError naming what is wrong and where."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise RuleSetError(name="", place="", fault=str(fault)) from fault
    lines = _Lines(text)
    found = [_version(data, version, lines) for version in lines.checked(data, lambda: _versions(data))]
    names = [rule_set.version for rule_set in found]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise RuleSetError(
            name=data["name"], place="", fault=phrase(N_("版本“%(name)s”写了两次"), name=twice)
        )
    return tuple(sorted(found, key=lambda rule_set: rule_set.valid_from))


class _Lines:
    """Where each table of a rule set starts: tables of one kind stand in the text in the order of the data."""

    def __init__(self, text: str) -> None:
        self.starts: dict[str, list[int]] = {}
        for number, line in enumerate(text.splitlines(), 1):
            header = re.match(r"\s*\[\[(version(?:\.\w+)?)\]\]", line)
            if header:
                self.starts.setdefault(header[1], []).append(number)
        self.seen: dict[str, int] = {}

    def checked(self, data: Mapping[str, Any], make: Callable[[], Made], table: str = "") -> Made:
        """Return what ``make`` makes of a table; raise its fault as RuleSetError with the table's first line."""
        rank = self.seen.get(table, 0)
        self.seen[table] = rank + 1
        starts = self.starts.get(table, [])
        place = phrase(N_("（第%(line)s行起）"), line=starts[rank]) if rank < len(starts) else ""
        try:
            return make()
        except FaultError as fault:
            raise RuleSetError(name=data.get("name", ""), place=place, fault=fault.words) from fault
        except (KeyError, ValueError, TypeError, AttributeError) as fault:
            raise RuleSetError(name=data.get("name", ""), place=place, fault=str(fault)) from fault


def _versions(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    check_fields(data, HEAD_FIELDS)
    for field in ("name", "version", "title", "jurisdiction"):
        if not data.get(field):
            raise FaultError(phrase(N_("缺少 %(field)s"), field=field))
    if not NAME.fullmatch(str(data["name"])):
        raise FaultError(phrase(N_("name 只能用小写字母、数字和下划线，最多40个字符")))
    versions: list[Mapping[str, Any]] = data["version"]
    if not isinstance(versions, list):
        raise FaultError(phrase(N_("version 应当写成 [[version]]")))
    return versions


def _version(data: Mapping[str, Any], version: Mapping[str, Any], lines: _Lines) -> RuleSet:
    label, valid_from = lines.checked(data, lambda: _version_head(version), "version")
    head = {"rule_set": data["name"], "title": data["title"], "version": label}

    def every(name: Part, make: Callable[[Mapping[str, Any], Mapping[str, str]], Made]) -> tuple[Made, ...]:
        table = f"version.{name.value}"
        return tuple(
            lines.checked(data, partial(make, row, head), table) for row in version.get(name.value, ())
        )

    return RuleSet(
        name=data["name"],
        title=data["title"],
        jurisdiction=data["jurisdiction"],
        version=label,
        valid_from=valid_from,
        entries=every(Part.MILESTONE, _entry),
        checks=every(Part.CHECK, _check),
        extensions=every(Part.EXTENSION, _extension),
    )


def _version_head(version: Mapping[str, Any]) -> tuple[str, date]:
    check_fields(version, VERSION_FIELDS)
    if "version" not in version:
        raise FaultError(phrase(N_("缺少 %(field)s"), field="version"))
    first = version.get("valid_from", ALWAYS)
    if type(first) is not date:
        raise FaultError(phrase(N_("valid_from 应当是日期，如 2026-01-01")))
    return str(version["version"]), first


def _entry(written: Mapping[str, Any], head: Mapping[str, str]) -> Entry:
    check_fields(written, MILESTONE_FIELDS)
    check_source(written)
    if ("amount" in written) == ("fixed_month_day" in written):
        raise FaultError(
            phrase(N_("amount（数量）和 fixed_month_day（固定日期）要写一个，只能写一个")),
            "amount",
            N_("期限的长短和固定的日期写一个，只能写一个。"),
        )
    rule = MilestoneRule(
        code=read_word(written, "code", Milestone),
        anchor=read_word(written, "anchor", Anchor),
        amount=read_number(written, "amount"),
        unit=read_word(written, "unit", Unit, Unit.WORKING_DAYS),
        direction=read_word(written, "direction", Direction, Direction.AFTER),
        roll=read_word(written, "roll", Roll, Roll.NONE),
        fixed_month_day=read_month_day(written.get("fixed_month_day")),
        source=str(written.get("source", "")),
        office_default=read_flag(written, "office_default"),
        volume=tuple(_volume(row) for row in written.get("volume", ())),
        **head,
    )
    return Entry(rule, selectors_of(written), read_flag(written, EXPRESS))


def _volume(written: Mapping[str, Any]) -> VolumeDays:
    check_fields(written, VOLUME_FIELDS)
    unit = read_word(written, "unit", Unit, Unit.DAYS)
    return VolumeDays(read_number(written, "at_least"), read_number(written, "amount"), unit)


def _check(written: Mapping[str, Any], _: Mapping[str, str]) -> CheckRule:
    check_fields(written, CHECK_FIELDS)
    check_source(written)
    return CheckRule(
        code=read_word(written, "code", Check),
        demand=read_word(written, "demand", Demand),
        source=str(written.get("source", "")),
        office_default=read_flag(written, "office_default"),
        only=selectors_of(written),
    )


def _extension(written: Mapping[str, Any], head: Mapping[str, str]) -> ExtensionRule:
    check_fields(written, EXTENSION_FIELDS)
    check_source(written)
    return ExtensionRule(
        code=read_word(written, "code", Milestone),
        most_added=read_number(written, "most_added"),
        most_total=read_number(written, "most_total"),
        unit=read_word(written, "unit", Unit, Unit.MONTHS),
        approvers=tuple(known_word(word, "approvers", Approver) for word in written.get("approvers", ())),
        informed=tuple(known_word(word, "informed", Approver) for word in written.get("informed", ())),
        is_repeatable=read_flag(written, "repeatable", assumed=True),
        tells_sponsor=read_flag(written, "tells_sponsor", assumed=True),
        source=str(written.get("source", "")),
        office_default=read_flag(written, "office_default"),
        only=selectors_of(written),
        **head,
    )


ROWS: Mapping[Part, Callable[[Mapping[str, Any], Mapping[str, str]], Row]] = {
    Part.MILESTONE: _entry,
    Part.EXTENSION: _extension,
    Part.CHECK: _check,
}


def read_row(part: Part, written: Mapping[str, Any], rule_set: RuleSet) -> Row:
    """Return one row of a version from its fields, as they stand in the text; raises FaultError naming the field."""
    head = {"rule_set": rule_set.name, "title": rule_set.title, "version": rule_set.version}
    return ROWS[part](written, head)
