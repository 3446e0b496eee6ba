"""Everybody's way through the pages of an item, and what each form that a page offers does when anybody posts it."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import lxml.html
import time_machine
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.engine import Engine
from werkzeug.routing import MapAdapter
from werkzeug.test import TestResponse

from tests.support.addresses import tables
from tests.support.bad_input import KEPT_OF_REFUSALS, Watch, watching
from tests.support.databases import Database
from tests.support.office import Office, build_office
from tests.support.page_client import PageClient
from tests.support.pages import Form, forms_of
from tests.support.rights_book import BLIND, NOT_OF_ITEMS, ROWS, SUBJECTS
from tests.support.rights_items import BUILDERS
from tests.support.whole_database import WholePostgres, WholeSqlite, whole
from tracker import clock
from tracker.documents.store import FileStore
from tracker.domain.errors import ProofNeeded
from tracker.domain.vocabulary import (
    ANSWERING_ROLES,
    LIVE_ASSIGNMENT_STATES,
    SENT_REPLY_STATES,
    SIGNED_REPLY_STATES,
    AssignmentRole,
    ReplyState,
)
from tracker.extensions import db
from tracker.models.assignment import Assignment, SideRequest
from tracker.models.grouping import GroupMember
from tracker.models.later_letter import LaterLetter
from tracker.models.proposal import Proposal
from tracker.models.reply import Reply

DONE, FORBIDDEN, HIDDEN, PROOF, REFUSED = "done", "403", "404", "proof", "refused"
ACCEPTED = frozenset({DONE, PROOF, REFUSED})
# Refusals are asked for as data, which takes a fifth of the time that their page takes.
BRIEF = {"Accept": "application/json"}
NOT_SENT = frozenset({"once", "csrf_token"})
# Fields that decide what one address does, besides the pressed button.
DECIDING = ("decision", "course")
TABS = ("opinions", "drafts", "files", "promises", "evaluations")
OWN_PAGES = ("/items/", "/promises/", "/groups/", "/topics/")
# Pages to read, which hold no form and lead nowhere else.
READING = frozenset(
    {
        "item.explain_due",
        "item.view_item",
        "drafting.compare_versions",
        "reply.download_letter",
        "evaluation.print_forms",
        "files.download_file",
        "evaluation.view_scan",
    }
)


@dataclass(frozen=True)
class Act:
    """One form that somebody's page offers, filled in, with the button that sends it."""

    endpoint: str
    action: str
    data: tuple[tuple[str, object], ...]
    decision: str = ""
    is_of_helpers: bool = False

    @property
    def key(self) -> tuple[str, str, bool]:
        """What it is: the same for the same step of another item, or of another promise."""
        return self.endpoint, self.decision, self.is_of_helpers

    @property
    def rows(self) -> list[str]:
        """The rows of the table that rule it."""
        return (ROWS.get(f"{self.endpoint}:{self.decision}") or ROWS.get(self.endpoint, "")).split()


Acts = dict[tuple[str, str, bool], Act]


@dataclass(frozen=True)
class Item:
    """An item in one of its states, with what the table's conditions ask of it, read from its rows."""

    name: str
    id: int
    ids: Mapping[str, tuple[int, ...]]
    versions: Mapping[str, int]
    of_helpers: frozenset[tuple[str, int]]
    is_with_lead: bool
    is_with_helpers: bool
    is_submitted: bool
    is_signed: bool
    is_sent: bool
    is_letter_sent: bool
    is_open: bool

    @property
    def standing(self) -> tuple[bool, ...]:
        """What the table's conditions and the sight of an item depend on."""
        given = (self.is_with_lead, self.is_with_helpers)
        return (*given, self.is_submitted, self.is_signed, self.is_sent, self.is_letter_sent, self.is_open)


