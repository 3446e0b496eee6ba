"""Every kind of answer carries the headers of trust.md."""

from collections.abc import Iterator

import pytest
from flask import Flask, send_file
from flask.testing import FlaskClient
from werkzeug.wrappers import Response

from tests.support.office import Office
from tests.support.page_client import SignedIn
from tracker.app import create_app
from tracker.paths import find
from tracker.web.headers import harden

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; "
    "manifest-src 'self'"
)
EXACT = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}

TOO_LARGE = (
    b'--edge\r\nContent-Disposition: form-data; name="present"\r\n\r\n'
    + b"x" * 9_000_000
    + b"\r\n--edge--\r\n"
)


def check(response: Response, policy: str = POLICY) -> None:
    assert response.headers["Content-Security-Policy"] == policy
    assert {name: response.headers.get(name) for name in EXACT} == EXACT
    allowed = response.headers["Permissions-Policy"]
    assert "camera=()" in allowed
    assert "geolocation=()" in allowed
    assert allowed.count("=()") == allowed.count("=")


@pytest.fixture
def answers(office: Office, browser_of: SignedIn) -> Iterator[dict[str, Response]]:
    """Answers of every kind of status."""
    client: FlaskClient = browser_of("officer").client
    visitor = browser_of().client
    found: dict[str, Response] = {
        "200": client.get("/people"),
        "200 signed out": visitor.get("/sign-in"),
        "302": visitor.get("/people"),
        "400": client.post("/account/password", data={}),
        "403": client.get("/people/new"),
        "404": client.get("/nowhere"),
        "404 file": client.get("/static/nothing.css"),
        "405": client.get("/sign-out"),
        "413": client.post(
            "/account/password", data=TOO_LARGE, content_type="multipart/form-data; boundary=edge"
        ),
        "static": client.get("/static/css/base.css"),
    }
    yield found
    for answer in found.values():
        answer.close()


def test_every_status_has_every_header(answers: dict[str, Response]) -> None:
    for kind, answer in answers.items():
        if kind[:3].isdigit():
            assert answer.status_code == int(kind[:3]), kind
        check(answer)


def test_pages_are_never_kept(answers: dict[str, Response]) -> None:
    for kind in ("200", "200 signed out", "302", "400", "403", "404", "405", "413"):
        assert answers[kind].headers["Cache-Control"] == "no-store", kind


def test_static_files_are_kept_for_ever_under_the_mark_of_their_content(
    office: Office, browser_of: SignedIn
) -> None:
    client = browser_of("officer")
    page = client.get("/people")
    address = next(
        link.get("href", "") for link in page.root.iter("link") if "base.css" in link.get("href", "")
    )
    assert "v=" in address
    kept = {address: "public, max-age=31536000, immutable"}
    for other in (address.split("?")[0], address[:-1] + "_"):
        kept[other] = "public, no-cache"
    for path, words in kept.items():
        with client.client.get(path) as answer:
            assert answer.headers["Cache-Control"] == words


def test_a_download_is_shut_off(office: Office, app: Flask) -> None:
    with app.test_request_context("/items/1/files/1"):
        answer = send_file(find("static") / "favicon.svg", as_attachment=True)
        answer.direct_passthrough = False
        check(harden(app, answer), "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox")
        answer.close()


def test_transport_security_is_told_over_https_only(office: Office, app: Flask) -> None:
    client = app.test_client()
    assert "Strict-Transport-Security" not in client.get("/sign-in").headers
    told = client.get("/sign-in", base_url="https://localhost").headers["Strict-Transport-Security"]
    assert told == "max-age=31536000; includeSubDomains"


def test_the_cookie_is_bound_to_this_host() -> None:
    app = create_app({"SECRET_KEY": "a key for tests and for nothing else"})
    assert app.config["SESSION_COOKIE_NAME"] == "__Host-tk"
    assert app.config["SESSION_COOKIE_SECURE"] is True
    assert app.config["SESSION_COOKIE_HTTPONLY"] is True
    assert app.config["SESSION_COOKIE_SAMESITE"] == "Lax"
    assert app.config.get("SESSION_COOKIE_DOMAIN") is None


def test_a_form_over_https_needs_no_referrer(office: Office, app: Flask) -> None:
    client = app.test_client()
    base = "https://localhost"
    page = client.get("/sign-in", base_url=base).text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    data = {"csrf_token": token, "username": "officer", "password": "wrong"}
    assert client.post("/sign-in", data=data, base_url=base).status_code == 422
