"""A mailbox on a mail server, asked over IMAP: on port 993 with TLS, or plainly on this machine alone."""

import imaplib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from tracker.mail.transport import tls_context

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
TROUBLE = (imaplib.IMAP4.error, OSError)


@dataclass(frozen=True)
class Mailbox:
    """Where a mailbox lies and how to sign in; ``timeout`` is in seconds."""

    host: str
    port: int | None
    user: str
    password: str
    name: str
    ca_file: str
    timeout: float
    is_plain: bool

    @contextmanager
    def opened(self, *, is_read_only: bool) -> Iterator[imaplib.IMAP4]:
        """Open the mailbox for the length of the block; raises one of TROUBLE where it cannot be had."""
        box: imaplib.IMAP4
        if self.is_plain:
            box = imaplib.IMAP4(self.host, self.port or 143, self.timeout)
        else:
            context = tls_context(self.ca_file)
            box = imaplib.IMAP4_SSL(self.host, self.port or 993, ssl_context=context, timeout=self.timeout)
        try:
            box.login(self.user, self.password)
            said_ok(box.select(f'"{self.name}"', readonly=is_read_only))
            yield box
        finally:
            box.shutdown()


def said_ok(answer: tuple[str, list[Any]]) -> list[Any]:
    """Return what a server said with its OK; raises IMAP4.error where it did not say that."""
    status, words = answer
    if status != "OK":
        raise imaplib.IMAP4.error(str(words))
    return words


def mailbox_at(address: str, password: str, ca_file: str, timeout: float) -> Mailbox | None:
    """Return the mailbox at ``imaps://user@host/name``, None where the address is not one of a mailbox."""
    parts = urlsplit(address)
    is_plain = parts.scheme == "imap" and parts.hostname in LOOPBACK
    if not ((parts.scheme == "imaps" or is_plain) and parts.hostname and parts.username):
        return None
    user, name = unquote(parts.username), unquote(parts.path.strip("/")) or "INBOX"
    return Mailbox(parts.hostname, parts.port, user, password, name, ca_file, timeout, is_plain)
