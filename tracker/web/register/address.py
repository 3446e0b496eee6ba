"""The register's address: what it says of the list, and the addresses of other lists."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import url_for
from werkzeug.datastructures import MultiDict

from tracker.domain.text import squeeze
from tracker.domain.vocabulary import Kind, Stage
from tracker.queries.due_windows import Window
from tracker.queries.register import PartFilter, RegisterFilter, View
from tracker.queries.register_more import Signing
from tracker.queries.register_order import KEYS, Place, Sort
from tracker.web.address_words import a_day, a_number, a_switch, one_of

MOST_TEXT = 100
MOST_IDS = 200
Arguments = MultiDict[str, str]


def a_text(text: str) -> str:
    """Read words that are looked for: without needless spaces, at most a hundred characters."""
    return squeeze(text)[:MOST_TEXT]


def some_ids(text: str) -> tuple[int, ...]:
    """Read chosen items, written 12.15.40; at most two hundred."""
    found = (a_number(part) for part in text.split(".")[:MOST_IDS])
    return tuple(dict.fromkeys(one for one in found if one is not None))


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
    "number": ("number", a_text),
    "sponsor": ("sponsor", a_text),
    "registered_from": ("registered_from", a_day),
    "registered_to": ("registered_to", a_day),
    "helper": ("helper_id", a_number),
    "signing": ("signing", lambda text: one_of(Signing, text)),
    "tag": ("tag_id", a_number),
    "ids": ("ids", some_ids),
}
KNOWN = frozenset({"view", "q", "sort", "saved", *READERS})


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
        text=a_text(arguments.get("q", "")),
        sort=sort,
        place=_place(arguments, sort),
        **{name: value for name, value in found.items() if value is not None},
    )


def _place(arguments: Arguments, sort: Sort) -> Place | None:
    for name in ("after", "before"):
        key, mark, row_id = arguments.get(name, "").rpartition("~")
        number = a_number(row_id)
        if mark and number is not None:
            value = a_day(key) if sort in {Sort.DUE, Sort.DUE_LATEST} else key or None
            return Place(value if sort in KEYS else None, number, is_before=name == "before")
    return None


def kept(arguments: Arguments) -> dict[str, str]:
    """Return what the address says that another page of the list keeps: all but its place."""
    return {key: value for key, value in arguments.items() if key in KNOWN and value.strip()}


class Addresses:
    """The addresses of lists that differ from one in little; made without asking the map of addresses each time."""

    def __init__(self, arguments: Arguments) -> None:
        self._kept = kept(arguments)
        self._base = url_for("register.list_items")

    def to(self, *without: str, **changes: str | None) -> str:
        """Return the list with other values; a value of None, or a name in ``without``, is left out."""
        values = {**self._kept, **changes}
        left = {key: text for key, text in values.items() if text is not None and key not in without}
        return f"{self._base}?{urlencode(left)}" if left else self._base


def address(arguments: Arguments, *without: str, **changes: str | None) -> str:
    """Return the address of the list with other values; see :class:`Addresses`."""
    return Addresses(arguments).to(*without, **changes)


def filter_text(arguments: Arguments) -> str:
    """Return what an address says of its list, as a saved view keeps it: neither a place nor a view's own id."""
    return urlencode({key: text for key, text in kept(arguments).items() if key not in {"saved", "ids"}})


def export_address(arguments: Arguments) -> str:
    """Return the address where the list is taken out as a file."""
    values: dict[str, Any] = kept(arguments)
    return url_for("register.choose_export", **values)


def place_text(key: date | str | None, row_id: int) -> str:
    """Write the place of a row for an address."""
    return f"{key if key is not None else ''}~{row_id}"
