"""The same form sent twice has one effect, and its sender is told so; who comes too late reads what happened."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Connection, event, func, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from tests.support.office import Office
from tests.support.page_client import PageClient, SignedIn
from tests.support.pages import Form
from tests.support.replies import Desk, new_desk
from tracker.extensions import db
from tracker.models.access import HandledForm
from tracker.models.assignment import ContactRecord
from tracker.models.event import Event

SUMMARY = "说明了办理思路，𠮷先生表示理解。"


@pytest.fixture
def desk(app: Flask, office: Office) -> Desk:
    with app.app_context():
        return new_desk(office)


@pytest.fixture
def lenient(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application, telling defects by their page."""
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    return app


def contact_form(browser: PageClient, desk: Desk) -> Form:
    page = browser.get(f"/items/{desk.proposal_id}/contacts/new")
    form = page.form("记下")
    form.values |= {"method": "meeting", "summary": SUMMARY, "on": "2026-03-23"}
    return form


def send(browser: PageClient, form: Form) -> TestResponse:
    return browser.client.post(form.action, data=form.values)


def count(app: Flask, table: type) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_a_form_sent_twice_is_handled_once(app: Flask, desk: Desk, browser_of: SignedIn) -> None:
    browser = browser_of("officer")
    form = contact_form(browser, desk)
    assert send(browser, form).status_code == 302
    events = count(app, Event)
    again = send(browser, form)
    assert (again.status_code, again.headers["Location"]) == (303, f"/items/{desk.proposal_id}")
    assert "没有重复办理" in browser.get(f"/items/{desk.proposal_id}").text
    assert (count(app, ContactRecord), count(app, Event)) == (1, events)


def test_the_same_words_from_a_page_opened_anew_are_another_act(
    app: Flask, desk: Desk, browser_of: SignedIn
) -> None:
    browser = browser_of("officer")
    for _ in range(2):
        assert send(browser, contact_form(browser, desk)).status_code == 302
    assert count(app, ContactRecord) == 2


def test_a_refused_form_may_be_sent_again(app: Flask, desk: Desk, browser_of: SignedIn) -> None:
    browser = browser_of("officer")
    form = contact_form(browser, desk)
    form.values["summary"] = " "
    assert [send(browser, form).status_code for _ in range(2)] == [422, 422]
    form.values["summary"] = SUMMARY
    assert send(browser, form).status_code == 302


def test_who_comes_too_late_reads_who_did_what(app: Flask, desk: Desk, browser_of: SignedIn) -> None:
    first, second = browser_of("head"), browser_of("head")
    address = f"/items/{desk.proposal_id}/assignments/{seat_of(app, desk)}/officer"
    pages = [browser.get(address) for browser in (first, second)]
    assert first.submit("确定", officer_id=str(desk.office.people["officer2"])).status == 200
    late = second.client.post(pages[1].form("/officer").action, data=pages[1].form("/officer").values)
    assert late.status_code == 409
    assert "最近的办理" in late.text
    assert "您：指定承办人" in late.text


def seat_of(app: Flask, desk: Desk) -> int:
    with app.app_context():
        return desk.seat.assignment.id


@pytest.fixture
def lost_answer() -> Iterator[list[bool]]:
    """Loses the answer of the commits that write a contact: after they were made, or before."""
    is_made = [True]

    def lose(connection: Connection) -> None:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        if not connection.info.pop("has_contact", False):
            return
        if is_made[0]:
            raw.commit()
        else:
            raw.rollback()
        connection.info["lost"] = True
        raise OperationalError(
            "COMMIT", {}, Exception("server closed the connection"), connection_invalidated=True
        )

    def note(connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("INSERT INTO contact_record"):
            connection.info["has_contact"] = True

    event.listen(Engine, "commit", lose)
    event.listen(Engine, "before_cursor_execute", note)
    yield is_made
    event.remove(Engine, "commit", lose)
    event.remove(Engine, "before_cursor_execute", note)


def test_a_commit_whose_answer_was_lost_is_found_again(
    lenient: Flask, desk: Desk, browser_of: SignedIn, lost_answer: list[bool]
) -> None:
    browser = browser_of("officer")
    answer = send(browser, contact_form(browser, desk))
    assert (answer.status_code, count(lenient, ContactRecord)) == (303, 1)


def test_a_commit_that_was_not_made_is_never_said_to_be(
    lenient: Flask, desk: Desk, browser_of: SignedIn, lost_answer: list[bool]
) -> None:
    browser, lost_answer[0] = browser_of("officer"), False
    form = contact_form(browser, desk)
    answer = send(browser, form)
    assert (answer.status_code, count(lenient, ContactRecord)) == (503, 0)
    assert SUMMARY in answer.text
    assert count(lenient, HandledForm) == 0
