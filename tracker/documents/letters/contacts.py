"""Whom to ask about a letter: the persons and telephones of its closing lines."""

import re
from collections.abc import Iterator
from itertools import zip_longest

from tracker.documents.letters.layout import Layout, Line
from tracker.documents.letters.model import Contact, Found, Span

LONGEST = 160
FAX = re.compile(r"传\s*真\s*:?\s*[-\d\s()]{7,20}")
CONTACT_WORD = r"联\s*系|电\s*话|承\s*办|责\s*任\s*人|负\s*责\s*人|经\s*办|分\s*管\s*领\s*导|手\s*机|咨\s*询"
CONTACT_LINE = re.compile(CONTACT_WORD)
PHONE = re.compile(
    r"(?<!\d)(?:0\d{2,3}\s?[-]+\s?\d{7,8}|\(0\d{2,3}\)\s?\d{7,8}|0\d{2,3}\s\d{7,8}|"
    r"1\d{10}|0\d{9,11}|\d{7,8})(?!\d)"
)
OFFICE = r"(?:[\u4e00-\u9fff]{1,16}(?:处|科|股|室|局|司|所|站|中心|办|队)[\s,、]+)?"
PERSON = re.compile(
    r"(?:联\s*系\s*人|承\s*办\s*人|负\s*责\s*人|责\s*任\s*人|经\s*办\s*人|领\s*导)(?:员|姓名)?\s*"
    rf"(?:及\s*(?:联\s*系)?\s*(?:电\s*话|方\s*式))?\s*(?:[:,]|\s)\s*{OFFICE}"
    r"(?P<person>[\u4e00-\u9fff]\s?[\u4e00-\u9fff]{1,3})(?=\s|,|;|\d|\)|$|。|、|\(|电话|联系)"
)
NEAR_PHONE = re.compile(r"(?P<person>[\u4e00-\u9fff]\s?[\u4e00-\u9fff]{1,3})\s*[,:]?\s*$")


def find_contact(layout: Layout) -> Found[tuple[Contact, ...]] | None:
    """Return the persons and telephones of the closing lines, as printed."""
    lines = [
        line for line in layout.tail_lines if len(line.text) <= LONGEST and CONTACT_LINE.search(line.text)
    ]
    pairs = [pair for line in lines for pair in _pairs(line)]
    contacts = _merge([_contact(layout, *pair) for pair in pairs])
    spans = [_around(*pair) for pair in pairs]
    return layout.found(tuple(contacts), *spans, origin="closing") if contacts else None


def _pairs(line: Line) -> Iterator[tuple[Span | None, Span | None]]:
    """Yield the places of the persons and telephones of one line, paired in their order."""
    without_fax = FAX.sub(lambda found: " " * len(found[0]), line.text)
    phones = [found.span() for found in PHONE.finditer(without_fax)]
    people = [found.span("person") for found in PERSON.finditer(line.text)]
    near = NEAR_PHONE.search(line.text[: phones[0][0]]) if phones and not people else None
    if near and not CONTACT_LINE.search(near["person"]):
        people = [near.span("person")]
    for person, phone in zip_longest(people, phones):
        yield _moved(person, line.start), _moved(phone, line.start)


def _moved(place: Span | None, by: int) -> Span | None:
    """Return a place in a line as a place in the text."""
    return (place[0] + by, place[1] + by) if place else None


def _around(person: Span | None, phone: Span | None) -> Span:
    """Return the place that holds a person and a telephone, of which one may be missing."""
    places = [place for place in (person, phone) if place]
    return min(start for start, _ in places), max(end for _, end in places)


def _contact(layout: Layout, person: Span | None, phone: Span | None) -> Contact:
    """Return the contact at two places; spaces that align a name are left out."""
    name = re.sub(r"\s+", "", layout.cut(person)) if person else None
    return Contact(name, layout.cut(phone) if phone else None)


def _merge(contacts: list[Contact]) -> list[Contact]:
    """Return the contacts once each, a lone person joined to the lone telephone of the line beside it."""
    merged: list[Contact] = []
    for contact in contacts:
        if merged and _completes(merged[-1], contact):
            merged[-1] = Contact(merged[-1].person or contact.person, merged[-1].phone or contact.phone)
        elif contact not in merged:
            merged.append(contact)
    return merged


def _completes(one: Contact, two: Contact) -> bool:
    """Say whether one contact is a person only and the other a telephone only."""
    halves = {(one.person is None, one.phone is None), (two.person is None, two.phone is None)}
    return halves == {(True, False), (False, True)}
