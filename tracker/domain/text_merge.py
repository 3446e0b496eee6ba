"""Two texts that departed from one: what each changed, and both changes in one text as far as they do not meet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from tracker.domain.text_diff import Difference, compare

THEIRS, YOURS = "▲现稿：", "▲我的："


@dataclass(frozen=True)
class Merged:
    """Both changes in one text; where they meet both wordings stand, marked, and ``conflicts`` counts the places."""

    text: str
    conflicts: int


@dataclass(frozen=True)
class Meeting:
    """What two editors made of one text; without a known ``base`` the lines that both have take its place."""

    base: str | None
    theirs: str
    yours: str

    @property
    def start(self) -> str:
        """The text that both departed from, as far as it is known."""
        return common_lines(self.theirs, self.yours) if self.base is None else self.base

    @cached_property
    def their_change(self) -> Difference:
        """What the other one changed."""
        return compare(self.start, self.theirs)

    @cached_property
    def your_change(self) -> Difference:
        """What the late one changed."""
        return compare(self.start, self.yours)

    @cached_property
    def merged(self) -> Merged:
        """Both changes in one text."""
        return merge(self.start, self.theirs, self.yours)


def common_lines(one: str, other: str) -> str:
    """Return the lines that both texts have, in order."""
    left, right = one.split("\n"), other.split("\n")
    blocks = SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
    return "\n".join(line for block in blocks for line in left[block.a : block.a + block.size])


def is_undecided(text: str) -> bool:
    """Tell whether a merged text still holds two wordings of one place."""
    return any(line.startswith((THEIRS, YOURS)) for line in text.split("\n"))


def merge(base: str, theirs: str, yours: str) -> Merged:
    """Return both changes of ``base`` in one text, paragraph by paragraph; equal changes are one."""
    lines = [text.split("\n") for text in (base, theirs, yours)]
    found: list[str] = []
    conflicts = 0
    for part, other, own in _regions(*lines):
        if own in (other, part):
            found += other
        elif other == part:
            found += own
        else:
            words, places = _both(other, own)
            found += words
            conflicts += places
    return Merged("\n".join(found), conflicts)


def _both(other: list[str], own: list[str]) -> tuple[list[str], int]:
    """Return two changes of one part in one: shared lines once, what one alone has, and both wordings of the rest."""
    blocks = SequenceMatcher(None, other, own, autojunk=False).get_matching_blocks()
    if len(blocks) == 1:
        return [*(THEIRS + line for line in other), *(YOURS + line for line in own)], 1
    found: list[str] = []
    i = k = conflicts = 0
    for block in blocks:
        left, right = other[i : block.a], own[k : block.b]
        if left and right:
            conflicts += 1
            left, right = [THEIRS + line for line in left], [YOURS + line for line in right]
        found += [*left, *right, *other[block.a : block.a + block.size]]
        i, k = block.a + block.size, block.b + block.size
    return found, conflicts


Region = tuple[list[str], list[str], list[str]]


def _regions(base: list[str], theirs: list[str], yours: list[str]) -> Iterator[Region]:
    """Yield the three texts cut alike: between lines that all three share, and those lines themselves."""
    other, own = _places(base, theirs), _places(base, yours)
    i = j = k = 0
    for at, line in enumerate(base):
        if at in other and at in own:
            if (i, j, k) != (at, other[at], own[at]):
                yield base[i:at], theirs[j : other[at]], yours[k : own[at]]
            yield [line], [line], [line]
            i, j, k = at + 1, other[at] + 1, own[at] + 1
    yield base[i:], theirs[j:], yours[k:]


def _places(base: Sequence[str], text: Sequence[str]) -> dict[int, int]:
    """Return where each kept line of the base stands in the text."""
    blocks = SequenceMatcher(None, base, text, autojunk=False).get_matching_blocks()
    return {block.a + step: block.b + step for block in blocks for step in range(block.size)}
