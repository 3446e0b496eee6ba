"""Read one letter: every field that it states, with its places, and every promise in it."""

from dataclasses import fields, replace
from typing import Any

from tracker.documents.letters.closing import find_issuer, find_reply_date
from tracker.documents.letters.contacts import find_contact
from tracker.documents.letters.identity import (
    Session,
    body_level,
    clean_number,
    find_kind,
    find_number,
    find_session,
)
from tracker.documents.letters.layout import Layout, lay_out
from tracker.documents.letters.marks import find_class, find_doc_number, find_publicity, find_signer
from tracker.documents.letters.model import Found, LetterReading
from tracker.documents.letters.people import find_proposers
from tracker.documents.letters.promises import find_promises
from tracker.documents.letters.roles import find_co_handlers, find_lead, find_role
from tracker.documents.letters.titles import find_title

NAMES = tuple(field.name for field in fields(LetterReading))


def read_letter(text: str) -> LetterReading:
    """Return what the letter states; a field is None where it does not say.

    Never fails on any text; takes time linear in its length.
    """
    layout = lay_out(text)
    reading = _read(layout)
    return _placed(layout, reading) if layout.cuts else reading


def _placed(layout: Layout, reading: LetterReading) -> LetterReading:
    """Return a reading with its places moved from the folded form to the text as given."""
    found = {name: value for name in NAMES if isinstance(value := getattr(reading, name), Found)}
    moved: dict[str, Any] = {
        name: replace(value, spans=tuple(layout.place(span) for span in value.spans))
        for name, value in found.items()
    }
    places = [layout.place((promise.start, promise.end)) for promise in reading.commitments]
    pairs = zip(reading.commitments, places, strict=True)
    promises = tuple(replace(promise, start=start, end=end) for promise, (start, end) in pairs)
    return replace(reading, commitments=promises, **moved)


def _read(layout: Layout) -> LetterReading:
    """Return what the letter states, with places in the folded form."""
    session = find_session(layout)
    kind = find_kind(layout, session)
    number, number_raw = _numbers(layout, session)
    proposers, et_al = find_proposers(layout)
    is_opinion = kind is not None and kind.value == "co_handling_opinion"
    lead = find_lead(layout, is_opinion=is_opinion)
    co_handlers, co_basis = find_co_handlers(layout)
    reply_date = find_reply_date(layout)
    contact = find_contact(layout)
    issuer = find_issuer(layout, reply_date)
    return LetterReading(
        kind=kind,
        body=layout.found(session.body, *session.body_spans, origin="session") if session else None,
        body_level=_level(layout, session),
        term=session.term if session else None,
        session=session.session if session else None,
        number=number,
        number_raw=number_raw,
        title=find_title(layout),
        proposers=None if is_opinion else proposers,
        et_al=None if is_opinion else et_al,
        role=find_role(layout, lead, is_opinion=is_opinion),
        lead=lead,
        co_handlers=co_handlers,
        co_basis=co_basis,
        reply_class=find_class(layout),
        doc_number=find_doc_number(layout),
        publicity=find_publicity(layout),
        reply_date=reply_date,
        issuer=issuer,
        signer=find_signer(layout),
        contact=contact,
        addressee=_addressee(layout) if is_opinion else None,
        commitments=find_promises(
            layout, reply_date.value if reply_date else None, _body_end(layout, issuer, reply_date, contact)
        ),
    )


def _numbers(layout: Layout, session: Session | None) -> tuple[Found[str] | None, Found[str] | None]:
    """Return the number and how it is printed."""
    found = find_number(layout, session)
    if not found:
        return None, None
    number = layout.found(
        clean_number(layout.cut(found.span("number"))), found.span("number"), origin="number"
    )
    return number, layout.found(layout.cut(found.span("raw")).strip(), found.span("raw"), origin="number")


def _level(layout: Layout, session: Session | None) -> Found[str] | None:
    """Return the level of the body, where its name states it."""
    level = body_level(session.body) if session else None
    return layout.found(level, *session.body_spans, origin="session") if session and level else None


def _body_end(layout: Layout, *closing: Found[Any] | None) -> int:
    """Return where the closing lines begin: the signature, the date or the contact, else the end of the text."""
    places = [
        layout.flat.rfind("\n", 0, found.spans[0][0]) + 1
        for found in closing
        if found and found.origin == "closing"
    ]
    return min(places, default=len(layout.flat))


def _addressee(layout: Layout) -> Found[str] | None:
    """Return the office that a co-handler's opinion is addressed to."""
    address = layout.address
    return (
        layout.found(layout.cut(address.span("names")), address.span("names"), origin="salutation")
        if address
        else None
    )
