"""The sentences of a letter's body, each with its item number and the heading it stands under."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tracker.documents.letters.layout import Layout

SENTENCE = re.compile(r"[^。;!?\n]+[。;!?]?[”」』)]?")
ITEM = re.compile(
    r"\s*(?:(?P<major>[一二三四五六七八九十]{1,3}、)|(?P<minor>\([一二三四五六七八九十]{1,3}\))|(?P<digit>\d{1,2}[.、](?!\d)|\(\d{1,2}\)|[①-⑳])"
    r"|(?P<word>[一二三四五六七八九十]{1,2}(?:是|则|要)|第[一二三四五六七八九十]{1,2}[,:、]|首先[,:]|其次[,:]|再次[,:](?!感谢)|最后[,:](?!感谢|再次)|一方面|另一方面))\s*"
)
LEVEL = {"major": 1, "minor": 2, "digit": 3, "word": 4}
COLON = re.compile(r"(?:以下|如下|措施|工作|方面|其中|办法|做好|打算|做到|计划)[^,。:]{0,12}:|:(?=\s*(?:[一1①]|\(一\)|首先))")
HEADING_LIMIT = 60


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


def sentences(layout: Layout) -> Iterator[Sentence]:
    """Yield the sentences after the opening in order, in time linear in the text."""
    for line in layout.lines:
        start = max(line.start, layout.opening[1])
        if line.end > start:
            yield from _line(layout, start, line.end)


def _line(layout: Layout, start: int, end: int) -> Iterator[Sentence]:
    """Yield the sentences of one line."""
    first = True
    for found in SENTENCE.finditer(layout.flat, start, end):
        for begin, stop in _cut_colon(found):
            text = layout.flat[begin:stop]
            begin += len(text) - len(text.lstrip())
            text = text.strip()
            if len(text) > 1:
                yield _sentence(begin, text, opens_line=first, alone=first and stop == end)
                first = False


def _cut_colon(found: "re.Match[str]") -> Iterator[tuple[int, int]]:
    """Yield the parts of a sentence cut behind a colon that announces a list."""
    colon = COLON.search(found[0])
    cut = found.start() + colon.end() if colon else found.end()
    yield found.start(), cut
    if cut < found.end():
        yield cut, found.end()


def _sentence(start: int, text: str, *, opens_line: bool, alone: bool) -> Sentence:
    """Return a sentence with its item number read."""
    item = ITEM.match(text)
    level = LEVEL[item.lastgroup] if item and item.lastgroup else 0
    is_heading = alone and len(text) <= HEADING_LIMIT and not re.search(r"[。;!?,:]$", text) and level in {0, 1, 2, 3}
    return Sentence(start, start + len(text), text, level, item.end() if item else 0, opens_line, is_heading)
