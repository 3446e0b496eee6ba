"""Rule sets written in TOML: read with faults that name the line, the word and the words that may stand there."""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any, TypeVar

from tracker.domain.due_dates import Anchor, Direction, Milestone, MilestoneRule, Roll, Unit, VolumeDays
from tracker.domain.errors import N_
from tracker.domain.phrases import Phrase, phrase
from tracker.domain.rule_model import (
    ALWAYS,
    Approver,
    Check,
    CheckRule,
    Demand,
    Entry,
    ExtensionRule,
    RuleSet,
    RuleSetError,
)
from tracker.domain.vocabulary import BodyLevel, Kind, Phase, SponsorKind

Word = TypeVar("Word", bound=StrEnum)
Made = TypeVar("Made")
EXPRESS = "express"
SELECTORS: Mapping[str, type[StrEnum]] = {
    "kind": Kind,
    "phase": Phase,
    "level": BodyLevel,
    "sponsor_kind": SponsorKind,
}
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
LONGEST = 10_000  # of any amount: a slip of the pen, not a term


class _FaultError(ValueError):
    """What is wrong, in words."""

    def __init__(self, words: Phrase) -> None:
        super().__init__(words.text())
        self.words = words


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
        except _FaultError as fault:
            raise RuleSetError(name=data.get("name", ""), place=place, fault=fault.words) from fault
        except (KeyError, ValueError, TypeError, AttributeError) as fault:
            raise RuleSetError(name=data.get("name", ""), place=place, fault=str(fault)) from fault


