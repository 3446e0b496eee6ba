"""Words of time in official Chinese (年内, 明年6月底前, 30个工作日内, “十五五”期间) and the days they mean.

A relative word is a value of its own: its words, the rule that reads it, and the day it resolves to from a
reference day. Conventions: a year ends on 31 December, a month on its last day, a span on its last year's end,
N年内 N years after the reference day. Names of documents (《…》, “十四五”规划) are no times. Days are calendar days
in Beijing unless the rule says working days.
"""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tracker.domain.chinese_numbers import DAY, MONTH, NUMBER, YEAR, make_day, to_int, to_year

AddWorkingDays = Callable[[date, int], date]
PLAN_EPOCH = 1955  # the eighth plan ended in 1995, the fourteenth in 2025: 1955 + 5N since the third


class Precision(StrEnum):
    """How exact a word of time is."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    SPAN = "span"
    VAGUE = "vague"


@dataclass(frozen=True, slots=True)
class TimeWord:
    """A word of time: its place in the text (code points) and the first and last day it covers, where known."""

    text: str
    start: int
    end: int
    begin: date | None
    until: date | None
    precision: Precision
    rule: str
    needs_person: bool = False


@dataclass(frozen=True, slots=True)
class _Anchor:
    """What a relative word is counted from."""

    on: date | None
    add_working_days: AddWorkingDays | None


Days = tuple[date | None, date | None]
Resolver = Callable[["re.Match[str]", _Anchor], Days]
NOTHING: Days = (None, None)


def _year(word: str | None, on: date | None) -> int | None:
    """Return the year a written or relative year word means; without one, the reference day's year."""
    shift = {None: 0, "": 0, "今年": 0, "本年": 0, "本年度": 0, "年": 0, "当年": 0, "明年": 1, "后年": 2, "去年": -1,
             "次年": 1, "翌年": 1, "上年": -1}  # fmt: skip
    if word in shift:
        return on.year + shift[word] if on else None
    return to_year(str(word).rstrip("年度").replace("0", "〇"))


def _month_days(year: int | None, first: int, last: int) -> Days:
    """Return the first day of month ``first`` and the last day of month ``last`` of a year."""
    if year is None:
        return NOTHING
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def _whole_year(found: "re.Match[str]", anchor: _Anchor) -> Days:
    return _month_days(_year(found["y"], anchor.on), 1, 12)


def _half(found: "re.Match[str]", anchor: _Anchor) -> Days:
    year = _year(found["y"], anchor.on)
    return _month_days(year, 1, 6) if found["half"] == "上" else _month_days(year, 7, 12)


def _quarter(found: "re.Match[str]", anchor: _Anchor) -> Days:
    number = to_int(found["q"])
    return _month_days(_year(found["y"], anchor.on), number * 3 - 2, number * 3)


def _month(found: "re.Match[str]", anchor: _Anchor) -> Days:
    first, last = to_int(found["m"]), to_int(found["m2"] or found["m"])
    return _month_days(_year(found["y"], anchor.on), min(first, last), last)


def _day(found: "re.Match[str]", anchor: _Anchor) -> Days:
    year = _year(found["y"], anchor.on)
    day = make_day(year, to_int(found["m"]), to_int(found["d"])) if year else None
    return day, day


def _span(found: "re.Match[str]", anchor: _Anchor) -> Days:
    first, last = _year(found["y"], anchor.on), _year(found["y2"], anchor.on)
    if first is None or last is None or last < first:
        return NOTHING
    return date(first, 1, 1), date(last, 12, 31)


def _plan(found: "re.Match[str]", _anchor: _Anchor) -> Days:
    end = PLAN_EPOCH + 5 * to_int(found["n"])
    return date(end - 4, 1, 1), date(end, 12, 31)


