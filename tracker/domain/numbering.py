"""Numbers of items and of documents: what is one and the same number, and how a new one is written.

An item is known by body, level, term 届, session 次, phase and number together, never by the number alone
(handling.md §3.3). A document number is prefix, 〔year〕, serial and 号; 〔〕 only, no leading zeros, no 第 (§3.5).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from tracker.domain.chinese_numbers import to_int
from tracker.domain.text import fix_brackets, half_width, without_spaces
from tracker.domain.vocabulary import ANSWERING_ROLES, AssignmentRole

DASHES = str.maketrans("—–－‐‑‒―−", "--------")
LABEL = re.compile(r"^(?:编号|案号|(?:建议|提案|议案)案?(?:编号|号)?|NO\.?)?[:.]?第?")
CATEGORY = re.compile(r"\((?P<name>[^()\d]+)(?P<number>\d+)号?\)$")
BRACKETED_YEAR = re.compile(r"\((\d{4})\)(?=.)")
ENCLOSED = re.compile(r"^[(〔]([^()〔〕]+)[)〕]$")
DIGIT = "[一二三四五六七八九]"
COUNT = rf"(\d{{1,2}}|(?:廿|{DIGIT}?十){DIGIT}?|{DIGIT})"
ORDINAL = re.compile(rf"第?{COUNT}(?:届|次)?(?:会议)?")
TERM_AND_SESSION = re.compile(rf"第?{COUNT}届\D{{0,20}}?第?{COUNT}次")
TERM_SESSION_NUMBER = re.compile(r"(\d{1,2})-(\d{1,2})-\d+")
BODY_NAMES = re.compile(
    r"(?P<cppcc>(?:中国人民)?政治协商会议)|(?P<npc>人民代表大会|人代会)|(?P<tail>(?<=.)委员会$)"
)
DOCUMENT = re.compile(
    r"(?P<prefix>[^\s\d〔〕\[\]【】［］﹝﹞()（）]{1,20})\s*"
    r"(?P<rest>(?P<open>[〔\[【［﹝(（])\s*(?P<year>(?:19|20)\d\d)\s*年?\s*(?P<close>[〕\]】］﹞)）])\s*"
    r"(?P<serial>第?\s*(?P<digits>\d{1,6}))\s*(?P<end>号?))"
)


class SeriesKind(StrEnum):
    """The two series of document numbers: replies to sponsors, and co-handlers' opinions to the lead (§3.4)."""

    REPLY = "reply"
    OPINION = "opinion"


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A document number in its parts; as text it is written correctly."""

    prefix: str
    year: int
    serial: int

    def __str__(self) -> str:
        return format_document_number(self.prefix, self.year, self.serial)


@dataclass(frozen=True, slots=True)
class NumberFault:
    """A document number in a text that is not written as the standard asks: its place and the right form."""

    start: int
    end: int
    written: str
    suggestion: str


def normalise_number(raw: str) -> str:
    """Return the item's number without 第, 号, labels, spaces and category; zeros and letter prefixes stay."""
    number = CATEGORY.sub("", _plain(raw)).upper()
    number = BRACKETED_YEAR.sub(r"〔\1〕", fix_brackets(number))
    number = LABEL.sub("", number.removesuffix("号"))
    return ENCLOSED.sub(r"\1", number)


def category_of(raw: str) -> tuple[str, str] | None:
    """Return the category and the number inside it, as in 第03434号（医疗卫生类270号）, or None."""
    found = CATEGORY.search(_plain(raw))
    return (found["name"], found["number"]) if found else None


def normalise_body(body: str) -> str:
    """Return the body's name with 政协 and 人大 for their long forms."""
    return BODY_NAMES.sub(_short_body, _plain(body))


def identity_key(
    *,
    body: str,
    level: str | None,
    term: int | None,
    session: int | None,
    phase: str,
    number: str,
) -> str | None:
    """Return the key that only one item may have, or None where too little is known to tell items apart."""
    name, norm = normalise_body(body), normalise_number(number)
    if not name or not norm or term is None or session is None:
        return None
    return "|".join((name, level or "", str(term), str(session), phase, norm))


def parse_ordinal(written: str) -> int | None:
    """Return the number of 第十三届, 十三, 13 or 四次会议; None for other words."""
    found = ORDINAL.fullmatch(_plain(written))
    return _count(found[1]) if found else None


def parse_term_session(written: str) -> tuple[int, int] | None:
    """Return term and session of 十二届四次会议, 第十四届全国委员会第二次会议 or the number 16-3-45; else None."""
    text = _plain(written)
    found = TERM_AND_SESSION.search(text) or TERM_SESSION_NUMBER.search(text)
    if not found:
        return None
    term, session = _count(found[1]), _count(found[2])
    return (term, session) if term and session else None


def format_document_number(prefix: str, year: int, serial: int) -> str:
    """Return the document number as written: 桂科函〔2026〕12号; raise ValueError for a serial below one."""
    if serial < 1:
        raise ValueError(serial)
    return f"{without_spaces(prefix)}〔{year}〕{serial}号"


def parse_document_number(text: str) -> DocumentNumber | None:
    """Return the parts of a document number however it is bracketed, or None for other words."""
    found = DOCUMENT.fullmatch(half_width(text).strip())
    return _document(found) if found and int(found["digits"]) else None


def normalise_document_number(text: str) -> str:
    """Return the document number written correctly; words that are none come back without outer spaces."""
    number = parse_document_number(text)
    return str(number) if number else text.strip()


def check_brackets(text: str) -> tuple[NumberFault, ...]:
    """Return the document numbers in ``text`` with wrong brackets, 第 or leading zeros, each with its right form."""
    return tuple(_faults(text))


def gaps_in(serials: Iterable[int]) -> list[tuple[int, int]]:
    """Return the runs of serials that are missing from 1 up to the highest, each with its first and last."""
    found, expected = [], 1
    for serial in sorted(set(serials)):
        if serial > expected:
            found.append((expected, serial - 1))
        expected = serial + 1
    return found


def series_of(role: AssignmentRole) -> SeriesKind:
    """Return the series from which a unit in this role takes its document numbers."""
    return SeriesKind.REPLY if role in ANSWERING_ROLES else SeriesKind.OPINION


def _plain(written: str) -> str:
    return without_spaces(half_width(written)).translate(DASHES)


def _short_body(found: "re.Match[str]") -> str:
    return {"cppcc": "政协", "npc": "人大", "tail": ""}[str(found.lastgroup)]


def _count(written: str) -> int | None:
    """Return a count of one or more, or None for nought."""
    return to_int(written) or None


def _document(found: "re.Match[str]") -> DocumentNumber:
    return DocumentNumber(found["prefix"], int(found["year"]), int(found["digits"]))


def _faults(text: str) -> Iterator[NumberFault]:
    for found in DOCUMENT.finditer(text):
        if not found["end"] or not int(found["digits"]):
            continue
        right = str(_document(found)).removeprefix(found["prefix"])
        if found["rest"] != right:
            yield NumberFault(*found.span("rest"), found["rest"], right)
