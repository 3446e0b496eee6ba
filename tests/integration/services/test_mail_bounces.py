"""Bounces are read from a mailbox: the mail that came back is somebody's task, everything else is let be."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.support.imap import Imap
from tests.support.office import Office
from tests.support.outboxes import START, with_addresses
from tests.unit.mail.test_bounces import AWAY, OURS, REPORT
from tracker.domain.mail import MailKind, MailNote, MailState
from tracker.extensions import db
from tracker.models.mail import MailMessage
from tracker.queries.mail_ledger import failed_mails
from tracker.services.mail_bounces import read_bounces
from tracker.services.outbox import queue_mail

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def mail(office: Office) -> MailMessage:
    """A mail that a server took."""
    with_addresses(office)
    queue_mail(
        key="notice:1",
        user_id=office.people["officer"],
        kind=MailKind.NOTICE,
        subject="今日待办3件",
        text="见登记表。",
        html=None,
        now=START,
    )
    row: MailMessage = db.session.query(MailMessage).one()
    row.state, row.sent_at, row.next_at, row.address = MailState.SENT, START, None, "li@gone.example.cn"
    db.session.commit()
    return row


@pytest.fixture
def box(app: Flask, mail: MailMessage, monkeypatch: pytest.MonkeyPatch) -> Iterator[Imap]:
    """The sender's mailbox: the mail's bounce, an answer of a machine, and a bounce of something else."""
    strange = REPORT.replace(OURS, "<of@another.example.cn>")
    mails = dict(enumerate((REPORT.replace(OURS, mail.message_id), AWAY, strange), start=1))
    with Imap({number: text.encode() for number, text in mails.items()}).running() as running:
        monkeypatch.setitem(app.config, "MAIL_BOUNCES", running.address("INBOX"))
        monkeypatch.setitem(app.config, "MAIL_BOUNCES_PASSWORD", "geheim")
        yield running


def test_a_mail_that_came_back_is_a_task_with_the_servers_words(
    office: Office, mail: MailMessage, box: Imap
) -> None:
    read_bounces(START)
    db.session.refresh(mail)
    assert (mail.state, mail.sent_at) == (MailState.FAILED, None)
    assert "User unknown" in mail.answer
    last = mail.history[-1]
    assert (last["what"], last["address"]) == (MailNote.BOUNCED, "li@gone.example.cn")
    assert [one.id for one in failed_mails(office.actor("coordinator"))] == [mail.id]
    assert box.flags == {1: r"(\Seen)", 2: r"(\Seen \Flagged)", 3: r"(\Seen \Flagged)"}
    assert not any(words.startswith("APPEND") for words in box.said)


def test_each_is_read_once_and_a_second_report_changes_nothing(mail: MailMessage, box: Imap) -> None:
    read_bounces(START)
    db.session.refresh(mail)
    history = list(mail.history)
    box.flags.clear()
    read_bounces(START)
    db.session.refresh(mail)
    assert mail.history == history
    asked = len(box.said)
    read_bounces(START)
    assert not [words for words in box.said[asked:] if "FETCH" in words]


@pytest.mark.parametrize("refusing", ["LOGIN", "SELECT", "SEARCH", "FETCH"])
def test_a_mailbox_that_refuses_changes_nothing(mail: MailMessage, box: Imap, refusing: str) -> None:
    box.refusing = refusing
    read_bounces(START)
    db.session.refresh(mail)
    assert mail.state is MailState.SENT
    assert box.flags == {}


def test_what_could_not_be_marked_as_read_is_read_again_without_harm(mail: MailMessage, box: Imap) -> None:
    box.refusing = "STORE"
    read_bounces(START)
    read_bounces(START)
    db.session.refresh(mail)
    assert [one["what"] for one in mail.history] == [MailNote.BOUNCED]


def test_an_address_that_is_none_of_a_mailbox_is_logged(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(app.config, "MAIL_BOUNCES", "http://mail.example.cn")
    read_bounces(START)
    assert "cannot be read" in caplog.text
