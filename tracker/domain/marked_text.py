"""A text cut into paragraphs and parts, so that numbered places (promises, recognised fields) can be shown in it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_HEADING = re.compile(r"^[一二三四五六七八九十]+、[^。]{1,40}$")
_TITLE = re.compile(r"^.{0,60}(答复的?函|的答复|复函|的函|会办意见)$")
_DATE = re.compile(
    r"^[\d○〇一二三四五六七八九十]{2,4}年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日$"
)


@dataclass(frozen=True)
class Place:
    """A numbered place in a text; ``start`` and ``end`` count code points, ``tone`` is sure, doubt or not."""

    start: int
    end: int
    number: str
    tone: str = "sure"
    anchor: str | None = None
    current: bool = False


@dataclass(frozen=True)
class TextPart:
    """A run of text; with a number where it belongs to a place."""

    text: str
    number: str | None = None
    tone: str = "sure"
    anchor: str | None = None
    current: bool = False


@dataclass(frozen=True)
class Paragraph:
    """One line of the text: ``style`` is "" (indented), flush, right, heading or title."""

    style: str
    parts: tuple[TextPart, ...]


def exact_paragraphs(text: str, places: Iterable[Place] = ()) -> tuple[Paragraph, ...]:
    """Return every line of the text as it is, empty ones and spaces included, for an editor that gives it back."""
    kept, paragraphs, start = _without_overlaps(places), list[Paragraph](), 0
    for line in text.split("\n"):
        parts = tuple(_parts(text, start, start + len(line), kept))
        paragraphs.append(Paragraph(_style(line.strip(), is_first=False), parts))
        start += len(line) + 1
    return tuple(paragraphs)


def marked_paragraphs(text: str, places: Iterable[Place] = ()) -> tuple[Paragraph, ...]:
    """Return the text's lines that are not empty with the places cut out; overlapping places give way to the first."""
    kept = _without_overlaps(places)
    paragraphs: list[Paragraph] = []
    for match in re.finditer(r"[^\n\r]+", text):
        start, line = match.start(), match.group()
        body = line.strip()
        if body:
            start += line.index(body)
            parts = tuple(_parts(text, start, start + len(body), kept))
            paragraphs.append(Paragraph(_style(body, is_first=not paragraphs), parts))
    return tuple(paragraphs)


def _without_overlaps(places: Iterable[Place]) -> Sequence[Place]:
    kept: list[Place] = []
    for place in sorted(places, key=lambda one: (one.start, -one.end)):
        if place.end > place.start and (not kept or place.start >= kept[-1].end):
            kept.append(place)
    return kept


def _parts(text: str, start: int, end: int, places: Sequence[Place]) -> Iterable[TextPart]:
    """Cut one line; a place over several lines is numbered and anchored on its first line only."""
    at = start
    for place in places:
        first, last = max(place.start, start), min(place.end, end)
        if first >= last:
            continue
        if first > at:
            yield TextPart(text[at:first])
        begins = place.start >= start
        anchor = place.anchor if begins else None
        yield TextPart(text[first:last], place.number if begins else "", place.tone, anchor, place.current)
        at = last
    if at < end:
        yield TextPart(text[at:end])


def _style(line: str, *, is_first: bool) -> str:
    if _HEADING.match(line):
        return "heading"
    if is_first and _TITLE.match(line):
        return "title"
    if line.endswith(("：", ":")) and len(line) <= 40 and not {"，", "。"} & set(line):
        return "flush"
    if _DATE.match(line.replace(" ", "")):
        return "right"
    return ""
