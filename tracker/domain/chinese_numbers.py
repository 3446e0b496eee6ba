"""Numbers and days as official Chinese writes them: 〇一二, 十四, 二十一, 二〇二一年十月二十六日."""

import re
from datetime import date

DIGITS = "〇零○一二三四五六七八九"
VALUES = {
    "〇": 0, "零": 0, "○": 0, "O": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4,
    "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
}  # fmt: skip
NUMBER = r"(?:\d{1,4}|[一二两三四五六七八九十百廿卅]{1,5})"
YEAR = rf"(?:(?:19|20)\d\d|[一二][{DIGITS}O0]{{3}})"
MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
DAY = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"


def to_int(written: str) -> int:
    """Return the number written in Arabic or Chinese numerals below ten thousand; raise ValueError otherwise."""
    text = written.strip().replace("廿", "二十").replace("卅", "三十")
    if text.isdecimal():
        return int(text)
    if not text or any(sign not in VALUES and sign not in "十百" for sign in text):
        raise ValueError(written)
    if "十" not in text and "百" not in text:
        return int("".join(str(VALUES[sign]) for sign in text))
    hundreds, hundred, rest = text.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    return (
        100 * _times(hundreds, hundred)
        + 10 * _times(tens.lstrip("零〇"), ten)
        + (to_int(ones) if ones else 0)
    )


def _times(written: str, sign: str) -> int:
    """Return the count before 十 or 百; an unwritten one is one where the sign stands."""
    return to_int(written) if written else int(bool(sign))


def to_year(written: str) -> int:
    """Return the year written as four Arabic or Chinese digits; raise ValueError otherwise."""
    return int("".join(sign if sign.isdecimal() else str(VALUES[sign]) for sign in written))


def make_day(year: int, month: int, day: int) -> date | None:
    """Return the calendar day, or None where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


WRITTEN_DAY = re.compile(rf"({YEAR})\s*年\s*({MONTH})\s*月\s*({DAY})\s*[日号]")


def read_day(written: str) -> date | None:
    """Return the first full day written with 年月日 in ``written``, or None."""
    found = WRITTEN_DAY.search(written)
    if not found:
        return None
    return make_day(to_year(found[1].replace("0", "〇")), to_int(found[2]), to_int(found[3]))
