"""Whom a letter addresses: names or organisations, and whether more stand behind 等."""

import re

from tracker.documents.letters.layout import Layout
from tracker.documents.letters.model import Found, Span
from tracker.domain.chinese_numbers import to_int

ET_AL = re.compile(
    r"\s*\(?\s*等\s*(?:(?P<count>\d{1,3}|[一二三四五六七八九十两]{1,3})\s*(?:名|位|"
    r"人)?)?\s*(?:联名)?\s*\)?\s*(?:人大|政协)?\s*$"
)
PLURAL = re.compile(r"\s*(?P<count>\d{1,3}|[一二三四五六七八九十两]{1,3})\s*(?:名|位)\s*(?:人大|政协)?$")
MASKED = re.compile(r"[*xX×ΧХ某○\u25cb]|^\s*$")
HAN = r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]"
SEPARATORS = re.compile(
    rf"[、,;]|(?<={HAN}{{2}}) {{1,3}}(?={HAN}{{2}})|(?<={HAN}{{3}}) {{1,3}}(?={HAN})|\s和\s"
)
PREFIX = re.compile(
    r"^\s*(?:致|尊敬的|各位|敬爱的)\s*|(?:省|市|县|区|全国|自治区|州)?(?:人大|政协)\s*$|[:,]\s*$"
)
TITLES = re.compile(r"(?:人大|政协)?(?:代表团|小组|代表组|代\s*委员组)$")
GENERAL = re.compile(r"^(?:各位|全体|诸位)?(?:人大|政协)?$|^(?:各|您|你)")


def find_proposers(layout: Layout) -> tuple[Found[tuple[str, ...]] | None, Found[bool] | None]:
    """Return the names in the salutation, and whether 等 says that there are more than those named."""
    address = layout.address
    if not address:
        return None, None
    start, end = address.span("names")
    more = ET_AL.search(layout.flat, start, end) or PLURAL.search(layout.flat, start, end)
    names = _names(layout, (start, more.start() if more else end))
    et_al = _et_al(layout, more, len(names))
    if not names:
        return None, et_al
    values = tuple(_clean(layout.cut(place)) for place in names)
    return layout.found(values, *names, origin="salutation"), et_al


def _clean(name: str) -> str:
    """Return a name without the spaces that align it."""
    return re.sub(r"\s+", "", name)


def _names(layout: Layout, span: Span) -> list[Span]:
    """Return the places of the names in a salutation, masked ones left out."""
    places, position = [], span[0]
    for separator in SEPARATORS.finditer(layout.flat, *span):
        places.append((position, separator.start()))
        position = separator.end()
    places.append((position, span[1]))
    trimmed = (_trim(layout.flat, place) for place in places)
    return [place for place in trimmed if place and _is_name(layout.part(place))]


def _trim(flat: str, place: Span) -> Span | None:
    """Return a place without courtesy words and spaces at its ends."""
    start, end = place
    for found in PREFIX.finditer(flat[start:end]):
        if found.start() == 0:
            start = place[0] + found.end()
        elif place[0] + found.start() > start:
            end = min(end, place[0] + found.start())
    words = flat[start:end]
    start, end = start + len(words) - len(words.lstrip()), end - (len(words) - len(words.rstrip()))
    return (start, end) if start < end else None


def _is_name(words: str) -> bool:
    """Say whether words may be printed as a proposer's name."""
    return not (MASKED.search(words) or GENERAL.search(words) or "尊敬" in words)


def _et_al(layout: Layout, more: "re.Match[str] | None", listed: int) -> Found[bool] | None:
    """Return whether 等 stands for more than the names listed: 等十代表 after ten names does not."""
    if not more:
        return None
    count = more["count"]
    return layout.found(not count or to_int(count) > listed, more.span(), origin="salutation")
