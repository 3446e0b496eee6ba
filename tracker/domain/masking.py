"""Private data in a letter before it is published: where it stands and why it is taken out (handling.md §3.7, §8.4).

The text is read without spaces, dashes and width: every character that counts keeps its place, so that a number broken
by blanks, line ends or zero-width signs, or written in full-width or other digits, is found where it stands. Rules take
too much rather than too little: a person may leave a place in, with the reason.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from unicodedata import category, decimal

from tracker.domain.text import half_width


class Private(StrEnum):
    """Why a place is taken out of the public copy."""

    SPONSOR = "sponsor"
    IDENTITY = "identity"
    MOBILE = "mobile"
    LANDLINE = "landline"
    EMAIL = "email"
    BANK_CARD = "bank_card"
    PLATE = "plate"
    ADDRESS = "address"
    CONTACT = "contact"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class Found:
    """A place of a text, in code points, with its reason."""

    start: int
    end: int
    private: Private


@dataclass(frozen=True)
class Known:
    """What is known to be private for this item: names of confidential sponsors, addresses, contact persons."""

    sponsors: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()


MASK = "***"
FORCED = frozenset({Private.SPONSOR})
BETWEEN_DIGITS = frozenset(" \t\r\n.·-—–－‐‑‒―−/()（）_")
CHINESE_DIGITS = dict(zip("〇零一二三四五六七八九", "00123456789", strict=True))
LONGEST_GAP = 4
SHORTEST_NAME = 2
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
LAST_X = frozenset("xX×ХхΧχⅩⅹ")
PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"

IDENTITY = re.compile(r"(?=([1-9]\d{16}[\dX]))")
OLD_IDENTITY = re.compile(r"(?<!\d)[1-9]\d{5}(\d{2})(\d{2})(\d{2})\d{3}(?!\d)")
MOBILE = re.compile(r"(?=(1[3-9]\d{9}))")
CARD = re.compile(r"(?=([2-6]\d{15,18}))")
LANDLINE = re.compile(r"(?<!\d)(?:0(?:10|2\d|[3-9]\d{2})[2-9]\d{6,7}|[48]00[1-9]\d{6})(?!\d)")
EMAIL = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._%+-]*\s*(?:@|\(at\)|\[at\])\s*[A-Za-z0-9][A-Za-z0-9-]*(?:\s*\.\s*[A-Za-z0-9-]+)+"
)
PLATE = re.compile(
    rf"[{PROVINCES}][\s·•.-]?[A-HJ-NP-Z][\s·•.-]*[A-HJ-NP-Z0-9](?:[\s-]?[A-HJ-NP-Z0-9]){{3}}"
    r"[\s-]?[A-HJ-NP-Z0-9挂学警港澳](?:[\s-]?[A-HJ-NP-Z0-9])?(?![A-Za-z0-9])"
)
NEAR_PHONE = re.compile(
    r"(?:电话|传真|热线|座机|手机|联系方式|Tel|TEL|tel)[^\n。；]{0,12}?((?<!\d)[2-9](?:[\s-]?\d){6,7}(?!\d))"
)
NEAR_ACCOUNT = re.compile(r"(?:账号|帐号|账户|帐户|卡号)[^\n。；\d]{0,6}(\d(?:[\s-]?\d){7,24})")
LABELLED_ADDRESS = re.compile(
    r"(?:家庭住址|家庭地址|住址|通讯地址|通信地址|联系地址|户籍所在地)[是为：:\s]*([^\n，。；,;()（）]{4,60})"
)
LABELLED_CONTACT = re.compile(r"联系人(?:及(?:联系)?电话|及联系方式)?[：:]\s*([^\n)）。]{2,60})")


@dataclass(frozen=True)
class _Digits:
    """A text as its digits alone: runs of digits joined over what may stand between them, with their places."""

    text: str
    places: tuple[int, ...]
    whole: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        return self.places[start], self.places[end - 1] + 1

    def is_alone(self, start: int, end: int) -> bool:
        """Tell whether no digit touches the place in the text itself; what blanks part is not touching."""
        first, last = self.span(start, end)
        return not (_is_digit(self.whole[first - 1 : first]) or _is_digit(self.whole[last : last + 1]))


def find_private(text: str, known: Known | None = None) -> list[Found]:
    """Return every private place of ``text`` in its order; of places that overlap the widest stands, then the first."""
    found = [one for rule in RULES for one in rule(text)]
    found += _find_known(text, known or Known())
    return _without_overlaps(found)


def apply_masks(text: str, places: Iterable[tuple[int, int]]) -> str:
    """Return the text with each place replaced by one mark that tells nothing of its length."""
    parts, at = [], 0
    for start, end in sorted(places):
        if start < at:
            at = max(at, end)
            continue
        parts += [text[at:start], MASK]
        at = end
    return "".join([*parts, text[at:]])


def is_identity_number(number: str) -> bool:
    """Tell whether 18 characters are an identity number: a date of birth and the check digit of GB 11643."""
    if not re.fullmatch(r"[1-9]\d{16}[\dX]", number):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, number, strict=False))
    return CHECKS[total % 11] == number[17]


def _is_digit(sign: str) -> bool:
    return bool(sign) and decimal(sign, None) is not None


def _digit(sign: str) -> str | None:
    """Return the ASCII digit that a sign stands for; X only ends an identity number."""
    value = decimal(sign, None)
    if value is not None:
        return str(value)
    if half_width(sign) in LAST_X or sign in LAST_X:
        return "X"
    return CHINESE_DIGITS.get(sign)


def _may_part(sign: str) -> bool:
    """Tell whether a sign may stand inside a number: blanks, dashes, dots, brackets, and what is not seen at all."""
    return sign in BETWEEN_DIGITS or half_width(sign) in BETWEEN_DIGITS or category(sign) in {"Zs", "Cf"}


def _runs(text: str) -> Iterator[_Digits]:
    """Yield the runs of digits; other words, and gaps that are too long, end a run."""
    signs: list[str] = []
    places: list[int] = []
    gap = 0
    for place, sign in enumerate(text):
        digit = _digit(sign)
        if digit is not None:
            signs.append(digit)
            places.append(place)
            gap = 0
        elif signs:
            gap += not (sign.isspace() or category(sign) == "Cf")
            if gap > LONGEST_GAP or not _may_part(sign):
                yield _Digits("".join(signs), tuple(places), text)
                signs, places = [], []
    if signs:
        yield _Digits("".join(signs), tuple(places), text)


def _identities(text: str) -> Iterator[Found]:
    for run in _runs(text):
        for match in IDENTITY.finditer(run.text):
            start, end = match.span(1)
            if is_identity_number(match[1]) or (run.is_alone(start, end) and _has_birthday(match[1])):
                yield Found(*run.span(start, end), Private.IDENTITY)
        for match in OLD_IDENTITY.finditer(run.text):
            if run.is_alone(*match.span()) and _is_day(1900 + int(match[1]), int(match[2]), int(match[3])):
                yield Found(*run.span(*match.span()), Private.IDENTITY)


def _has_birthday(number: str) -> bool:
    return _is_day(int(number[6:10]), int(number[10:12]), int(number[12:14])) and number[6:8] in {
        "18",
        "19",
        "20",
    }


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _mobiles(text: str) -> Iterator[Found]:
    for run in _runs(text):
        for match in MOBILE.finditer(run.text):
            start, end = match.span(1)
            before = run.text[:start]
            if run.is_alone(start, end) or (
                before.endswith("86") and run.is_alone(start - len(_country(before)), end)
            ):
                yield Found(*run.span(start, end), Private.MOBILE)


def _country(before: str) -> str:
    return "0086" if before.endswith("0086") else "86"


def _cards(text: str) -> Iterator[Found]:
    for run in _runs(text):
        for match in CARD.finditer(run.text):
            end = _card_end(run, match.start(1))
            if end is not None:
                yield Found(*run.span(match.start(1), end), Private.BANK_CARD)


def _card_end(run: _Digits, start: int) -> int | None:
    """Return where the longest card number from ``start`` on ends, None where there is none."""
    for end in range(start + 19, start + 15, -1):
        if end <= len(run.text) and _passes_luhn(run.text[start:end]) and run.is_alone(start, end):
            return end
    return None


def _passes_luhn(number: str) -> bool:
    if not number.isdigit():
        return False
    doubled = (
        int(digit) if place % 2 == 0 else sum(divmod(2 * int(digit), 10))
        for place, digit in enumerate(reversed(number))
    )
    return sum(doubled) % 10 == 0


def _landlines(text: str) -> Iterator[Found]:
    for run in _runs(text):
        for match in LANDLINE.finditer(run.text):
            if run.is_alone(*match.span()):
                yield Found(*run.span(*match.span()), Private.LANDLINE)


def _plain(text: str) -> str:
    """Return the text with every sign half-width and every digit plain, each at its own place."""
    plain = half_width(text)
    return "".join(sign if (value := decimal(sign, None)) is None else str(value) for sign in plain)


def _by_pattern(pattern: "re.Pattern[str]", private: Private) -> Callable[[str], Iterator[Found]]:
    """Return the rule that takes out a pattern's first group, or all of it where it has none."""

    def rule(text: str) -> Iterator[Found]:
        for match in pattern.finditer(_plain(text)):
            start, end = match.span(1 if pattern.groups else 0)
            yield Found(start, end, private)

    return rule


