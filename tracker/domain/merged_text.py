"""The text of items handled as one: every letter keeps its own opening and shares the body (handling.md §1.4)."""

from enum import StrEnum

from tracker.domain.reply_words import OPENING_END


class TextState(StrEnum):
    """How a letter's body stands to that of the leading item."""

    SAME = "same"
    BEHIND = "behind"
    OWN = "own"
    CHANGED = "changed"


def split_opening(text: str) -> tuple[str, str]:
    """Return a letter's own opening (salutation, up to 现答复如下) and the body that follows it.

    A letter that was written without these words keeps its first line as the opening where that addresses somebody.
    """
    before, end, after = text.partition(OPENING_END)
    if end:
        return before + end, after.strip("\n")
    first, _line, rest = text.partition("\n")
    if first.rstrip().endswith(("：", ":")):
        return first, rest.strip("\n")
    return "", text.strip("\n")


def with_body(text: str, body: str) -> str:
    """Return a letter with its own opening and another body."""
    opening, _old = split_opening(text)
    return f"{opening}\n{body}" if opening else body


def text_state(own: str, leading: str, settled: str | None) -> TextState:
    """Compare a letter's body with the leading one; ``settled`` is the leading body last carried or declined.

    Words that a person changed since are never overwritten unasked: the letter is CHANGED then, once the leading body
    has moved on; OWN means that the difference was looked at and kept.
    """
    if own == leading:
        return TextState.SAME
    if leading == settled:
        return TextState.OWN
    return TextState.BEHIND if not own.strip() or own == settled else TextState.CHANGED
