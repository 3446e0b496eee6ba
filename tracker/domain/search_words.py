"""What the search takes for the same text, the two-character grams of a text, and the words of a query.

A text is kept twice, character by character alike: as it is shown, and folded (NFKC, lower case) as it is compared, so
that a place found in the folded text is the same place in the shown one.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from tracker.domain.text import UNSEEN, squeeze

MOST_WORDS = 8
QUOTED = re.compile(r"[\"“”„‟＂「『]([^\"“”„‟＂」』]*)[\"“”„‟＂」』]|(\S+)")
UNWRITTEN = frozenset({"Cc", "Cs"})
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
BASE = len(DIGITS)
CODE_BITS = 21  # every code point is below 2 to this power


class _Folded(dict[int, str]):
    """Each character as it is compared: its NFKC form in lower case, nothing for what is not written."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        if sign.isspace():
            folded = " "
        elif code in UNSEEN or unicodedata.category(sign) in UNWRITTEN:
            folded = ""
        else:
            plain = unicodedata.normalize("NFKC", sign).lower()
            folded = "".join(unicodedata.normalize("NFKC", plain).split())
        self[code] = folded
        return folded


class _Shown(dict[int, str]):
    """Each character as it is shown: itself, or its folded form where that has another length."""

    def __missing__(self, code: int) -> str:
        folded = FOLDED[code]
        shown = chr(code) if len(folded) == 1 and folded != " " else folded
        self[code] = shown
        return shown


class _Codes(dict[str, str]):
    """Each character as four letters or digits, which every tokenizer leaves together."""

    def __missing__(self, sign: str) -> str:
        number, code = ord(sign), ""
        for _ in range(4):
            number, digit = divmod(number, BASE)
            code = DIGITS[digit] + code
        self[sign] = code
        return code


FOLDED: Mapping[int, str] = _Folded()
SHOWN: Mapping[int, str] = _Shown()
CODES: Mapping[str, str] = _Codes()


@dataclass(frozen=True)
class Folded:
    """A text as it is shown and as it is compared; both have the same length."""

    shown: str
    body: str


def fold(text: str) -> Folded:
    """Return a text as it is shown and compared: composed, on one line, without what is not written."""
    line = squeeze(unicodedata.normalize("NFC", text).translate(SHOWN))
    return Folded(line, line.translate(FOLDED))


def tokens(body: str) -> str:
    """Return a folded text as tokens, one for each pair of characters that stand together and one for the last."""
    codes = [CODES[sign] for sign in body]
    return " ".join(map("".join, zip(codes, [*codes[1:], ""], strict=True)))


def match_phrase(word: str) -> str:
    """Return the FTS5 query for a folded word: its pairs in a row, or whatever pair begins with its one character."""
    if len(word) == 1:
        return f"{CODES[word]}*"
    codes = [CODES[sign] for sign in word]
    return '"' + " ".join(map("".join, pairwise(codes))) + '"'


def grams(word: str) -> list[int]:
    """Return the pairs of a folded word as numbers, or its one character: what ``search_grams`` of PostgreSQL makes."""
    codes = [ord(sign) for sign in word]
    return [(first << CODE_BITS) + second for first, second in pairwise(codes)] or codes


def words_of(query: str) -> list[str]:
    """Return the folded words of a query, the longest first; words in quotation marks are one phrase."""
    found = (fold(quoted or plain).body for quoted, plain in QUOTED.findall(query))
    unlike = dict.fromkeys(word for word in found if word.strip())
    return sorted(unlike, key=len, reverse=True)[:MOST_WORDS]


def marked(text: Folded, words: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Yield the shown text in pieces, each with whether one of the words stands there."""
    pattern = re.compile("|".join(re.escape(word) for word in words) or "(?!)")
    place = 0
    for met in pattern.finditer(text.body):
        if met.start() > place:
            yield text.shown[place : met.start()], False
        yield text.shown[met.start() : met.end()], True
        place = met.end()
    if place < len(text.shown):
        yield text.shown[place:], False
