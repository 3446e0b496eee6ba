"""Writing mails: a row of the outbox in the transaction that causes it, so that neither stands without the other."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from flask import current_app
from sqlalchemy.dialects import postgresql, sqlite

from tracker.domain.mail import MailKind, MailState, message_id
from tracker.extensions import db
from tracker.models.mail import MailMessage
from tracker.models.office import Installation
from tracker.services.unit_of_work import unit_of_work

INSERTS: Mapping[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
MOST_SUBJECT = 300
NO_DOMAIN = "proposal-tracker.invalid"


def queue_mail(  # noqa: PLR0913 - each is a column of the row
    *,
    key: str,
    user_id: int,
    kind: MailKind,
    subject: str,
    text: str,
    html: str | None,
    proposal_id: int | None = None,
    calendar: str | None = None,
    made_of: str | None = None,
    not_before: datetime | None = None,
    now: datetime,
) -> bool:
    """Have one mail sent to one person once the running unit of work has committed; False where ``key`` has one.

    ``key`` names the cause for ever (``digest:17:2026-03-02``): a second call changes nothing, at the same time too.
    ``calendar`` is the text of an .ics file; ``made_of`` a digest of what the words were made from. The mail goes out
    at ``not_before`` or at once, to the address that the person has then, and not to somebody disabled meanwhile.
    Subject and text hold number and title of an item only.
    """
    with unit_of_work() as session:
        founded = session.get(Installation, 1)
        due_at = not_before or now
        row = {
            "key": key,
            "kind": MailKind(kind).value,
            "proposal_id": proposal_id,
            "user_id": user_id,
            "subject": " ".join(subject.split())[:MOST_SUBJECT],
            "text": text,
            "html": html,
            "calendar": calendar,
            "made_of": made_of,
            "message_id": message_id(key, founded.created_at if founded else None, mail_domain()),
            "created_at": now,
            "due_at": due_at,
            "next_at": due_at,
            "state": MailState.WAITING,
        }
        insert = INSERTS[db.engine.dialect.name](MailMessage)
        written = insert.values(row).on_conflict_do_nothing().returning(MailMessage.id)
        return session.scalar(written) is not None


def mail_domain() -> str:
    """Return the domain of the sender's address, which ends every Message-ID."""
    return parseaddr(current_app.config["MAIL_FROM"])[1].rpartition("@")[2] or NO_DOMAIN
