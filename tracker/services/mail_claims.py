"""Who sends which mail: a claim with a lease by the database's own clock, and a fence that turns late senders away.

Every change of a claimed row names the fence that the claim raised: a sender that was paused until its lease had ended,
and whose row another one has, changes nothing. A sender learns of its rows right before their texts go out.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, func, select, update

from tracker.domain.mail import HOUR, MailNote, MailState
from tracker.extensions import db
from tracker.mail.journal import Course, Fate, fates, name_of
from tracker.models.base import UtcDateTime
from tracker.models.mail import MailMessage
from tracker.services.unit_of_work import unit_of_work

SLACK = timedelta(minutes=2)  # by which the clocks of two machines may differ
OVERDUE_LEASES = 200


@dataclass(frozen=True)
class Claim:
    """A row that this sender may send: its id, and the fence that proves it."""

    id: int
    fence: int


def database_now() -> ColumnElement[datetime]:
    """Return the instant by the clock that all senders share."""
    if db.engine.dialect.name == "postgresql":
        return func.clock_timestamp(type_=UtcDateTime())
    return func.strftime("%Y-%m-%d %H:%M:%f000", "now", type_=UtcDateTime())


def claim_due(now: datetime, lease: timedelta, most: int) -> list[Claim]:
    """Claim mails that are due, the longest due first; others' rows are passed over without waiting."""
    with unit_of_work() as session:
        due = (
            select(MailMessage.id)
            .where(MailMessage.next_at <= now, MailMessage.state == MailState.WAITING)
            .order_by(MailMessage.next_at, MailMessage.id)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        ids = session.scalars(due).all()
        if not ids:
            return []
        until = session.scalars(select(database_now())).one() + lease
        claimed = (
            update(MailMessage)
            .where(MailMessage.id.in_(ids))
            .values(state=MailState.CLAIMED, next_at=None, lease_until=until, begun_at=None)
            .values(fence=MailMessage.fence + 1)
            .returning(MailMessage.id, MailMessage.fence)
        )
        fences = dict(session.execute(claimed).all())
        return [Claim(number, fences[number]) for number in ids]


def release(claims: Sequence[Claim], now: datetime) -> None:
    """Give back what was claimed and not begun, to be sent at once by whoever comes."""
    if not claims:
        return
    with unit_of_work() as session:
        for claim in claims:
            session.execute(held(claim, MailMessage.begun_at.is_(None)).values(back_to_waiting(now)))


def held(claim: Claim, *more: ColumnElement[bool]) -> Any:
    """Return the start of an UPDATE of a row as long as it is still this sender's."""
    mine = (MailMessage.id == claim.id, MailMessage.fence == claim.fence)
    return update(MailMessage).where(*mine, MailMessage.state == MailState.CLAIMED, *more)


def back_to_waiting(next_at: datetime) -> dict[str, Any]:
    """Return the columns of a row that waits for a sender from an instant on."""
    return {"state": MailState.WAITING, "next_at": next_at, "lease_until": None, "begun_at": None}


def line(
    what: MailNote, at: datetime, *, answer: str = "", address: str = "", history: Collection[Any] = ()
) -> list[dict[str, Any]]:
    """Return a history with one line more."""
    said = {"at": at.isoformat(timespec="seconds"), "what": what.value, "answer": answer, "address": address}
    return [*history, said]


def end_leases(now: datetime, lease: timedelta, wait: timedelta, journals: Path) -> None:
    """Take rows back from senders that ended or were paused: as their journal says where it can be found.

    Without one a mail is in doubt whose text may have begun, and rests for ``wait`` before anything is done about it.
    A lease far ahead of the database's clock was given before that clock went back, and has ended too.
    """
    with unit_of_work() as session:
        clock = session.scalars(select(database_now())).one()
        is_over = (MailMessage.lease_until <= clock) | (MailMessage.lease_until > clock + lease + SLACK)
        ended = select(MailMessage).where(is_over, MailMessage.state == MailState.CLAIMED)
        rows = ended.order_by(MailMessage.id).limit(OVERDUE_LEASES).with_for_update(skip_locked=True)
        mails = session.scalars(rows).all()
        known = fates(journals) if any(mail.begun_at for mail in mails) else {}
        for mail in mails:
            fate = known.get(name_of(mail.message_id, mail.fence), Fate(Course.BEGUN))
            mail.lease_until, mail.fence = None, mail.fence + 1
            if mail.begun_at is None:
                mail.state, mail.next_at = MailState.WAITING, now
            else:
                _settle(mail, fate, now, wait)


def _settle(mail: MailMessage, fate: Fate, now: datetime, wait: timedelta) -> None:
    """Write what became of a mail that a sender began and did not mark."""
    if fate.course is Course.TAKEN:
        mail.state, mail.sent_at, mail.answer = MailState.SENT, datetime.fromisoformat(fate.at), fate.answer
        mail.history = line(MailNote.JOURNAL_SAYS_TAKEN, now, address=mail.address, history=mail.history)
    elif fate.course is Course.BEGUN:
        mail.state, mail.next_at, mail.doubts = MailState.UNKNOWN, now + wait, mail.doubts + 1
        mail.history = line(MailNote.SENDER_STOPPED, now, address=mail.address, history=mail.history)
    else:
        mail.state, mail.next_at, mail.begun_at = MailState.WAITING, now, None
        mail.attempts -= fate.course is Course.NOT_BEGUN


def pull_back(now: datetime) -> None:
    """Make due what a clock that ran ahead put too far off: a mail whose time has come or that was tried already.

    A mail that was meant for at once but written by such a clock has its time now.
    """
    has_come = (MailMessage.attempts > 0) | (MailMessage.due_at <= now)
    retry = has_come & (MailMessage.next_at > now + HOUR + SLACK)
    at_once = (MailMessage.due_at == MailMessage.created_at) & (MailMessage.created_at > now + SLACK)
    stuck = update(MailMessage).where(
        MailMessage.next_at > now + SLACK, retry | (at_once & (MailMessage.attempts == 0))
    )
    with unit_of_work() as session:
        session.execute(stuck.values(next_at=now))
