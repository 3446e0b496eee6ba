"""What the letter page shows: numbered places in the text, and for each field whence its value comes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from flask_babel import gettext as _

from tracker.documents.letters import Found, LetterReading, PromiseFound, said
from tracker.domain.marked_text import Paragraph, Place, marked_paragraphs
from tracker.domain.review_dates import review_day
from tracker.domain.text import without_spaces
from tracker.services.letter_entry import is_co_opinion, is_doubtful
from tracker.web.filters import day
from tracker.web.intake.letter_forms import REPLIED

# Row of the page: the findings that it rests on.
RESTS_ON: Mapping[str, tuple[str, ...]] = {
    "session": ("body", "term", "session"),
    "number_raw": ("number_raw",),
    "kind": ("kind",),
    "sponsors": ("proposers",),
    "title": ("title",),
    "lead": ("lead", "role"),
    "our_role": ("role",),
    "co_handlers": ("co_handlers",),
    "class_mark": ("reply_class",),
    "document_number": ("doc_number",),
    "publicity": ("publicity",),
    "sent_on": ("reply_date",),
    "issuer": ("issuer",),
    "contact_person": ("contact",),
}
REPLY_ROWS = frozenset(("class_mark", "document_number", "publicity", "sent_on", "issuer", "contact_person"))
HANDED_OVER_ROWS = frozenset({"lead"})
DERIVED = frozenset({"body_level", "phase", "our_role", "received_on"})
AFTER_SESSION = re.compile(r"(?:届|次会议|次)")
LONGEST_HEADING = 6  # lines before the salutation that are still its heading
NEARBY = 4  # signs between two places of one finding that are shown as one


@dataclass(frozen=True)
class Row:
    """How one field stands: the number of its place or None, and verbatim, derived, doubt or typed."""

    number: int | None = None
    origin: str = "typed"
    help: str | None = None


@dataclass(frozen=True)
class PromiseRow:
    """A sentence that may be a promise with what was read from it."""

    found: PromiseFound
    number: int
    origin: str
    note: str
    help: str | None = None


@dataclass
class Reading:
    """A letter on the page."""

    text: str
    found: LetterReading
    mode: str
    notes: Mapping[str, str] = field(default_factory=dict)
    sent_on: date | None = None

    def __post_init__(self) -> None:
        self.spans = dict(_row_spans(self.text, self.found, self.mode))
        promises = [(f"promise-{n}", (one.start, one.end)) for n, one in enumerate(self._promises())]
        self.numbers = _numbered([*self.spans.items(), *promises])

    def _promises(self) -> tuple[PromiseFound, ...]:
        return self.found.commitments if self.mode == REPLIED else ()

    def row(self, name: str) -> Row:
        """Return how a field stands; a note about it puts it in doubt."""
        number = self.numbers.get(name)
        if name in self.notes:
            return Row(number, "doubt", self.notes[name])
        unmarked = "derived" if name in DERIVED else "typed"
        return Row(number, "verbatim" if number else unmarked)

    @property
    def promises(self) -> list[PromiseRow]:
        """The sentences that may be promises, in the order of the text."""
        return [self._promise(place, one) for place, one in enumerate(self._promises())]

    def _promise(self, place: int, one: PromiseFound) -> PromiseRow:
        doubtful = is_doubtful(one, self.sent_on)
        return PromiseRow(
            found=one,
            number=self.numbers[f"promise-{place}"],
            origin="doubt" if doubtful else "verbatim",
            note=self._time_note(one),
            help=self._doubt_words(one) if doubtful else None,
        )

    def _time_note(self, one: PromiseFound) -> str:
        if one.due_date:
            return str(_("“%(words)s” → %(day)s", words=one.due_text or "", day=day(one.due_date)))
        words = _("“%(words)s”，没有确定的日子", words=one.vague_time) if one.vague_time else _("未写期限")
        if self.sent_on is None:
            return str(words)
        return str(
            _("%(words)s → 复核日 %(day)s", words=words, day=day(review_day(self.sent_on, one.vague_time)))
        )

    def _doubt_words(self, one: PromiseFound) -> str:
        if one.due_date and self.sent_on and one.due_date < self.sent_on:
            return str(_("期限早于成文日期，可能沿用旧稿，请选一项："))
        if one.third_party:
            return str(_("做这件事的不是行政机关，请选一项："))
        return str(_("以别的条件为前提，请选一项："))

    @property
    def doubts(self) -> int:
        """How many fields and sentences a person must look at."""
        return len(self.notes) + sum(row.origin == "doubt" for row in self.promises)

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The text with its numbered places, laid out as a letter: heading centred, signature at the right."""
        lines = marked_paragraphs(self.text, list(self._places()))
        heading = next((place for place, line in enumerate(lines) if line.style == "flush"), 0)
        signer = self.found.issuer.value if self.found.issuer else None
        return tuple(
            replace(
                line, style=_letter_style(line, is_heading=place < heading <= LONGEST_HEADING, signer=signer)
            )
            for place, line in enumerate(lines)
        )

    def _places(self) -> Iterator[Place]:
        rows = {name: (span, self.row(name).origin) for name, span in self.spans.items()}
        rows |= {
            f"promise-{place}": ((row.found.start, row.found.end), row.origin)
            for place, row in enumerate(self.promises)
        }
        for name, ((start, end), origin) in rows.items():
            number = self.numbers[name]
            tone = "doubt" if origin == "doubt" else "sure"
            yield Place(start, end, str(number), tone, f"place-{number}")


