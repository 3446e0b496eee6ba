"""What a cell of a register means, column by column: read exactly, corrected visibly, or refused; never guessed.

A reader takes a cell's value and returns what it means. ``Misread`` says why a value is not taken; where a value was
changed on the way (a serial day, full-width digits), ``Meant.note`` says so in words for the preview.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from tracker.domain.chinese_numbers import read_day
from tracker.domain.errors import N_
from tracker.domain.numbering import parse_ordinal, parse_term_session
from tracker.domain.phrases import Phrase, phrase
from tracker.domain.text import half_width, normalise_title, squeeze, without_spaces
from tracker.domain.vocabulary import BodyLevel, Kind, Origin, Phase, PublicationWish, SponsorKind

FIRST_DAY, LAST_DAY = date(1949, 10, 1), date(2099, 12, 31)
SERIAL_BEGAN, LAST_SERIAL = date(1899, 12, 30), 200_000
DAYS_TO_1904 = 1_462  # what a serial of the calendar of 1904 lacks
EXACT_DIGITS = 15  # more digits than these a spreadsheet has lost
PLAIN_DAY = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?P<sign>[-/.年])(?P<month>0?[1-9]|1[0-2])(?P=sign)?月?(?P<day>0?[1-9]|[12]\d|3[01])日?"
)
PACKED_DAY = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
TIME_OF_DAY = re.compile(r"[ T]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
SCIENTIFIC = re.compile(r"[+-]?\d+(\.\d+)?[eE][+-]?\d+")
FULL_WIDTH = re.compile("[０-９Ａ-Ｚａ-ｚ]+")
AND_OTHERS = re.compile(r"等\s*\d*\s*(?:位|名|人|件)?(?:代表|委员|人)?$")
NAMES = re.compile(r"[、;；\n]|(?<=[\u4e00-\u9fff]),|(?<=[\u4e00-\u9fff])，")
YES_WORDS = frozenset({"是", "有", "√", "✓", "✔", "1", "TRUE", "Y", "YES", "重点", "保密", "急办", "不公开"})
NO_WORDS = frozenset({"否", "无", "×", "0", "FALSE", "N", "NO", "-", "—", "/", "非重点"})

WORDS: Mapping[type, Mapping[Any, str]] = {
    Kind: {
        Kind.SUGGESTION: "人大代表建议 建议 代表建议 人大建议 代表建议批评和意见 人大",
        Kind.PROPOSAL: "政协提案 提案 委员提案 政协委员提案 政协",
        Kind.OPINION: "意见",
    },
    BodyLevel: {
        BodyLevel.NATIONAL: "全国 国家级",
        BodyLevel.PROVINCE: "省级 省 自治区级 自治区",
        BodyLevel.CITY: "市级 市",
        BodyLevel.COUNTY: "县级 县",
        BodyLevel.TOWN: "乡级 乡镇 乡镇级",
    },
    Phase: {
        Phase.SESSION: "大会期间 大会 会议期间",
        Phase.OFF_SESSION: "闭会期间 闭会 平时",
        Phase.IN_SESSION: "会中意见",
    },
    SponsorKind: {
        SponsorKind.DEPUTY: "人大代表 代表",
        SponsorKind.MEMBER: "政协委员 委员",
        SponsorKind.PARTY: "民主党派 党派",
        SponsorKind.GROUP: "人民团体 团体",
        SponsorKind.SECTOR: "界别",
        SponsorKind.COMMITTEE: "专门委员会 专委会",
        SponsorKind.DELEGATION: "代表团",
    },
    PublicationWish: {
        PublicationWish.FULL: "同意全文公开 全文公开 同意公开 同意",
        PublicationWish.TITLE_ONLY: "仅同意公开标题 仅公开标题 仅标题",
        PublicationWish.NONE: "不同意公开 不公开 不同意",
    },
    Origin: {
        Origin.PAPER: "纸质交办 纸质",
        Origin.NPC_SYSTEM: "人大建议系统 人大系统",
        Origin.CPPCC_SYSTEM: "政协提案系统 政协系统",
        Origin.RELAY: "上级转办 转办",
        Origin.LETTER: "来函识别 来函",
    },
}


class Misread(ValueError):
    """A value that cannot be taken; ``why`` says so in words."""

    def __init__(self, why: Phrase) -> None:
        super().__init__(why.text())
        self.why = why


@dataclass(frozen=True)
class Meant:
    """What a cell means, and what was changed to read it, if anything."""

    value: Any
    note: Phrase | None = None


Reader = Callable[[Any], Meant]


def read_text(cell: Any) -> Meant:
    """Return words; a whole number without its decimal point."""
    if isinstance(cell, date):
        raise Misread(phrase(N_("单元格是日期“%(day)s”，这一列要文字。"), day=cell.isoformat()))
    return Meant(_digits(cell).strip())


def read_long(cell: Any) -> Meant:
    """Return a text with its lines as they stand."""
    return Meant(_digits(cell).replace("\r\n", "\n").replace("\r", "\n"))


def read_title(cell: Any) -> Meant:
    """Return a title as the register keeps it."""
    return Meant(normalise_title(str(read_text(cell).value)))


def read_number(cell: Any) -> Meant:
    """Return an item's number: 20220247.0 and 2.0220247E7 in full, full-width digits half-width, leading zeros kept."""
    if isinstance(cell, str) and SCIENTIFIC.fullmatch(half_width(cell).strip()):
        text = _from_scientific(half_width(cell).strip())
        return Meant(text, phrase(N_("科学记数“%(cell)s”读作 %(number)s"), cell=cell.strip(), number=text))
    text = str(read_text(cell).value)
    plain = FULL_WIDTH.sub(lambda found: half_width(found[0]), text)
    if plain == text:
        return Meant(text)
    return Meant(plain, phrase(N_("全角“%(cell)s”读作 %(number)s"), cell=text, number=plain))


