"""Every form that the pages of the demonstration office offer, and what nobody should type into them."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from itertools import product
from typing import Any
from urllib.parse import quote_from_bytes, urlsplit
from xml.etree.ElementTree import Element

from flask import Flask
from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine
from werkzeug.test import TestResponse

from tests.support.addresses import addresses
from tests.support.page_client import PageClient
from tests.support.pages import _belonging, forms_of

PEOPLE = (
    "weilihua",
    "liwenjing",
    "qinhaining",
    "tangxianlai",
    "huangzhiqiang",
    "lumin",
    "dengwei",
    "liangwenbo",
)
WRITTEN = frozenset({"text", "search", "tel", "email", "url", "number", "date", "textarea"})
FREE = frozenset({"text", "search", "tel", "textarea"})
NOT_TRIED = frozenset({"csrf_token", "once"})
LEFT_OUT = frozenset({"accounts.sign_out", "accounts.sign_in", "accounts.choose_language"})
POSTED = re.compile(r'<form\b(?=[^>]*method="post")(?:[^>]*?action="([^"]*)")?')
ENOUGH = 6  # pages parsed for each address that forms are sent to
STATES = 3  # rows of one kind that somebody's pages are looked at
WRITING = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
# Rows that say who tried what, and the marks of forms, change with a refusal too.
KEPT_OF_REFUSALS = frozenset({"user_session", "sign_in_attempt", "handled_form", "audit_entry", "audit_head"})


@dataclass
class FoundForm:
    """A form that a page offers somebody: where it goes, what it holds, and the kinds of its fields."""

    person: str
    endpoint: str
    action: str
    values: dict[str, Any]
    kinds: dict[str, str] = field(default_factory=dict)

    def named(self, kinds: frozenset[str]) -> list[str]:
        """Return the names of the fields of some kinds."""
        return [name for name, kind in self.kinds.items() if kind in kinds]

    @property
    def tried(self) -> list[str]:
        """The fields that a person, or a tool, may fill in with anything."""
        return [name for name in {**self.values, **self.kinds} if name not in NOT_TRIED]


def _kinds(form: Element, root: Element) -> dict[str, str]:
    found = {}
    for control in _belonging(form, root):
        name = control.get("name")
        if name and control.tag in {"input", "textarea", "select"}:
            found[name] = control.get("type", "text") if control.tag == "input" else control.tag
    return found


@dataclass
class Finder:
    """Looks through pages for forms; a page is only parsed where it may hold one of a kind not known well."""

    app: Flask
    parsed: Counter[str] = field(default_factory=Counter)

    def endpoint_of(self, action: str, method: str) -> str:
        endpoint, _values = self.app.url_map.bind("localhost").match(urlsplit(unescape(action)).path, method)
        return str(endpoint)

    def on_page(self, client: PageClient, person: str, address: str) -> list[FoundForm]:
        """Return the forms that a page offers."""
        answer = client.client.get(address)
        is_page = answer.status_code == 200 and answer.mimetype == "text/html"
        source = answer.text if is_page else ""
        places = {action or address for action in POSTED.findall(source)}
        wanted = {self.endpoint_of(place, "POST") for place in places} - LEFT_OUT
        if all(self.parsed[endpoint] >= ENOUGH for endpoint in wanted):
            answer.close()
            return []
        self.parsed.update(wanted)
        page = client._read(answer)
        elements = page.root.iter("form")
        return [
            FoundForm(person, endpoint, form.action, form.values, _kinds(element, page.root))
            for element, form in zip(elements, forms_of(page.root, page.path), strict=True)
            if form.method == "post" and (endpoint := self.endpoint_of(form.action, "POST")) not in LEFT_OUT
        ]


def every_form(app: Flask, clients: dict[str, PageClient]) -> list[FoundForm]:
    """Return one form of each kind that any page offers: of each address and set of fields the first."""
    found: dict[object, FoundForm] = {}
    asked: Counter[tuple[str, str]] = Counter()
    finder = Finder(app)
    with app.app_context():
        all_addresses = addresses(app, "GET")
    for address, person in product(all_addresses, clients):
        kind = (finder.endpoint_of(address, "GET"), person)
        asked[kind] += 1
        if asked[kind] > STATES:
            continue
        for form in finder.on_page(clients[person], person, address):
            fields = frozenset(re.sub(r"\d+", "#", name) for name in form.kinds)
            found.setdefault((form.endpoint, fields), form)
    return list(found.values())


@dataclass
class Watch:
    """What requests write: the tables of the transactions that were committed."""

    pending: set[str] = field(default_factory=set)
    committed: set[str] = field(default_factory=set)

    def take(self) -> set[str]:
        """Return the tables written since the last time."""
        found, self.committed = self.committed, set()
        return found


@contextmanager
def watching() -> Iterator[Watch]:
    """Watch every transaction of this process."""
    watch = Watch()

    def note(_connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
        if found := WRITING.match(statement):
            watch.pending.add(found[1])

    def keep(_connection: Connection) -> None:
        watch.committed |= watch.pending
        watch.pending.clear()

    def drop(_connection: Connection) -> None:
        watch.pending.clear()

    for name, listener in (("before_cursor_execute", note), ("commit", keep), ("rollback", drop)):
        event.listen(Engine, name, listener)
    yield watch
    for name, listener in (("before_cursor_execute", note), ("commit", keep), ("rollback", drop)):
        event.remove(Engine, name, listener)


def encoded(values: dict[str, Any]) -> bytes:
    """Return a form's body; bytes are sent as they are."""
    pairs = [
        (name, one) for name, held in values.items() for one in (held if isinstance(held, list) else [held])
    ]
    return b"&".join(_quoted(name) + b"=" + _quoted(one) for name, one in pairs)


def _quoted(value: object) -> bytes:
    raw = value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
    return quote_from_bytes(raw).encode()


def post(client: PageClient, form: FoundForm, changes: dict[str, Any]) -> TestResponse:
    """Send a form with some fields changed, as the bytes that they are."""
    body = encoded(form.values | changes)
    return client.client.post(form.action, data=body, content_type="application/x-www-form-urlencoded")
