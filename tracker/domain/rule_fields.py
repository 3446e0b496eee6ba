"""Single fields of a rule as they are written, read with faults in words for whoever wrote TOML or filled in a form."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from tracker.domain.errors import N_
from tracker.domain.phrases import Phrase, phrase
from tracker.domain.vocabulary import BodyLevel, Kind, Phase, SponsorKind

Word = TypeVar("Word", bound=StrEnum)
SELECTORS: Mapping[str, type[StrEnum]] = {
    "kind": Kind,
    "phase": Phase,
    "level": BodyLevel,
    "sponsor_kind": SponsorKind,
}
LONGEST = 10_000  # of any amount: a slip of the pen, not a term
CHOOSE = N_("请在列出的里面选一项。")


class FaultError(ValueError):
    """What is wrong: in the words of the text, and at ``field`` in the plain words of a form."""

    def __init__(self, words: Phrase, field: str = "", plain: str = "") -> None:
        super().__init__(words.text())
        self.words = words
        self.field = field
        self.plain = plain or words


def check_fields(written: Mapping[str, Any], fields: Iterable[str]) -> None:
    """Raise FaultError for a field that the table does not know."""
    unknown = ", ".join(sorted(set(written) - set(fields)))
    if unknown:
        listed = ", ".join(sorted(fields))
        words = N_("不认识的项目 %(unknown)s；可用：%(known)s")
        raise FaultError(phrase(words, unknown=unknown, known=listed))


def check_source(written: Mapping[str, Any]) -> None:
    """Raise FaultError for a number with neither a source nor the mark of an office default."""
    if not written.get("source") and not written.get("office_default"):
        code = str(written.get("code", ""))
        words = N_("%(code)s 没有出处：写明 source，本单位自定的写 office_default = true")
        plain = N_("请写明依据的文件和条款；本单位自己定的，请勾选“本单位自定”。")
        raise FaultError(phrase(words, code=code), "source", plain)


def read_word(written: Mapping[str, Any], field: str, kind: type[Word], assumed: Word | None = None) -> Word:
    """Return the word of an enum, ``assumed`` where none is written; raises FaultError for another, or for none."""
    if field not in written:
        if assumed is None:
            raise FaultError(phrase(N_("缺少 %(field)s"), field=field), field, CHOOSE)
        return assumed
    return known_word(written[field], field, kind)


def known_word(word: Any, field: str, kind: type[Word]) -> Word:
    """Return a word of an enum; raises FaultError naming those that there are."""
    if word in list(kind):
        return kind(word)
    listed = ", ".join(kind)
    words = N_("%(field)s 不认识“%(word)s”；可用：%(known)s")
    raise FaultError(phrase(words, field=field, word=str(word), known=listed), field, CHOOSE)


def read_number(written: Mapping[str, Any], field: str) -> int:
    """Return a whole number from 0 to 10000, 0 where none is written; raises FaultError."""
    found = written.get(field, 0)
    if type(found) is not int or not 0 <= found <= LONGEST:
        words = N_("%(field)s 应当是0到10000的整数")
        raise FaultError(phrase(words, field=field), field, N_("请填0到10000的整数。"))
    return found


def read_flag(written: Mapping[str, Any], field: str, *, assumed: bool = False) -> bool:
    """Return a yes or no; raises FaultError for anything else."""
    found = written.get(field, assumed)
    if type(found) is not bool:
        raise FaultError(phrase(N_("%(field)s 应当是 true 或 false"), field=field))
    return found


def selectors_of(written: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """Return the words that each selector allows, written as one word or as a list."""
    found: dict[str, frozenset[str]] = {}
    for name, kind in SELECTORS.items():
        if name in written:
            value = written[name]
            words = [value] if isinstance(value, str) else value
            found[name] = frozenset(known_word(word, name, kind) for word in words)
    return found


def read_month_day(written: object) -> tuple[int, int] | None:
    """Return month and day of a fixed date written as 08-05; a leap year takes 02-29."""
    if not written:
        return None
    try:
        day = date.fromisoformat(f"2024-{written}")
    except ValueError as fault:
        words = N_("fixed_month_day（月-日，month-day）“%(word)s”不是日期，应当写成 08-05 这样")
        plain = N_("没有这一天，请核对月份和日期。")
        raise FaultError(phrase(words, word=str(written)), "fixed_month_day", plain) from fault
    return day.month, day.day