def _from_scientific(text: str) -> str:
    """Return a number written with an exponent in full; raises Misread where its last digits are lost."""
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise Misread(phrase(N_("“%(cell)s”不是编号。"), cell=text)) from error
    if number != number.to_integral_value() or int(number.as_tuple().exponent) > 0:
        raise Misread(
            phrase(N_("“%(cell)s”是科学记数，末尾的数字已经丢失，请在原表改为文本后重填。"), cell=text)
        )
    return str(int(number))


def _digits(cell: Any) -> str:
    """Return a cell as text; raises Misread for a number that a spreadsheet cannot have kept exactly."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float | int):
        if cell != int(cell):
            return repr(cell)
        if len(str(abs(int(cell)))) > EXACT_DIGITS:
            raise Misread(phrase(N_("数字超过15位，Excel 已经丢失末尾几位，请在原表改为文本后重填。")))
        return str(int(cell))
    return "" if cell is None else str(cell)


def read_date(cell: Any) -> Meant:
    """Return a day: a real one, a serial one, or one written 2026-3-18, 2026.3.18, 2026年3月18日 or 20260318."""
    if isinstance(cell, date):
        return Meant(_in_range(cell))
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return _from_serial(float(cell))
    return Meant(_in_range(_written_day(str(cell))))


def _written_day(cell: str) -> date:
    text = TIME_OF_DAY.sub("", half_width(cell).strip())
    found = PLAIN_DAY.fullmatch(without_spaces(text))
    packed = PACKED_DAY.fullmatch(text)
    parts = (found["year"], found["month"], found["day"]) if found else packed.groups() if packed else None
    try:
        day = date(*(int(part) for part in parts)) if parts else read_day(text)
    except ValueError as error:
        raise Misread(phrase(N_("“%(cell)s”不是日历上的一天。"), cell=cell)) from error
    if day is None or (not parts and len(without_spaces(text)) > len("二〇二六年十二月三十一日")):
        raise Misread(phrase(N_("“%(cell)s”读不出日期，请写成 2026-03-18。"), cell=cell))
    return day


def _from_serial(number: float) -> Meant:
    """Return the day that a serial number stands for; 20260318 is a day written without signs."""
    packed = PACKED_DAY.fullmatch(str(int(number))) if number == int(number) else None
    if packed:
        return read_date(str(int(number)))
    day = None
    if 1 <= number < 200_000:
        day = SERIAL_BEGAN + timedelta(days=int(number))
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        raise Misread(phrase(N_("数字 %(cell)s 不是日期，请写成 2026-03-18。"), cell=f"{number:g}"))
    note = phrase(N_("序列号 %(cell)s 读作 %(day)s"), cell=f"{number:g}", day=day.isoformat())
    return Meant(day, note)


def _in_range(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Misread(phrase(N_("日期要在1949年10月1日至2099年12月31日之间。")))
    return day


def read_count(cell: Any) -> Meant:
    """Return a term or a session: 13, 十三, 第十三届, 第四次."""
    text = half_width(str(read_text(cell).value))
    found = parse_ordinal(text) if text else None
    if found is None and not text.isdecimal():
        raise Misread(phrase(N_("“%(cell)s”不是数字，请写成 13 这样的数字。"), cell=text))
    return Meant(found if found is not None else int(text))


def read_term_session(cell: Any) -> Meant:
    """Return term and session of 十三届四次."""
    text = str(read_text(cell).value)
    found = parse_term_session(text)
    if found is None:
        raise Misread(phrase(N_("“%(cell)s”读不出届次，请写成“十三届四次”。"), cell=text))
    return Meant(found)


def read_flag(cell: Any) -> Meant:
    """Return yes or no."""
    word = half_width(str(read_text(cell).value)).upper()
    if word in YES_WORDS | NO_WORDS:
        return Meant(word in YES_WORDS)
    raise Misread(phrase(N_("“%(cell)s”看不出是或否。"), cell=str(cell)))


def read_names(cell: Any) -> Meant:
    """Return names that stand side by side; 等5人 is left out and said."""
    text = str(read_long(cell).value).strip()
    shown = AND_OTHERS.sub("", text)
    names = tuple(name for part in NAMES.split(shown) if (name := squeeze(part)))
    if shown == text:
        return Meant(names)
    return Meant(names, phrase(N_("“%(cell)s”没有列全，只登记列出的人"), cell=text))


def read_lines(cell: Any) -> Meant:
    """Return the lines that hold something."""
    lines = str(read_long(cell).value).split("\n")
    return Meant(tuple(line for line in map(str.strip, lines) if line))


def _one_of(kind: type) -> Reader:
    known = {without_spaces(word): member for member, words in WORDS[kind].items() for word in words.split()}

    def read(cell: Any) -> Meant:
        word = without_spaces(str(read_text(cell).value))
        if word not in known:
            offered = "、".join(words.split()[0] for words in WORDS[kind].values())
            raise Misread(phrase(N_("“%(cell)s”不认识，请写成：%(offered)s。"), cell=word, offered=offered))
        return Meant(known[word])

    return read


READERS: Mapping[str, Reader] = {
    "number_raw": read_number,
    "kind": _one_of(Kind),
    "body_level": _one_of(BodyLevel),
    "phase": _one_of(Phase),
    "sponsor_kind": _one_of(SponsorKind),
    "publication_wish": _one_of(PublicationWish),
    "origin": _one_of(Origin),
    "title": read_title,
    "term": read_count,
    "session_no": read_count,
    "raised_before": read_count,
    "term_session": read_term_session,
    "sponsor": read_names,
    "co_sponsors": read_names,
    "lead_unit": read_names,
    "co_units": read_names,
    "body_text": read_long,
    "summary": read_long,
    "asks": read_lines,
    **dict.fromkeys(("received_on", "filed_on", "assigned_on"), read_date),
    **dict.fromkeys(
        ("wants_contact", "is_reference_only", "is_key", "is_express", "is_leader_led", "is_confidential"),
        read_flag,
    ),
}


def reader_of(code: str) -> Reader:
    """Return how a column's cells are read: as words on a line where nothing else is said."""
    return READERS.get(code, read_text)