@dataclass
class Book:
    """The office with an item in every state, and everybody signed in."""

    app: Flask
    database: Database
    office: Office
    items: Mapping[str, int]
    readers: Mapping[str, PageClient]
    watch: Watch
    whole: WholeSqlite | WholePostgres
    opened: set[tuple[str, int]] = field(default_factory=set)  # whose walk opened which item's page

    @cached_property
    def urls(self) -> MapAdapter:
        """The site's addresses."""
        return self.app.url_map.bind("localhost")

    def written(self) -> set[str]:
        """Return the tables of business that were written since the last time."""
        return self.watch.take() - KEPT_OF_REFUSALS

    def restore(self, written: set[str]) -> None:
        """Bring what was written back; on SQLite the whole file, page by page under the open connections."""
        if isinstance(self.whole, WholePostgres):
            self.whole.bring_back(written)
            return
        with (
            closing(sqlite3.connect(self.whole.copy)) as kept,
            closing(sqlite3.connect(self.whole.path)) as live,
        ):
            live.execute("PRAGMA synchronous=OFF")
            kept.backup(live)

    def post(self, mark: str, act: Act) -> tuple[str, set[str]]:
        """Let a subject send a form; returns what became of it and what it wrote, which is undone again."""
        got = outcome(self.readers[mark].client.post(act.action, data=dict(act.data), headers=BRIEF))
        written = self.written()
        if written:
            self.restore(written)
        return got, written

    def item(self, name: str) -> Item:
        """Read what the table's conditions ask of an item."""
        with self.app.app_context():
            return _read(name, self.items[name], self.office)


def in_a_hurry(connection: Any, _record: object) -> None:
    """Let SQLite trust the machine to stay up: nothing here is lost with it."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous=OFF")


@contextmanager
def opened(app: Flask, database: Database, names: Iterable[str]) -> Iterator[Book]:
    """Build the office with an item in each of these states and sign everybody in; time stands while it is open."""
    event.listen(Engine, "connect", in_a_hurry)
    view = whole(database)
    try:
        with time_machine.travel(clock.now(), tick=False), watching() as watch:
            with app.app_context():
                office, store = build_office(), FileStore(Path(app.config["DATA_DIR"]) / "files")
                items = {name: BUILDERS[name](office, store) for name in names}
            readers = {mark: _signed_in(app, office, key) for mark, key in SUBJECTS.items()}
            with app.app_context():
                db.session.remove()
                db.engine.dispose()
            view.keep()
            yield Book(app, database, office, items, readers, watch, view)
    finally:
        view.close()
        event.remove(Engine, "connect", in_a_hurry)


def _signed_in(app: Flask, office: Office, key: str | None) -> PageClient:
    client = PageClient(app)
    return client.sign_in(office.people[key]) if key else client


def _read(name: str, number: int, office: Office) -> Item:
    proposal = db.session.get_one(Proposal, number)
    seats = list(db.session.scalars(select(Assignment).filter_by(proposal_id=number)))
    live = [one for one in seats if one.state in LIVE_ASSIGNMENT_STATES and one.round_no == proposal.round_no]
    replies = select(Reply.assignment_id, Reply.state).where(
        Reply.proposal_id == number, Reply.state != ReplyState.CANCELLED
    )
    found = db.session.execute(replies).all()
    states, now = {state for _, state in found}, {one.id for one in live}
    helping = {("assignment", one.id) for one in seats if one.role is AssignmentRole.CO}
    requests = select(SideRequest.id, SideRequest.assignment_id).filter_by(proposal_id=number)
    for request_id, seat_id in db.session.execute(requests):
        if ("assignment", seat_id) in helping:
            helping.add(("side_request", request_id))
    ids, versions = _rows_of(number)
    letters = db.session.scalars(select(LaterLetter.sent_on).filter_by(proposal_id=number))
    return Item(
        name,
        number,
        ids,
        versions,
        frozenset(helping),
        any(one.role in ANSWERING_ROLES and one.office_id == office.units["hightech"] for one in live),
        any(one.role not in ANSWERING_ROLES and one.unit_id == office.units["finance"] for one in live),
        bool(states - {ReplyState.DRAFTING}),
        any(seat in now and state in SIGNED_REPLY_STATES for seat, state in found),
        bool(states & SENT_REPLY_STATES),
        any(letters),
        proposal.is_open,
    )


def _rows_of(number: int) -> tuple[dict[str, tuple[int, ...]], dict[str, int]]:
    """Return the numbers of what hangs on an item by the names that addresses give them, and the last one's version."""
    ids: dict[str, tuple[int, ...]] = {"proposal_id": (number,)}
    versions = {"proposal_id": db.session.get_one(Proposal, number).version}
    replies = select(Reply.id).filter_by(proposal_id=number)
    for name, kind in tables().items():
        if name == "proposal_id" or name in ids:
            continue
        if hasattr(kind, "proposal_id"):
            found = list(db.session.scalars(select(kind).where(kind.proposal_id == number)))
        elif hasattr(kind, "reply_id"):
            found = list(db.session.scalars(select(kind).where(kind.reply_id.in_(replies))))
        else:
            continue
        if found and hasattr(kind, "id"):
            ids[name] = tuple(one.id for one in found)
            versions[name] = getattr(found[-1], "version", 0)
    _other_names(number, ids, versions)
    return ids, versions


