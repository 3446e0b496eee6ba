"""Every right of the table, every subject, every state, over HTTP: who posts gets what the table says, no more or less.

The table is a copy of the office's own (tests.support.rights_book); the program's permission functions are never asked.
The pages offer a form exactly to those whose post is accepted or met by a guard. New addresses take part by themselves:
those without a row in ``ROWS`` are still compared with what the pages offer and with who may know of the item.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.support.databases import Database
from tests.support.office import Office, build_office
from tests.support.page_client import PageClient
from tests.support.page_rules import parse
from tests.support.pages import Form, forms_of
from tests.support.rights_book import BUILDERS, ROWS, SUBJECTS, cells
from tracker import clock
from tracker.domain.vocabulary import AssignmentRole
from tracker.extensions import db
from tracker.models.assignment import Assignment

DONE, FORBIDDEN, HIDDEN, PROOF, REFUSED = "done", "403", "404", "proof", "refused"
ACCEPTED = {DONE, PROOF, REFUSED}
# The states that are walked; every other one of ``BUILDERS`` can be added, at half a minute each.
SAMPLED = {
    "sqlite": ("registered", "assigned", "opinion handed in", "checked", "sent"),
    "postgresql": ("checked",),
}
NOT_OF_ITEMS = re.compile(r"^/(sign|account|language|welcome|people|administration|copies)")
LEAD = {"O", "o", "H"}
HELPERS = {"C", "D"}
BLIND = {"P", "L", "X", "1", "2", "3"}
SENT = {"sent", "reported done"}
SUBMITTED = SENT | {"submitted", "approved", "checked", "signed", "numbered"}
# Whose part it is stands in the form, not in the address.
PART_IN_FORM = {"contact.keep_contact"}
# The table lets coordinators edit promises of a draft; the editor that shows them is the author's.
NOT_SHOWN = {("drafting.judge_promise", "K"), ("drafting.add_promise", "K")}
COUNTS = ("event", "draft_version", "review", "assignment", "reply", "opinion", "commitment", "attachment")
VERSIONS = ("proposal", "assignment", "reply", "opinion", "commitment")


@dataclass(frozen=True)
class Act:
    """One form that somebody's page offers, filled in, with the button that sends it."""

    endpoint: str
    action: str
    data: tuple[tuple[str, object], ...]
    decision: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        return self.endpoint, self.action, self.decision

    @property
    def row(self) -> str | None:
        return ROWS.get(f"{self.endpoint}:{self.decision}") or ROWS.get(self.endpoint)


@dataclass
class Book:
    """The office with an item in every state, and everybody signed in."""

    app: Flask
    database: Database
    office: Office
    items: Mapping[str, int]
    readers: Mapping[str, PageClient]

    def restore(self) -> None:
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        self.database.reset("matrix")

    def mark(self) -> list[int]:
        """Return what any change would change: counts of rows and sums of versions."""
        tables = db.metadata.tables
        counts = [select(func.count()).select_from(tables[name]).scalar_subquery() for name in COUNTS]
        sums = [
            select(func.coalesce(func.sum(tables[name].c.version), 0)).scalar_subquery() for name in VERSIONS
        ]
        with self.app.app_context():
            return list(db.session.execute(select(*counts, *sums)).one())


