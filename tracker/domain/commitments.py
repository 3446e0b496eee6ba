"""Rules of promise marks: where a mark stands after the text has changed, and which day its words of time mean.

A mark follows its words. While they stand unchanged between the same ends of sentence the verdict holds, wherever they
have moved to; a changed sentence is undecided again and keeps what was entered; words that are gone wait for their
return. Places count code points.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum

from tracker.domain.errors import N_
from tracker.domain.review_dates import review_day
from tracker.domain.time_words import AddWorkingDays, Precision, find_time_words

ENDS = frozenset("，。；：！？、,;:!?（）()“”《》\n\t 　")
JOINTS = "，；、,; 和及并"
SENTENCE_ENDS = "。；！？;!?\n"
SAME_SENTENCE = 0.6  # below this share of common words a sentence counts as another one
NEIGHBOURHOOD = 24
CANDIDATES = 60


class Fate(StrEnum):
    """What became of a mark when the text was changed."""

    KEPT = "kept"
    CHANGED = "changed"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark as it stood in the old text; one that is not placed had lost its words before."""

    key: int
    start: int
    end: int
    quote: str
    is_placed: bool = True


@dataclass(frozen=True, slots=True)
class Anchored:
    """Where a mark stands in the new text; a lost one keeps its last words."""

    key: int
    start: int
    end: int
    quote: str
    fate: Fate


@dataclass(frozen=True, slots=True)
class _Change:
    """Two texts with the lengths of what they have in common at both ends."""

    old: str
    new: str
    head: int
    tail: int

    @property
    def shift(self) -> int:
        return len(self.new) - len(self.old)


def reanchor(marks: Iterable[Mark], old: str, new: str) -> list[Anchored]:
    """Return where each mark of ``old`` stands in ``new``, in the order of ``new``, lost ones last.

    Marks outside the changed part only move; the others are looked for by their words and neighbourhood.
    """
    change = _compare(old, new)
    known = sorted(marks, key=lambda mark: (not mark.is_placed, mark.start))
    found: list[Anchored] = []
    doubtful: list[Mark] = []
    for mark in known:
        moved = _moved(mark, change)
        found.extend([moved] if moved else [])
        doubtful.extend([] if moved else [mark])
    for mark in doubtful:
        taken = [(one.start, one.end) for one in found if one.fate is not Fate.LOST]
        found.append(_search(mark, change, taken))
    return sorted(found, key=lambda one: (one.fate is Fate.LOST, one.start))


def _compare(old: str, new: str) -> _Change:
    head = _common(old, new)
    room = min(len(old), len(new)) - head
    tail = _common(old[::-1][:room], new[::-1][:room])
    return _Change(old, new, head, tail)


def _common(one: str, other: str) -> int:
    """Return the length of the common beginning, halving the span so that long texts stay quick."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _moved(mark: Mark, change: _Change) -> Anchored | None:
    """Return a mark that lies with its neighbours outside the changed part."""
    if not mark.is_placed:
        return None
    if mark.end < change.head or change.old == change.new:
        return Anchored(mark.key, mark.start, mark.end, mark.quote, Fate.KEPT)
    if mark.start > len(change.old) - change.tail:
        return Anchored(mark.key, mark.start + change.shift, mark.end + change.shift, mark.quote, Fate.KEPT)
    return None


def _search(mark: Mark, change: _Change, taken: Sequence[tuple[int, int]]) -> Anchored:
    places = [place for place in _occurrences(mark.quote, change.new) if _is_free(place, taken)]
    same = [place for place in places if _stands_alike(mark, change, place)]
    if best := _nearest(mark, change, same):
        return Anchored(mark.key, *best, mark.quote, Fate.KEPT)
    if mark.is_placed and (best := _nearest(mark, change, places) or _altered(mark, change, taken)):
        return Anchored(mark.key, *best, change.new[slice(*best)], Fate.CHANGED)
    return Anchored(mark.key, mark.start, mark.end, mark.quote, Fate.LOST)


def _occurrences(quote: str, text: str) -> Iterator[tuple[int, int]]:
    at = text.find(quote)
    for _ in range(CANDIDATES):
        if at < 0:
            return
        yield at, at + len(quote)
        at = text.find(quote, at + 1)


def _is_free(place: tuple[int, int], taken: Sequence[tuple[int, int]]) -> bool:
    return all(place[1] <= start or end <= place[0] for start, end in taken)


def _stands_alike(mark: Mark, change: _Change, place: tuple[int, int]) -> bool:
    """Tell whether the words stand between the same signs as before, ends of sentence and of clause counting as one."""
    now = _neighbours(change.new, *place)
    before = _neighbours(change.old, mark.start, mark.end) if mark.is_placed else ("", "")
    return now == before


def _neighbours(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the signs on both sides; none where a sentence or clause ends there, inside the place or outside."""
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    opens, closes = ENDS & {before, text[start : start + 1]}, ENDS & {after, text[end - 1 : end]}
    return ("" if opens else before), ("" if closes else after)


