"""What changed between two texts, by character within changed paragraphs, so that a long letter stays readable."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

MOST_SIGNS = 4_000_000  # signs of both sides multiplied: beyond it a paragraph is shown as replaced whole
SHORT = 2


class Change(StrEnum):
    """What a run of text is in the newer text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text that stayed, came or went."""

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
        """How many places differ: what came and what went there count as one."""
        return sum(is_change for is_change, _ in groupby(run.kind is not Change.SAME for run in self.runs))


def compare(old: str, new: str) -> Difference:
    """Return what changed from ``old`` to ``new``; joining what stayed and came gives the new text exactly."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    runs: list[Run] = []
    for tag, i, k, j, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        left, right = "".join(before[i:k]), "".join(after[j:m])
        runs.extend([Run(Change.SAME, left)] if tag == "equal" else _by_sign(left, right))
    return Difference(tuple(_joined(runs)))


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
    """Yield the differences of two paragraphs; a single sign that two changes share by chance counts as changed."""
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
    for is_same, group in groupby(runs, key=lambda run: run.kind is Change.SAME):
        parts = list(group)
        kinds = (Change.SAME,) if is_same else (Change.REMOVED, Change.ADDED)
        for kind in kinds:
            text = "".join(run.text for run in parts if run.kind is kind)
            if text:
                yield Run(kind, text)
