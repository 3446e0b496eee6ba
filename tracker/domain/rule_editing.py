"""One row of a rule set put in, changed or taken out in the text itself, so that whoever edits by text loses nothing.

The lines of the other rows, with their remarks, stay as they were written. What the new text says is read back and
compared with what was meant; where it differs, as it may after a text of unusual shape, the whole is written anew.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from tracker.domain.due_dates import Anchor, Milestone
from tracker.domain.due_names import MILESTONE_NAMES
from tracker.domain.errors import N_, InvalidInput, NotFound
from tracker.domain.phrases import Phrase, phrase
from tracker.domain.rule_fields import FaultError
from tracker.domain.rule_model import CheckRule, Entry, Part, Row, RuleSet, RuleSetError
from tracker.domain.rule_toml import parse, read_row
from tracker.domain.rule_writing import block_of, to_toml

FIELD_OF = {Part.MILESTONE: "entries", Part.EXTENSION: "extensions", Part.CHECK: "checks"}
HEADER = re.compile(r"\s*\[\[version(?:\.(\w+))?\]\]")
TITLE = re.compile(r"^title[ \t]*=.*$", re.MULTILINE)
TWICE = N_("“%(name)s”已经有一项适用于同样的件：请改那一项，或者把适用范围写窄一些。")
CIRCLE = N_("答复期限不能从答复期限起算，请换一个起算点。")


def with_row(text: str, part: Part, place: int | None, written: Mapping[str, Any]) -> str:
    """Return the text with a row's fields written at a place, or added at the end of its kind.

    Raises InvalidInput naming the field, NotFound for a place that there is not.
    """
    rule_set = parse(text)[-1]
    try:
        row = read_row(part, written, rule_set)
    except FaultError as fault:
        raise InvalidInput(field=fault.field, reason=fault.plain) from fault
    rows = list(rule_set.rows(part))
    if place is None:
        rows.append(row)
    elif place < len(rows):
        rows[place] = row
    else:
        raise NotFound
    return _rewritten(text, part, place, block_of(row).split("\n"), _meant(rule_set, part, rows))


def without_row(text: str, part: Part, place: int) -> str:
    """Return the text without a row; raises NotFound for a place that there is not."""
    rule_set = parse(text)[-1]
    rows = list(rule_set.rows(part))
    if place >= len(rows):
        raise NotFound
    del rows[place]
    return _rewritten(text, part, place, [], _meant(rule_set, part, rows))


def with_title(text: str, title: str) -> str:
    """Return the text under another title."""
    rule_set = parse(text)[-1]
    anew = to_toml(rule_set, name=rule_set.name, title=title, version=rule_set.version)
    line = next(line for line in anew.splitlines() if line.startswith("title"))
    made = TITLE.sub(lambda _: line, text, count=1)
    return made if _says(made, parse(anew)[-1]) else anew


def check_rows(rule_set: RuleSet) -> None:
    """Raise InvalidInput for two rows that hold for the same items, and for a reply that counts from itself."""
    for part in Part:
        seen: list[tuple[Any, ...]] = []
        for row in rule_set.rows(part):
            if (key := _key(row)) in seen:
                raise InvalidInput(field="code", reason=phrase(TWICE, name=_name(row)))
            seen.append(key)
    for entry in rule_set.entries:
        if (entry.rule.code, entry.rule.anchor) == (Milestone.REPLY, Anchor.REPLY_DEADLINE):
            raise InvalidInput(field="anchor", reason=CIRCLE)


def _key(row: Row) -> tuple[Any, ...]:
    """Return what a row is about: no two rows may be about the same."""
    if isinstance(row, Entry):
        return row.rule.code, dict(row.only), row.is_express
    return row.code, dict(row.only), False


def _name(row: Row) -> Phrase | str:
    if isinstance(row, CheckRule):
        return Phrase(N_("签发前先沟通"))
    return Phrase(MILESTONE_NAMES[row.rule.code if isinstance(row, Entry) else row.code])


def _meant(rule_set: RuleSet, part: Part, rows: Sequence[Row]) -> RuleSet:
    return replace(rule_set, **{FIELD_OF[part]: tuple(rows)})  # type: ignore[arg-type]  # rows of that field's kind


def _rewritten(text: str, part: Part, place: int | None, block: Sequence[str], meant: RuleSet) -> str:
    """Return the text with the lines of one row exchanged, or all of it anew where that does not say what is meant."""
    lines = text.splitlines()
    first, end = _span(lines, part, place)
    around = [""] if place is None else []
    made = "\n".join([*lines[:first], *around, *block, *around, *lines[end:]]).strip("\n") + "\n"
    if _says(made, meant):
        return made
    return to_toml(meant, name=meant.name, title=meant.title, version=meant.version)


def _says(text: str, meant: RuleSet) -> bool:
    try:
        return parse(text) == (meant,)
    except RuleSetError:
        return False


def _span(lines: Sequence[str], part: Part, place: int | None) -> tuple[int, int]:
    """Return the first line of a row and the one after its last; for a new row the line where it belongs, twice."""
    heads = [(number, found[1]) for number, line in enumerate(lines) if (found := HEADER.match(line))]
    own = [number for number, name in heads if name == part]
    rank = len(own) - 1 if place is None else place
    if not 0 <= rank < len(own):
        return len(lines), len(lines)
    after = [number for number, _ in heads if number > own[rank]]
    end = _trimmed(lines, own[rank] + 1, min(after, default=len(lines)))
    return (end, end) if place is None else (own[rank], end)


def _trimmed(lines: Sequence[str], first: int, end: int) -> int:
    """Return where a row ends: blank lines and remarks before the next header belong to what follows."""
    while end > first and re.fullmatch(r"\s*(#.*)?", lines[end - 1]):
        end -= 1
    return end
