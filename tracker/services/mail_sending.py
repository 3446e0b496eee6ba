"""Sending what is due: the clockwork's tick, safe with any number of senders at the same time."""

import logging
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event
from time import monotonic
from typing import TypeVar

from flask import current_app
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from tracker.domain.mail import MailNote, MailState
from tracker.extensions import db
from tracker.mail.ledger import Ledger, ledger_for
from tracker.mail.message import Letter, compose
from tracker.mail.transport import Connection, Server, server_of
from tracker.mail.trouble import MailTrouble, Unreachable
from tracker.models.mail import MailMessage
from tracker.models.office import Installation
from tracker.services.mail_claims import Claim, claim_due, end_leases, line, pull_back, release
from tracker.services.mail_doubts import settle_doubts
from tracker.services.mail_steps import Chunk, Done, Ready, begin_chunk, mark_chunk
from tracker.services.unit_of_work import unit_of_work

logger = logging.getLogger(__name__)
Found = TypeVar("Found")

BATCH = 50
JOURNALS = "mail_journals"  # in the data folder
PASS_LASTS = 25.0  # seconds after which a pass claims no more
MARK_AGAIN = (0.2, 1.0, 3.0, 10.0)  # seconds between tries to mark mails while the database is away
STOP = Event()


@dataclass(frozen=True)
class Sender:
    """What one pass of a sender goes by: the server, its connection, its journals, the waits, and when it began."""

    server: Server
    connection: Connection
    journals: Path
    lease: timedelta
    wait: timedelta
    began: datetime
    started: float

    def now(self) -> datetime:
        """Return the instant, from where the caller's clock stood at the beginning."""
        return self.began + timedelta(seconds=monotonic() - self.started)

    def is_over(self) -> bool:
        """Tell whether the pass claims no more."""
        return STOP.is_set() or monotonic() - self.started > PASS_LASTS


def send_mails(now: datetime) -> None:
    """Send what is due and settle what is in doubt; where no mail goes out here, close what is due with that reason."""
    if is_paused():
        return
    config = current_app.config
    server = None if is_demonstration() else server_of(config)
    if server is None:
        close_unsent(now)
        return
    lease = max(config["MAIL_LEASE"], timedelta(seconds=2 * server.longest))
    journals = Path(config["DATA_DIR"]) / JOURNALS
    end_leases(now, lease, config["MAIL_LOOKS"][0], journals)
    pull_back(now)
    settle_doubts(now, ledger_of_settings(), config["MAIL_LOOKS"][1:])
    with closing(Connection(server)) as connection:
        send_all(Sender(server, connection, journals, lease, config["MAIL_LOOKS"][0], now, monotonic()))


def is_paused() -> bool:
    """Tell whether sending rests, by the setting or by `tracker mail pause`."""
    office = db.session.get(Installation, 1)
    paused = bool(current_app.config["MAIL_PAUSED"] or (office and office.mail_paused_at))
    db.session.rollback()
    return paused


def is_demonstration() -> bool:
    """Tell whether this is the demonstration office, whose mails stay here."""
    office = db.session.get(Installation, 1)
    return bool(current_app.config["DEMONSTRATION"] or (office and office.is_demonstration))


def ledger_of_settings() -> Ledger | None:
    """Return the acceptance ledger, None where none is set."""
    config = current_app.config
    return ledger_for(
        config["MAIL_LEDGER"], config["MAIL_LEDGER_PASSWORD"], config["MAIL_CA_FILE"], config["MAIL_TIMEOUT"]
    )


def close_unsent(now: datetime) -> None:
    """Close what is due where no mail goes out at all: it stands on the desks and in the mail ledger."""
    with unit_of_work() as session:
        due = (MailMessage.next_at <= now, MailMessage.state == MailState.WAITING)
        closed = {"state": MailState.CANCELLED, "next_at": None, "history": line(MailNote.MAIL_OFF, now)}
        session.execute(update(MailMessage).where(*due).values(closed))


def send_all(sender: Sender) -> None:
    """Send batch after batch until nothing is due, the time of the pass is over, or the server cannot be reached."""
    while not sender.is_over():
        claims = claim_due(sender.now(), sender.lease, BATCH)
        if not claims or not send_batch(sender, claims):
            return


def send_batch(sender: Sender, claims: Sequence[Claim]) -> bool:
    """Send the claimed mails by chunks; False where the pass is over or the server away, and the rest went back."""
    while claims:
        begin = partial(begin_chunk, claims, sender.journals, lease=sender.lease, now=sender.now())
        chunk, later = through(begin)
        done = send_chunk(sender, chunk)
        left = chunk.mails[len(done) :]
        through(partial(mark_chunk, done, left, sender.wait))
        if chunk.journal:
            chunk.journal.forget()
        claims = [*(one.claim for one in left), *later]
        if sender.is_over() or (done and isinstance(done[-1].trouble, Unreachable)):
            release(claims, sender.now())
            return False
    return True


def through(act: Callable[[], Found]) -> Found:
    """Do it again and again while the database is away: mails are out, and only their mark is missing."""
    for pause in MARK_AGAIN:
        try:
            return act()
        except DBAPIError:
            logger.warning("the database is away; mails wait for their mark")
            db.session.rollback()
            STOP.wait(pause)
    return act()


def send_chunk(sender: Sender, chunk: Chunk) -> list[Done]:
    """Hand over mail after mail, and return what became of each: no more are begun where one of the ends is near.

    The clock is read after the journal was written: a sender that is paused in between must not go on with a mail of
    which the journal says that it was never begun. It is read once: what follows in the mail's time counts from there.
    """
    done: list[Done] = []
    for ready in chunk.mails:
        if STOP.is_set() or (chunk.journal and not chunk.journal.begin(ready.name)):
            break
        begins = monotonic()
        if begins >= chunk.ends:
            break
        done.append(one := send_one(sender, ready, begins + sender.server.longest))
        if chunk.journal:
            chunk.journal.end(ready.name, one.course, one.answer, one.at)
        if isinstance(one.trouble, Unreachable):
            break
    return done


def send_one(sender: Sender, ready: Ready, ends: float) -> Done:
    """Hand one mail to the server by a monotonic time, and return what became of it."""
    mail, at = ready.mail, sender.now()
    letter = Letter(
        sender=sender.server.sender,
        recipient=ready.address,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        calendar=mail.calendar,
        message_id=mail.message_id,
        at=at,
    )
    try:
        answer = sender.connection.deliver(ready.address, compose(letter), ends)
    except MailTrouble as trouble:
        logger.info("mail %s was not taken: %s", mail.id, trouble.answer)
        return Done(ready, sender.now(), trouble=trouble)
    return Done(ready, sender.now(), answer)