def _other_names(number: int, ids: dict[str, tuple[int, ...]], versions: dict[str, int]) -> None:
    for name, known in (
        ("request_id", "side_request_id"),
        ("letter_id", "later_letter_id"),
        ("mask_id", "public_mask_id"),
    ):
        if known in ids:
            ids[name], versions[name] = ids[known], versions[known]
    groups = tuple(db.session.scalars(select(GroupMember.group_id).filter_by(proposal_id=number)))
    if groups:
        ids["group_id"] = ids["topic_id"] = groups


def outcome(answer: TestResponse) -> str:
    """Return what became of a post."""
    answer.close()
    status, told = answer.status_code, answer.get_json(silent=True)
    code = told.get("code") if isinstance(told, dict) else ""
    if status == 401:
        return HIDDEN
    if code == ProofNeeded.code:
        return PROOF
    if status in {403, 404}:
        return str(status)
    return REFUSED if status in {409, 422, 400} else DONE


def chosen(root: Element) -> dict[str, str]:
    """Return a choice for each select and each group of radio buttons that has none yet."""
    found: dict[str, str] = {}
    for menu in root.iter("select"):
        values = [option.get("value", "") for option in menu.iter("option")]
        found[menu.get("name", "")] = next((value for value in values if value not in {"", "0"}), "")
    for radio in root.iter("input"):
        if radio.get("type") in {"radio", "checkbox"}:
            found.setdefault(radio.get("name", ""), radio.get("value", "on"))
    return found


def filled(form: Form, options: Mapping[str, str]) -> dict[str, object]:
    """Return what a form sends when somebody fills in what is empty."""
    values = {name: value for name, value in form.values.items() if name not in NOT_SENT}
    for name, value in values.items():
        if value in ("", "0", []):
            is_day = name.endswith("_on") or name in {"on", "until"}
            values[name] = clock.today().isoformat() if is_day else options.get(name) or "依据会议纪要办理"
    ticked = {name: value for name, value in options.items() if name in {"seen", "class_mark", "publicity"}}
    return {**ticked, **values}


def decided(form: Form, root: Element, data: Mapping[str, object]) -> Iterator[dict[str, object]]:
    """Yield what a form sends, once for each button and each choice that decides."""
    buttons = {pair for pair in form.buttons.values() if pair[0] in DECIDING}
    for menu in root.iter("select"):
        name = menu.get("name", "")
        if name in DECIDING and name in form.values:
            buttons |= {(name, option.get("value", "")) for option in menu.iter("option")}
    for name, value in sorted(buttons) or [("", "")]:
        yield {**data, **({name: value} if name else {})}


