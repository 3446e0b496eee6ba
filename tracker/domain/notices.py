"""Holiday notices: the State Council's text as it is pasted, or a file of days, turned into calendar days.

What the text says of itself is checked against the calendar: the day of the week, and how many days are off.
"""

import csv
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from tracker.domain.calendar import WEEKDAYS, CalendarDay, DayKind
from tracker.domain.errors import N_, TrackerError
from tracker.domain.phrases import Phrase, phrase

FIRST_YEAR, LAST_YEAR = 2004, 2199
LONGEST_REST = 16  # days off in a row; the longest so far were nine
LONGEST_TEXT = 20_000
LONGEST_NAME = 20
FIXED_NAMES = {(1, 1): N_("元旦"), (5, 1): N_("劳动节"), (10, 1): N_("国庆节")}
PLAIN_NAME = N_("节假日")
CHINESE_WEEKDAYS = "一二三四五六日"
YEAR = re.compile(r"(\d{4})\s*年(?:部分)?节假日|关于(\d{4})年")
HEADING = re.compile(r"^\s*(?:[（(]?[一二三四五六七八九十\d]+[）)、.．]\s*)?([^\s：:，。\d]{2,12})[：:]")
DAY = re.compile(r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日\s*(?:[（(]([^）)]*)[）)])?")
WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")
COUNT = re.compile(r"共\s*(\d+)\s*天")
THROUGH = re.compile(r"[至到—–~～-]")
OFF, ON = re.compile(r"放假|补休|休息"), re.compile(r"上班")
KINDS = {
    "holiday": DayKind.HOLIDAY,
    "放假": DayKind.HOLIDAY,
    "workday": DayKind.MAKEUP,
    "上班": DayKind.MAKEUP,
    "makeup": DayKind.MAKEUP,
}
ONE_DAY = timedelta(days=1)


class NoticeError(TrackerError):
    """A notice cannot be read, or contradicts itself; ``reason`` says where."""

    code: ClassVar[str] = "notice_unreadable"
    message: ClassVar[str] = N_("%(reason)s")


@dataclass(frozen=True, slots=True)
class Notice:
    """The days of one notice, sorted, one row a day; ``is_local`` for those of a place."""

    year: int
    source: str
    is_local: bool
    days: tuple[CalendarDay, ...]


def read_notice(text: str, *, year: int | None = None, source: str = "", is_local: bool = False) -> Notice:
    """Return the days of a pasted notice, or of a table of days in CSV or TOML.

    ``year`` and ``source`` go before what the text says. Raises NoticeError for what cannot be read.
    """
    if len(text) > LONGEST_TEXT:
        raise _fault(N_("通知太长，最多20000字。"))
    lines = text.strip().splitlines()
    if any(re.match(r"\s*\d{4}-\d{2}-\d{2}\s*,", line) for line in lines):
        return _made(list(_csv_days(lines)), year, source, is_local=is_local)
    if any(re.match(r"\s*\[\[(?:day|year)\]\]", line) for line in lines):
        return _from_toml(text, year, source, is_local=is_local)
    found = year or _year_of(text)
    return _made(list(_Reader(found).days(text)), found, source or _title_of(lines), is_local=is_local)


def _fault(words: str, /, **places: str | int | date | Phrase) -> NoticeError:
    return NoticeError(reason=phrase(words, **places))


def _made(days: list[CalendarDay], year: int | None, source: str, *, is_local: bool) -> Notice:
    if not days:
        raise _fault(N_("没有读出放假或上班的日期。请粘贴通知里“几月几日至几日放假”“几月几日上班”的原文。"))
    found = year or max(row.day.year for row in days)
    _check_year(found, days)
    named = tuple(
        CalendarDay(row.day, row.kind, row.name[:LONGEST_NAME] or PLAIN_NAME, source)
        for row in _one_a_day(days)
    )
    return Notice(found, source[:200], is_local, tuple(sorted(named, key=lambda row: row.day)))


def _one_a_day(days: Iterable[CalendarDay]) -> Iterable[CalendarDay]:
    rows: dict[date, CalendarDay] = {}
    for row in days:
        if rows.setdefault(row.day, row).kind is not row.kind:
            raise _fault(N_("%(day)s又放假又上班，请核对。"), day=row.day)
    return rows.values()


def _check_year(year: int, days: Iterable[CalendarDay]) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _fault(N_("年份应当在2004到2199之间。"))
    apart = next((row.day for row in days if abs(row.day.year - year) > 1), None)
    if apart:
        raise _fault(N_("%(day)s不是%(year)s年前后的日期，请核对年份。"), day=apart, year=str(year))


def _year_of(text: str) -> int:
    found = YEAR.search(text)
    if not found:
        raise _fault(N_("看不出是哪一年的通知，请填写年份。"))
    return int(found[1] or found[2])


def _title_of(lines: Iterable[str]) -> str:
    """Return the line that names the notice, or its document number."""
    return next((line.strip() for line in lines if "通知" in line or "〔" in line), "")


