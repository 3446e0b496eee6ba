"""A real SMTP server on loopback (aiosmtpd): protected, signed in, and every part of a mail as it was written."""

import time
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.support.commands import free_port
from tests.support.real_server import CERTIFICATE, Kept, real_server
from tracker.mail.message import Letter, compose
from tracker.mail.transport import Connection, Server
from tracker.mail.trouble import Step, Unreachable

LETTER = Letter(
    sender="提案办 <tian@kjt.example.cn>",
    recipient="li@kjt.example.cn",
    subject="请签发：20260123号《关于推动制造业转型升级的建议》的答复",
    text=".以点开头的一行\n第二行",
    html="<p>第二行</p>",
    calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
    message_id="<one@kjt.example.cn>",
    at=datetime(2026, 3, 2, 1, tzinfo=UTC),
)


def server_at(port: int, **more: Any) -> Server:
    given: dict[str, Any] = {
        "host": "localhost",
        "security": "starttls",
        "user": "tian",
        "password": "geheim",
        "sender": LETTER.sender,
        "ca_file": str(CERTIFICATE),
        "timeout": 5.0,
        "copy_to": "",
    }
    return Server(port=port, **given | more)


def send(server: Server) -> str:
    connection = Connection(server)
    try:
        return connection.deliver(LETTER.recipient, compose(LETTER), time.monotonic() + 10)
    finally:
        connection.close()


@pytest.mark.filterwarnings("ignore:Requiring AUTH")  # aiosmtpd does not see that TLS is there from the start
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_mail_arrives_whole_over_a_protected_connection(security: str) -> None:
    with real_server(is_tls=security == "tls") as (kept, port):
        assert send(server_at(port, security=security)) == "250 2.0.0 Ok"
        found = message_from_bytes(kept.mails[0], policy=default)
    assert (found["Subject"], found["Message-ID"]) == (LETTER.subject, LETTER.message_id)
    parts = {part.get_content_type(): part.get_content() for part in found.walk() if not part.is_multipart()}
    assert parts["text/plain"].split() == LETTER.text.split()
    assert set(parts) == {"text/plain", "text/html", "text/calendar"}


@pytest.mark.parametrize(
    ("more", "step"),
    [
        ({"ca_file": ""}, Step.ENCRYPT),
        ({"host": "127.0.0.1"}, Step.ENCRYPT),
        ({"password": "falsch"}, Step.SIGN_IN),
    ],
    ids=["unknown-authority", "another-name", "wrong-password"],
)
def test_a_wrong_certificate_or_password_sends_nothing(more: dict[str, Any], step: Step) -> None:
    with real_server() as (kept, port):
        with pytest.raises(Unreachable) as raised:
            send(server_at(port, **more))
        assert (raised.value.step, kept.mails) == (step, [])


def test_a_server_that_offers_no_protection_gets_nothing() -> None:
    kept = Kept()
    controller = Controller(kept, hostname="localhost", port=free_port())
    controller.start()
    try:
        port = controller.port
        with pytest.raises(Unreachable) as raised:
            send(server_at(port))
    finally:
        controller.stop()
    assert (raised.value.step, kept.mails) == (Step.ENCRYPT, [])
