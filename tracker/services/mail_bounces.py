"""Bounces: a mail that was taken and came back is one that did not get out, with the server's words."""

import logging
from datetime import datetime
from imaplib import IMAP4

from flask import current_app
from sqlalchemy import select

from tracker.domain.mail import DETAIL, MailNote, MailState
from tracker.mail.bounces import Bounce, bounce_of
from tracker.mail.mailbox import TROUBLE, Mailbox, mailbox_at, said_ok
from tracker.models.mail import MailMessage
from tracker.services.mail_claims import line
from tracker.services.unit_of_work import unit_of_work

logger = logging.getLogger(__name__)
AT_ONCE = 100
LONGEST = 1_000_000  # bytes that are read of one mail
OUT = (MailState.SENT, MailState.UNKNOWN)


def read_bounces(now: datetime) -> None:
    """Read the new mails of the sender's own mailbox, where one is set; none is ever answered.

    A mail is marked as read after what it says is kept, so that none is lost; one that names no mail of ours is
    flagged for people to look at.
    """
    try:
        mailbox = mailbox_of_settings()
        if mailbox is None:
            return
        with mailbox.opened(is_read_only=False) as box:
            for number in said_ok(box.uid("SEARCH", "UNSEEN"))[0].decode().split()[:AT_ONCE]:
                is_known = _read(box, number, now)
                flags = r"(\Seen)" if is_known else r"(\Seen \Flagged)"
                said_ok(box.uid("STORE", number, "+FLAGS", flags))
    except (*TROUBLE, ValueError):
        logger.warning("the mailbox of bounces cannot be read", exc_info=True)


def mailbox_of_settings() -> Mailbox | None:
    """Return the mailbox of bounces, None where none is set; raises ValueError where its address makes no sense."""
    config = current_app.config
    address, password = config["MAIL_BOUNCES"], config["MAIL_BOUNCES_PASSWORD"]
    mailbox = mailbox_at(address, password, config["MAIL_CA_FILE"], config["MAIL_TIMEOUT"])
    if address and mailbox is None:
        raise ValueError(f"MAIL_BOUNCES: {address.partition(':')[0]}")
    return mailbox


def _read(box: IMAP4, number: str, now: datetime) -> bool:
    """Return whether a mail is a bounce of one of ours."""
    parts = said_ok(box.uid("FETCH", number, f"(BODY.PEEK[]<0.{LONGEST}>)"))
    content = next((part[1] for part in parts if isinstance(part, tuple)), b"")
    bounce = bounce_of(content)
    return bounce is not None and note_bounce(bounce, now)


def note_bounce(bounce: Bounce, now: datetime) -> bool:
    """Write down that a mail came back, which makes it somebody's task; False where it names none of ours."""
    with unit_of_work() as session:
        named = select(MailMessage).where(MailMessage.message_id.in_(bounce.ids)).with_for_update()
        mails = session.scalars(named.order_by(MailMessage.id)).all()
        for mail in mails:
            if mail.state in OUT:
                mail.state, mail.next_at, mail.sent_at = MailState.FAILED, None, None
                mail.fence, mail.answer = mail.fence + 1, bounce.words[:DETAIL]
                mail.history = line(
                    MailNote.BOUNCED, now, answer=bounce.words, address=mail.address, history=mail.history
                )
        return bool(mails)
