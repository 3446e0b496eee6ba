"""Every address, asked in every way: the answer carries every header and shows nothing of the inside."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.wrappers import Response

from tests.support.addresses import HEALTH, addresses
from tests.support.page_client import PageClient
from tracker.extensions import db
from tracker.models.people import User
from tracker.web.headers import DOWNLOAD_POLICY, FEATURES, HEADERS, POLICY

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "TRACE", "PATCH")
INSIDE = re.compile(r"Traceback|/tracker/|site-packages|\.py\b|sqlalchemy|psycopg|werkzeug", re.IGNORECASE)


def wrong(answer: Response, where: str) -> Iterator[str]:
    """Yield what an answer lacks or shows."""
    policy = answer.headers.get("Content-Security-Policy")
    attached = answer.headers.get("Content-Disposition", "").startswith("attachment")
    if policy != (DOWNLOAD_POLICY if attached else POLICY):
        yield f"{where}: policy {policy}"
    for name, value in HEADERS.items():
        if answer.headers.get(name) != value:
            yield f"{where}: {name}"
    if answer.headers.get("Cache-Control") != "no-store":
        yield f"{where}: kept"
    if "Server" in answer.headers or "X-Powered-By" in answer.headers:
        yield f"{where}: says what serves it"
    if answer.mimetype == "text/html" and (found := INSIDE.search(answer.get_data(as_text=True))):
        yield f"{where}: shows {found[0]}"


def one_each(app: Flask) -> list[str]:
    """Return an address of every rule."""
    matching = app.url_map.bind("localhost")
    found: dict[object, str] = {}
    with app.app_context():
        for method in ("GET", "POST"):
            for address in addresses(app, method):
                found.setdefault(matching.match(address.split("?")[0], method)[0], address)
    return sorted(found.values())


def browser_of(app: Flask, name: str) -> PageClient:
    with app.app_context():
        user_id = db.session.scalars(select(User.id).where(User.username == name)).one()
    return PageClient(app).sign_in(user_id)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_answer_of_every_rule_has_every_header(
    demonstration: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(demonstration.config, "PROPAGATE_EXCEPTIONS", False)
    people = [browser_of(demonstration, "weilihua").client, demonstration.test_client()]
    faults: list[str] = []
    statuses: set[int] = set()
    for address in one_each(demonstration):
        for number, client in enumerate(people):
            for method in METHODS:
                with client.open(address, method=method) as answer:
                    faults += wrong(answer, f"{method} {address} {answer.status_code} as {number}")
                    statuses |= {answer.status_code} if address != HEALTH else set()
    assert "\n".join(faults) == ""
    assert statuses >= {200, 302, 400, 404, 405}
    assert max(statuses) < 500


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_defect_in_any_view_has_them_too(demonstration: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(demonstration.config, "PROPAGATE_EXCEPTIONS", False)
    client = browser_of(demonstration, "weilihua").client

    def fail(**_values: object) -> None:
        raise ZeroDivisionError("a secret detail in /tracker/web")

    for name in list(demonstration.view_functions):
        monkeypatch.setitem(demonstration.view_functions, name, fail)
    faults: list[str] = []
    statuses: set[int] = set()
    for address in one_each(demonstration):
        with client.get(address) as answer:
            faults += wrong(answer, f"{address} {answer.status_code}")
            statuses.add(answer.status_code)
    assert "\n".join(faults) == ""
    assert 500 in statuses


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_static_files_have_them_in_every_way(demonstration: Flask) -> None:
    client = demonstration.test_client()
    with client.get("/static/css/base.css") as answer:
        tag = answer.headers["ETag"]
    asked = [
        ("GET", {}, 200),
        ("HEAD", {}, 200),
        ("GET", {"If-None-Match": tag}, 304),
        ("OPTIONS", {}, 200),
        ("POST", {}, 405),
        ("GET", {"Range": "bytes=0-3"}, 206),
        ("GET", {"Range": "bytes=99999999-"}, 416),
    ]
    for method, headers, status in asked:
        with client.open("/static/css/base.css", method=method, headers=headers) as answer:
            assert answer.status_code in {status, 400}, (method, headers, answer.status_code)
            for name in ("Content-Security-Policy", *HEADERS):
                assert name in answer.headers, (method, status, name)
    assert len(FEATURES) > 10
