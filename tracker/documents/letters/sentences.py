"""The sentences of a letter's body, each with its item number and whether it is a heading."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tracker.documents.letters.layout import Layout
from tracker.documents.letters.markers import WE

SENTENCE = re.compile(r"[^。;!?\n]+[。;!?]?[”」』)]?")
ITEM = re.compile(
    r"\s*(?:(?P<major>[一二三四五六七八九十]{1,3}、)|(?P<minor>\([一二三四五六七八九十]{1,3}\))"
    r"|(?P<digit>\d{1,2}[.、](?!\d)|\(\d{1,2}\)|[①-⑳])"
    r"|(?P<word>[一二三四五六七八九十]{1,2}(?:是|则|要)|第[一二三四五六七八九十]{1,2}[,:、]|首先[,:]|其次[,:]"
    r"|再次[,:](?!感谢)|最后[,:](?!感谢|再次)|(?:一|另一)方面[,:]?))\s*"
)
LEVEL = {"major": 1, "minor": 2, "digit": 3, "word": 4}
CUTS = re.compile(r"(?<=[,:])(?=[一二三四五六七八九十]是)|(?<=[^\d]:)(?=[^\d《“])")
NO_HEADING = re.compile(rf"[。;!?,:]$|{WE}|将|正在|计划|,")
HEADING_LIMIT = 60
SHORT = 30


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or a part ended by ；: its place, its words, the level of its item number (0: none)."""

    start: int
    end: int
    text: str
    level: int
    item_length: int
    opens_line: bool
    is_heading: bool

    @property
    def words(self) -> str:
        """The sentence without its item number."""
        return self.text[self.item_length :]


def sentences(layout: Layout, limit: int) -> Iterator[Sentence]:
    """Yield the sentences between the opening and ``limit`` in order, in time linear in the text."""
    for line in layout.lines:
        start, end = max(line.start, layout.opening[1]), min(line.end, limit)
        if end > start:
            yield from _line(layout, start, end)


def _line(layout: Layout, start: int, end: int) -> Iterator[Sentence]:
    """Yield the sentences of one line."""
    first = True
    for found in SENTENCE.finditer(layout.flat, start, end):
        for begin, stop in _cut(found):
            text = layout.flat[begin:stop]
            if len(text.strip()) > 1:
                lead = len(text) - len(text.lstrip())
                yield _sentence(begin + lead, text.strip(), opens_line=first, alone=first and stop == end)
                first = False


def _cut(found: "re.Match[str]") -> Iterator[tuple[int, int]]:
    """Yield the parts of a sentence, cut behind a colon that announces a list and before 一是, 二是."""
    position = found.start()
    for cut in CUTS.finditer(found[0]):
        yield position, found.start() + cut.start()
        position = found.start() + cut.start()
    yield position, found.end()


def _sentence(start: int, text: str, *, opens_line: bool, alone: bool) -> Sentence:
    """Return a sentence with its item number read."""
    item = ITEM.match(text)
    level = LEVEL[item.lastgroup] if item and item.lastgroup else 0
    length = item.end() if item else 0
    return Sentence(
        start, start + len(text), text, level, length, opens_line, alone and _is_heading(text, level)
    )


def _is_heading(text: str, level: int) -> bool:
    """Say whether a line is a heading: numbered and without a stop, or short and not a statement."""
    if level:
        return level <= LEVEL["digit"] and len(text) <= HEADING_LIMIT and not re.search(r"[。;!?,:]$", text)
    return (
        (len(text) <= SHORT or text.startswith("关于"))
        and len(text) <= HEADING_LIMIT
        and not NO_HEADING.search(text)
    )