def _versions(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    _known_fields(data, HEAD_FIELDS)
    for field in ("name", "version", "title", "jurisdiction"):
        if not data.get(field):
            raise _FaultError(phrase(N_("缺少 %(field)s"), field=field))
    if not NAME.fullmatch(str(data["name"])):
        raise _FaultError(phrase(N_("name 只能用小写字母、数字和下划线，最多40个字符")))
    versions: list[Mapping[str, Any]] = data["version"]
    if not isinstance(versions, list):
        raise _FaultError(phrase(N_("version 应当写成 [[version]]")))
    return versions


def _version(data: Mapping[str, Any], version: Mapping[str, Any], lines: _Lines) -> RuleSet:
    label, valid_from = lines.checked(data, lambda: _version_head(version), "version")
    head = {"rule_set": data["name"], "title": data["title"], "version": label}

    def every(name: str, make: Callable[[Mapping[str, Any], Mapping[str, str]], Made]) -> tuple[Made, ...]:
        table = f"version.{name}"
        return tuple(lines.checked(data, partial(make, row, head), table) for row in version.get(name, ()))

    return RuleSet(
        name=data["name"],
        title=data["title"],
        jurisdiction=data["jurisdiction"],
        version=label,
        valid_from=valid_from,
        entries=every("milestone", _entry),
        checks=every("check", _check),
        extensions=every("extension", _extension),
    )


def _version_head(version: Mapping[str, Any]) -> tuple[str, date]:
    _known_fields(version, VERSION_FIELDS)
    if "version" not in version:
        raise _FaultError(phrase(N_("缺少 %(field)s"), field="version"))
    first = version.get("valid_from", ALWAYS)
    if type(first) is not date:
        raise _FaultError(phrase(N_("valid_from 应当是日期，如 2026-01-01")))
    return str(version["version"]), first


def _entry(written: Mapping[str, Any], head: Mapping[str, str]) -> Entry:
    _known_fields(written, MILESTONE_FIELDS)
    _sourced(written)
    if ("amount" in written) == ("fixed_month_day" in written):
        raise _FaultError(phrase(N_("amount（数量）和 fixed_month_day（固定日期）要写一个，只能写一个")))
    rule = MilestoneRule(
        code=_word(written, "code", Milestone),
        anchor=_word(written, "anchor", Anchor),
        amount=_number(written, "amount"),
        unit=_word(written, "unit", Unit, Unit.WORKING_DAYS),
        direction=_word(written, "direction", Direction, Direction.AFTER),
        roll=_word(written, "roll", Roll, Roll.NONE),
        fixed_month_day=_month_day(written.get("fixed_month_day")),
        source=str(written.get("source", "")),
        office_default=_flag(written, "office_default"),
        volume=tuple(_volume(row) for row in written.get("volume", ())),
        **head,
    )
    return Entry(rule, _only(written), _flag(written, EXPRESS))


def _volume(written: Mapping[str, Any]) -> VolumeDays:
    _known_fields(written, VOLUME_FIELDS)
    unit = _word(written, "unit", Unit, Unit.DAYS)
    return VolumeDays(_number(written, "at_least"), _number(written, "amount"), unit)


def _check(written: Mapping[str, Any], _: Mapping[str, str]) -> CheckRule:
    _known_fields(written, CHECK_FIELDS)
    _sourced(written)
    return CheckRule(
        code=_word(written, "code", Check),
        demand=_word(written, "demand", Demand),
        source=str(written.get("source", "")),
        office_default=_flag(written, "office_default"),
        only=_only(written),
    )


def _extension(written: Mapping[str, Any], head: Mapping[str, str]) -> ExtensionRule:
    _known_fields(written, EXTENSION_FIELDS)
    _sourced(written)
    return ExtensionRule(
        code=_word(written, "code", Milestone),
        most_added=_number(written, "most_added"),
        most_total=_number(written, "most_total"),
        unit=_word(written, "unit", Unit, Unit.MONTHS),
        approvers=tuple(_known(word, "approvers", Approver) for word in written.get("approvers", ())),
        informed=tuple(_known(word, "informed", Approver) for word in written.get("informed", ())),
        is_repeatable=_flag(written, "repeatable", assumed=True),
        tells_sponsor=_flag(written, "tells_sponsor", assumed=True),
        source=str(written.get("source", "")),
        office_default=_flag(written, "office_default"),
        only=_only(written),
        **head,
    )


def _known_fields(written: Mapping[str, Any], fields: Iterable[str]) -> None:
    unknown = ", ".join(sorted(set(written) - set(fields)))
    if unknown:
        known = ", ".join(sorted(fields))
        raise _FaultError(
            phrase(N_("不认识的项目 %(unknown)s；可用：%(known)s"), unknown=unknown, known=known)
        )


def _sourced(written: Mapping[str, Any]) -> None:
    if not written.get("source") and not written.get("office_default"):
        code = str(written.get("code", ""))
        words = N_("%(code)s 没有出处：写明 source，本单位自定的写 office_default = true")
        raise _FaultError(phrase(words, code=code))


def _word(written: Mapping[str, Any], field: str, kind: type[Word], assumed: Word | None = None) -> Word:
    if field not in written:
        if assumed is None:
            raise _FaultError(phrase(N_("缺少 %(field)s"), field=field))
        return assumed
    return _known(written[field], field, kind)


def _known(word: Any, field: str, kind: type[Word]) -> Word:
    if word in list(kind):
        return kind(word)
    known = ", ".join(kind)
    words = N_("%(field)s 不认识“%(word)s”；可用：%(known)s")
    raise _FaultError(phrase(words, field=field, word=str(word), known=known))


def _number(written: Mapping[str, Any], field: str) -> int:
    number = written.get(field, 0)
    if type(number) is not int or not 0 <= number <= LONGEST:
        raise _FaultError(phrase(N_("%(field)s 应当是0到10000的整数"), field=field))
    return number


def _flag(written: Mapping[str, Any], field: str, *, assumed: bool = False) -> bool:
    flag = written.get(field, assumed)
    if type(flag) is not bool:
        raise _FaultError(phrase(N_("%(field)s 应当是 true 或 false"), field=field))
    return flag


def _only(written: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """Return the words that each selector allows, written as one word or as a list."""
    found: dict[str, frozenset[str]] = {}
    for name, kind in SELECTORS.items():
        if name in written:
            value = written[name]
            words = [value] if isinstance(value, str) else value
            found[name] = frozenset(_known(word, name, kind) for word in words)
    return found


def _month_day(written: Any) -> tuple[int, int] | None:
    """Return month and day of a fixed date written as 08-05; a leap year takes 02-29."""
    if not written:
        return None
    try:
        day = date.fromisoformat(f"2024-{written}")
    except ValueError as fault:
        words = N_("fixed_month_day（月-日，month-day）“%(word)s”不是日期，应当写成 08-05 这样")
        raise _FaultError(phrase(words, word=str(written))) from fault
    return day.month, day.day
