"""Where in a sentence its promises begin and end."""

from collections.abc import Iterator
from dataclasses import dataclass

from tracker.documents.letters import markers
from tracker.documents.letters.layout import Layout
from tracker.documents.letters.model import Span
from tracker.documents.letters.sentences import Sentence

SHORTEST = 4  # 特此。 is no promise
LEAST = 12  # a unit shorter than this is not parted from what follows
SUBJECTLESS = 11  # 将予以治理。 needs the clause before it to say what


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence to look through, and what stands around it."""

    sentence: Sentence
    announced: bool
    follows: bool
    joined: Sentence | None


def find_units(layout: Layout, unit: Unit) -> Iterator[Span]:
    """Yield the places of the promises of a sentence that is neither heading nor lead-in."""
    words = unit.sentence.words
    if not (unit.announced or unit.follows or has_marker(words)):
        return
    clauses = _clauses(unit.sentence)
    start = _first(layout, clauses, unit)
    if start is None:
        return
    first = _back(layout, clauses, start)
    begin = unit.joined.start if unit.joined and first == 0 else clauses[first][0]
    yield from _split(layout, clauses, start, begin)


def _clauses(sentence: Sentence) -> list[Span]:
    """Return the places of the parts between commas, the item number left out."""
    places, position = [], sentence.start + sentence.item_length
    for index, sign in enumerate(sentence.text, sentence.start):
        if sign == "," and index >= position:
            places.append((position, index + 1))
            position = index + 1
    if position < sentence.end:
        places.append((position, sentence.end))
    return places


def has_marker(words: str) -> bool:
    """Say quickly whether any marker stands in a sentence."""
    return any(
        pattern.search(words)
        for pattern in (*markers.STRONG, markers.STRIVE, markers.CONDITION, markers.NEXT)
    )


def _first(layout: Layout, clauses: list[Span], unit: Unit) -> int | None:
    """Return the clause that promises by its own marker, or the first where the whole sentence is announced."""
    marked = _first_marked(layout, clauses)
    words = unit.sentence.words
    announced = (unit.announced or unit.follows) and _may_be_announced(words)
    return 0 if announced and (marked is None or not markers.DONE.search(words)) else marked


def _first_marked(layout: Layout, clauses: list[Span]) -> int | None:
    """Return the first clause with a marker of its own; after advice or a quoted goal one with its own subject."""
    others = False
    for index, clause in enumerate(clauses):
        words = layout.part(clause)
        others = others or bool(markers.ADVICE.search(words) or markers.GOAL_OF_OTHERS.search(words))
        if counts(layout, clause) and (not others or markers.OWN_SUBJECT.match(words)):
            return index
    return None


def counts(layout: Layout, clause: Span) -> bool:
    """Say whether a clause promises by its own marker."""
    words = layout.part(clause)
    if any(pattern.search(words) for pattern in (markers.COURTESY, markers.ADVICE, markers.GOAL_OF_OTHERS)):
        return False
    if markers.DOING.search(words):
        return not (markers.COUNTED.search(words) or markers.ELSEWHERE.search(words))
    return _is_strong(words) or _is_weak(layout, clause)


def _is_strong(words: str) -> bool:
    """Say whether a marker stands that promises whatever else the clause says (将, 拟, 计划, 预计)."""
    if markers.WILL.search(words) and not markers.TAKES.search(words):
        return True
    return any(
        pattern.search(words) for pattern in (markers.MODAL, markers.PLAN, markers.EXPECT, markers.LISTED)
    )


def _is_weak(layout: Layout, clause: Span) -> bool:
    """Say whether a marker stands that promises only where nothing done or impossible is told (继续, 争取, 待…后)."""
    words = layout.part(clause)
    if markers.PAST.search(words) or markers.CANNOT.search(words):
        return False
    before = layout.flat[max(0, clause[0] - 9) : clause[0]]
    if words.lstrip().startswith("继续") and markers.TIME_CLAUSE.search(before):
        return True
    named = markers.CONTINUE.search(words) or markers.STRIVE.search(words)
    return bool(named) or _is_conditional_act(layout, clause)


def _is_conditional_act(layout: Layout, clause: Span) -> bool:
    """Say whether a clause states what follows a condition (资金到位后即可开工)."""
    words = layout.part(clause)
    condition = markers.CONDITION.search(words)
    if not condition:
        return bool(markers.NEXT_ACT.search(words) and markers.PROMPT.search(words))
    rest = words[condition.end() :]
    following = layout.flat[clause[1] : clause[1] + 40].split("。")[0]
    if markers.CANNOT.search(following):
        return False
    return bool(markers.PROMPT.search(rest) or (len(rest) < 3 and markers.PROMPT.search(following)))


def _may_be_announced(words: str) -> bool:
    """Say whether a sentence without a marker counts where a list is announced."""
    if len(words.rstrip("。;")) < SHORTEST or markers.COURTESY.search(words) or markers.ADVICE.search(words):
        return False
    return not (markers.PAST.search(words) or markers.CANNOT.search(words))


def _back(layout: Layout, clauses: list[Span], start: int) -> int:
    """Return the clause where the promise begins: times, conditions and connecting words before it belong to it."""
    if (
        start > 0
        and clauses[start][1] - clauses[start][0] <= SUBJECTLESS
        and layout.flat[clauses[start][0]] == "将"
    ):
        return start - 1
    while start > 0 and _leads_to(layout.part(clauses[start - 1]).rstrip(",")):
        start -= 1
    return start


def _leads_to(words: str) -> bool:
    """Say whether a clause only prepares the one behind it."""
    return bool(
        (markers.CONNECT.match(words) or markers.DUTY.match(words)) and not markers.DONE.search(words)
    )


def _split(layout: Layout, clauses: list[Span], marked: int, begin: int) -> Iterator[Span]:
    """Yield the units of a sentence: another body or another act opens another unit, courtesy ends the last."""
    for index, clause in enumerate(clauses):
        if clause[0] <= begin or (index <= marked and not markers.DUTY.match(layout.part(clause))):
            continue
        if markers.COURTESY.search(layout.part(clause)):
            yield begin, clause[0] - 1
            return
        if _opens_unit(layout, (begin, clause[0]), clause):
            yield begin, clause[0] - 1
            begin = clause[0]
    yield begin, clauses[-1][1]


def _opens_unit(layout: Layout, before: Span, clause: Span) -> bool:
    """Say whether a clause opens a promise of its own: another body acts, or 同时, 下一步, 争取把 begin another act."""
    words = layout.part(clause)
    if before[1] - before[0] < LEAST:
        return False
    if markers.OPENS_UNIT.match(words) or markers.DUTY.match(words):
        return True
    subject = markers.OWN_SUBJECT.match(words)
    earlier = markers.OWN_SUBJECT.search(layout.part(before))
    if not subject or not earlier or not counts(layout, clause):
        return False
    return earlier["body"] != subject["body"] and not (
        _is_writer(earlier["body"]) and _is_writer(subject["body"])
    )


def _is_writer(body: str) -> bool:
    """Say whether a subject is the writer of the letter (我局, 我们)."""
    return body.startswith("我")
