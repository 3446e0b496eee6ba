"""What changed between two texts, by character within changed sentences, so that a long letter stays readable.

Paragraphs are matched first, then the sentences of changed paragraphs, then the signs of changed sentences: an inserted
sentence is shown as one, and a paragraph that only moved is told from one that went and one that came.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

MOST_SIGNS = 4_000_000  # signs of both sides multiplied: beyond it a sentence is shown as replaced whole
MOST_PAIRS = 60_000  # units of both sides multiplied: beyond it a block is paired no more
SHORT = 2
ALIKE = 0.4  # the share of pairs of signs that two units have in common to be one, changed
SHORTEST_MOVE = 8
_SENTENCE = re.compile(r"[^。；！？\n]*[。；！？\n]|[^。；！？\n]+")


class Change(StrEnum):
    """What a run of text is in the newer text; what moved stands in both places."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    MOVED_AWAY = "moved_away"
    MOVED_HERE = "moved_here"


NEW_ONLY = frozenset({Change.ADDED, Change.MOVED_HERE})
OLD_ONLY = frozenset({Change.REMOVED, Change.MOVED_AWAY})


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text that stayed, came, went or moved."""

    kind: Change
    text: str

    def __iter__(self) -> Iterator[str]:
        return iter((self.kind.value, self.text))


@dataclass(frozen=True, slots=True)
class Difference:
    """The runs of two texts in order; ``changes`` counts the places that differ (改N处)."""

    runs: tuple[Run, ...]

    @property
    def changes(self) -> int:
        """How many places differ: what came and what went there count as one, a moved paragraph as one."""
        groups = groupby(self.runs, key=lambda run: run.kind)
        kinds = [kind for kind, _ in groups]
        edited = [kind not in {Change.SAME, Change.MOVED_AWAY, Change.MOVED_HERE} for kind in kinds]
        return sum(is_change for is_change, _ in groupby(edited)) + kinds.count(Change.MOVED_HERE)


Pair = tuple[str, str]
Splitter = Callable[[str], list[str]]


def compare(old: str, new: str) -> Difference:
    """Return what changed from ``old`` to ``new``; what stayed, came and moved here gives the new text exactly."""
    before, after = _lines(old), _lines(new)
    moved = _moved(before, after)
    runs: list[Run] = []
    for left, right in _units(before, after, frozenset(moved)):
        if left == right:
            runs.append(Run(Change.SAME, left))
        elif left and right:
            runs += _by_sentence(left, right)
        else:
            runs.append(_whole(left, right, moved))
    return Difference(tuple(_joined(runs)))


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _sentences(text: str) -> list[str]:
    return _SENTENCE.findall(text)


def _moved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """Return the long paragraphs that stand once in both texts but in another order: the fewest that explain it."""
    old, new = Counter(before), Counter(after)
    once = {line for line in old if old[line] == new[line] == 1 and len(line.strip()) >= SHORTEST_MOVE}
    left, right = [line for line in before if line in once], [line for line in after if line in once]
    stayed = {
        line
        for block in SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
        for line in left[block.a : block.a + block.size]
    }
    return once - stayed


def _whole(left: str, right: str, moved: set[str]) -> Run:
    if left:
        return Run(Change.MOVED_AWAY if left in moved else Change.REMOVED, left)
    return Run(Change.MOVED_HERE if right in moved else Change.ADDED, right)


def _units(
    before: Sequence[str], after: Sequence[str], apart: frozenset[str] = frozenset()
) -> Iterator[Pair]:
    """Yield both texts' units side by side in order; a unit of one text alone has an empty partner."""
    keys = [f"\0{place}" if unit in apart else unit for place, unit in enumerate(before)]
    for tag, i, k, j, m in SequenceMatcher(None, keys, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from zip(before[i:k], after[j:m], strict=True)
        else:
            yield from _paired(before[i:k], after[j:m], apart)


def _paired(before: Sequence[str], after: Sequence[str], apart: frozenset[str]) -> Iterator[Pair]:
    """Pair what is alike within a changed block, in order; the rest stands alone, what went before what came."""
    i = j = 0
    for k, m in [*_alike(before, after, apart), (len(before), len(after))]:
        yield from ((unit, "") for unit in before[i:k])
        yield from (("", unit) for unit in after[j:m])
        if k < len(before):
            yield before[k], after[m]
        i, j = k + 1, m + 1


def _alike(before: Sequence[str], after: Sequence[str], apart: frozenset[str]) -> list[tuple[int, int]]:
    """Return the places of units that are one, changed: the pairs in order with the greatest likeness in all."""
    if len(before) * len(after) > MOST_PAIRS:
        return []
    left, right = [_pairs_of_signs(unit) for unit in before], [_pairs_of_signs(unit) for unit in after]
    best = [[0.0] * (len(after) + 1) for _ in range(len(before) + 1)]
    likeness: dict[tuple[int, int], float] = {}
    for i in reversed(range(len(before))):
        for j in reversed(range(len(after))):
            like = 0.0 if {before[i], after[j]} & apart else _likeness(left[i], right[j])
            likeness[i, j] = like
            both = best[i + 1][j + 1] + like if like >= ALIKE else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], both)
    return list(_walk(best, likeness))