def _letter_style(line: Paragraph, *, is_heading: bool, signer: str | None) -> str:
    """Return where a line of a letter stands: before the salutation in the middle, the signature at the right."""
    if is_heading:
        return "centre"
    words = without_spaces("".join(part.text for part in line.parts))
    return "right" if signer and words == without_spaces(signer) else line.style


def _row_spans(text: str, found: LetterReading, mode: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield for each row the place that its findings share; rows of the other mode have none."""
    for name, parts in RESTS_ON.items():
        if name in (HANDED_OVER_ROWS if mode == REPLIED else REPLY_ROWS):
            continue
        spans = [span for part in parts for span in _spans(getattr(found, part))]
        if spans:
            yield name, _joined(text, sorted(spans))


def _spans(finding: Found[Any] | None) -> tuple[tuple[int, int], ...]:
    return finding.spans if finding else ()


def _joined(text: str, spans: list[tuple[int, int]]) -> tuple[int, int]:
    """Return the first place, grown over those that follow it on the same line within a few signs."""
    start, end = spans[0]
    for first, last in spans[1:]:
        if first - end <= NEARBY and "\n" not in text[end:first]:
            end = max(end, last)
    rest = AFTER_SESSION.match(text, end)
    return start, rest.end() if rest else end


def _numbered(places: list[tuple[str, tuple[int, int]]]) -> dict[str, int]:
    """Return each place's number in the order of the text; one that lies within another shares its number."""
    numbers: dict[str, int] = {}
    reached, last = -1, 0
    for name, (start, end) in sorted(places, key=lambda one: (one[1][0], -one[1][1])):
        if start >= reached:
            reached, last = end, last + 1
        numbers[name] = last
    return numbers


def notes_on(found: LetterReading, unknown_units: tuple[str, ...], mode: str) -> dict[str, str]:
    """Return what a person must look at, by row: missing parts, lists cut short, units that are not known."""
    notes = _item_notes(found)
    if is_co_opinion(found):
        notes["kind"] = _("这是会办单位给主办单位的意见，不是给代表委员的答复，请核对。")
    if found.proposers and said(found.et_al):
        notes["sponsors"] = _("原文写“等”，联名人没有列全，请补填。")
    if unknown_units:
        notes["co_handlers"] = _("单位表里没有：%(names)s", names="、".join(unknown_units))
    return notes | (_reply_notes(found) if mode == REPLIED else {})


def _item_notes(found: LetterReading) -> dict[str, str]:
    is_whole = found.body and found.term and found.session
    missing = (
        ("kind", found.kind, _("原文没有写明是建议还是提案，请核对。")),
        ("session", is_whole, _("原文没有写全，请补填会议名称和届次。")),
        ("number_raw", found.number_raw, _("原文没有编号；没有编号的件无法自动查重。")),
        ("title", found.title, _("原文没有标题，请补填。")),
        ("sponsors", found.proposers, _("原文没有写提出人，请补填。")),
    )
    return {name: words for name, value, words in missing if not value}


def _reply_notes(found: LetterReading) -> dict[str, str]:
    notes = {}
    if not found.reply_class:
        notes["class_mark"] = _("原文没有写类别，请选择。")
    if not found.publicity:
        notes["publicity"] = _("原文没有写公开属性，请选择。")
    if not found.reply_date:
        notes["sent_on"] = _("原文没有成文日期，请补填。")
    return notes
