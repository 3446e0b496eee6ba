"""A real SMTP server on loopback (aiosmtpd) that keeps what it accepts, over protected connections of one account."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope

from tests.support.commands import free_port
from tests.support.source import ROOT

CERTIFICATE, KEY = (ROOT / "tests/support/tls" / f"localhost.{end}" for end in ("crt", "key"))


@dataclass
class Kept:
    """Keeps what the server has accepted, and to whom each mail was handed over."""

    mails: list[bytes] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep one mail."""
        self.mails.append(envelope.original_content or b"")
        self.recipients.append(list(envelope.rcpt_tos))
        return "250 2.0.0 Ok"

    def to(self, address: str) -> list[EmailMessage]:
        """Return the mails to an address, read as a mail program reads them."""
        found = zip(self.recipients, self.mails, strict=True)
        return [message_from_bytes(mail, policy=default) for people, mail in found if people == [address]]


def signed_in(_server: Any, _session: Any, _envelope: Any, _mechanism: Any, given: Any) -> AuthResult:
    """Let one account in."""
    return AuthResult(success=(given.login, given.password) == (b"tian", b"geheim"))


@contextmanager
def real_server(*, is_tls: bool = False) -> Iterator[tuple[Kept, int]]:
    """Run a server that takes mails over protected connections of one account only."""
    kept, context = Kept(), ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE, KEY)
    how = {"ssl_context": context} if is_tls else {"tls_context": context, "require_starttls": True}
    controller = Controller(
        kept,
        hostname="localhost",
        port=free_port(),
        authenticator=signed_in,
        auth_required=True,
        auth_require_tls=not is_tls,
        **how,
    )
    controller.start()
    try:
        yield kept, controller.port
    finally:
        controller.stop()
