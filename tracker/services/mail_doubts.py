"""Mails whose answer was lost: looked up in the acceptance ledger, or sent once more under the same Message-ID."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from tracker.domain.mail import MailNote, MailState
from tracker.extensions import db
from tracker.mail.ledger import Ledger, LedgerSilent
from tracker.models.mail import MailMessage
from tracker.services.mail_claims import back_to_waiting, line
from tracker.services.unit_of_work import unit_of_work

AT_ONCE = 200
SILENT_FOR = timedelta(minutes=5)


def settle_doubts(now: datetime, ledger: Ledger | None, looks: Sequence[timedelta]) -> None:
    """Decide about each mail in doubt whose time has come; ``looks`` are the waits before each further look."""
    rows = _in_doubt(now)
    if not rows:
        return
    if ledger is None:
        for mail in rows:
            _change(mail, _without_ledger(mail, now))
        return
    try:
        taken = ledger.find([mail.message_id for mail in rows])
    except LedgerSilent as error:
        for mail in rows:
            _change(mail, _silent(mail, now, str(error)))
        return
    for mail in rows:
        _change(mail, _found(mail, now) if mail.message_id in taken else _not_found(mail, now, looks))


def _in_doubt(now: datetime) -> Sequence[MailMessage]:
    """Read the rows outside of any transaction that lasts: the ledger may take its time."""
    due = (MailMessage.next_at <= now, MailMessage.state == MailState.UNKNOWN)
    statement = select(MailMessage).where(*due).order_by(MailMessage.next_at, MailMessage.id).limit(AT_ONCE)
    rows = db.session.scalars(statement).all()
    db.session.expunge_all()
    db.session.rollback()
    return rows


def _change(mail: MailMessage, values: dict[str, Any]) -> None:
    """Change a row that nobody has changed since it was read."""
    mine = (MailMessage.id == mail.id, MailMessage.fence == mail.fence, MailMessage.next_at == mail.next_at)
    with unit_of_work() as session:
        session.execute(
            update(MailMessage)
            .where(*mine, MailMessage.state == MailState.UNKNOWN)
            .values(**values, fence=mail.fence + 1)
        )


def _found(mail: MailMessage, now: datetime) -> dict[str, Any]:
    history = line(MailNote.FOUND, now, address=mail.address, history=mail.history)
    sent_at = mail.begun_at or now
    return {"state": MailState.SENT, "sent_at": sent_at, "next_at": None, "history": history}


def _not_found(mail: MailMessage, now: datetime, looks: Sequence[timedelta]) -> dict[str, Any]:
    history = line(MailNote.NOT_FOUND, now, history=mail.history)
    since = [one["what"] for one in history]
    before = max((at for at, what in enumerate(since) if what == MailNote.SENT_AGAIN), default=-1)
    looked = since[before + 1 :].count(MailNote.NOT_FOUND)
    if looked <= len(looks):
        return {"next_at": now + looks[looked - 1], "history": history}
    return back_to_waiting(now) | {"history": line(MailNote.SENT_AGAIN, now, history=history)}


def _without_ledger(mail: MailMessage, now: datetime) -> dict[str, Any]:
    """Send it once more, and never a third time by ourselves."""
    if mail.doubts > 1:
        return {"next_at": None}
    return back_to_waiting(now) | {"history": line(MailNote.SENT_AGAIN, now, history=mail.history)}


def _silent(mail: MailMessage, now: datetime, answer: str) -> dict[str, Any]:
    said = bool(mail.history) and mail.history[-1]["what"] == MailNote.LEDGER_SILENT
    more = {} if said else {"history": line(MailNote.LEDGER_SILENT, now, answer=answer, history=mail.history)}
    return {"next_at": now + SILENT_FOR} | more
