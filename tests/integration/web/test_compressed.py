"""Answers on the wire: compressed for who asks for it, whole for everybody."""

import gzip

import pytest
from flask import Flask

from tests.support.page_client import SignedIn

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ASKS = {"Accept-Encoding": "gzip"}


def test_a_page_is_the_same_compressed_and_never_of_the_same_length(browser_of: SignedIn) -> None:
    client = browser_of("coordinator").client
    plain = client.get("/reminders/messages")
    answers = [client.get("/reminders/messages", headers=ASKS) for _ in range(12)]
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert {answer.headers["Content-Encoding"] for answer in answers} == {"gzip"}
    assert "邮件" in gzip.decompress(answers[0].data).decode()
    assert len(answers[0].data) < len(plain.data) / 3
    assert all(answer.headers["Content-Length"] == str(len(answer.data)) for answer in answers)
    assert len({len(answer.data) for answer in answers}) > 1


def test_a_static_file_is_compressed_and_found_again_by_its_mark(app: Flask) -> None:
    client = app.test_client()
    with app.test_request_context():
        address = app.url_for("static", filename="icons.svg")
    short = client.get(address, headers=ASKS)
    with client.get(address) as plain:
        assert gzip.decompress(short.data) == plain.data
    assert "immutable" in short.headers["Cache-Control"]
    with client.get(address, headers={**ASKS, "If-None-Match": short.headers["ETag"]}) as again:
        assert (again.status_code, again.data) == (304, b"")


def test_what_is_small_partial_or_a_head_is_left_alone(app: Flask) -> None:
    client = app.test_client()
    assert "Content-Encoding" not in client.get("/healthz", headers=ASKS).headers
    assert "Content-Encoding" not in client.head("/sign-in", headers=ASKS).headers
    with client.get("/static/icons.svg", headers={**ASKS, "Range": "bytes=0-1999"}) as part:
        assert (part.status_code, len(part.data)) == (206, 2_000)
        assert "Content-Encoding" not in part.headers
