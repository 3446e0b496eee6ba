"""Reading what comes back: a mail that a server took and another one could not deliver (RFC 3464), and what is none."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr

DAEMONS = frozenset({"mailer-daemon", "postmaster"})
OUR_ID = re.compile(r"<[^<>\s@]{1,200}@[^<>\s]{1,120}>")
FAILS = re.compile(
    r"退信|退回|投递失败|无法投递|未能送达|undeliver|could not be delivered|returned to sender|failure notice",
    re.IGNORECASE,
)
CODE = re.compile(r"[^\n]*\b5(?:\d\d|\.\d{1,3}\.\d{1,3})\b[^\n]*")
LONGEST = 300  # characters of the server's words


@dataclass(frozen=True)
class Bounce:
    """A report that a mail could not be delivered: the Message-IDs that it names, and the server's words."""

    ids: tuple[str, ...]
    words: str


def bounce_of(content: bytes) -> Bounce | None:
    """Return the bounce that a mail is; None for anything else: an answer of a machine, a delay, somebody's letter.

    What cannot be read is none either.
    """
    try:
        mail = message_from_bytes(content)
        reports = [part for part in mail.walk() if part.get_content_type() == "message/delivery-status"]
        words = _failed(reports) if reports else _told(mail)
        ids = tuple(dict.fromkeys(_ids(mail)))
    except (LookupError, ValueError, TypeError, AttributeError):
        return None
    return Bounce(ids, " ".join(words.split())[:LONGEST]) if words and ids else None


def _failed(reports: list[Message]) -> str:
    """Return the diagnosis of the first recipient that a report gives up; empty for a delay or a delivery."""
    for block in (block for report in reports for block in report.walk() if block is not report):
        if str(block.get("Action", "")).strip().lower() == "failed":
            return str(block.get("Diagnostic-Code") or block.get("Status") or "failed")
    return ""


def _told(mail: Message) -> str:
    """Return what a server says that writes no report: only one that signs as the mail system, and of a failure."""
    sender = parseaddr(str(mail.get("From", "")))[1].partition("@")[0].lower()
    if sender not in DAEMONS:
        return ""
    said = "\n".join([_words(mail.get("Subject")), *(_text(part) for part in _texts(mail))])
    if not FAILS.search(said):
        return ""
    code = CODE.search(said)
    return code[0] if code else said


def _ids(mail: Message) -> Iterator[str]:
    """Yield the Message-IDs of the mail inside, then those that the words name."""
    for part in mail.walk():
        if part is not mail:
            yield from OUR_ID.findall(str(part.get("Message-ID", "")))
    for part in _texts(mail):
        yield from OUR_ID.findall(_text(part))


def _texts(mail: Message) -> Iterator[Message]:
    return (part for part in mail.walk() if part.get_content_maintype() == "text")


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        return content.decode("utf-8", "replace")


def _words(subject: object) -> str:
    return str(make_header(decode_header(str(subject or ""))))
