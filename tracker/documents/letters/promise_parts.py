"""The parts of a promise: who is to do it, by when, of which kind, and on what condition."""

import re
from datetime import date

from tracker.documents.letters import markers
from tracker.documents.letters.layout import Layout
from tracker.documents.letters.model import PromiseFound, Span
from tracker.domain.time_words import Precision, TimeWord, find_time_words

ISSUER = "issuer"
LED_BY = re.compile(rf"(?:由|请|交)(?P<body>{markers.OFFICE})(?:牵头|负责|主办|实施|组织|承担|纳入|尽快)")
SUBJECT = re.compile(
    rf"(?:^|[,:。])\s*(?:其中|但|同时|另外|此外|目前|后期|下一?步|今后|对此|为此)?,?\s*(?P<body>{markers.OFFICE})\s*"
    r"(?:也|还|均)?(?:将|会|拟|计划|正|负责|牵头|继续|已|支持|推进|利用|落实|抓紧|办理|建\d)"
)
FIRST_PERSON = re.compile(markers.WE)
NOT_A_BODY = re.compile(r"^(?:各|有关|相关|上级|该|本|全|并|与|和|会同|积极|加强|我)")


def make_promise(layout: Layout, span: Span, on: date | None, actor: str | None) -> PromiseFound:
    """Return the promise at a place; ``actor`` is the body of the sentence before it, where that governs."""
    start, end = _trim(layout, span)
    words = layout.flat[start:end]
    quote = layout.given((start, end))
    due = _due(quote, on)
    responsible = _responsible(words) or actor or ISSUER
    vague = next((word.text for word in find_time_words(words, on) if word.rule == "vague"), None)
    return PromiseFound(
        quote=quote,
        start=start,
        end=end,
        responsible=responsible,
        due_text=due.text if due else None,
        due_date=due.until if due else None,
        kind=_kind(words),
        vague_time=vague,
        conditional=bool(markers.CONDITION.search(words)),
        third_party=bool(responsible and markers.THIRD.search(responsible)),
    )


def _trim(layout: Layout, span: Span) -> Span:
    """Return a place without spaces at its ends."""
    words = layout.flat[span[0] : span[1]]
    return span[0] + len(words) - len(words.lstrip()), span[1] - (len(words) - len(words.rstrip()))


def _responsible(words: str) -> str | None:
    """Return the body that is to act, as named; the writer for 我厅 and the like; None where none is named."""
    led = LED_BY.search(words)
    if led and not NOT_A_BODY.search(led["body"]):
        return led["body"]
    if FIRST_PERSON.search(words):
        return ISSUER
    subject = SUBJECT.search(words)
    return subject["body"] if subject and not NOT_A_BODY.search(subject["body"]) else None


def _kind(words: str) -> str:
    """Return next_step, planned or in_progress by the main marker."""
    if markers.DOING.search(words):
        return "in_progress"
    planned = (markers.PLAN, markers.EXPECT, markers.LISTED)
    return "planned" if any(pattern.search(words) for pattern in planned) or "将于" in words else "next_step"


def _due(quote: str, on: date | None) -> TimeWord | None:
    """Return the word that says by when: the first that is exact, not long past, and not inside a condition."""
    condition = markers.CONDITION.search(quote.replace("，", ","))
    inside = range(condition.start(), condition.end()) if condition else range(0)
    words = (word for word in find_time_words(quote, on) if word.start not in inside)
    return next((word for word in words if _says_when(word, on)), None)


def _says_when(word: TimeWord, on: date | None) -> bool:
    """Say whether a word of time can be the day by which a promise is due."""
    if word.precision is Precision.VAGUE or word.rule == "recent_years" or (word.needs_person and on):
        return False
    return on is None or word.until is None or word.until >= date(on.year, 1, 1)
