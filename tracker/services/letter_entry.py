"""From what a letter states to what the register keeps; nothing is invented where the letter is silent."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.documents.letters import LetterReading, PromiseFound
from tracker.domain.review_dates import review_day
from tracker.domain.sponsor_kinds import sponsor_kind_of
from tracker.domain.vocabulary import BodyLevel, Kind, Origin, Publicity, Verdict
from tracker.queries.intake import match_units
from tracker.queries.people import UnitTree
from tracker.services.intake_rows import NewItem, SponsorEntry
from tracker.services.old_replies import OldPromise

NAMES_APART = re.compile(r"[、，,；;\s]+")
CO_OPINION = "co_handling_opinion"
ISSUER = "issuer"
PUBLICITY_WORDS = (
    ("依申请公开", Publicity.ON_REQUEST),
    ("不予公开", Publicity.WITHHELD),
    ("不公开", Publicity.WITHHELD),
    ("不宜公开", Publicity.WITHHELD),
    ("主动公开", Publicity.PROACTIVE),
    ("同意公开", Publicity.PROACTIVE),
    ("公开", Publicity.PROACTIVE),
)


@dataclass(frozen=True)
class ItemWords:
    """The item that a letter names, each part None where the letter does not say."""

    kind: Kind | None
    body: str | None
    body_level: BodyLevel | None
    term: int | None
    session_no: int | None
    number_raw: str | None
    title: str | None
    sponsors: tuple[str, ...]


def item_words(reading: LetterReading) -> ItemWords:
    """Return what the letter says of the item it answers or hands over."""
    kind = reading.kind.value if reading.kind else None
    return ItemWords(
        kind=Kind(kind) if kind in set(Kind) else None,
        body=reading.body.value if reading.body else None,
        body_level=BodyLevel(reading.body_level.value) if reading.body_level else None,
        term=reading.term.value if reading.term else None,
        session_no=reading.session.value if reading.session else None,
        number_raw=reading.number_raw.value if reading.number_raw else None,
        title=reading.title.value if reading.title else None,
        sponsors=reading.proposers.value if reading.proposers else (),
    )


def is_co_opinion(reading: LetterReading) -> bool:
    """Tell whether the letter is a co-handler's opinion to the lead and no reply."""
    return reading.kind is not None and reading.kind.value == CO_OPINION


def split_names(words: str) -> tuple[str, ...]:
    """Return the names of a list written with 、 or other marks between them."""
    return tuple(name for name in NAMES_APART.split(words.strip()) if name)


def sponsor_entries(names: Iterable[str], kind: Kind) -> tuple[SponsorEntry, ...]:
    """Return entries for sponsors known by name only, the first as lead."""
    return tuple(
        SponsorEntry(name=name, kind=sponsor_kind_of(name, kind), is_lead=place == 0)
        for place, name in enumerate(names)
    )


def publicity_of(words: str | None) -> Publicity | None:
    """Return the publicity that a letter's words mean; None where they say nothing known."""
    found = words or ""
    return next((value for word, value in PUBLICITY_WORDS if word in found), None)


def entry_from(words: ItemWords, *, received_on: date, body_text: str) -> NewItem:
    """Return an entry for the register from a letter alone; what is missing stays empty for the checks to name."""
    kind = words.kind or Kind.SUGGESTION
    return NewItem(
        kind=kind,
        body=words.body or "",
        body_level=words.body_level,
        title=words.title or "",
        received_on=received_on,
        sponsors=sponsor_entries(words.sponsors, kind),
        term=words.term,
        session_no=words.session_no,
        number_raw=words.number_raw,
        origin=Origin.LETTER,
        body_text=body_text,
    )


def promise_from(found: PromiseFound, sent_on: date, owner_unit_id: int) -> OldPromise:
    """Return a found promise as one to be kept; one that names no day gets a review day."""
    return OldPromise(
        quote=found.quote,
        start=found.start,
        end=found.end,
        verdict=Verdict.PROMISE,
        owner_unit_id=owner_unit_id,
        due_text=found.due_text or found.vague_time,
        due_on=found.due_date,
        review_on=None if found.due_date else review_day(sent_on, found.vague_time),
    )


def owner_of(found: PromiseFound, tree: UnitTree, host_unit_id: int) -> int | None:
    """Return the unit that a promise names; the host where it speaks of itself, None where the name is unknown."""
    if found.responsible in {None, ISSUER}:
        return host_unit_id
    matched = match_units([found.responsible or ""], tree)
    return matched.unit_ids[0] if matched.unit_ids else None


def is_doubtful(found: PromiseFound, sent_on: date | None) -> bool:
    """Tell whether a person must decide: the day is past already, it hangs on a condition, or others act."""
    is_past = found.due_date is not None and sent_on is not None and found.due_date < sent_on
    return is_past or found.conditional or found.third_party


def promises_from(
    found: Sequence[PromiseFound], sent_on: date, tree: UnitTree, host_unit_id: int
) -> tuple[OldPromise, ...]:
    """Return every found promise as one to be kept, owned by the unit it names, else by the host."""
    return tuple(
        promise_from(one, sent_on, owner_of(one, tree, host_unit_id) or host_unit_id) for one in found
    )