def _walk(
    best: Sequence[Sequence[float]], likeness: dict[tuple[int, int], float]
) -> Iterator[tuple[int, int]]:
    i = j = 0
    while (i, j) in likeness:
        like = likeness[i, j]
        if like >= ALIKE and best[i][j] == best[i + 1][j + 1] + like:
            yield i, j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1


def _pairs_of_signs(text: str) -> frozenset[str]:
    body = text.strip()
    return frozenset(body[at : at + 2] for at in range(max(1, len(body) - 1)))


def _likeness(left: frozenset[str], right: frozenset[str]) -> float:
    return 2 * len(left & right) / (len(left) + len(right))


def _by_sentence(old: str, new: str) -> list[Run]:
    runs: list[Run] = []
    for left, right in _units(_sentences(old), _sentences(new)):
        if left == right:
            runs.append(Run(Change.SAME, left))
        elif left and right:
            runs += _by_sign(left, right)
        else:
            runs.append(_whole(left, right, set()))
    return runs


def _by_sign(old: str, new: str) -> list[Run]:
    if len(old) * len(new) > MOST_SIGNS:
        return [Run(Change.REMOVED, old), Run(Change.ADDED, new)]
    runs: list[Run] = []
    for tag, i, k, j, m in _opcodes(old, new):
        if tag == "equal":
            runs.append(Run(Change.SAME, old[i:k]))
        else:
            runs.extend([Run(Change.REMOVED, old[i:k]), Run(Change.ADDED, new[j:m])])
    return runs


def _opcodes(old: str, new: str) -> Iterator[tuple[str, int, int, int, int]]:
    """Yield the differences of two sentences; a single sign that two changes share by chance counts as changed."""
    found = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    open_at: tuple[int, int] | None = None
    for place, (tag, i, k, j, m) in enumerate(found):
        if tag == "equal" and not (k - i < SHORT and 0 < place < len(found) - 1):
            if open_at:
                yield "replace", open_at[0], i, open_at[1], j
            yield tag, i, k, j, m
            open_at = None
        else:
            open_at = open_at or (i, j)
    if open_at:
        yield "replace", open_at[0], len(old), open_at[1], len(new)


def _joined(runs: Sequence[Run]) -> Iterator[Run]:
    """Join runs of one kind that touch; within one changed place what went stands before what came."""
    for group, found in groupby(runs, key=lambda run: _group(run.kind)):
        parts = list(found)
        kinds = (Change.REMOVED, Change.ADDED) if group is Change.ADDED else (group,)
        for kind in kinds:
            text = "".join(run.text for run in parts if run.kind is kind)
            if text:
                yield Run(kind, text)


def _group(kind: Change) -> Change:
    return Change.ADDED if kind is Change.REMOVED else kind
