"""Every way to fail: what the page says, what it keeps, and that nothing becomes a 500."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from tests.support import page_rules
from tests.support.applications import settings
from tests.support.databases import Database
from tests.support.office import build_office
from tests.support.page_client import PageClient, SignedIn
from tracker.app import create_app
from tracker.domain.errors import (
    Forbidden,
    InvalidInput,
    NotFound,
    NotOffered,
    ProofNeeded,
    Refused,
    StalePage,
    TrackerError,
)
from tracker.domain.phrases import Phrase
from tracker.domain.vocabulary import CaseState
from tracker.extensions import db
from tracker.web.access import Access, access_table
from tracker.web.errors import describe

TYPED = "这是我花了一个小时写的答复，不能丢。\n第二段。"
RAISED: dict[str, Exception] = {
    "not_found": NotFound(),
    "forbidden": Forbidden(),
    "stale": StalePage(),
    "not_offered": NotOffered(),
    "refused": Refused(reason="请写明理由。"),
    "invalid": InvalidInput(field="title", reason="请填写标题。"),
    "busy": OperationalError("select", {}, Exception("database is locked")),
    "defect": ZeroDivisionError("a secret detail"),
}
STATUS = {
    "not_found": 404,
    "forbidden": 403,
    "stale": 409,
    "not_offered": 409,
    "refused": 422,
    "invalid": 422,
    "busy": 503,
    "defect": 500,
}


@pytest.fixture
def failing(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application with a page that fails as it is told."""
    app = create_app(settings(database, tmp_path_factory.mktemp("data")) | {"PROPAGATE_EXCEPTIONS": False})

    def fail(how: str) -> str:
        if how == "proof" and request.method == "POST":
            raise ProofNeeded
        if how in RAISED and (request.method == "POST" or how == "defect"):
            raise RAISED[how]
        return "<!DOCTYPE html>"

    app.add_url_rule("/fail/<how>", "fail", fail, methods=["GET", "POST"])
    access_table(app)["fail"] = Access.SIGNED_IN
    with app.app_context():
        office = build_office()
    app.config["OFFICER"] = office.people["officer"]
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def client(failing: Flask) -> FlaskClient:
    """A client signed in as the officer."""
    return PageClient(failing).sign_in(failing.config["OFFICER"]).client


def token(client: FlaskClient) -> str:
    return client.get("/account").text.split('name="csrf_token" value="')[1].split('"')[0]


@pytest.mark.parametrize("how", RAISED)
def test_every_failure_has_a_good_page_that_keeps_what_was_typed(client: FlaskClient, how: str) -> None:
    answer = client.post(
        f"/fail/{how}",
        data={"csrf_token": token(client), "text": TYPED, "version": "3", "password": "密码密码"},
    )
    assert answer.status_code == STATUS[how]
    assert page_rules.faults(answer.text) == []
    assert TYPED in answer.text.replace("\r\n", "\n")
    assert "密码密码" not in answer.text
    assert "secret detail" not in answer.text


@pytest.mark.parametrize("how", RAISED)
def test_a_script_is_answered_in_json(client: FlaskClient, how: str) -> None:
    answer = client.post(
        f"/fail/{how}", data={"csrf_token": token(client)}, headers={"Accept": "application/json"}
    )
    assert answer.status_code == STATUS[how]
    assert set(answer.get_json()) == {"code", "message"}


def test_a_guards_reason_is_said_word_for_word(client: FlaskClient) -> None:
    answer = client.post("/fail/refused", data={"csrf_token": token(client)})
    assert "请写明理由。" in answer.text


def test_a_defect_is_told_without_its_details(client: FlaskClient) -> None:
    answer = client.get("/fail/defect")
    assert answer.status_code == 500
    assert "ZeroDivisionError" not in answer.text
    assert page_rules.faults(answer.text) == []


def test_a_form_without_its_token_is_not_lost(client: FlaskClient) -> None:
    answer = client.post("/fail/stale", data={"text": TYPED})
    assert answer.status_code == 400
    assert "页面已失效" in answer.text
    assert TYPED in answer.text.replace("\r\n", "\n")


def test_a_step_that_needs_proof_takes_the_form_along(failing: Flask) -> None:
    client = PageClient(failing).sign_in(failing.config["OFFICER"])
    marked = token(client.client)
    answer = client.client.post("/fail/proof", data={"csrf_token": marked, "text": TYPED})
    assert answer.status_code == 403
    assert 'name="carried.text"' in answer.text
    assert marked not in [line for line in answer.text.splitlines() if "carried." in line]


def test_a_page_that_is_not_there_says_where_to_look(browser_of: SignedIn) -> None:
    for key in (None, "officer"):
        page = browser_of(key).get("/nowhere")
        assert (page.status, page.heading) == (404, "没有找到")
    page = browser_of("officer").get("/sign-out")
    assert page.status == 405
    assert page.response.headers["Allow"].startswith("OPTIONS") or "POST" in page.response.headers["Allow"]


@pytest.mark.parametrize(
    "path", ["/people?q=%00", "/people?q=%01x", "/people?%00=x", "/people?q=%EF%BF%BD", "/%00", "/people/%00"]
)
def test_unreadable_addresses_are_refused(browser_of: SignedIn, path: str) -> None:
    assert browser_of("officer").client.get(path).status_code in {400, 404}


@pytest.mark.parametrize("text", ["nul\x00", "bell\x07", "\x1b[31mred", "broken\ufffd"])
def test_unreadable_text_is_refused(browser_of: SignedIn, text: str) -> None:
    client = browser_of()
    form = client.get("/sign-in").form("登录")
    answer = client.client.post(form.action, data=form.values | {"username": text, "password": "x"})
    assert answer.status_code == 400


def test_bytes_that_are_no_utf8_are_refused(browser_of: SignedIn) -> None:
    client = browser_of()
    form = client.get("/sign-in").form("登录")
    body = b"csrf_token=" + form.values["csrf_token"].encode() + b"&username=\xb9\xe3\xce\xf7&password=x"
    answer = client.client.post(form.action, data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400


@pytest.mark.parametrize("text", ["𠮷野家〇昇", "ئۇيغۇرچە", "བོད་ཡིག", "👩‍💻", "a\tb", "Vahcuengh"])
def test_rare_characters_are_text(browser_of: SignedIn, text: str) -> None:
    page = browser_of("officer").get("/people", q=text)
    assert page.status == 200
    assert text.split("\t", maxsplit=1)[0] in page.html


def test_an_error_is_described_with_its_places_translated(failing: Flask) -> None:
    class Sample(TrackerError):
        code = "sample"
        message = "%(state)s，%(day)s，%(words)s，%(number)s"

    with failing.test_request_context():
        said = describe(
            Sample(
                state=CaseState.HANDLING,
                day=date(2026, 9, 1),
                words=Phrase("%(name)s放假", {"name": "中秋"}),
                number=3,
            )
        )
    assert said == "办理中，2026年9月1日，中秋放假，3"
