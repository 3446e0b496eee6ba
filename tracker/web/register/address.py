"""The register's address: what it says of the list, and the addresses of other lists."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask import url_for
from werkzeug.datastructures import MultiDict

from tracker.domain.text import squeeze
from tracker.domain.vocabulary import Kind, Stage
from tracker.queries.due_windows import Window
from tracker.queries.register import PartFilter, RegisterFilter, View
from tracker.queries.register_order import Place, Sort
from tracker.web.address_words import a_day, a_number, a_switch, one_of

MOST_TEXT = 100
Arguments = MultiDict[str, str]


READERS: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "kind": ("kind", lambda text: one_of(Kind, text)),
    "stage": ("stage", lambda text: one_of(Stage, text)),
    "term": ("term", a_number),
    "session": ("session_no", a_number),
    "office": ("office_id", a_number),
    "officer": ("officer_id", a_number),
    "role": ("part", lambda text: one_of(PartFilter, text)),
    "due_from": ("due_from", a_day),
    "due_to": ("due_to", a_day),
    "overdue": ("is_overdue", lambda text: text == "1"),
    "topic": ("topic_id", a_number),
    "key": ("is_key", a_switch),
    "unit": ("unit_id", a_number),
    "due": ("due", lambda text: one_of(Window, text)),
    "opinions": ("opinions", lambda text: one_of(Window, text)),
    "owing": ("owing_id", a_number),
    "co_from": ("co_from", a_day),
    "co_to": ("co_to", a_day),
}


def read_address(arguments: Arguments) -> RegisterFilter:
    """Return the list that an address asks for; what it cannot mean is left out."""
    found = {
        name: read(arguments.get(key, "").strip())
        for key, (name, read) in READERS.items()
        if key in arguments
    }
    sort = one_of(Sort, arguments.get("sort", "")) or Sort.DUE
    return RegisterFilter(
        view=one_of(View, arguments.get("view", "")) or View.OPEN,
        text=squeeze(arguments.get("q", ""))[:MOST_TEXT],
        sort=sort,
        place=_place(arguments, sort),
        **{name: value for name, value in found.items() if value is not None},
    )


def _place(arguments: Arguments, sort: Sort) -> Place | None:
    for name in ("after", "before"):
        key, mark, row_id = arguments.get(name, "").rpartition("~")
        number = a_number(row_id)
        if mark and number is not None:
            value = a_day(key) if sort is Sort.DUE else key or None
            return Place(value, number, is_before=name == "before")
    return None


def kept(arguments: Arguments) -> dict[str, str]:
    """Return what the address says that another page of the list keeps: all but its place."""
    known = {"view", "q", "sort", *READERS}
    return {key: value for key, value in arguments.items() if key in known and value.strip()}


def address(arguments: Arguments, *without: str, **changes: str | None) -> str:
    """Return the address of the list with other values; a value of None, or a name in ``without``, is left out."""
    values: dict[str, str | None] = {**kept(arguments), **changes}
    left: dict[str, Any] = {
        key: text for key, text in values.items() if text is not None and key not in without
    }
    return url_for("register.list_items", **left)


def export_address(arguments: Arguments) -> str:
    """Return the address where the list is taken out as a file."""
    values: dict[str, Any] = kept(arguments)
    return url_for("register.choose_export", **values)


def place_text(key: date | str | None, row_id: int) -> str:
    """Write the place of a row for an address."""
    return f"{key if key is not None else ''}~{row_id}"
