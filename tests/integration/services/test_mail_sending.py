"""Sending: once each, to whom it belongs now, again when it did not get out, and never twice without saying so."""

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, text, update

from tests.support.bad_server import (
    Action,
    BadServer,
    bad_server,
    closed_port,
    drops,
    says,
    takes_and,
    wait_for,
)
from tests.support.office import Office
from tests.support.outboxes import (
    START,
    end_all_leases,
    let_time_pass,
    mails,
    settings,
    states,
    the_mail,
    told,
    with_addresses,
    write,
)
from tracker.domain.errors import Refused
from tracker.domain.mail import MOST_TRIES, MailKind, MailNote, MailState
from tracker.extensions import db
from tracker.mail.message import Letter, compose
from tracker.models.mail import MailMessage
from tracker.models.office import Installation
from tracker.models.people import User
from tracker.services import mail_sending, mail_steps, mail_wanted
from tracker.services.mail_claims import back_to_waiting, claim_due, end_leases, release
from tracker.services.mail_sending import send_mails
from tracker.services.mail_steps import Done, begin_chunk, mark_chunk
from tracker.services.mail_switch import pause_mails, resume_mails

LEASE, WAIT = timedelta(minutes=5), timedelta(minutes=2)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def server(context: Flask, office: Office) -> Iterator[BadServer]:
    """A server that the application sends to; everybody has an address."""
    with_addresses(office)
    with bad_server() as found, settings(context, **found.settings()):
        yield found


@pytest.fixture
def ledger(context: Flask, server: BadServer, tmp_path: Path) -> Iterator[BadServer]:
    """The same server with a log in which its acceptances can be looked up."""
    server.log = tmp_path / "mail.log"
    server.log.touch()
    with settings(context, **server.settings()):
        yield server


