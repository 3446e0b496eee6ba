"""The address of a search: what it asks for, and the addresses of other searches."""

from typing import Any

from flask import url_for
from werkzeug.datastructures import MultiDict

from tracker.domain.search_kinds import SourceKind
from tracker.domain.text import squeeze
from tracker.domain.vocabulary import Kind, Stage
from tracker.queries.search_question import Order, Place, Question
from tracker.web.address_words import a_number, one_of

MOST_TEXT = 100
NAMED, UNNAMED = "1", "0"
KNOWN = ("q", "order", "source", "kind", "stage", "unit", "term", "session")
Arguments = MultiDict[str, str]


def read_address(arguments: Arguments) -> Question:
    """Return what an address asks for; what it cannot mean is left out."""

    def said(name: str) -> str:
        return arguments.get(name, "").strip()

    return Question(
        text=squeeze(arguments.get("q", ""))[:MOST_TEXT],
        order=one_of(Order, said("order")) or Order.RELEVANCE,
        source=one_of(SourceKind, said("source")),
        kind=one_of(Kind, said("kind")),
        stage=one_of(Stage, said("stage")),
        unit_id=a_number(said("unit")),
        term=a_number(said("term")),
        session_no=a_number(said("session")),
        place=_place(said("after")),
    )


def _place(text: str) -> Place | None:
    named, mark, item = text.partition("~")
    number = a_number(item)
    return Place(named == NAMED, number) if mark and number is not None else None


def place_text(place: Place) -> str:
    """Write a place for an address."""
    return f"{NAMED if place.is_named else UNNAMED}~{place.item_id}"


def address(arguments: Arguments, *without: str, **changes: str | int | None) -> str:
    """Return the address of the first page with other values; None, or a name in ``without``, is left out."""
    values: dict[str, Any] = {key: arguments[key] for key in KNOWN if arguments.get(key, "").strip()}
    values |= changes
    left = {key: value for key, value in values.items() if value is not None and key not in without}
    return url_for("search.search_items", **left)
