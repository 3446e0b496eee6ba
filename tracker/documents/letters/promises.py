"""The promises of a letter: sentences that say what a government body will do, plans to do or is doing.

A sentence counts by its own marker (将, 拟, 计划, 正在, 待…后), or because a heading, a lead-in (采取以下措施：) or an
opening 下一步 announces it; what is done, asked of others, quoted or mere courtesy does not.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from tracker.documents.letters import markers
from tracker.documents.letters.layout import Layout
from tracker.documents.letters.model import PromiseFound, Span
from tracker.documents.letters.promise_parts import make_promise
from tracker.documents.letters.sentences import Sentence, sentences

LONGEST = 1_500  # no real sentence is longer; keeps the time linear on hostile text
SHORT_HEADING = 34


@dataclass(slots=True)
class _State:
    """What stands announced while the letter is read from top to bottom."""

    heading: int | None = None  # level of the heading that announces next steps
    lead_in: int | None = None  # level of the heading above an announced list
    level: int = 0  # level of the heading last seen
    carried: bool = False  # an earlier sentence of this paragraph opened with 下一步 or with a year and 将
    actor: str | None = None
    joined: Sentence | None = field(default=None)

    @property
    def announced(self) -> bool:
        """Say whether sentences count here without a marker of their own."""
        return self.heading is not None or self.lead_in is not None or self.carried


def find_promises(layout: Layout, on: date | None) -> tuple[PromiseFound, ...]:
    """Return the promises in order; relative times are counted from the letter's date ``on``."""
    promises: list[PromiseFound] = []
    state = _State()
    for sentence in sentences(layout):
        for span in _read(layout, sentence, state):
            promise = make_promise(layout, span, on, state.actor)
            state.actor = promise.responsible if state.announced else None
            promises.append(promise)
    return tuple(promises)


def _read(layout: Layout, sentence: Sentence, state: _State) -> Iterator[Span]:
    """Yield the places of the promises in one sentence and move the state on."""
    if sentence.opens_line:
        state.carried, state.actor = False, None
    joined, state.joined = state.joined, None
    if len(sentence.text) > LONGEST:
        return
    if sentence.is_heading:
        _enter_heading(sentence, state)
        return
    if _is_lead_in(sentence, state):
        return
    if _is_short_heading(sentence) and state.announced:
        state.joined = sentence
        return
    yield from _units(layout, sentence, state, joined)


def _enter_heading(sentence: Sentence, state: _State) -> None:
    """Take note of a heading: it may open a list of next steps, or end one."""
    level = sentence.level or 1
    state.level = level
    if markers.FUTURE_HEADING.search(sentence.text):
        state.heading = level
    elif state.heading is not None and level <= state.heading:
        state.heading = None
    if state.lead_in is not None and level <= state.lead_in:
        state.lead_in = None


def _is_lead_in(sentence: Sentence, state: _State) -> bool:
    """Say whether a sentence only announces a list; if the list is of coming work, take note of it."""
    if not markers.LEAD_IN.search(sentence.text):
        return False
    future = markers.LEAD_IN_FUTURE.search(sentence.text)
    if future and not markers.LEAD_IN_PAST.search(sentence.text):
        state.lead_in = state.level
    return True


def _is_short_heading(sentence: Sentence) -> bool:
    """Say whether a sentence is the heading of an item (一是…。), to be joined to the sentence behind it."""
    return bool(
        sentence.item_length
        and sentence.text.endswith("。")
        and len(sentence.text) <= SHORT_HEADING
        and "," not in sentence.words
    )


def _units(layout: Layout, sentence: Sentence, state: _State, joined: Sentence | None) -> Iterator[Span]:
    """Yield the places of the promises of a sentence that is neither heading nor lead-in."""
    clauses = _clauses(sentence)
    opens = bool(markers.NEXT_ACT.search(sentence.words[:30]) or _opens_year(sentence))
    if not _has_marker(sentence.words) and not state.announced:
        return
    start = next((index for index, clause in enumerate(clauses) if _counts(layout, clause)), None)
    if start is None and state.announced and _may_be_announced(sentence):
        start = 0
    elif start is not None and state.announced and not markers.DONE.search(sentence.words):
        start = 0 if not markers.ADVICE.search(sentence.words) else start
    if start is None:
        return
    first = _back(layout, clauses, start)
    begin = joined.start if joined and first == 0 else clauses[first][0]
    yield from _split(layout, clauses, first, start, begin)
    if opens or state.carried:
        state.carried = True


