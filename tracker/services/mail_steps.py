"""One mail at a time: what becomes of the last one and the beginning of the next are one transaction.

So a sender that dies leaves exactly one mail in doubt, at the cost of one commit a mail.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.domain.mail import DETAIL, MailNote, MailState, delay_after
from tracker.mail.message import BadAddress, plain_address
from tracker.mail.trouble import Deferred, InDoubt, MailTrouble, Refused
from tracker.models.mail import MailMessage
from tracker.models.people import User
from tracker.services.mail_claims import Claim, back_to_waiting, database_now, held, line
from tracker.services.mail_wanted import is_wanted
from tracker.services.unit_of_work import unit_of_work


@dataclass(frozen=True)
class Ready:
    """A mail that is about to go out to an address.

    ``began`` is when, on the monotonic clock; ``attempts`` counts this try.
    """

    claim: Claim
    mail: MailMessage
    address: str
    began: float
    attempts: int
    doubts: int
    history: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Done:
    """What became of a mail at an instant: the server's yes, or the trouble."""

    ready: Ready
    at: datetime
    answer: str = ""
    trouble: MailTrouble | None = None


def next_step(
    done: Done | None, claim: Claim | None, *, lease: timedelta, wait: timedelta, now: datetime
) -> Ready | None:
    """Mark the last mail and begin the next; None where that one is not ours any more or must not go out.

    ``wait`` is how long a mail in doubt rests. A mark that came too late, after the lease, changes nothing. The mail's
    time is counted from before its lease: a sender that is paused in between has less of it, never more.
    """
    began = monotonic()
    with unit_of_work() as session:
        if done is not None:
            session.execute(held(done.ready.claim).values(_outcome(done, wait)))
        return None if claim is None else _begin(session, claim, lease, now, began)


def _begin(session: Session, claim: Claim, lease: timedelta, now: datetime, began: float) -> Ready | None:
    """Lock the row before judging it: else its lease might be ended in between, and the mail go out unrecorded."""
    mine = (MailMessage.id == claim.id, MailMessage.fence == claim.fence)
    found = session.execute(
        select(MailMessage, User.email, User.is_active, database_now())
        .outerjoin(User, User.id == MailMessage.user_id)
        .where(*mine, MailMessage.state == MailState.CLAIMED)
        .with_for_update(of=MailMessage)
    ).one_or_none()
    if found is None:
        return None
    mail, email, is_active, clock = found
    address, hindrance = _address(mail, email, is_active=bool(is_active), now=now)
    if hindrance is not None:
        session.execute(held(claim).values(_cancelled(mail, hindrance, email or "", now)))
        return None
    attempts, history = mail.attempts + 1, list(mail.history)
    changed = held(claim).values(begun_at=now, lease_until=clock + lease, attempts=attempts, address=address)
    session.execute(changed.execution_options(synchronize_session=False))
    session.expunge(mail)
    return Ready(claim, mail, address, began, attempts, mail.doubts, history)


def _address(
    mail: MailMessage, email: str | None, *, is_active: bool, now: datetime
) -> tuple[str, MailNote | None]:
    """Return the address that the person has now, or why the mail must not go out."""
    if not is_active:
        return "", MailNote.INACTIVE
    if not email:
        return "", MailNote.NO_ADDRESS
    if not is_wanted(mail, now):
        return "", MailNote.NOT_WANTED
    try:
        return plain_address(email), None
    except BadAddress:
        return "", MailNote.BAD_ADDRESS


def _cancelled(mail: MailMessage, why: MailNote, address: str, now: datetime) -> dict[str, Any]:
    """Return the end of a mail that nobody refused; an address that is none is somebody's task, so it failed."""
    state = MailState.FAILED if why is MailNote.BAD_ADDRESS else MailState.CANCELLED
    history = line(why, now, address=address, history=mail.history)
    return {"state": state, "next_at": None, "lease_until": None, "begun_at": None, "history": history}


def _outcome(done: Done, wait: timedelta) -> dict[str, Any]:
    """Return the columns that tell of an outcome."""
    ready, trouble = done.ready, done.trouble
    answer = (trouble.answer if trouble else done.answer)[:DETAIL]
    over: dict[str, Any] = {"next_at": None, "lease_until": None, "answer": answer}
    if trouble is None:
        noted = _noted(done, MailNote.ACCEPTED, answer) if ready.history else {}
        return over | noted | {"state": MailState.SENT, "sent_at": done.at}
    if isinstance(trouble, InDoubt):
        doubt = {"state": MailState.UNKNOWN, "next_at": done.at + wait, "doubts": ready.doubts + 1}
        return over | doubt | _noted(done, MailNote.IN_DOUBT, answer)
    if isinstance(trouble, Refused):
        return over | {"state": MailState.FAILED} | _noted(done, MailNote.REFUSED, answer)
    return over | _tried(
        done, MailNote.DEFERRED if isinstance(trouble, Deferred) else MailNote.UNREACHABLE, answer
    )


def _tried(done: Done, what: MailNote, answer: str) -> dict[str, Any]:
    delay = delay_after(done.ready.attempts)
    noted = _noted(done, what, answer)
    if delay is not None:
        return back_to_waiting(done.at + delay) | noted
    return {"state": MailState.FAILED, "history": line(MailNote.GAVE_UP, done.at, history=noted["history"])}


def _noted(done: Done, what: MailNote, answer: str) -> dict[str, Any]:
    ready = done.ready
    return {"history": line(what, done.at, answer=answer, address=ready.address, history=ready.history)}
