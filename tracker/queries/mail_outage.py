"""Whether the mail server has been out of reach for so long that people should know; one statement over what waits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, text

from tracker.domain.mail import MailNote, MailState
from tracker.extensions import db
from tracker.models.mail import IS_OPEN, MailMessage

TOLD_AFTER = timedelta(minutes=30)
ABOUT_THE_RECIPIENT = "recipient:"  # how an answer begins that came to the recipient's address
MOST = 100  # rows that were tried and wait, the longest due first


@dataclass(frozen=True)
class Outage:
    """Since when no mail gets out, how many are due, and what was heard last; ``is_away``: no server answers at all."""

    since: datetime
    waiting: int
    answer: str
    is_away: bool


def mail_outage(now: datetime) -> Outage | None:
    """Return the outage that lasts for more than half an hour, None where mails get out or none was tried."""
    mail, is_open = MailMessage, text(IS_OPEN)
    due = select(func.count()).select_from(mail).where(is_open, mail.due_at <= now).scalar_subquery()
    sent = select(func.max(mail.sent_at)).where(mail.sent_at.is_not(None)).scalar_subquery()
    tried = (mail.state == MailState.WAITING, mail.attempts > 0, mail.due_at <= now)
    rows = db.session.execute(
        select(mail.history, due, sent).where(is_open, *tried).order_by(mail.due_at).limit(MOST)
    ).all()
    heard = [one for history, _, last_sent in rows for one in _unheard(history, last_sent)]
    heard.sort(key=lambda one: one[0])
    if not heard or now - heard[0][0] < TOLD_AFTER:
        return None
    last = heard[-1][1]
    return Outage(heard[0][0], rows[0][1], last["answer"], last["what"] == MailNote.UNREACHABLE)


def _unheard(
    history: Iterable[Mapping[str, Any]], last_sent: datetime | None
) -> list[tuple[datetime, Mapping[str, Any]]]:
    """Return the last tries of a mail that got no hearing, all later than the last mail that was taken.

    A recipient who is put off says nothing of the server.
    """
    found: list[tuple[datetime, Mapping[str, Any]]] = []
    for one in history:
        at = datetime.fromisoformat(one["at"])
        is_put_off = one["what"] == MailNote.DEFERRED and not one["answer"].startswith(ABOUT_THE_RECIPIENT)
        if one["what"] != MailNote.UNREACHABLE and not is_put_off:
            found.clear()
        elif last_sent is None or at > last_sent:
            found.append((at, one))
    return found
