"""The paragraphs of a letter with the places that people call them by: 二（一）, 二（一）第2段, 第3段."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_QUOTE = 200
LONGEST_LABEL = 40
KEY_LENGTH = 60
_STOPS = re.compile(r"[。；！？]")
_LEVELS = (
    re.compile(r"([一二三四五六七八九十]{1,3})、"),
    re.compile(r"([（(][一二三四五六七八九十]{1,3}[）)])"),
    re.compile(r"(\d{1,2})[.．、](?!\d)"),
    re.compile(r"([（(]\d{1,2}[）)])"),
)


@dataclass(frozen=True)
class Passage:
    """A paragraph: where it stands (code points), how its place is called, its words."""

    start: int
    end: int
    place: str
    words: str

    @property
    def quote(self) -> str:
        """Its beginning up to the first stop: what a tie holds on to while the text changes."""
        found = _STOPS.search(self.words)
        return self.words[: found.start() if found else LONGEST_QUOTE][:LONGEST_QUOTE] or self.words[:1]

    @property
    def key(self) -> str:
        """What a form sends for it."""
        return f"{self.start}:{self.words[:KEY_LENGTH]}"

    @property
    def label(self) -> str:
        """Its place and its first words, for a list to choose from."""
        head = self.words[: LONGEST_LABEL - len(self.place)]
        return f"{self.place} {head}{'……' if len(head) < len(self.words) else ''}"


def passages(text: str) -> tuple[Passage, ...]:
    """Return every paragraph that is not empty, in order."""
    found: list[Passage] = []
    path: list[str] = []
    start = plain = 0
    for line in text.split("\n"):
        words = line.strip()
        if words:
            level = _level(words)
            if level is None:
                plain += 1
                place = f"{''.join(path)}第{plain}段"
            else:
                path, plain = [*path[: level[0]], level[1]], 0
                place = "".join(path)
            begin = start + line.index(words)
            found.append(Passage(begin, begin + len(words), place, words))
        start += len(line) + 1
    return tuple(found)


def _level(words: str) -> tuple[int, str] | None:
    """Return how deep a numbered paragraph stands and its number; None for a plain one."""
    for depth, pattern in enumerate(_LEVELS):
        found = pattern.match(words)
        if found:
            return depth, found.group(1)
    return None


def passage_at(found: Sequence[Passage], start: int) -> Passage | None:
    """Return the paragraph in which a place of the text lies."""
    return next((one for one in found if one.start <= start < one.end), None)


def passage_of(found: Sequence[Passage], key: str) -> Passage | None:
    """Return the paragraph that a form's ``start:words`` means: of those that begin so, the nearest."""
    near, _, words = key.partition(":")
    at = int(near) if near.isdecimal() and len(near) < 8 else 0
    alike = [one for one in found if words and one.words[:KEY_LENGTH] == words.strip()[:KEY_LENGTH]]
    return min(alike, key=lambda one: abs(one.start - at), default=None)


def cut_in_two(words: str, second: str) -> tuple[str, str] | None:
    """Return an ask cut where the words ``second`` begin; None where they do not stand inside it."""
    at = words.find(second) if second else -1
    first = words[: max(at, 0)].rstrip("，,；;。、和及 ")
    return (first, words[at:]) if first else None
