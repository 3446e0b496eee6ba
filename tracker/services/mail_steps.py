"""One chunk of mails at a time: what became of the last one is one transaction, the beginning of the next another.

Each mail's own course in between is in the journal of its sender, so a sender that dies leaves one mail in doubt, and
the whole chunk only where the journal is out of reach: another machine, or this one after it lost its power.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from tracker.domain.mail import DETAIL, MailNote, MailState, delay_after
from tracker.mail.journal import Course, Journal, name_of
from tracker.mail.message import BadAddress, plain_address
from tracker.mail.trouble import Deferred, InDoubt, MailTrouble, Refused
from tracker.models.mail import MailMessage
from tracker.models.people import User
from tracker.services.mail_claims import Claim, back_to_waiting, database_now, line
from tracker.services.mail_wanted import wanted_of
from tracker.services.unit_of_work import unit_of_work

MAILS: Any = MailMessage.__table__
ONE_HELD = update(MAILS).where(
    MAILS.c.id == bindparam("claim_id"),
    MAILS.c.fence == bindparam("claim_fence"),
    MAILS.c.state == MailState.CLAIMED,
)
CHUNK_LASTS = timedelta(seconds=5)  # after which a chunk begins no more mails


@dataclass(frozen=True)
class Ready:
    """A mail that is about to go out to an address; ``attempts`` counts this try."""

    claim: Claim
    mail: MailMessage
    address: str
    attempts: int
    doubts: int
    history: list[dict[str, Any]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What the journal calls it."""
        return name_of(self.mail.message_id, self.claim.fence)


@dataclass(frozen=True)
class Chunk:
    """Mails that may go out one after the other until ``ends``, on the monotonic clock, and what tells of each.

    Without a journal, where its disk is full, a chunk is one mail.
    """

    mails: Sequence[Ready]
    ends: float
    journal: Journal | None


@dataclass(frozen=True)
class Done:
    """What became of a mail at an instant: the server's yes, or the trouble."""

    ready: Ready
    at: datetime
    answer: str = ""
    trouble: MailTrouble | None = None

    @property
    def course(self) -> Course:
        """How far the mail came, as the journal says it."""
        if self.trouble is None:
            return Course.TAKEN
        return Course.BEGUN if isinstance(self.trouble, InDoubt) else Course.NOT_TAKEN


def begin_chunk(
    claims: Sequence[Claim], folder: Path, *, lease: timedelta, now: datetime
) -> tuple[Chunk, Sequence[Claim]]:
    """Begin the mails that are still ours and may go out, and return with them the claims that are left for later.

    The lease is counted from after the last instant at which the chunk begins a mail, and that from before the lease:
    a sender that is paused in between has less time, never more.
    """
    began, lasts = monotonic(), min(CHUNK_LASTS, lease / 4)
    journal: Journal | None = None
    try:
        with unit_of_work() as session:
            found = _locked(session, claims)
            ready = _judged(found, now)
            with suppress(OSError):
                journal = Journal(folder, [one.name for one in ready])
            most = len(ready) if journal else 1
            _begin(session, ready[:most], lasts + lease, now)
    except BaseException:
        if journal:
            journal.forget()
        raise
    chunk = Chunk(ready[:most], began + lasts.total_seconds(), journal)
    return chunk, [one.claim for one in ready[most:]]


def _locked(session: Session, claims: Sequence[Claim]) -> dict[Claim, tuple[MailMessage, User | None]]:
    """Lock the rows before judging them: else a lease might be ended in between, and a mail go out unrecorded."""
    rows = session.execute(
        select(MailMessage, User)
        .outerjoin(User, User.id == MailMessage.user_id)
        .where(MailMessage.id.in_([claim.id for claim in claims]), MailMessage.state == MailState.CLAIMED)
        .order_by(MailMessage.id)
        .with_for_update(of=MailMessage)
    )
    found = {Claim(mail.id, mail.fence): (mail, user) for mail, user in rows}
    return {claim: found[claim] for claim in claims if claim in found}


def _judged(found: Mapping[Claim, tuple[MailMessage, User | None]], now: datetime) -> list[Ready]:
    """Return the mails that may go out; the others are at their end, with the reason."""
    wanted, ready = wanted_of([mail for mail, _ in found.values()], now), []
    for claim, (mail, user) in found.items():
        address, hindrance = _address(user, is_wanted=mail.id in wanted)
        if hindrance is not None:
            _cancel(mail, hindrance, (user.email if user else None) or "", now)
            continue
        ready.append(Ready(claim, mail, address, mail.attempts + 1, mail.doubts, list(mail.history)))
    return ready


def _address(user: User | None, *, is_wanted: bool) -> tuple[str, MailNote | None]:
    """Return the address that the person has now, or why the mail must not go out."""
    if user is None or not user.is_active:
        return "", MailNote.INACTIVE
    if not user.email:
        return "", MailNote.NO_ADDRESS
    if not is_wanted:
        return "", MailNote.NOT_WANTED
    try:
        return plain_address(user.email), None
    except BadAddress:
        return "", MailNote.BAD_ADDRESS


def _cancel(mail: MailMessage, why: MailNote, address: str, now: datetime) -> None:
    """End a mail that nobody refused; an address that is none is somebody's task, so it failed."""
    mail.state = MailState.FAILED if why is MailNote.BAD_ADDRESS else MailState.CANCELLED
    mail.next_at = mail.lease_until = mail.begun_at = None
    mail.history = line(why, now, address=address, history=mail.history)


def _begin(session: Session, ready: Sequence[Ready], lease: timedelta, now: datetime) -> None:
    until = session.scalars(select(database_now())).one() + lease
    for one in ready:
        mail = one.mail
        mail.begun_at, mail.lease_until = now, until
        mail.attempts, mail.address = one.attempts, one.address
    session.flush()
    for one in ready:
        session.expunge(one.mail)


def mark_chunk(done: Sequence[Done], left: Sequence[Ready], wait: timedelta) -> None:
    """Write what became of the mails of a chunk, and that those left over were not begun after all.

    ``wait`` is how long a mail in doubt rests. A mark that came too late, after the lease, changes nothing.
    """
    changes = [(one.ready.claim, _outcome(one, wait)) for one in done]
    changes += [(one.claim, {"begun_at": None, "attempts": one.attempts - 1}) for one in left]
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for claim, values in changes:
        row = {f"new_{name}": value for name, value in values.items()}
        alike.setdefault(tuple(values), []).append(row | {"claim_id": claim.id, "claim_fence": claim.fence})
    with unit_of_work() as session:
        for names, rows in alike.items():
            session.connection().execute(
                ONE_HELD.values({name: bindparam(f"new_{name}") for name in names}), rows
            )


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
