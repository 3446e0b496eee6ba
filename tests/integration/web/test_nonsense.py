"""Whatever an address or a form says, the answer is a page with words, never a defect."""

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.support.addresses import addresses
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


def person_of(app: Flask, name: str) -> PageClient:
    """Return somebody of the demonstration office with a browser."""
    with app.app_context():
        user_id = db.session.scalars(select(User.id).where(User.username == name)).one()
    return PageClient(app).sign_in(user_id)


def status(answer: TestResponse) -> int:
    """Return the status of an answer, and let go of it."""
    answer.close()
    return answer.status_code


PEOPLE = ("weilihua",)


@pytest.fixture
def lenient(demonstration: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The demonstration office, taking forms without their token and telling defects by their status."""
    monkeypatch.setitem(demonstration.config, "WTF_CSRF_ENABLED", False)
    monkeypatch.setitem(demonstration.config, "PROPAGATE_EXCEPTIONS", False)
    return demonstration


@pytest.mark.parametrize("name", PEOPLE)
def test_no_address_with_a_nonsense_query_is_a_defect(lenient: Flask, name: str) -> None:
    client = person_of(lenient, name).client
    asked = [(address, word) for address in addresses(lenient, "GET") for word in WORDS]
    broken = [
        (address, word[:40])
        for address, word in asked
        if status(client.get(address, query_string=[(one, word) for one in NAMES] * 2)) >= DEFECT
    ]
    assert broken == []


@pytest.mark.parametrize("name", PEOPLE)
def test_neither_an_empty_form_nor_one_of_nonsense_is_a_defect(lenient: Flask, name: str) -> None:
    broken = []
    for address in addresses(lenient, "POST"):
        for word in ("", "9" * 5000):
            client = person_of(lenient, name).client
            data = dict.fromkeys(FIELDS, word) if word else {}
            if status(client.post(address, data=data)) >= DEFECT:
                broken.append((address, word[:40]))
    assert broken == []


def test_no_form_is_taken_without_its_token(demonstration: Flask) -> None:
    client = person_of(demonstration, "weilihua").client
    assert {status(client.post(address)) for address in addresses(demonstration, "POST")} == {400}
