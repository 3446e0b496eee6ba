"""A database that is locked, gone or at odds with itself: a clear page in time, with what was typed."""

import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from tests.support import page_rules
from tests.support.applications import settings
from tests.support.databases import Database
from tests.support.office import Office, build_office
from tests.support.page_client import PageClient
from tests.support.replies import Desk, new_desk
from tracker.app import create_app, load_settings
from tracker.extensions import db
from tracker.web.again import TRIES, patient

SUMMARY = "说明了办理思路，花了一个小时才写完。"


@pytest.fixture
def real(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """An application with the limits of a real installation."""
    monkeypatch.setenv("TRACKER_DATABASE_URL", database.url)
    limits = {"SQLALCHEMY_ENGINE_OPTIONS": load_settings().SQLALCHEMY_ENGINE_OPTIONS}
    app = create_app(settings(database, tmp_path) | limits | {"PROPAGATE_EXCEPTIONS": False})
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def desk(real: Flask) -> Desk:
    with real.app_context():
        return new_desk(build_office())


def lock(connection: Connection) -> None:
    """Hold what every writer needs."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE event IN ACCESS EXCLUSIVE MODE"))
    else:
        connection.execute(text("UPDATE installation SET office_name = office_name"))


def test_a_lock_held_long_is_answered_within_five_seconds(
    real: Flask, desk: Desk, database: Database
) -> None:
    browser = PageClient(real).sign_in(desk.office.people["officer"])
    form = browser.get(f"/items/{desk.proposal_id}/contacts/new").form("记下")
    form.values |= {"method": "meeting", "summary": SUMMARY, "on": "2026-03-23"}
    engine = create_engine(database.url)
    with engine.connect() as other:
        lock(other)
        began = time.monotonic()
        answer = browser.client.post(form.action, data=form.values)
        assert time.monotonic() - began < 5
        assert answer.status_code == 503
        assert page_rules.faults(answer.text) == []
        assert SUMMARY in answer.text
        other.rollback()
    engine.dispose()
    assert browser.client.post(form.action, data=form.values).status_code == 302


def test_pages_without_a_database_still_answer(tmp_path: Path) -> None:
    gone = SimpleNamespace(url=f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.sqlite3'}")
    app = create_app(settings(gone, tmp_path) | {"PROPAGATE_EXCEPTIONS": False})
    client = app.test_client()
    with client.session_transaction() as session:
        session["token"] = "x"
    for answer in (client.get("/"), client.get("/items"), client.post("/sign-in", data={"username": "x"})):
        assert answer.status_code in {400, 503}
        assert page_rules.faults(answer.text) == []
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "sqlite" not in answer.text


@pytest.mark.parametrize("error", [PoolTimeout("QueuePool limit"), OSError(28, "No space left on device")])
def test_what_passes_by_itself_is_no_defect(
    real: Flask, desk: Desk, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(**_values: object) -> None:
        raise error

    browser = PageClient(real).sign_in(desk.office.people["officer"])
    form = browser.get(f"/items/{desk.proposal_id}/contacts/new").form("记下")
    monkeypatch.setitem(real.view_functions, "contact.keep_contact", fail)
    answer = browser.client.post(form.action, data=form.values | {"summary": SUMMARY})
    assert answer.status_code in {503, 507}
    assert SUMMARY in answer.text


class BrokenOff(Exception):
    """What a driver says of a transaction that was rolled back for another's sake."""

    sqlstate = "40P01"


@pytest.mark.parametrize(("times", "is_done"), [(1, True), (TRIES - 1, True), (TRIES, False)])
def test_a_deadlock_is_tried_again_a_few_times(
    context: Flask, office: Office, times: int, is_done: bool
) -> None:
    calls: list[int] = []

    def view() -> str:
        calls.append(1)
        if len(calls) <= times:
            raise OperationalError("UPDATE", {}, BrokenOff())
        return "done"

    with context.test_request_context(method="POST"):
        if is_done:
            assert patient(view)() == "done"
        else:
            with pytest.raises(OperationalError):
                patient(view)()
    assert len(calls) == min(times + 1, TRIES)


def test_a_lock_held_long_is_not_waited_for_again(context: Flask, office: Office) -> None:
    calls: list[int] = []

    def view() -> None:
        calls.append(1)
        raise OperationalError("UPDATE", {}, Exception("lock timeout"))

    with context.test_request_context(method="POST"), pytest.raises(OperationalError):
        patient(view)()
    assert calls == [1]