class _Reader:
    """A notice's sentences in order: under which holiday they stand, and the last month and year that were named."""

    def __init__(self, year: int) -> None:
        self.year, self.month, self.last_year = year, 0, year
        self.name = ""
        self.rest: list[date] = []

    def days(self, text: str) -> Iterator[CalendarDay]:
        """Yield the days off and the worked days, sentence by sentence."""
        for sentence in re.split(r"[。；;\n]", text):
            heading = HEADING.match(sentence)
            if heading:
                self.name, self.rest = heading[1], []
            waiting = ""
            for clause in re.split(r"[，,](?![^（(]*[）)])", sentence):
                waiting += clause
                if OFF.search(clause) or ON.search(clause):
                    yield from self._clause(waiting)
                    waiting = ""
            self._check_count(sentence)

    def _clause(self, clause: str) -> Iterator[CalendarDay]:
        works = bool(ON.search(clause))
        found = self._ranges(clause)
        if not works:
            self.rest += found
        name = self._name_of(found)
        for day in found:
            yield CalendarDay(day, DayKind.MAKEUP if works else DayKind.HOLIDAY, name)

    def _name_of(self, days: Iterable[date]) -> str:
        fixed = (FIXED_NAMES.get((day.month, day.day)) for day in days)
        return self.name or next((name for name in fixed if name), "")

    def _ranges(self, clause: str) -> list[date]:
        found: list[date] = []
        end = 0
        for match in DAY.finditer(clause):
            day = self._day(match)
            if found and THROUGH.search(clause[end : match.start()]):
                found += self._through(found[-1], day)
            else:
                found.append(day)
            end = match.end()
        return found

    def _through(self, first: date, last: date) -> list[date]:
        if not 0 < (last - first).days < LONGEST_REST:
            raise _fault(N_("%(first)s至%(last)s不像一次放假，请核对。"), first=first, last=last)
        return [first + number * ONE_DAY for number in range(1, (last - first).days + 1)]

    def _day(self, match: re.Match[str]) -> date:
        month = int(match[2] or self.month)
        year = int(match[1]) if match[1] else self._year(month)
        try:
            day = date(year, month, int(match[3]))
        except ValueError as fault:
            raise _fault(N_("“%(words)s”不是日期。"), words=match[0].strip()) from fault
        self.month, self.last_year = month, year
        told = WEEKDAY.search(match[4] or "")
        if told and CHINESE_WEEKDAYS.index(told[1].replace("天", "日")) != day.weekday():
            real = Phrase(WEEKDAYS[day.weekday()])
            raise _fault(
                N_("%(year)s年%(day)s是%(real)s，通知写的是“%(told)s”，请核对年份和日期。"),
                year=str(year), day=day, real=real, told=told[0],
            )  # fmt: skip
        return day

    def _year(self, month: int) -> int:
        """Return the year of a month without one: after a December of the year before, January is the notice's."""
        return self.year if self.last_year != self.year and month < self.month else self.last_year

    def _check_count(self, sentence: str) -> None:
        told = COUNT.search(sentence)
        if told and self.rest and int(told[1]) != len(set(self.rest)):
            words = N_("%(name)s写的是共%(told)s天，读出来是%(count)s天，请核对。")
            name = Phrase(self.name or PLAIN_NAME)
            raise _fault(words, name=name, told=told[1], count=len(set(self.rest)))
        if told:
            self.rest = []


def _csv_days(lines: Iterable[str]) -> Iterator[CalendarDay]:
    for number, row in enumerate(csv.reader(lines), 1):
        if not row or not re.match(r"\s*\d{4}-", row[0]):
            continue
        day, kind = _iso(row[0].strip()), KINDS.get(row[1].strip() if len(row) > 1 else "")
        if kind is None:
            raise _fault(N_("第%(line)s行：第二栏写 holiday（放假）或 workday（上班）。"), line=number)
        yield CalendarDay(day, kind, row[2].strip() if len(row) > 2 else "")


def _iso(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as fault:
        raise _fault(N_("“%(words)s”不是日期。"), words=written) from fault


def _from_toml(text: str, year: int | None, source: str, *, is_local: bool) -> Notice:
    try:
        data = tomllib.loads(text)
        days = list(_toml_days(data))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as fault:
        raise _fault(N_("文件读不懂：%(fault)s"), fault=str(fault)) from fault
    told = (
        source
        or str(data.get("source", ""))
        or next((str(row.get("source", "")) for row in data.get("year", ())), "")
    )
    local = is_local or bool(data.get("local", "year" in data))
    return _made(days, year, told, is_local=local)


def _toml_days(data: Mapping[str, Any]) -> Iterator[CalendarDay]:
    for row in data.get("day", ()):
        kind = KINDS.get(str(row["kind"]))
        if kind is None:
            raise TypeError(str(row))
        yield CalendarDay(_day_of(row["day"]), kind, str(row.get("name", "")))
    for year in data.get("year", ()):
        for field, kind in (("holidays", DayKind.HOLIDAY), ("makeup", DayKind.MAKEUP)):
            yield from (CalendarDay(_day_of(day), kind, str(data["name"])) for day in year.get(field, ()))


def _day_of(written: Any) -> date:
    if type(written) is not date:
        raise TypeError(str(written))
    return written
