"""What the reader of letters returns. Places are code-point offsets into the text as given."""

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Found(Generic[T_co]):
    """A value that the letter states, the places that state it, and which part of the letter they are in."""

    value: T_co
    spans: tuple[Span, ...]
    origin: str


@dataclass(frozen=True, slots=True)
class Contact:
    """A person to ask and a telephone number, as printed; either may be missing."""

    person: str | None
    phone: str | None


@dataclass(frozen=True, slots=True)
class PromiseFound:
    """A sentence that promises work after the reply: ``quote`` equals the text from ``start`` to ``end``.

    ``kind`` is next_step, planned or in_progress; ``responsible`` is a body as named, ``issuer`` for the writer
    of the letter, or None; ``due_date`` follows the conventions of :mod:`tracker.domain.time_words`.
    """

    quote: str
    start: int
    end: int
    responsible: str | None
    due_text: str | None
    due_date: date | None
    kind: str
    vague_time: str | None
    conditional: bool
    third_party: bool


@dataclass(frozen=True, slots=True)
class LetterReading:
    """Everything read from one letter; a field is None where the text does not say."""

    kind: Found[str] | None = None
    body: Found[str] | None = None
    body_level: Found[str] | None = None
    term: Found[int] | None = None
    session: Found[int] | None = None
    number: Found[str] | None = None
    number_raw: Found[str] | None = None
    title: Found[str] | None = None
    proposers: Found[tuple[str, ...]] | None = None
    et_al: Found[bool] | None = None
    role: Found[str] | None = None
    lead: Found[str] | None = None
    co_handlers: Found[tuple[str, ...]] | None = None
    co_basis: Found[str] | None = None
    reply_class: Found[str] | None = None
    doc_number: Found[str] | None = None
    publicity: Found[str] | None = None
    reply_date: Found[date] | None = None
    issuer: Found[str] | None = None
    signer: Found[str] | None = None
    contact: Found[tuple[Contact, ...]] | None = None
    addressee: Found[str] | None = None
    commitments: tuple[PromiseFound, ...] = ()


def said(found: Found[T] | None) -> T | None:
    """Return what the letter says, None where it does not say."""
    return found.value if found else None
