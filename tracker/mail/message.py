"""Composing a mail: plain text, HTML beside it, an .ics file with it; ASCII on the wire, one recipient."""

from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr


class BadAddress(ValueError):
    """No mail can go to this address as it is written."""


@dataclass(frozen=True)
class Letter:
    """What one mail consists of; ``at`` is the aware instant of its Date."""

    sender: str
    recipient: str
    subject: str
    text: str
    html: str | None
    calendar: str | None
    message_id: str
    at: datetime


def plain_address(text: str) -> str:
    """Return the address alone, its domain in ASCII; raises BadAddress where a server could not understand it."""
    local, _, domain = parseaddr(text)[1].rpartition("@")
    try:
        found = str(Address(username=local, domain=domain.encode("idna").decode("ascii")))
    except (MessageError, ValueError, IndexError) as error:
        raise BadAddress(text) from error
    if (
        not ((local and "." in domain.strip(".")) or domain == "localhost")
        or not found.isascii()
        or " " in found
    ):
        raise BadAddress(text)
    return found


def compose(letter: Letter) -> bytes:
    """Return the mail as it goes over the wire."""
    message = EmailMessage(policy=SMTP)
    name, address = parseaddr(letter.sender)
    message["From"] = Address(display_name=name, addr_spec=plain_address(address))
    message["To"] = letter.recipient
    message["Subject"] = letter.subject
    message["Date"] = letter.at
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(letter.text, cte="base64")
    if letter.html is not None:
        message.add_alternative(letter.html, subtype="html", cte="base64")
    if letter.calendar is not None:
        words = {"charset": "utf-8", "method": "PUBLISH"}
        content = letter.calendar.encode("utf-8")
        message.add_attachment(content, "text", "calendar", filename="calendar.ics", params=words)
    return message.as_bytes()