RULES: Sequence[Callable[[str], Iterator[Found]]] = (
    _identities,
    _mobiles,
    _cards,
    _landlines,
    _by_pattern(EMAIL, Private.EMAIL),
    _by_pattern(PLATE, Private.PLATE),
    _by_pattern(NEAR_PHONE, Private.LANDLINE),
    _by_pattern(NEAR_ACCOUNT, Private.BANK_CARD),
    _by_pattern(LABELLED_ADDRESS, Private.ADDRESS),
    _by_pattern(LABELLED_CONTACT, Private.CONTACT),
)


def _find_known(text: str, known: Known) -> list[Found]:
    named: Mapping[Private, tuple[str, ...]] = {
        Private.SPONSOR: known.sponsors,
        Private.ADDRESS: known.addresses,
        Private.CONTACT: known.contacts,
    }
    return [
        Found(match.start(), match.end(), private)
        for private, words in named.items()
        for word in words
        for match in _spaced(word).finditer(half_width(text))
    ]


def _spaced(word: str) -> "re.Pattern[str]":
    """Return the pattern of a word whose characters may be parted by blanks; one that is too short never fits."""
    signs = [sign for sign in half_width(word) if not sign.isspace()]
    if len(signs) < SHORTEST_NAME:
        return re.compile(r"(?!)")
    return re.compile(r"[\s\u200b-\u200f\u2060\ufeff·-]*".join(re.escape(sign) for sign in signs))


def _without_overlaps(found: Iterable[Found]) -> list[Found]:
    """Join what overlaps into one place: a name that must not be told decides, else the widest finding."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
            continue
        last = kept[-1]
        wins = one.private if one.private in FORCED else last.private
        kept[-1] = Found(last.start, max(last.end, one.end), wins)
    return kept
