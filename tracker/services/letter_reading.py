"""Reading a later letter for promises: what it says anew counts, what it quotes as wrong does not."""

from collections.abc import Iterator
from datetime import date

from tracker.documents.letters import PromiseFound
from tracker.models.later_letter import LaterLetter
from tracker.services.promise_finding import find_promises

# The reader finds promises where a letter says what will be done; a later letter says nothing else.
FRAME = "您的来件收悉，现答复如下：\n二、下一步工作打算\n"
CLOSING = "\n特此函告。"


def read_sentences(letter: LaterLetter, on: date) -> list[tuple[int, PromiseFound]]:
    """Return each sentence that may be a promise with its place in the text, in order and without overlaps."""
    kept: list[tuple[int, PromiseFound]] = []
    for start, one in sorted(_all(letter, on), key=lambda found: found[0]):
        if not kept or start >= kept[-1][0] + len(kept[-1][1].quote):
            kept.append((start, one))
    return kept


def _all(letter: LaterLetter, on: date) -> Iterator[tuple[int, PromiseFound]]:
    text, wrong = letter.text, letter.wrong_words
    quoted = text.find(wrong) if wrong else -1
    for one in find_promises(text, on):
        if not (quoted >= 0 and quoted <= one.start < quoted + len(wrong)):
            yield one.start, one
    at = text.find(letter.right_words) if letter.right_words else -1
    if at >= 0 and at != quoted:
        for one in find_promises(f"{FRAME}{letter.right_words}{CLOSING}", on):
            place = at + one.start - len(FRAME)
            if text.startswith(one.quote, max(place, 0)):
                yield place, one
