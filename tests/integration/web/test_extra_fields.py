"""Fields that a form does not have change nothing: posted with or without them, the same rows come of it.

Each form of these pages is sent twice from the same state and at the same instant, once with a name for every column
that would be a step or a right; the two databases must be equal to the last row.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests.support.bad_input import KEPT_OF_REFUSALS, Finder
from tests.support.databases import Database
from tests.support.page_client import PageClient
from tests.support.rights_walk import Book, Item, chosen, opened
from tests.support.whole_database import differing
from tracker import clock

# Every name is a column of some table, every value one that another row has.
EXTRA = {
    "state": "sent",
    "stage": "closed",
    "role": "coordinator",
    "kind": "npc_suggestion",
    "importance": "key",
    "is_key": "y",
    "is_leader_led": "y",
    "is_open": "",
    "is_active": "",
    "is_confidential": "y",
    "is_internal": "y",
    "is_void": "y",
    "is_demonstration": "y",
    "round_no": "2",
    "class_mark": "A",
    "class_scheme": "cppcc",
    "publicity": "proactive",
    "document_number": "桂科函〔2026〕99号",
    "locale": "en",
    "username": "root",
    "password_hash": "x",
    "created_at": "2020-01-01",
    "signed_at": "2020-01-01",
    "archived_at": "2020-01-01",
    "due_on": "2030-01-01",
    **dict.fromkeys(
        ("id", "user_id", "unit_id", "office_id", "officer_id", "author_id", "host_unit_id"), "2"
    ),
    **dict.fromkeys(
        ("proposal_id", "assignment_id", "reply_id", "opinion_id", "request_id", "letter_id"), "2"
    ),
    **dict.fromkeys(("drafted_by_id", "signed_by_id", "created_by_id", "asked_by_id", "owner_unit_id"), "2"),
    **dict.fromkeys(("lead_office_id", "merged_into_id", "group_id", "parent_id", "entered_by_id"), "2"),
    **dict.fromkeys(
        ("sponsors-0-id", "sponsors-0-proposal_id", "others-0-id", "steps-0-id", "steps-0-chain_id"), "2"
    ),
}
NOT_TRIED = {"accounts.set_locale", "accounts.sign_out", "accounts.end_session"}
# Whose page of which item; {reply}, {letter} and the like are the item's own.
PAGES = (
    ("registered", "coordinator", "/intake/form"),
    ("registered", "coordinator", "/items/{proposal}/edit"),
    ("registered", "coordinator", "/items/{proposal}/assignment"),
    ("registered", "system_admin", "/people/new"),
    ("registered", "system_admin", "/people/units/new"),
    ("registered", "security_admin", "/people/1"),
    ("registered", "coordinator", "/topics/new"),
    ("opinion to write", "officer", "/items/{proposal}/contacts/new"),
    ("opinion to write", "finance_liaison", "/items/{proposal}/opinions/{opinion}/edit"),
    ("opinion signed", "officer", "/items/{proposal}/opinions/{opinion}"),
    ("drafted", "officer", "/items/{proposal}/replies/{reply}/draft"),
    ("drafted", "coordinator", "/items/{proposal}/replies/{reply}/draft"),
    ("submitted", "head", "/items/{proposal}/replies/{reply}/review"),
    ("approved", "coordinator", "/items/{proposal}/replies/{reply}/steps"),
    ("checked", "leader", "/items/{proposal}/replies/{reply}/sign"),
    ("signed", "coordinator", "/items/{proposal}/replies/{reply}"),
    ("numbered", "coordinator", "/items/{proposal}/replies/{reply}/send"),
    ("sent", "coordinator", "/items/{proposal}/replies/{reply}"),
    ("sent", "coordinator", "/items/{proposal}/replies/{reply}/resend"),
    ("sent", "supervisor", "/items/{proposal}/replies/{reply}/class"),
    ("sent", "officer", "/promises/{commitment}"),
    ("sent", "leader", "/promises/{commitment}"),
    ("return asked", "finance_head", "/items/{proposal}/requests/{side_request}"),
    ("return endorsed", "coordinator", "/items/{proposal}/requests/{side_request}"),
    ("withdrawal asked", "coordinator", "/items/{proposal}/requests/{side_request}"),
    ("assigned", "coordinator", "/items/{proposal}/withdrawal"),
    ("assigned", "coordinator", "/items/{proposal}/void"),
    ("assigned", "finance_liaison", "/items/{proposal}/assignments/{assignment}/return"),
    ("evaluation to ask", "coordinator", "/items/{proposal}/evaluation/ask"),
    ("evaluation entered", "coordinator2", "/items/{proposal}/evaluations/{evaluation}"),
    ("dissatisfied", "coordinator", "/items/{proposal}/redo"),
    ("in a topic", "coordinator", "/topics/1"),
    ("in a topic", "coordinator", "/topics/1/edit"),
    ("letter drafted", "officer", "/items/{proposal}/letters/{later_letter}"),
    ("letter to sign", "leader", "/items/{proposal}/letters/{later_letter}"),
    ("public copy proposed", "coordinator", "/items/{proposal}/replies/{reply}/publication"),
    ("public copy proposed", "leader", "/items/{proposal}/replies/{reply}/publication"),
    ("closed", "coordinator", "/items/{proposal}/archive"),
    ("closed", "coordinator", "/items/{proposal}/reopen"),
)


@pytest.fixture
def book(app: Flask, sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Book]:
    """The office with the items; forms are taken without their token."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    with opened(app, sqlite_database, sorted({state for state, _, _ in PAGES})) as found:
        yield found