@dataclass
class Walk:
    """One subject's walk through the pages of one item: from the item along its links, as a person goes."""

    book: Book
    item: Item
    mark: str
    acts: Acts = field(default_factory=dict)

    def go(self, places: list[str]) -> None:
        """Open the pages and every page of the item that they lead to, once each."""
        seen, waiting = set(places), list(places)
        while waiting:
            found = self.visit(waiting.pop(0)) - seen
            seen |= found
            waiting += sorted(found)

    def visit(self, place: str) -> set[str]:
        """Open a page, note the forms that write about items, and return the addresses it leads to."""
        answer = self.book.readers[self.mark].client.get(place, headers=BRIEF)
        page = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        answer.close()
        if answer.status_code != 200 or not page:
            return set()
        if place == f"/items/{self.item.id}":
            self.book.opened.add((self.mark, self.item.id))
        root: Any = lxml.html.document_fromstring(page).find(".//main")
        options = chosen(root)
        for form in forms_of(root, place):
            if form.method == "post":
                self._note(form, root, options)
        return {one.get("href", "").split("#")[0] for one in root.iter("a") if self._leads_on(one)}

    def _leads_on(self, link: Element) -> bool:
        path = link.get("href", "").split("#")[0].split("?")[0]
        if not path.startswith(OWN_PAGES) or link.get("download") is not None:
            return False
        endpoint, values = self.book.urls.match(path)
        return endpoint not in READING and self._is_of_item(values)

    def _note(self, form: Form, root: Element, options: Mapping[str, str]) -> None:
        action = form.action.split("?")[0]
        for address in {action, *(one for one in form.actions.values() if one)}:
            endpoint, values = self.book.urls.match(address, method="POST")
            if str(endpoint).startswith(tuple(NOT_OF_ITEMS)) or not self._is_of_item(values):
                continue
            for data in decided(form, root, filled(form, options)):
                self._add(str(endpoint), address, values, data)

    def _is_of_item(self, values: Mapping[str, Any]) -> bool:
        numbers = {name: number for name, number in values.items() if name[-3:] == "_id"}
        return bool(numbers) and all(
            number in self.item.ids.get(name, ()) for name, number in numbers.items()
        )

    def _add(
        self, endpoint: str, address: str, values: Mapping[str, Any], data: Mapping[str, object]
    ) -> None:
        words = [value for name, value in values.items() if name[-3:] != "_id"]
        decision = next((str(data[name]) for name in DECIDING if data.get(name)), "".join(map(str, words)))
        helping = endpoint.startswith("opinion.") or any(
            (known, values.get(name)) in self.item.of_helpers
            for name, known in (("assignment_id", "assignment"), ("request_id", "side_request"))
        )
        act = Act(endpoint, address, tuple(sorted(data.items(), key=lambda one: one[0])), decision, helping)
        self.acts.setdefault(act.key, act)


def offered(book: Book, item: Item, marks: list[str]) -> dict[str, Acts]:
    """Return what each subject's pages of an item let them send; a GET changes nothing."""
    book.written()
    walks = {mark: Walk(book, item, mark) for mark in marks}
    whole = [f"/items/{item.id}", *(f"/items/{item.id}/{tab}" for tab in TABS)]
    ledger = (
        ["/promises"] if "commitment_id" in item.ids else []
    )  # also of an item that is with others by now
    for walk in walks.values():
        walk.go(whole[:1] if walk.mark in BLIND else [*whole, *ledger])
    assert book.written() == set(), "a GET changed something"
    return {mark: walk.acts for mark, walk in walks.items()}


def elsewhere(book: Book, act: Act, item: Item) -> Act | None:
    """Return the same form for another item, made from the records that stand there; None where it has none such."""
    endpoint, values = book.urls.match(act.action, method="POST")
    names = [name for name in values if name[-3:] == "_id"]
    moved: dict[str, Any] = dict(values)
    for name in names:
        known = {"assignment_id": "assignment", "request_id": "side_request"}.get(name)
        fitting = [
            number
            for number in item.ids.get(name, ())
            if known is None or ((known, number) in item.of_helpers) is act.is_of_helpers
        ]
        if not fitting:
            return None
        moved[name] = fitting[-1]
    data = dict(act.data)
    if "version" in data:
        data["version"] = str(item.versions.get(names[-1], 0) or item.versions["proposal_id"])
    address = book.urls.build(str(endpoint), moved, method="POST")
    return Act(act.endpoint, address, tuple(sorted(data.items())), act.decision, act.is_of_helpers)