@pytest.fixture
def book(app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch) -> Book:
    """The office with an item in every state; forms are taken without their token."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    wanted = {name: BUILDERS[name] for name in SAMPLED[database.dialect]}
    with app.app_context():
        office = build_office()
        items = {name: build(office) for name, build in wanted.items()}
    readers = {mark: signed_in(app, office, key) for mark, key in SUBJECTS.items()}
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    database.keep("matrix")
    return Book(app, database, office, items, readers)


def signed_in(app: Flask, office: Office, key: str | None) -> PageClient:
    client = PageClient(app)
    return client.sign_in(office.people[key]) if key else client


def outcome(answer: TestResponse) -> str:
    """Return what became of a post."""
    answer.close()
    status, target = answer.status_code, answer.headers.get("Location", "")
    if status == 401 or target.startswith("/sign-in?") or target == "/sign-in":
        return HIDDEN
    if status in {403, 404}:
        return PROOF if "再次确认身份" in answer.text else str(status)
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
    values = {name: value for name, value in form.values.items() if name not in {"once", "csrf_token"}}
    for name, value in values.items():
        if value in ("", "0", []):
            is_day = name.endswith("_on") or name in {"on", "until"}
            values[name] = clock.today().isoformat() if is_day else options.get(name) or "依据会议纪要办理"
    return {**{name: value for name, value in options.items() if name in {"seen", "class_mark"}}, **values}


def acts_of_page(book: Book, place: str, page: str) -> Iterator[Act]:
    """Yield what a page lets its reader send about items, once for each button that decides."""
    root = parse(page)[0]
    options = chosen(root)
    urls = book.app.url_map.bind("localhost")
    for form in forms_of(root, place):
        action = form.action.split("?")[0]
        if form.method != "post" or NOT_OF_ITEMS.match(action):
            continue
        endpoint, _ = urls.match(action, method="POST")
        data = filled(form, options)
        decisions = {pair for pair in form.buttons.values() if pair[0] == "decision"} or {("", "")}
        for name, value in sorted(decisions):
            sent = data | ({name: value} if name else {})
            yield Act(str(endpoint), action, tuple(sorted(sent.items())), value)


def places_of(book: Book, item: int) -> list[str]:
    """Return every page of an item and of what belongs to it."""
    with book.app.app_context():
        rows = ids_of("commitment", item)
    tabs = ("text", "contacts", "opinions", "drafts", "sign_off", "files", "promises", "evaluations")
    found = [
        f"/items/{item}",
        *(f"/items/{item}/{tab}" for tab in tabs),
        *(f"/promises/{row}" for row in rows),
    ]
    own = re.compile(rf"^/items/{item}/")
    with book.app.app_context():
        every = addresses_of_item(book, item)
    return sorted({*found, *(place for place in every if own.match(place))})


def ids_of(table: str, item: int) -> list[int]:
    """Return the ids of an item's rows in a table."""
    rows = db.metadata.tables[table].columns
    return list(db.session.scalars(select(rows.id).where(rows.proposal_id == item)))


def addresses_of_item(book: Book, item: int) -> list[str]:
    """Return the pages below an item with its own rows' numbers."""
    found = []
    ids = {f"{table}_id": ids_of(table, item) for table in ("reply", "assignment", "opinion")}
    for rule in book.app.url_map.iter_rules():
        names = re.findall(r"<int:(\w+)>", rule.rule)
        if "GET" not in (rule.methods or ()) or names[:1] != ["proposal_id"] or "any(" in rule.rule:
            continue
        inner = names[1:]
        if len(inner) > 1 or (inner and inner[0] not in ids):
            continue
        for number in ids[inner[0]] if inner else [0]:
            place = rule.rule.replace("<int:proposal_id>", str(item))
            found.append(re.sub(r"<int:\w+>", str(number), place))
    return found


def offered(book: Book, item: int) -> dict[str, dict[tuple[str, str, str], Act]]:
    """Return what each subject's pages of an item let them send; a GET changes nothing."""
    before = book.mark()
    places = places_of(book, item)
    found: dict[str, dict[tuple[str, str, str], Act]] = {}
    for mark, reader in book.readers.items():
        acts: dict[tuple[str, str, str], Act] = {}
        for place in places if mark not in BLIND else places[:1]:
            answer = reader.client.get(place)
            is_page = answer.status_code == 200 and answer.mimetype == "text/html"
            page = answer.get_data(as_text=True) if is_page else ""
            answer.close()
            for act in acts_of_page(book, place, page) if "<form" in page else ():
                acts.setdefault(act.key, act)
        found[mark] = {
            key: act for key, act in acts.items() if f"/{item}" in act.action or "/promises/" in act.action
        }
    assert book.mark() == before, "a GET changed something"
    return found