def place(item: Item, page: str) -> str:
    return page.format(**{name.removesuffix("_id"): rows[-1] for name, rows in item.ids.items()})


def sendings(
    book: Book, client: PageClient, person: str, address: str
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield what a page's forms send when somebody fills in what is empty, with the fields that no form has."""
    options = chosen(client.get(address).root)
    for form in Finder(book.app).on_page(client, person, address):
        own = form.values | {name: "" for name in form.kinds if name not in form.values}
        data = {name: value for name, value in form.values.items() if name != "once"}
        for name, value in data.items():
            if value in ("", "0", []) and name != "reason-0":
                is_day = name.endswith("_on") or name in {"on", "until"}
                data[name] = clock.today().isoformat() if is_day else options.get(name) or "依据会议纪要办理"
        if form.endpoint not in NOT_TRIED:
            extra = {name: value for name, value in EXTRA.items() if name not in own}
            yield form.endpoint, form.action, {"data": data, "extra": extra}


def rows_after(
    book: Book, client: PageClient, action: str, data: dict[str, Any]
) -> tuple[int, dict[str, str]]:
    answer = client.client.post(action, data=data)
    answer.close()
    found = {name: one for name, one in book.whole.digests().items() if name not in KEPT_OF_REFUSALS}
    book.restore(book.written())
    return answer.status_code, found


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_fields_that_a_form_does_not_have_change_nothing(book: Book, database: Database) -> None:
    wrong, tried, done = [], set(), set()
    for state, key, page in PAGES:
        client = book.readers.get(key) or PageClient(book.app).sign_in(book.office.people[key])
        for endpoint, action, sent in sendings(book, client, key, place(book.item(state), page)):
            plain = rows_after(book, client, action, sent["data"])
            client = PageClient(book.app).sign_in(book.office.people[key])
            more = rows_after(book, client, action, sent["extra"] | sent["data"])
            client = PageClient(book.app).sign_in(book.office.people[key])
            tried.add(endpoint)
            done |= {endpoint} if plain[0] == 302 else set()
            if plain[0] != more[0] or differing(plain[1], more[1]):
                wrong.append((endpoint, key, plain[0], more[0], sorted(differing(plain[1], more[1]))))
    assert wrong == []
    assert len(done) > len(tried) / 2, sorted(tried - done)
    assert len(tried) >= 40, sorted(tried)