def _nearest(mark: Mark, change: _Change, places: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """Return the place whose neighbourhood is most like the old one, then the nearest."""

    def likeness(place: tuple[int, int]) -> tuple[int, int]:
        before = _common(
            change.old[max(0, mark.start - NEIGHBOURHOOD) : mark.start][::-1],
            change.new[max(0, place[0] - NEIGHBOURHOOD) : place[0]][::-1],
        )
        after = _common(
            change.old[mark.end : mark.end + NEIGHBOURHOOD], change.new[place[1] : place[1] + NEIGHBOURHOOD]
        )
        return before + after, -abs(place[0] - mark.start)

    return max(places, key=likeness, default=None)


def _altered(mark: Mark, change: _Change, taken: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """Return the sentence of the changed part that is most like the mark's words, where one is like enough."""
    first = change.new.rfind("\n", 0, change.head) + 1
    last = change.new.find("\n", len(change.new) - change.tail)
    clauses = _sentences(change.new, first, len(change.new) if last < 0 else last)
    free = [place for place in clauses if _is_free(place, taken)][:CANDIDATES]
    scored = [(_likeness(mark.quote, change.new[slice(*place)]), place) for place in free]
    best = max(scored, default=(0.0, None))
    return best[1] if best[0] >= SAME_SENTENCE else None


def _likeness(quote: str, sentence: str) -> float:
    """Return the share of the shorter one's signs that both have in order: a longer sentence may hold the quote."""
    blocks = SequenceMatcher(None, quote, sentence, autojunk=False).get_matching_blocks()
    common = sum(block.size for block in blocks if block.size > 1)
    return common / max(1, min(len(quote), len(sentence)))


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for at in range(start, end + 1):
        if at == end or text[at] in SENTENCE_ENDS:
            words = text[begin:at]
            if words.strip():
                yield begin + len(words) - len(words.lstrip()), begin + len(words.rstrip())
            begin = at + 1


# The rules that give a promise its day, each with the words that explain it on a page.
UNDATED, VAGUE, PAST, BY_HAND = "review_undated", "review_vague", "past", "by_hand"
RULE_WORDS = {
    "day": N_("写明日期的，以该日为到期日。"),
    "month": N_("写到月份的，以该月最后一日为到期日。"),
    "quarter": N_("写到季度的，以该季度最后一日为到期日。"),
    "half_year": N_("写到半年的，以6月30日或12月31日为到期日。"),
    "whole_year": N_("写到年份的，以该年12月31日为到期日。"),
    "year_end": N_("“年内”“年底前”以答复当年12月31日为到期日。"),
    "year_span": N_("起止年份以末年12月31日为到期日。"),
    "plan_period": N_("五年规划期以末年12月31日为到期日。"),
    "within": N_("“N年（月、日）内”自成文日起算。"),
    "coming_years": N_("“未来N年”自成文日起算。"),
    "working_days": N_("“N个工作日内”自成文日起按工作日历推算。"),
    "this_month": N_("“本月”“下月”以该月最后一日为到期日。"),
    VAGUE: N_("“尽快”“适时”一类没有期限，自成文日起3个月复核。"),
    UNDATED: N_("没有写期限，答复当年年底复核；第四季度答复的，次年年底复核。"),
    BY_HAND: N_("到期日由承办人填写。"),
}


@dataclass(frozen=True, slots=True)
class Resolved:
    """The day that words of time mean for a reply dated ``on``: a due day, or a review day where none is named."""

    words: str | None
    due_on: date | None
    review_on: date | None
    rule: str


def resolve_day(words: str, on: date, add_working_days: AddWorkingDays | None = None) -> Resolved:
    """Read the words of time of a promise in a reply dated ``on`` (a day in Beijing).

    The first exact words give the due day. Vague words, and none, give a review day; a day before the reply is told by
    the rule ``past`` and gives no day at all.
    """
    found = find_time_words(words, on, add_working_days=add_working_days)
    exact = [word for word in found if word.until is not None and word.rule != "recent_years"]
    coming = next((word for word in exact if word.until and word.until >= on), None)
    if coming:
        return Resolved(coming.text, coming.until, None, coming.rule)
    if exact:
        return Resolved(exact[0].text, None, None, PAST)
    vague = next((word for word in found if word.precision is Precision.VAGUE), None)
    seen = vague.text if vague else None
    return Resolved(seen, None, review_day(on, seen), VAGUE if vague else UNDATED)


def expected_day(due_on: date | None, today: date) -> date:
    """Return the day that a draft's reply will bear as far as is known: its deadline, or today once that is past."""
    return max(due_on, today) if due_on else today


def split_place(start: int, quote: str, second: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Return the two places of a mark cut where the words ``second`` begin; None where they do not stand inside it."""
    at = quote.find(second) if second else -1
    first = quote[: max(at, 0)].rstrip(JOINTS)
    return ((start, start + len(first)), (start + at, start + len(quote))) if first else None
