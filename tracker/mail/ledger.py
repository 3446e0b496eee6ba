"""The acceptance ledger: where one can look up whether the mail server has taken a mail, by its Message-ID."""

import imaplib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from tracker.mail.mailbox import TROUBLE, Mailbox, mailbox_at, said_ok

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
    """A mailbox that gets every mail."""

    mailbox: Mailbox

    def find(self, ids: Collection[str]) -> frozenset[str]:
        """Search the mailbox for each of the Message-IDs."""
        try:
            with self.mailbox.opened(is_read_only=True) as box:
                return frozenset(found for found in ids if self._has(box, found))
        except TROUBLE as error:
            raise LedgerSilent(str(error)) from error

    @staticmethod
    def _has(box: imaplib.IMAP4, message_id: str) -> bool:
        return any(said_ok(box.search(None, "HEADER", "Message-ID", f'"{message_id}"')))


def ledger_for(address: str, password: str, ca_file: str, timeout: float) -> Ledger | None:
    """Return the ledger at an address, None for an empty one; raises ValueError where the address makes no sense."""
    if not address:
        return None
    parts = urlsplit(address)
    if parts.scheme == "file" and parts.path:
        return LogLedger(Path(unquote(parts.path)))
    mailbox = mailbox_at(address, password, ca_file, timeout)
    if mailbox is None:
        raise ValueError(f"MAIL_LEDGER: {parts.scheme}")
    return MailboxLedger(mailbox)