def is_of_helpers(book: Book, act: Act) -> bool:
    """Tell whether an act is about the co-handler's own part: its opinion or its assignment."""
    seat = re.search(r"/assignments/(\d+)", act.action)
    if seat is None:
        return "/opinions/" in act.action
    with book.app.app_context():
        role = db.session.get_one(Assignment, int(seat[1])).role
    return role is AssignmentRole.CO


def blind(name: str) -> set[str]:
    """Return the subjects that may not know of an item: before it is given to a unit, nobody in that unit may."""
    not_given = {"registered": LEAD | HELPERS, "assigned": LEAD}
    return BLIND | not_given.get(name, set())


def entitled(book: Book, name: str, mark: str, act: Act) -> bool:
    """Tell from the table alone whether a subject may do this now, freshly proved and no author of the draft."""
    cell = cells()[act.row or ""][mark]
    if "." in cell or mark in blind(name):
        return False
    if act.endpoint in PART_IN_FORM:
        return True
    return "w" not in cell or (mark in HELPERS) is is_of_helpers(book, act)


def expected_denial(name: str, mark: str, act: Act) -> set[str]:
    """Return how somebody is refused: as for nothing at all where they may not know of it.

    Who knows of it is forbidden to act; a form that is not even filled in right may be refused for that.
    """
    is_sent = name in SENT
    hides_reply = "/replies/" in act.action and (
        (mark in HELPERS and not is_sent) or (mark in {"S", "V"} and name not in SUBMITTED)
    )
    if mark in blind(name) or hides_reply or ("/promises/" in act.action and mark in HELPERS):
        return {HIDDEN}
    return {FORBIDDEN, REFUSED}


def test_each_post_is_answered_as_the_table_says_and_offered_to_nobody_else(book: Book) -> None:
    wrong: list[tuple[str, ...]] = []
    tried: set[str] = set()
    for name, item in book.items.items():
        seen = offered(book, item)
        known = {key: act for acts in seen.values() for key, act in acts.items()}
        for (key, act), mark in product(known.items(), book.readers):
            own = seen[mark].get(key, act)
            before = book.mark()
            got = outcome(book.readers[mark].client.post(own.action, data=dict(own.data)))
            tried.add(act.endpoint)
            if got == DONE:
                book.restore()
            elif book.mark() != before:
                wrong.append((name, *key, mark, "changed though", got))
                book.restore()
            found = verdicts(book, name, own, mark, (got, key in seen[mark]))
            wrong += [(name, *key, mark, words, got) for words in found]
    assert wrong == []
    assert len(tried) >= (20 if book.database.dialect == "sqlite" else 5), sorted(tried)


def verdicts(book: Book, name: str, act: Act, mark: str, answer: tuple[str, bool]) -> Iterator[str]:
    """Yield what is wrong with an answer: against the page that offers it, against the table, against sight."""
    got, is_offered = answer
    if is_offered and got not in ACCEPTED:
        yield "offered"
    if not is_offered and got == DONE and (act.endpoint, mark) not in NOT_SHOWN:
        yield "not offered"
    if act.row is not None and entitled(book, name, mark, act):
        if got not in ACCEPTED:
            yield "entitled"
    elif got not in expected_denial(name, mark, act) and (act.row is not None or mark in blind(name)):
        yield "not entitled"


def test_every_address_of_the_table_is_there(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert {name.split(":")[0] for name in ROWS} <= endpoints
    assert set(ROWS.values()) <= set(cells())


@pytest.mark.parametrize("minutes", [14, 16])
def test_what_needs_a_fresh_proof_is_not_done_without_it(book: Book, minutes: int) -> None:
    ago = clock.now() - timedelta(minutes=minutes)
    leader = PageClient(book.app).sign_in(book.office.people["leader"], at=ago)
    item = book.items["checked"]
    acts = [act for act in offered(book, item)["S"].values() if act.row == "W14"]
    assert acts
    for act in acts:
        got = outcome(leader.client.post(act.action, data=dict(act.data)))
        assert (got == DONE) is (minutes == 14), (act.key, got)
        book.restore()
        leader = PageClient(book.app).sign_in(book.office.people["leader"], at=ago)
