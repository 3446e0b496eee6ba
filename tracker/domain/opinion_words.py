"""What the lead tells the sponsor of the co-handlers' opinions (浙江省2016年办法第18条、山东、青岛的规定)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tracker.domain.reply_words import numeral
from tracker.domain.vocabulary import OpinionState

HEADING = "会办意见采纳情况"
THANKS = ("感谢您", "感谢你们", "感谢贵", "衷心感谢", "再次感谢")
LONGEST_GIST = 160
WEIGHED = {
    OpinionState.ADOPTED: "予以采纳",
    OpinionState.PARTLY_ADOPTED: "部分采纳",
    OpinionState.NOT_ADOPTED: "未予采纳",
}


@dataclass(frozen=True)
class Heard:
    """A co-handler's opinion as the letter may tell of it."""

    unit: str
    names: tuple[str, ...]
    state: OpinionState
    text: str = ""
    weighing: str | None = None
    may_be_published: bool = True


def unnamed(text: str, heard: Iterable[Heard]) -> list[str]:
    """Return the co-handlers that gave an opinion and are named nowhere in a letter."""
    given = {OpinionState.SUBMITTED, *WEIGHED}
    return [one.unit for one in heard if one.state in given and not any(name in text for name in one.names)]


def annex(heard: Sequence[Heard], own: str) -> str:
    """Return the paragraphs that tell how each opinion was weighed; opinions not weighed yet are left out.

    An opinion that may not be published is named without its words. ``own`` is how the letter's unit calls itself.
    """
    told = [one for one in heard if one.state in WEIGHED or one.state is OpinionState.OVERRIDDEN]
    if not told:
        return ""
    lines = [f"（{numeral(place)}）{_told(one, own)}" for place, one in enumerate(told, start=1)]
    return "\n".join([HEADING, *lines])


def _told(one: Heard, own: str) -> str:
    if one.state is OpinionState.OVERRIDDEN:
        return f"{one.unit}：截至答复时未提出意见。"
    says = f"提出：“{gist(one.text)}”" if one.may_be_published and one.text else "已提出会办意见"
    reason = f"，{one.weighing.strip().rstrip('。')}" if one.weighing and one.may_be_published else ""
    return f"{one.unit}：{says}，{own}{WEIGHED[one.state]}{reason}。"


def gist(text: str) -> str:
    """Return the beginning of an opinion on one line, whole sentences as far as they fit, without its last stop."""
    line = "".join(part.strip() for part in text.split("\n"))
    if len(line) > LONGEST_GIST:
        end = max(line.rfind(stop, 0, LONGEST_GIST) for stop in "。；")
        line = line[:end] if end > 0 else f"{line[: LONGEST_GIST - 2]}……"
    return line.rstrip("。；")


def with_annex(text: str, words: str) -> str:
    """Return a letter with the annex before its thanks, or at its end; an earlier annex gives way to it."""
    lines = _without_annex(text.split("\n"))
    at = next(
        (place for place in reversed(range(len(lines))) if lines[place].strip().startswith(THANKS)),
        len(lines),
    )
    return "\n".join([*lines[:at], *words.split("\n"), *lines[at:]])


def _without_annex(lines: list[str]) -> list[str]:
    if HEADING not in lines:
        return lines
    start = lines.index(HEADING)
    end = start + 1
    while end < len(lines) and lines[end].startswith("（"):
        end += 1
    return lines[:start] + lines[end:]
