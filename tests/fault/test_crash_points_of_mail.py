"""The services of the outbox are killed at every statement and commit: a mail's row is whole or not there."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select, update

from tests.support.crash_lists import MAIL
from tests.support.crashes import Crashes
from tests.support.office import Office
from tests.support.outboxes import START, end_all_leases, states, with_addresses
from tracker.domain.mail import MailKind, MailState
from tracker.extensions import db
from tracker.mail.bounces import Bounce
from tracker.mail.trouble import InDoubt, Step
from tracker.models.mail import MailMessage
from tracker.services import (
    mail_bounces,
    mail_by_hand,
    mail_claims,
    mail_doubts,
    mail_sending,
    mail_steps,
    mail_switch,
    outbox,
)

LEASE, WAIT, HOUR = timedelta(minutes=5), timedelta(minutes=2), timedelta(hours=1)

SENT = {"state": MailState.SENT, "next_at": None, "sent_at": START}
FAILED = {"state": MailState.FAILED, "next_at": None}


def test_the_outbox_is_changed_wholly_or_not(crashes: Crashes, office: Office, tmp_path: Path) -> None:
    with_addresses(office)
    run = crashes.run
    words = {"kind": MailKind.NOTICE, "subject": "今日待办3件", "text": "见登记表。", "html": None}
    for number in range(3):
        run(outbox.queue_mail, key=f"digest:{number}", user_id=office.people["officer"], now=START, **words)
    claims = run(mail_claims.claim_due, START, LEASE, 3)
    chunk, _ = run(mail_steps.begin_chunk, claims[:2], tmp_path, lease=LEASE, now=START)
    lost = mail_steps.Done(chunk.mails[0], START, trouble=InDoubt(Step.TEXT, "gone"))
    run(mail_steps.mark_chunk, [lost], chunk.mails[1:], WAIT)
    run(mail_claims.release, claims[2:], START)
    assert states() == [MailState.UNKNOWN, MailState.CLAIMED, MailState.WAITING]
    mail_steps.begin_chunk(claims[1:2], tmp_path, lease=LEASE, now=START)
    end_all_leases()
    run(mail_claims.end_leases, START + HOUR, LEASE, WAIT, tmp_path / "of another")
    db.session.execute(update(MailMessage).where(MailMessage.id == claims[0].id).values(next_at=START))
    db.session.commit()
    run(mail_doubts.settle_doubts, START + HOUR / 2, None, ())
    assert states() == [MailState.WAITING, MailState.UNKNOWN, MailState.WAITING]
    coordinator = office.actor("coordinator")
    run(mail_by_hand.retry_mail, coordinator, claims[1].id, version=None, now=START + HOUR)
    db.session.execute(update(MailMessage).where(MailMessage.id == claims[1].id).values(FAILED))
    db.session.commit()
    run(mail_by_hand.drop_mail, coordinator, claims[1].id, version=None, now=START + HOUR)
    db.session.execute(update(MailMessage).where(MailMessage.id == claims[0].id).values(SENT))
    db.session.commit()
    named = db.session.scalars(select(MailMessage.message_id).where(MailMessage.id == claims[0].id)).one()
    run(mail_bounces.note_bounce, Bounce((named,), "550 unknown"), START + HOUR)
    run(mail_claims.pull_back, START - HOUR)
    run(mail_sending.close_unsent, START + HOUR)
    run(mail_switch.pause_mails, START)
    run(mail_switch.resume_mails)
    assert set(crashes.done) == MAIL
