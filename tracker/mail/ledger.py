"""The acceptance ledger: where one can look up whether the mail server has taken a mail, by its Message-ID."""

import imaplib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from tracker.mail.transport import tls_context

TAKEN = re.compile(
    r"(?P<queue>[0-9A-Za-z]{6,20}): (?:message-id=(?P<id><[^>]+>)|(?P<active>.*\(queue active\)))"
)
EXIM_TAKEN = re.compile(r" <= .* id=(?P<id>\S+)")


class LedgerSilent(Exception):
    """The ledger cannot be read now, so nothing may be concluded from it."""


class Ledger(Protocol):
    """Somewhere to look mails up."""

    def find(self, ids: Collection[str]) -> frozenset[str]:
        """Return those of the Message-IDs that the server has taken; raises LedgerSilent."""


@dataclass(frozen=True)
class LogLedger:
    """The log of a Postfix or Exim, with the one before it (``.1``): only what was put in its queue counts."""

    path: Path

    def find(self, ids: Collection[str]) -> frozenset[str]:
        """Read the log from end to end."""
        wanted, queues, found = frozenset(ids), dict[str, str](), set[str]()
        try:
            for line in self._lines():
                found |= self._taken(line, wanted, queues)
        except OSError as error:
            raise LedgerSilent(str(error)) from error
        return frozenset(found)

    def _lines(self) -> Iterator[str]:
        before = self.path.with_name(f"{self.path.name}.1")
        for path in (before, self.path) if before.exists() else (self.path,):
            with path.open(encoding="utf-8", errors="replace") as lines:
                yield from lines

    def _taken(self, line: str, wanted: frozenset[str], queues: dict[str, str]) -> set[str]:
        """Return the Message-ID that a line says to be taken; a Postfix says the ID first and then takes the mail."""
        if exim := EXIM_TAKEN.search(line):
            return {f"<{exim['id'].strip('<>')}>"} & wanted
        said = TAKEN.search(line)
        if said is None:
            return set()
        if said["id"] in wanted:
            queues[said["queue"]] = said["id"]
        return {queues[said["queue"]]} if said["active"] and said["queue"] in queues else set()


@dataclass(frozen=True)
class MailboxLedger:
    """A mailbox that gets every mail: asked over IMAP, on port 993 with TLS, or plainly on this machine alone."""

    host: str
    port: int | None
    user: str
    password: str
    mailbox: str
    ca_file: str
    timeout: float
    is_plain: bool

    def find(self, ids: Collection[str]) -> frozenset[str]:
        """Search the mailbox for each of the Message-IDs."""
        try:
            box = self._opened()
            try:
                return frozenset(found for found in ids if self._has(box, found))
            finally:
                box.shutdown()
        except (imaplib.IMAP4.error, OSError) as error:
            raise LedgerSilent(str(error)) from error

    def _opened(self) -> imaplib.IMAP4:
        box: imaplib.IMAP4
        if self.is_plain:
            box = imaplib.IMAP4(self.host, self.port or 143, self.timeout)
        else:
            context = tls_context(self.ca_file)
            box = imaplib.IMAP4_SSL(self.host, self.port or 993, ssl_context=context, timeout=self.timeout)
        try:
            box.login(self.user, self.password)
            _said_ok(box.select(f'"{self.mailbox}"', readonly=True))
        except BaseException:
            box.shutdown()
            raise
        return box

    @staticmethod
    def _has(box: imaplib.IMAP4, message_id: str) -> bool:
        return any(_said_ok(box.search(None, "HEADER", "Message-ID", f'"{message_id}"')))


def _said_ok(answer: tuple[str, list[Any]]) -> list[Any]:
    """Return what a server said with its OK; raises LedgerSilent where it did not say that."""
    status, words = answer
    if status != "OK":
        raise LedgerSilent(str(words))
    return words


LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def ledger_for(address: str, password: str, ca_file: str, timeout: float) -> Ledger | None:
    """Return the ledger at an address, None for an empty one; raises ValueError where the address makes no sense."""
    if not address:
        return None
    parts = urlsplit(address)
    if parts.scheme == "file" and parts.path:
        return LogLedger(Path(unquote(parts.path)))
    is_plain = parts.scheme == "imap" and parts.hostname in LOOPBACK
    if (parts.scheme == "imaps" or is_plain) and parts.hostname and parts.username:
        user, mailbox = unquote(parts.username), unquote(parts.path.strip("/")) or "INBOX"
        return MailboxLedger(
            parts.hostname, parts.port, user, password, mailbox=mailbox, ca_file=ca_file, timeout=timeout,
            is_plain=is_plain,
        )  # fmt: skip
    raise ValueError(f"MAIL_LEDGER: {parts.scheme}")
