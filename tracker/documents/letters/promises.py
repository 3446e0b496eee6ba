"""The promises of a letter: sentences that say what a government body will do, plans to do or is doing.

A sentence counts by its own marker (将, 拟, 计划, 正在, 待…后), or because a heading, a lead-in (采取以下措施：) or an
opening 下一步 announces it; what is done, asked of others, quoted or mere courtesy does not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, pairwise

from tracker.documents.letters import markers
from tracker.documents.letters.layout import Layout
from tracker.documents.letters.model import PromiseFound, Span
from tracker.documents.letters.promise_parts import make_promise
from tracker.documents.letters.promise_units import Unit, find_units
from tracker.documents.letters.sentences import Sentence, sentences

LONGEST = 1_500  # no real sentence is longer; keeps the time linear on hostile text
SHORT_HEADING = 34


@dataclass(slots=True)
class State:
    """What stands announced while the letter is read from top to bottom."""

    heading: int | None = None  # level of the heading that announces next steps
    lead_in: int | None = None  # level of the heading above an announced list
    level: int = 0  # level of the heading last seen
    carried: bool = False  # an earlier sentence of this paragraph opened with 下一步, or with a year and 将
    items: bool = False  # the announced list has had items of whole paragraphs
    promised: bool = False  # the sentence before was a promise of this paragraph
    actor: str | None = None
    joined: Sentence | None = None

    @property
    def announced(self) -> bool:
        """Say whether sentences count here without a marker of their own."""
        return self.heading is not None or self.lead_in is not None or self.carried


def find_promises(layout: Layout, on: date | None, limit: int) -> tuple[PromiseFound, ...]:
    """Return the promises before ``limit`` in order; relative times are counted from the letter's date ``on``."""
    promises: list[PromiseFound] = []
    state = State()
    for span in _places(layout, limit, state):
        promise = make_promise(layout, span, on, state.actor)
        state.actor = promise.responsible if state.carried else None
        if not _is_over(layout.part(span), on):
            promises.append(promise)
    return tuple(promises)


def _places(layout: Layout, limit: int, state: State) -> Iterator[Span]:
    """Yield the places of the promises in order."""
    for sentence, following in pairwise(chain(sentences(layout, limit), (None,))):
        if sentence and sentence.opens_line:
            _enter_line(sentence, state)
        if sentence and len(sentence.text) <= LONGEST:
            yield from _read(layout, sentence, following, state)


def _is_over(words: str, on: date | None) -> bool:
    """Say whether every year that a promise names had ended before the letter: it tells of an old plan."""
    years = [int(year) for year in markers.YEAR_NUMBER.findall(markers.DOCUMENT_NAME.sub("", words))]
    return on is not None and bool(years) and max(years) < on.year and not markers.STILL_OPEN.search(words)


def _read(layout: Layout, sentence: Sentence, following: Sentence | None, state: State) -> Iterator[Span]:
    """Yield the places of the promises in one sentence and move the state on."""
    joined, state.joined = state.joined, None
    if sentence.is_heading and not _is_bare_item(sentence, following, state):
        _enter_heading(sentence, state)
    elif _is_lead_in(sentence, following, state):
        state.promised = False
    elif _is_short_heading(sentence, following) and (state.announced or _announces(sentence)):
        _enter_item(sentence, state)
    else:
        yield from _promises(layout, sentence, state, joined)


def _enter_line(sentence: Sentence, state: State) -> None:
    """Take note of a new paragraph: what one sentence carried is over, and so is a list behind its last item."""
    state.carried, state.promised, state.actor = False, False, None
    if state.lead_in is None:
        state.items = False
    elif sentence.level and not sentence.is_heading:
        state.items = True
    elif state.items and not sentence.is_heading:
        state.lead_in = None


def _enter_item(sentence: Sentence, state: State) -> None:
    """Take note of an item's heading: it belongs to the promise behind it, or itself announces next steps."""
    state.joined = sentence if state.announced else None
    state.carried = state.carried or _announces(sentence)


def _announces(sentence: Sentence) -> bool:
    """Say whether the heading of an item announces next steps ((三)下一步工作。)."""
    return bool(markers.FUTURE_HEADING.search(sentence.text))


def _promises(layout: Layout, sentence: Sentence, state: State, joined: Sentence | None) -> Iterator[Span]:
    """Yield the promises of a sentence that is neither heading nor lead-in."""
    unit = Unit(sentence, announced=state.announced, follows=_follows(sentence, state), joined=joined)
    spans = list(find_units(layout, unit))
    state.promised = bool(spans)
    if spans and (markers.NEXT_ACT.search(sentence.words[:30]) or _opens_year(sentence)):
        state.carried = True
    yield from spans


def _follows(sentence: Sentence, state: State) -> bool:
    """Say whether a sentence goes on with the promise before it (同时…, 其中市交通局建150个)."""
    goes_on = markers.MEANWHILE.match(sentence.words) or markers.QUOTA.match(sentence.words)
    return state.promised and bool(goes_on or markers.SHARE.match(sentence.words))


def _is_bare_item(sentence: Sentence, following: Sentence | None, state: State) -> bool:
    """Say whether what looks like a heading is itself an item of an announced list: nothing stands under it."""
    if not sentence.level or not state.announced or markers.FUTURE_HEADING.search(sentence.text):
        return False
    ends = following is None or bool(markers.COURTESY.search(following.text))
    return ends or bool(following and following.opens_line and 0 < following.level <= sentence.level)


def _enter_heading(sentence: Sentence, state: State) -> None:
    """Take note of a heading: it may open a list of next steps, or end one."""
    level = sentence.level or 1
    state.level = level
    if markers.FUTURE_HEADING.search(sentence.text):
        state.heading = level
    elif state.heading is not None and level <= state.heading:
        state.heading = None
    if state.lead_in is not None and level <= state.lead_in:
        state.lead_in = None


def _is_lead_in(sentence: Sentence, following: Sentence | None, state: State) -> bool:
    """Say whether a sentence only announces a list; if the list is of coming work, take note of it."""
    if not markers.LEAD_IN.search(sentence.text) or not (
        following and (following.level or sentence.text.endswith(":"))
    ):
        return False
    future = markers.LEAD_IN_FUTURE.search(sentence.text)
    if future and not markers.LEAD_IN_PAST.search(sentence.text):
        _announce(following, state)
    return True


def _announce(following: Sentence, state: State) -> None:
    """Open a list: to the end of the paragraph where its first item stands in it, else over the paragraphs below."""
    if following.opens_line:
        state.lead_in, state.items = state.level, False
    else:
        state.carried = True


def _is_short_heading(sentence: Sentence, following: Sentence | None) -> bool:
    """Say whether a sentence is the heading of an item (一是…。), to be joined to the sentence behind it."""
    heads = sentence.item_length and sentence.text.endswith("。") and len(sentence.text) <= SHORT_HEADING
    goes_on = (
        following is not None
        and not following.opens_line
        and (not following.level or "方面" in following.text[:4])
    )
    return bool(heads and goes_on and "," not in sentence.words)


def _opens_year(sentence: Sentence) -> bool:
    """Say whether a paragraph opens with a year and 将: such a time governs the sentences behind it."""
    words = sentence.words[:24]
    return sentence.opens_line and words[:4].isdecimal() and words[4:5] == "年" and "将" in words