def _opens_year(sentence: Sentence) -> bool:
    """Say whether a paragraph opens with a year and 将: such a time governs the sentences behind it."""
    words = sentence.words[:24]
    return sentence.opens_line and words[:4].isdecimal() and words[4:5] == "年" and "将" in words


def _clauses(sentence: Sentence) -> list[Span]:
    """Return the places of the parts between commas, the item number left out."""
    places, position = [], sentence.start + sentence.item_length
    for index, sign in enumerate(sentence.text):
        if sign == "," and sentence.start + index >= position:
            places.append((position, sentence.start + index + 1))
            position = sentence.start + index + 1
    if position < sentence.end:
        places.append((position, sentence.end))
    return places


def _has_marker(words: str) -> bool:
    """Say quickly whether any marker stands in a sentence."""
    return any(pattern.search(words) for pattern in (*markers.STRONG, markers.STRIVE, markers.CONDITION, markers.NEXT))


def _counts(layout: Layout, clause: Span) -> bool:
    """Say whether a clause promises by its own marker."""
    words = layout.part(clause)
    if markers.COURTESY.search(words) or markers.ADVICE.search(words) or markers.GOAL_OF_OTHERS.search(words):
        return False
    if any(pattern.search(words) for pattern in (markers.MODAL, markers.PLAN, markers.EXPECT, markers.DOING, markers.LISTED)):
        return True
    if markers.WILL.search(words) and not markers.TAKES.search(words):
        return True
    if markers.DONE.search(words):
        return False
    return bool(markers.CONTINUE.search(words) or markers.STRIVE.search(words) or _is_conditional_act(layout, clause))


def _is_conditional_act(layout: Layout, clause: Span) -> bool:
    """Say whether a clause states what follows a condition (资金到位后即可开工)."""
    words = layout.part(clause)
    condition = markers.CONDITION.search(words)
    if not condition:
        return bool(markers.NEXT_ACT.search(words) and markers.PROMPT.search(words))
    rest = words[condition.end() :]
    following = layout.flat[clause[1] : clause[1] + 40].split("。")[0]
    return bool(markers.PROMPT.search(rest) or (len(rest) < 3 and markers.PROMPT.search(following)))


def _may_be_announced(sentence: Sentence) -> bool:
    """Say whether a sentence without a marker counts where a list is announced."""
    words = sentence.words
    if len(words) < 6 or markers.COURTESY.search(words) or markers.ADVICE.search(words):
        return False
    return not markers.PAST.search(words)


def _back(layout: Layout, clauses: list[Span], start: int) -> int:
    """Return the clause where the promise begins: times, conditions and connecting words before it belong to it."""
    while start > 0 and markers.CONNECT.match(layout.part(clauses[start - 1]).rstrip(",")):
        if markers.DONE.search(layout.part(clauses[start - 1])):
            break
        start -= 1
    return start


def _split(layout: Layout, clauses: list[Span], first: int, marked: int, begin: int) -> Iterator[Span]:
    """Yield the units of a sentence: another body with its own act opens another unit."""
    for index in range(max(first, marked) + 1, len(clauses)):
        words = layout.part(clauses[index])
        if markers.COURTESY.search(words):
            yield begin, clauses[index][0] - 1
            return
        if markers.OWN_SUBJECT.match(words) and _counts(layout, clauses[index]) and clauses[index][0] - begin > 12:
            opened = _back_within(layout, clauses, index, marked)
            yield begin, clauses[opened][0] - 1
            begin = clauses[opened][0]
    yield begin, clauses[-1][1]


def _back_within(layout: Layout, clauses: list[Span], index: int, floor: int) -> int:
    """Return where a later unit begins, its connecting words included but none of the unit before."""
    return max(floor + 1, _back(layout, clauses, index))