def test_what_is_due_goes_out_once_and_the_rest_waits(server: BadServer, office: Office) -> None:
    write(office, "digest:1", html="<p>见登记表。</p>", calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    write(office, "digest:2", to="head", not_before=START + HOUR)
    send_mails(START)
    first, second = mails()
    assert (first.state, first.answer, first.history) == (MailState.SENT, "250 2.0.0 Ok: queued", [])
    assert (first.address, first.attempts, first.doubts) == ("officer@kjt.example.cn", 1, 0)
    assert first.sent_at is not None
    assert START <= first.sent_at < START + MINUTE
    assert second.state == MailState.WAITING
    send_mails(START + 2 * MINUTE)
    assert [mail.recipient for mail in server.taken] == ["officer@kjt.example.cn"]
    content = server.taken[0].content
    for part in (b"text/plain", b"text/html", b"text/calendar", b"Auto-Submitted: auto-generated"):
        assert part in content
    assert content.isascii()
    send_mails(START + HOUR)
    assert set(server.counts().values()) == {1}
    assert states() == [MailState.SENT, MailState.SENT]


def test_many_mails_go_out_in_batches(server: BadServer, office: Office) -> None:
    for number in range(120):
        write(office, f"digest:{number}")
    send_mails(START)
    assert len(server.counts()) == 120
    assert set(server.counts().values()) == {1}
    assert server.connections == 3
    assert set(states()) == {MailState.SENT}


def test_a_slow_server_gets_small_chunks_and_each_mail_once(
    server: BadServer, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(_server: BadServer, peer: socket.socket) -> None:
        time.sleep(0.05)
        says("250 2.1.5 Ok")(_server, peer)

    monkeypatch.setattr(mail_steps, "CHUNK_LASTS", timedelta(seconds=0.08))
    server.script["rcpt"] = slow
    for number in range(5):
        write(office, f"digest:{number}")
    send_mails(START)
    assert sorted(server.counts().values()) == [1] * 5
    assert [(mail.state, mail.attempts) for mail in mails()] == [(MailState.SENT, 1)] * 5


def test_where_the_journal_has_no_room_mails_go_out_one_by_one(
    context: Flask, server: BadServer, office: Office, tmp_path: Path
) -> None:
    (tmp_path / "a file").touch()
    for number in range(3):
        write(office, f"digest:{number}")
    with settings(context, DATA_DIR=tmp_path / "a file"):
        send_mails(START)
    assert sorted(server.counts().values()) == [1] * 3
    assert [(mail.state, mail.attempts) for mail in mails()] == [(MailState.SENT, 1)] * 3


@pytest.mark.parametrize("step", ["mail", "rcpt", "data", "text"])
def test_a_mail_that_is_put_off_is_tried_again_with_the_same_name(
    server: BadServer, office: Office, step: str
) -> None:
    write(office)
    server.once[step] = says("451 4.7.1 come again")
    send_mails(START)
    mail = the_mail()
    assert (mail.state, mail.attempts, told(mail)) == (MailState.WAITING, 1, [MailNote.DEFERRED])
    assert mail.next_at is not None
    assert mail.next_at - START < MINUTE + timedelta(seconds=5)
    assert "451 4.7.1 come again" in mail.answer
    message_id = mail.message_id
    send_mails(START + MINUTE / 2)
    assert server.taken == []
    send_mails(START + 2 * MINUTE)
    assert [taken.message_id for taken in server.taken] == [message_id]
    assert told(the_mail()) == [MailNote.DEFERRED, MailNote.ACCEPTED]


def test_after_72_hours_of_trying_it_has_failed_and_says_so(server: BadServer, office: Office) -> None:
    write(office)
    server.script["rcpt"] = says("450 4.2.0 mailbox full")
    db.session.execute(update(MailMessage).values(attempts=MOST_TRIES - 2))
    db.session.commit()
    send_mails(START)
    mail = the_mail()
    assert mail.state == MailState.WAITING
    assert mail.next_at is not None
    assert HOUR <= mail.next_at - START < HOUR + MINUTE
    send_mails(START + 2 * HOUR)
    mail = the_mail()
    assert (mail.state, mail.attempts, mail.next_at) == (MailState.FAILED, MOST_TRIES, None)
    assert told(mail) == [MailNote.DEFERRED, MailNote.DEFERRED, MailNote.GAVE_UP]
    assert server.taken == []


@pytest.mark.parametrize(
    ("step", "answer"),
    [("rcpt", "550 5.1.1 no such user"), ("data", "554 5.7.1 spam"), ("text", "552 5.3.4 too big")],
)
def test_a_refused_mail_fails_alone_and_keeps_the_servers_words(
    server: BadServer, office: Office, step: str, answer: str
) -> None:
    write(office, "digest:1")
    write(office, "digest:2", to="head")
    server.once[step] = says(answer)
    send_mails(START)
    first, second = mails()
    assert (first.state, second.state) == (MailState.FAILED, MailState.SENT)
    assert answer in first.answer
    assert told(first) == [MailNote.REFUSED]
    send_mails(START + 3 * HOUR)
    assert len(server.taken) == 1


def test_a_server_out_of_reach_keeps_the_queue_and_all_goes_out_when_it_is_back(
    context: Flask, server: BadServer, office: Office
) -> None:
    for number in range(4):
        write(office, f"digest:{number}")
    with settings(context, MAIL_PORT=closed_port()):
        send_mails(START)
    assert states() == [MailState.WAITING] * 4
    assert [told(mail) for mail in mails()] == [[MailNote.UNREACHABLE], [], [], []]
    send_mails(START + 2 * MINUTE)
    assert states() == [MailState.SENT] * 4
    assert set(server.counts().values()) == {1}


def test_a_mail_goes_to_the_address_that_its_person_has_now(server: BadServer, office: Office) -> None:
    write(office)
    db.session.execute(update(User).where(User.username == "officer").values(email="li@new.example.cn"))
    db.session.commit()
    send_mails(START)
    assert [mail.recipient for mail in server.taken] == ["li@new.example.cn"]


@pytest.mark.parametrize(
    ("values", "state", "note"),
    [
        ({"is_active": False}, MailState.CANCELLED, MailNote.INACTIVE),
        ({"email": None}, MailState.CANCELLED, MailNote.NO_ADDRESS),
        ({"email": "李文静"}, MailState.FAILED, MailNote.BAD_ADDRESS),
    ],
)
def test_a_mail_to_somebody_who_left_or_has_no_address_does_not_go_out_and_says_why(
    server: BadServer, office: Office, values: dict[str, object], state: MailState, note: MailNote
) -> None:
    write(office, "digest:1")
    write(office, "digest:2", to="head")
    db.session.execute(update(User).where(User.username == "officer").values(values))
    db.session.commit()
    send_mails(START)
    first, second = mails()
    assert (first.state, told(first), second.state) == (state, [note], MailState.SENT)
    assert len(server.taken) == 1


def test_a_mail_whose_cause_is_gone_does_not_go_out(
    server: BadServer, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        mail_wanted,
        "WANTED",
        {MailKind.NOTICE: lambda mails, _now: {mail.id for mail in mails if mail.key != "digest:1"}},
    )
    write(office, "digest:1")
    write(office, "digest:2")
    send_mails(START)
    assert states() == [MailState.CANCELLED, MailState.SENT]
    assert told(mails()[0]) == [MailNote.NOT_WANTED]


def test_without_a_server_and_in_the_demonstration_mails_are_closed_with_that_reason(
    context: Flask, server: BadServer, office: Office
) -> None:
    cases: list[dict[str, object]] = [{"MAIL_HOST": ""}, {"DEMONSTRATION": True}]
    for number, off in enumerate(cases):
        write(office, f"digest:{number}")
        with settings(context, **off):
            send_mails(START)
    assert states() == [MailState.CANCELLED] * 2
    assert {told(mail)[0] for mail in mails()} == {MailNote.MAIL_OFF}
    assert server.taken == []


def test_while_sending_rests_nothing_goes_out_and_nothing_is_lost(
    context: Flask, server: BadServer, office: Office
) -> None:
    write(office)
    pause_mails(START)
    send_mails(START)
    resume_mails()
    with settings(context, MAIL_PAUSED=True):
        send_mails(START)
    assert (states(), server.taken) == ([MailState.WAITING], [])
    send_mails(START)
    assert states() == [MailState.SENT]


def test_an_empty_installation_has_nothing_to_pause(context: Flask) -> None:
    assert db.session.get(Installation, 1) is None
    with pytest.raises(Refused):
        pause_mails(START)


LOST: list[Action] = [drops, takes_and(drops)]


@pytest.mark.parametrize("lost", LOST, ids=["not-taken", "taken"])
def test_with_a_ledger_a_lost_answer_is_looked_up_and_nobody_gets_it_twice(
    ledger: BadServer, office: Office, lost: Action
) -> None:
    write(office)
    ledger.once["text"] = lost
    send_mails(START)
    mail = the_mail()
    assert (mail.state, mail.doubts, told(mail)) == (MailState.UNKNOWN, 1, [MailNote.IN_DOUBT])
    send_mails(START + MINUTE)
    assert the_mail().state == MailState.UNKNOWN
    let_time_pass(START)
    mail = the_mail()
    assert mail.state == MailState.SENT
    assert ledger.counts() == {mail.message_id: 1}
    again = [MailNote.NOT_FOUND, MailNote.NOT_FOUND, MailNote.SENT_AGAIN, MailNote.ACCEPTED]
    assert told(mail)[1:] == (again if lost is drops else [MailNote.FOUND])


def test_a_silent_ledger_decides_nothing(ledger: BadServer, office: Office) -> None:
    write(office)
    ledger.once["text"] = takes_and(drops)
    send_mails(START)
    assert ledger.log is not None
    kept = ledger.log.rename(ledger.log.with_name("away"))
    let_time_pass(START)
    mail = the_mail()
    assert (mail.state, told(mail)) == (MailState.UNKNOWN, [MailNote.IN_DOUBT, MailNote.LEDGER_SILENT])
    kept.rename(ledger.log)
    let_time_pass(START + 5 * HOUR, hours=1)
    assert the_mail().state == MailState.SENT
    assert set(ledger.counts().values()) == {1}


def test_without_a_ledger_a_lost_answer_means_one_more_mail_of_the_same_name_and_no_third(
    server: BadServer, office: Office
) -> None:
    write(office)
    server.script["text"] = takes_and(drops)
    send_mails(START)
    let_time_pass(START, hours=12)
    mail = the_mail()
    assert (mail.state, mail.next_at, mail.doubts) == (MailState.UNKNOWN, None, 2)
    assert told(mail) == [MailNote.IN_DOUBT, MailNote.SENT_AGAIN, MailNote.IN_DOUBT]
    assert server.counts() == {mail.message_id: 2}


def test_a_sender_that_was_paused_beyond_its_lease_neither_begins_nor_marks(
    server: BadServer, office: Office, tmp_path: Path
) -> None:
    write(office, "digest:1")
    write(office, "digest:2")
    first, second = claim_due(START, LEASE, 50)
    chunk, _ = begin_chunk([first], tmp_path / "mine", lease=LEASE, now=START)
    end_all_leases()
    end_leases(START + HOUR, LEASE, WAIT, tmp_path / "of another")
    assert states() == [MailState.UNKNOWN, MailState.WAITING]
    mark_chunk([Done(chunk.mails[0], START + HOUR, "250 2.0.0 Ok: too late")], (), WAIT)
    late, rest = begin_chunk([second], tmp_path, lease=LEASE, now=START + HOUR)
    assert (late.mails, rest) == ([], [])
    assert states() == [MailState.UNKNOWN, MailState.WAITING]
    assert mails()[0].answer == ""
    send_mails(START + 2 * HOUR)
    assert len(server.taken) == 2


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_sender_whose_lease_is_ended_at_the_same_instant_does_not_begin(
    server: BadServer, context: Flask, office: Office, tmp_path: Path
) -> None:
    """SQLite has one writer at a time, so the two cannot meet there."""
    write(office)
    [claim] = claim_due(START, LEASE, 1)

    def begin() -> object:
        with context.app_context():
            return begin_chunk([claim], tmp_path, lease=LEASE, now=START)[0].mails

    with ThreadPoolExecutor(1) as pool, db.engine.connect() as other:
        ended = back_to_waiting(START) | {"fence": claim.fence + 1}
        other.execute(update(MailMessage).values(ended))
        ready = pool.submit(begin)
        assert wait_for(lambda: is_somebody_waiting() or ready.done())
        other.commit()
        assert ready.result(10) == []
    assert (the_mail().state, the_mail().attempts) == (MailState.WAITING, 0)


def test_a_sender_that_is_paused_after_its_look_at_the_clock_has_no_time_left_for_the_mail(
    context: Flask, server: BadServer, office: Office
) -> None:
    """Its chunk's lease may have been ended in the pause, and the mail given to somebody else."""
    write(office)

    def paused(letter: Letter) -> bytes:
        time.sleep(0.3)
        return compose(letter)

    with settings(context, MAIL_TIMEOUT=0.05), pytest.MonkeyPatch.context() as patch:
        patch.setattr(mail_sending, "compose", paused)
        send_mails(START)
    assert (server.taken, states()) == ([], [MailState.WAITING])
    send_mails(START + 2 * MINUTE)
    assert (len(server.taken), states()) == (1, [MailState.SENT])


def is_somebody_waiting() -> bool:
    """Tell whether a transaction waits for another one's row."""
    with db.engine.connect() as watcher:
        return bool(watcher.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))


def test_while_a_lease_lives_nobody_else_touches_the_mail(server: BadServer, office: Office) -> None:
    write(office)
    [claim] = claim_due(START, LEASE, 50)
    assert claim_due(START + HOUR, LEASE, 50) == []
    send_mails(START + 24 * HOUR)
    assert (states(), server.taken) == ([MailState.CLAIMED], [])
    release([claim], START)
    send_mails(START)
    assert len(server.taken) == 1


def test_a_lease_given_before_the_databases_clock_went_back_has_ended(
    server: BadServer, office: Office
) -> None:
    write(office)
    claim_due(START, LEASE + timedelta(days=1), 50)
    send_mails(START)
    assert len(server.taken) == 1


def test_a_clock_that_ran_ahead_puts_nothing_off(server: BadServer, office: Office) -> None:
    ahead = START + timedelta(days=1)
    write(office, "digest:1", now=ahead)
    write(office, "digest:2")
    write(office, "digest:3", now=START, not_before=ahead)
    server.once["rcpt"] = says("450 4.2.0 later")
    db.session.execute(
        update(MailMessage).where(MailMessage.key == "digest:2").values(attempts=1, next_at=ahead)
    )
    db.session.commit()
    send_mails(START)
    send_mails(START + 2 * MINUTE)
    assert states() == [MailState.SENT, MailState.SENT, MailState.WAITING]


def test_what_a_clock_that_ran_ahead_gave_back_goes_out_when_it_is_right_again(
    server: BadServer, office: Office
) -> None:
    ahead = START + timedelta(days=40)
    write(office)
    release(claim_due(ahead, LEASE, 50), ahead)
    send_mails(START + MINUTE)
    assert len(server.taken) == 1


def test_a_pass_reads_what_is_due_and_not_what_exists(server: BadServer, office: Office) -> None:
    for number in range(30):
        write(office, f"digest:{number}")
    send_mails(START)
    seen: list[str] = []

    def see(*call: object) -> None:
        seen.append(str(call[2]))

    event.listen(db.engine, "before_cursor_execute", see)
    send_mails(START + HOUR)
    event.remove(db.engine, "before_cursor_execute", see)
    assert len([words for words in seen if words.startswith(("SELECT", "UPDATE"))]) <= 8
