"""A few mails of the demonstration office: none goes out, some tell what would have become of them elsewhere."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from tracker.domain.mail import MailKind, MailNote, MailState
from tracker.domain.vocabulary import Stage
from tracker.extensions import db
from tracker.models.mail import MailMessage
from tracker.models.proposal import Proposal
from tracker.services.mail_claims import line
from tracker.services.outbox import queue_mail

DIGEST = "今天要办的事"
TEXT = "请登录系统查看。"
Values = Mapping[str, Any]


def write_mails(people: Mapping[str, int], now: datetime) -> None:
    """Write four mails: one closed as all are here, one refused, one sent after a second try, one in doubt."""
    item = db.session.scalars(select(Proposal).where(Proposal.stage == Stage.SIGN_OFF).limit(1)).one()
    asked = f"请签发：{item.number_raw or ''} {item.title}"
    at = now - timedelta(hours=3)
    off: Values = {"state": MailState.CANCELLED, "history": line(MailNote.MAIL_OFF, at)}
    refused = line(
        MailNote.REFUSED, at, answer="recipient: 550 5.1.1 no such user", address="qinhaining@example.invalid"
    )
    failed: Values = {
        "state": MailState.FAILED,
        "history": refused,
        "answer": "recipient: 550 5.1.1 no such user",
    }
    waited = line(MailNote.DEFERRED, at, answer="recipient: 450 4.2.0 greylisted")
    sent: Values = {
        "state": MailState.SENT,
        "sent_at": at + timedelta(minutes=1),
        "answer": "250 2.0.0 Ok: queued",
        "history": line(MailNote.ACCEPTED, at + timedelta(minutes=1), history=waited),
    }
    doubt = {
        "state": MailState.UNKNOWN,
        "doubts": 2,
        "history": line(MailNote.IN_DOUBT, at, answer="text: timed out"),
    }
    for number, (who, kind, subject, proposal_id, values) in enumerate((
        ("liwenjing", MailKind.DIGEST, DIGEST, None, off),
        ("qinhaining", MailKind.DIGEST, DIGEST, None, failed),
        ("tangxianlai", MailKind.SIGNATURE, asked, item.id, sent),
        ("qinhaining", MailKind.REMINDER, item.title, item.id, doubt),
    )):  # fmt: skip
        key = f"demonstration:{number}"
        queue_mail(
            key=key,
            user_id=people[who],
            kind=kind,
            subject=subject,
            text=TEXT,
            html=None,
            proposal_id=proposal_id,
            now=at,
        )
        _settle(key, values)


def _settle(key: str, values: Values) -> None:
    tried = {"next_at": None, "fence": 1, "attempts": 1, "begun_at": None}
    db.session.execute(update(MailMessage).where(MailMessage.key == key).values(tried | dict(values)))
