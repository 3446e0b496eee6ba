"""Whatever an address or a form says, the answer is a page with words, never a defect."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.addresses import HEALTH, addresses_by_rule
from tests.support.page_client import PageClient
from tracker.extensions import db
from tracker.models.people import User

DEFECT = 500
HUGE = "9" * 30
WORDS = (
    "0",
    "-1",
    HUGE,
    "9" * 5000,
    "NaN",
    "不是",
    f"x~{HUGE}",
    "9999-12-31~9",
    "0001-01-01_9",
    "2026-02-30",
)
NAMES = (
    "after", "assignment", "before", "co", "due_from", "due_to", "from", "key", "kind", "lead", "mark", "mode",
    "next", "office", "officer", "overdue", "q", "role", "session", "sort", "stage", "term", "to", "unit", "view",
)  # fmt: skip
FIELDS = (
    "address", "after", "assigned_on", "assigner", "assignment_id", "body", "body_level", "class_mark", "compute",
    "co_handlers", "contact_phone", "copies-0-copies", "copies-0-name", "copies-0-method", "course", "decision",
    "done_on", "due_on", "evidence", "kind", "lead", "mark-1-owner", "mark-1-verdict", "merge_into", "method", "mode",
    "name", "number_raw", "office_id", "officer_id", "on", "others-0-role", "others-0-unit", "parent_id", "password",
    "pasted", "percent", "phase", "point-9", "promises-0-owner", "publicity", "quote", "reason", "received_on",
    "recipients-0-method", "recipients-0-name", "recipients-0-sponsor_id", "remark", "role", "seat", "second", "seen",
    "sent_on", "serial", "session_no", "short_name", "sponsor", "sponsors", "sponsors-0-id", "sponsors-0-kind",
    "sponsors-0-name", "start", "summary", "term", "text", "ticket", "title", "unit_id", "until", "username",
    "valid_from", "verdict", "version",
)  # fmt: skip


NONSENSE = ("", "9" * 5000)
NAME = "weilihua"


class Visitor:
    """The coordinator of the demonstration office, who comes in again where an address ended the session."""

    def __init__(self, app: Flask) -> None:
        with app.app_context():
            self.user_id = db.session.scalars(select(User.id).where(User.username == NAME)).one()
        self.app = app
        self.client = PageClient(app).sign_in(self.user_id).client

    def status(self, method: str, address: str, **values: Any) -> int:
        """Return the status of an answer to somebody signed in, and let go of it."""
        answer = self.client.open(address, method=method, **values)
        answer.close()
        if "/sign-in" not in answer.headers.get("Location", ""):
            return answer.status_code
        self.client = PageClient(self.app).sign_in(self.user_id).client
        again = self.client.open(address, method=method, **values)
        again.close()
        return again.status_code


def together(places: list[str], words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Pair each address of a rule with a word, and each word with an address, without trying every pair."""
    for number in range(max(len(places), len(words))):
        yield places[number % len(places)], words[number % len(words)]


@pytest.fixture
def lenient(demonstration: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The demonstration office, taking forms without their token and telling defects by their status."""
    monkeypatch.setitem(demonstration.config, "WTF_CSRF_ENABLED", False)
    monkeypatch.setitem(demonstration.config, "PROPAGATE_EXCEPTIONS", False)
    return demonstration


def test_no_address_with_a_nonsense_query_is_a_defect(lenient: Flask) -> None:
    visitor = Visitor(lenient)
    asked = [pair for places in addresses_by_rule(lenient, "GET") for pair in together(places, WORDS)]
    broken = [
        (address, word[:40])
        for address, word in asked
        if address != HEALTH
        and visitor.status("GET", address, query_string=[(one, word) for one in NAMES] * 2) >= DEFECT
    ]
    assert broken == []
    assert len(asked) > 500


def test_neither_an_empty_form_nor_one_of_nonsense_is_a_defect(lenient: Flask) -> None:
    visitor = Visitor(lenient)
    asked = [pair for places in addresses_by_rule(lenient, "POST") for pair in together(places, NONSENSE)]
    broken = [
        (address, word[:40])
        for address, word in asked
        if visitor.status("POST", address, data=dict.fromkeys(FIELDS, word) if word else {}) >= DEFECT
    ]
    assert broken == []


def test_no_form_is_taken_without_its_token(demonstration: Flask) -> None:
    visitor = Visitor(demonstration)
    asked = [places[0] for places in addresses_by_rule(demonstration, "POST")]
    assert {visitor.status("POST", address) for address in asked} == {400}
