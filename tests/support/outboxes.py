"""An outbox to test with: mails written for people of the small office, and time that passes for their senders."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.support.office import Office
from tracker.domain.mail import MailKind, MailState
from tracker.extensions import db
from tracker.models.mail import MailMessage
from tracker.models.people import User
from tracker.services.mail_sending import send_mails
from tracker.services.outbox import queue_mail

START = datetime(2026, 3, 2, 1, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def with_addresses(office: Office) -> None:
    """Give everybody an address that is their user name."""
    db.session.execute(update(User).values(email=User.username + "@kjt.example.cn"))
    db.session.commit()


def write(office: Office, key: str = "digest:1", to: str = "officer", **more: Any) -> None:
    """Write one mail."""
    words: dict[str, Any] = {
        "kind": MailKind.NOTICE,
        "subject": "今日待办3件",
        "text": "见登记表。",
        "html": None,
    }
    queue_mail(key=key, user_id=office.people[to], **(words | {"now": START} | more))


def mails() -> list[MailMessage]:
    """Read all mails anew, in the order in which they were written."""
    db.session.remove()
    return list(db.session.scalars(select(MailMessage).order_by(MailMessage.id)))


def the_mail() -> MailMessage:
    """Read the only mail anew."""
    [found] = mails()
    return found


def told(mail: MailMessage) -> list[str]:
    """Return what a mail's history tells, without its instants."""
    return [one["what"] for one in mail.history]


def end_all_leases() -> None:
    """Let the time of every lease be over."""
    db.session.execute(
        update(MailMessage).where(MailMessage.lease_until.is_not(None)).values(lease_until=LONG_AGO)
    )
    db.session.commit()


def let_time_pass(now: datetime, hours: int = 4) -> datetime:
    """Let senders come back each hour for some hours, and return the last hour."""
    end_all_leases()
    for _ in range(hours):
        now += timedelta(hours=1)
        send_mails(now)
    return now


def states() -> list[MailState]:
    """Return every mail's state."""
    return [mail.state for mail in mails()]


@contextmanager
def settings(app: Flask, **values: Any) -> Iterator[None]:
    """Set the application's settings for the length of the block."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in values.items():
            patch.setitem(app.config, name, value)
        yield