def _add_months(day: date, months: int) -> date:
    """Return the day so many months on, at the month's end where it has no such day (民法典 art. 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _within(found: "re.Match[str]", anchor: _Anchor) -> Days:
    if anchor.on is None:
        return NOTHING
    count = 0.5 if found["n"] == "半" else to_int(found["n"])
    unit = found["unit"]
    try:
        if unit.endswith("年"):
            return anchor.on, _add_months(anchor.on, int(count * 12))
        if unit.endswith("月"):
            return anchor.on, _add_months(anchor.on, int(count))
        return anchor.on, anchor.on + timedelta(days=int(count) * (7 if unit.endswith(("周", "星期")) else 1))
    except (OverflowError, ValueError):
        return NOTHING


def _working_days(found: "re.Match[str]", anchor: _Anchor) -> Days:
    if anchor.on is None or anchor.add_working_days is None:
        return NOTHING
    return anchor.on, anchor.add_working_days(anchor.on, to_int(found["n"]))


def _recent(found: "re.Match[str]", anchor: _Anchor) -> Days:
    if anchor.on is None:
        return NOTHING
    years = to_int(found["n"]) if found["n"] else 0
    return (_add_months(anchor.on, -12 * years) if years else None), anchor.on


def _this_month(found: "re.Match[str]", anchor: _Anchor) -> Days:
    if anchor.on is None:
        return NOTHING
    day = _add_months(anchor.on.replace(day=1), 0 if found["which"] in "本当" else 1)
    return _month_days(day.year, day.month, day.month)


def _unknown(_found: "re.Match[str]", _anchor: _Anchor) -> Days:
    return NOTHING


@dataclass(frozen=True, slots=True)
class _Rule:
    """One form of words: its stable name, its pattern, how exact it is and how it resolves."""

    name: str
    pattern: "re.Pattern[str]"
    precision: Precision
    resolve: Resolver
    needs_person: bool = False


RELATIVE_YEAR = r"今年|本年度|本年|当年|明年|后年|去年|次年|翌年|上年"
OF_YEAR = rf"(?P<y>{YEAR}\s*年|{RELATIVE_YEAR})?\s*"
BY = r"(?:之?前|以前)?"
END_OF_YEAR = rf"(?:度?\s*(?:年?底|年?末|岁末){BY}|度?\s*(?:以内|之?内)|{BY})"
Q = r"[“\"『「]?"
UNQ = r"[”\"』」]?"


def _rule(
    name: str, pattern: str, precision: Precision, resolve: Resolver, *, needs_person: bool = False
) -> _Rule:
    return _Rule(name, re.compile(pattern), precision, resolve, needs_person)


# Longest and most exact forms first: the first rule that matches at a place wins.
RULES: tuple[_Rule, ...] = (
    _rule("day", rf"{OF_YEAR}(?P<m>{MONTH})\s*月\s*(?P<d>{DAY})\s*[日号]{BY}", Precision.DAY, _day),
    _rule("year_span", rf"(?P<y>{YEAR})\s*年?\s*[-—–－~～至到]+\s*(?P<y2>{YEAR})\s*年(?:度|期间|底|末)?{BY}",
          Precision.SPAN, _span),
    _rule("quarter", rf"{OF_YEAR}第?(?P<q>[1-4一二三四])季度(?:末|底|内)?{BY}", Precision.QUARTER, _quarter),
    _rule("half_year", rf"{OF_YEAR}(?P<half>[上下])半年(?:内|底|末)?{BY}", Precision.HALF, _half),
    _rule("month", rf"{OF_YEAR}(?P<m>{MONTH})(?:\s*[-—–－~～至到]\s*(?P<m2>{MONTH}))?\s*月份?"
          rf"(?:底|末|[上中下]旬|内)?{BY}", Precision.MONTH, _month),
    _rule("plan_period", rf"{Q}(?P<n>十[一二三四五六七八九]?|二十){UNQ}五{UNQ}(?:规划)?\s*"
          rf"(?:期间|时期|期末|期内|期|末|中后期|中期|后期|阶段|之?内|以内)", Precision.SPAN, _plan),
    _rule("working_days", rf"(?P<n>{NUMBER})\s*个?工作日(?:之内|以内|内)", Precision.DAY, _working_days),
    _rule("recent_years", rf"(?:最?近|过去)(?P<n>{NUMBER})?\s*年(?:来|内|间)?", Precision.SPAN, _recent),
    _rule("within", rf"(?P<n>{NUMBER}|半)\s*(?P<unit>个?年|个?月|周|个?星期|天|日)(?:左右)?(?:之内|以内|时间内|内)",
          Precision.SPAN, _within),
    _rule("coming_years", rf"(?:未来|今后|接下来)的?(?P<n>{NUMBER})(?P<unit>个?年)(?!级|龄)(?:之内|以内|内|间)?",
          Precision.SPAN, _within),
    _rule("whole_year", rf"(?P<y>{YEAR}\s*年|{RELATIVE_YEAR}){END_OF_YEAR}", Precision.YEAR, _whole_year),
    _rule("year_end", rf"(?<![0-9一二三四五六七八九十])(?P<y>年)(?:内|终|底|末){BY}", Precision.YEAR,
          _whole_year),
    _rule("this_month", rf"(?P<which>[本当下])个?月(?:底|末|内|中旬)?{BY}", Precision.MONTH, _this_month),
    _rule("term", r"(?:本届|任期|届)(?:任期)?(?:内|期内|期满前)|下一届", Precision.VAGUE, _unknown,
          needs_person=True),
    _rule("season", r"今冬明春|春节前后?|国庆(?:节)?前|汛期?前|开学前|入冬前|供暖(?:季|期)前", Precision.VAGUE,
          _unknown, needs_person=True),
    _rule("vague", r"尽快|尽早|及早|早日|适时|近期|下一步|下步|今后|择机|逐步|后续|随后|马上|立即|不久",
          Precision.VAGUE, _unknown),
)  # fmt: skip
ANY = re.compile("|".join(f"(?:{re.sub(r'[?]P<[a-z0-9]+>', '?:', rule.pattern.pattern)})" for rule in RULES))
DOCUMENT_NAME = re.compile(r"《[^《》]{0,200}》")
PLAN_NAME = re.compile(rf"{UNQ}\s*(?:规划|计划|纲要|方案)")


def find_time_words(
    text: str, on: date | None, *, add_working_days: AddWorkingDays | None = None
) -> list[TimeWord]:
    """Return the words of time in ``text`` in order, resolved from the reference day ``on``.

    Without a reference day relative words keep their place and need a person; working days need the office's
    calendar, given as a function that adds working days to a day. Names of documents are passed over.
    """
    anchor = _Anchor(on, add_working_days)
    names = [(found.start(), found.end()) for found in DOCUMENT_NAME.finditer(text)]
    words = []
    for found in ANY.finditer(text):
        word = _read(text, found, anchor)
        if word and not any(begin <= word.start < end for begin, end in names):
            words.append(word)
    return words


def _read(text: str, found: "re.Match[str]", anchor: _Anchor) -> TimeWord | None:
    """Return the word of time at a place, by the first rule that reads it."""
    for rule in RULES:
        match = rule.pattern.match(text, found.start())
        if match:
            return _word(text, match, rule, anchor)
    return None


def _word(text: str, match: "re.Match[str]", rule: _Rule, anchor: _Anchor) -> TimeWord | None:
    """Return the word read by ``rule``, without spaces at its ends; None inside a plan's name."""
    if rule.name == "plan_period" and PLAN_NAME.match(text, match.end()):
        return None
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    begin, until = rule.resolve(match, anchor)
    unresolved = until is None and rule.precision is not Precision.VAGUE
    return TimeWord(
        text[start : match.end()].rstrip(), start, start + len(text[start : match.end()].rstrip()),
        begin, until, rule.precision, rule.name, rule.needs_person or unresolved,
    )  # fmt: skip
