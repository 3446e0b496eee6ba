"""Mails are rows first: with their cause or not at all, one for each key, the same Message-ID for ever."""

from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from tests.support.databases import Database
from tests.support.office import Office
from tracker import clock
from tracker.domain.mail import MailKind, MailState
from tracker.extensions import db
from tracker.models.mail import MailMessage
from tracker.services.outbox import queue_mail
from tracker.services.unit_of_work import unit_of_work

WORDS: dict[str, Any] = {
    "kind": MailKind.DIGEST,
    "subject": "今日待办3件",
    "text": "见登记表。",
    "html": None,
}


def the_mail() -> MailMessage:
    db.session.remove()
    return db.session.scalars(select(MailMessage)).one()


def test_a_mail_stands_as_it_was_written(context: Flask, office: Office) -> None:
    now = clock.now()
    later = now + timedelta(hours=2)
    words = WORDS | {
        "subject": "今日待办\r\nBcc: x@example.cn",
        "html": "<p>见登记表。</p>",
        "calendar": "BEGIN:VCALENDAR",
    }
    assert queue_mail(key="digest:1", user_id=office.people["officer"], not_before=later, now=now, **words)
    mail = the_mail()
    assert (mail.subject, mail.html, mail.calendar) == (
        "今日待办 Bcc: x@example.cn",
        "<p>见登记表。</p>",
        "BEGIN:VCALENDAR",
    )
    assert (mail.state, mail.due_at, mail.next_at) == (MailState.WAITING, later, later)
    assert (mail.created_at, mail.attempts, mail.history, mail.user_id) == (
        now,
        0,
        [],
        office.people["officer"],
    )
    assert mail.kind == MailKind.DIGEST


def test_the_same_cause_writes_no_second_mail_and_keeps_the_first(context: Flask, office: Office) -> None:
    now, words = clock.now(), WORDS | {"user_id": office.people["officer"]}
    assert queue_mail(key="digest:1", now=now, **words)
    assert not queue_mail(key="digest:1", now=now + timedelta(days=1), **words | {"subject": "另一封"})
    assert the_mail().subject == "今日待办3件"


def test_a_mail_goes_with_its_cause(context: Flask, office: Office) -> None:
    def fail_after_writing(now: datetime) -> None:
        with unit_of_work():
            queue_mail(key="digest:1", user_id=office.people["officer"], now=now, **WORDS)
            raise KeyError

    with pytest.raises(KeyError):
        fail_after_writing(clock.now())
    assert db.session.scalar(select(func.count()).select_from(MailMessage)) == 0


def test_the_message_id_is_that_of_the_key_and_the_installation(
    context: Flask, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(context.config, "MAIL_FROM", "提案办 <tian@kjt.example.cn>")
    now = clock.now()
    for key in ("digest:1", "digest:2"):
        queue_mail(key=key, user_id=office.people["officer"], now=now, **WORDS)
    first, second = db.session.scalars(select(MailMessage.message_id).order_by(MailMessage.id))
    assert first != second
    assert first.endswith("@kjt.example.cn>")
    db.session.execute(delete(MailMessage))
    db.session.commit()
    queue_mail(key="digest:1", user_id=office.people["officer"], now=now + timedelta(days=9), **WORDS)
    assert the_mail().message_id == first


def test_two_who_write_the_same_mail_at_once_write_one(
    context: Flask, office: Office, database: Database
) -> None:
    ready, wrote, user_id = Barrier(4), [], office.people["officer"]

    def write() -> None:
        with context.app_context():
            ready.wait()
            wrote.append(queue_mail(key="digest:1", user_id=user_id, now=clock.now(), **WORDS))

    threads = [Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(wrote) == [False, False, False, True]
    assert the_mail().key == "digest:1"
