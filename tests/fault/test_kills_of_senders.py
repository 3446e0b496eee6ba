"""A sender is killed at each step of SMTP and at each change of a row: nothing is lost, nothing comes twice."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, event

from tests.support.bad_server import Action, BadServer, says, takes_and
from tests.support.office import Office
from tests.support.outboxes import START, let_time_pass, mails, settings, told, with_addresses, write
from tracker.domain.mail import MailNote, MailState
from tracker.extensions import db
from tracker.models.mail import MailMessage
from tracker.services.mail_sending import JOURNALS, send_mails

MAILS = 2


class Killer:
    """Runs senders apart, one at a time, while this process is the mail server; kills the one at work."""

    def __init__(self, app: Flask, server: BadServer) -> None:
        self.app = app
        self.server = server
        self.child = 0

    def run(self, act: Callable[[], object]) -> None:
        """Let a child act while the server serves it."""
        db.session.remove()
        db.engine.dispose()
        self.child = os.fork()
        if self.child == 0:
            self.server.listener.close()
            db.engine.dispose(close=False)
            act()
            os._exit(0)
        self.server.serve_while(self._lives)

    def _lives(self) -> bool:
        return os.waitpid(self.child, os.WNOHANG)[0] == 0

    def kill(self, _server: object, _peer: object) -> None:
        """Kill the sender at work."""
        os.kill(self.child, signal.SIGKILL)


@pytest.fixture
def killer(context: Flask, office: Office, tmp_path: Path) -> Iterator[Killer]:
    """The killer, its server with a ledger, and an office whose people have addresses."""
    with_addresses(office)
    server = BadServer(log=tmp_path / "mail.log")
    (tmp_path / "mail.log").touch()
    with settings(context, **server.settings()):
        yield Killer(context, server)
    server.listener.close()


def points(killer: Killer) -> dict[str, tuple[str, Action]]:
    """Return the steps of SMTP and what the server does there when it kills."""

    def says_yes_and_kills(_server: BadServer, peer: object) -> None:
        says("250 2.0.0 Ok: queued")(killer.server, peer)  # type: ignore[arg-type]
        killer.kill(killer.server, peer)

    plain: dict[str, tuple[str, Action]] = {
        step: (step, killer.kill) for step in ("connect", "ehlo", "mail", "rcpt", "data", "text")
    }
    return plain | {
        "taken": ("text", takes_and(killer.kill)),
        "told": ("text", takes_and(says_yes_and_kills)),
    }


def written_anew(killer: Killer, office: Office, trial: object) -> None:
    """Write the mails of one trial, which no ledger has seen."""
    db.session.execute(delete(MailMessage))
    db.session.commit()
    killer.server.taken.clear()
    killer.server.once.clear()
    for number in range(MAILS):
        write(office, f"digest:{trial}:{number}")


def check_ledger(killer: Killer, point: str) -> None:
    """See that each mail came out once."""
    found = mails()
    assert [mail.state for mail in found] == [MailState.SENT] * MAILS, point
    assert killer.server.counts() == {mail.message_id: 1 for mail in found}, point


def test_at_no_step_of_smtp_a_kill_loses_or_doubles_a_mail(killer: Killer, office: Office) -> None:
    for point, (step, action) in points(killer).items():
        written_anew(killer, office, point)
        killer.server.once[step] = action
        killer.run(lambda: send_mails(START))
        killer.run(lambda: let_time_pass(START, hours=3))
        check_ledger(killer, point)


def test_without_a_ledger_only_the_mail_in_doubt_comes_twice_and_says_so(
    context: Flask, killer: Killer, office: Office
) -> None:
    doubled = set()
    with settings(context, MAIL_LEDGER=""):
        for point, (step, action) in points(killer).items():
            written_anew(killer, office, point)
            killer.server.once[step] = action
            killer.run(lambda: send_mails(START))
            killer.run(lambda: let_time_pass(START, hours=3))
            found, counts = mails(), killer.server.counts()
            assert [mail.state for mail in found] == [MailState.SENT] * MAILS, point
            twice = [mail for mail in found if counts[mail.message_id] > 1]
            assert all(counts[mail.message_id] == 2 and MailNote.SENT_AGAIN in told(mail) for mail in twice)
            assert len(twice) <= 1, point
            doubled |= {point for _ in twice}
    assert doubled <= {"taken", "told"}
    assert "taken" in doubled


@pytest.mark.parametrize("journal", ["there", "gone", "before the machine started anew"])
def test_of_a_chunk_only_what_no_journal_tells_comes_twice_and_says_so(
    context: Flask, killer: Killer, office: Office, journal: str
) -> None:
    folder = Path(context.config["DATA_DIR"])
    for number in range(5):
        write(office, f"digest:{number}")
    killer.server.script["text"] = takes_and(lambda *call: third(killer, *call))
    with settings(context, MAIL_LEDGER=""), pytest.MonkeyPatch.context() as patch:
        killer.run(lambda: send_mails(START))
        killer.server.script.clear()
        if journal == "gone":
            for path in (folder / JOURNALS).iterdir():
                path.unlink()
        elif journal != "there":
            patch.setattr("tracker.mail.journal.BOOT", folder / "boot")
            (folder / "boot").write_text("another")
        killer.run(lambda: let_time_pass(START, hours=3))
    found, counts = mails(), killer.server.counts()
    assert [mail.state for mail in found] == [MailState.SENT] * 5
    assert [counts[mail.message_id] for mail in found] == (
        [1, 1, 2, 1, 1] if journal == "there" else [2, 2, 2, 1, 1]
    )
    again, taken = (
        [MailNote.SENDER_STOPPED, MailNote.SENT_AGAIN, MailNote.ACCEPTED],
        [MailNote.JOURNAL_SAYS_TAKEN],
    )
    kept = [taken, taken, again, [], []]
    assert [told(mail) for mail in found] == (kept if journal == "there" else [again] * 5)
    assert [mail.attempts for mail in found] == ([1, 1, 2, 1, 1] if journal == "there" else [2] * 5)


def third(killer: Killer, server: BadServer, peer: Any) -> None:
    """Say yes twice, and kill the sender the third time."""
    if len(server.taken) == 3:
        killer.kill(server, peer)
    else:
        says("250 2.0.0 Ok: queued")(server, peer)


def test_at_no_change_of_a_row_a_kill_loses_or_doubles_a_mail(killer: Killer, office: Office) -> None:
    number, was_killed = 0, True
    while was_killed:
        number += 1
        written_anew(killer, office, number)
        done = Path(killer.app.config["DATA_DIR"]) / f"whole-{number}"
        killer.run(lambda at=number, mark=done: send_and_die_at(at, mark))  # type: ignore[misc]
        was_killed = not done.exists()
        done.unlink(missing_ok=True)
        killer.run(lambda: let_time_pass(START, hours=3))
        check_ledger(killer, f"change {number}")
    assert number > 10


def send_and_die_at(number: int, mark: Path) -> None:
    """Send, and die before the UPDATE or the commit of this number; leave a mark where there is none."""
    left = [number]

    def pass_by() -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def before(*call: Any) -> None:
        if call[2].startswith("UPDATE"):
            pass_by()

    event.listen(db.engine, "commit", lambda _connection: pass_by())
    event.listen(db.engine, "before_cursor_execute", before)
    send_mails(START)
    mark.touch()
