"""The acceptance ledger: only what a server has put in its queue counts as taken, and silence is no answer."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

import pytest

from tracker.mail.ledger import LedgerSilent, LogLedger, MailboxLedger, ledger_for

ONE, TWO, THREE = "<one@kjt.example.cn>", "<two@kjt.example.cn>", "<three@kjt.example.cn>"
POSTFIX = """\
Nov 21 09:00:01 mx postfix/smtpd[11]: 4QzX1b2Yc3z9: client=tracker[10.0.0.8]
Nov 21 09:00:01 mx postfix/cleanup[12]: 4QzX1b2Yc3z9: message-id=<one@kjt.example.cn>
Nov 21 09:00:01 mx postfix/qmgr[13]: 4QzX1b2Yc3z9: from=<tian@kjt.example.cn>, size=812, nrcpt=1 (queue active)
Nov 21 09:00:02 mx postfix/cleanup[12]: 4QzX1c5Yc4z1: message-id=<two@kjt.example.cn>
Nov 21 09:00:02 mx postfix/smtpd[11]: lost connection after DATA from tracker[10.0.0.8]
Nov 21 09:00:03 mx postfix/qmgr[13]: 4QzX1b2Yc3z9: removed
"""
EXIM = "2026-11-21 09:00:01 1wABcd-000001-2x <= tian@kjt.example.cn H=tracker P=esmtps S=812 id=three@kjt.example.cn\n"


def test_a_postfix_log_counts_what_was_queued_and_not_what_was_cut_off(tmp_path: Path) -> None:
    log = tmp_path / "mail.log"
    log.write_text(POSTFIX)
    assert LogLedger(log).find([ONE, TWO, THREE]) == {ONE}


def test_an_exim_log_is_read_too_and_the_log_before_it(tmp_path: Path) -> None:
    (tmp_path / "mail.log.1").write_text(POSTFIX)
    (tmp_path / "mail.log").write_text(EXIM)
    ledger = ledger_for(f"file://{tmp_path}/mail.log", "", "", 1)
    assert ledger is not None
    assert ledger.find([ONE, TWO, THREE]) == {ONE, THREE}
    assert ledger.find([TWO]) == frozenset()


def test_a_log_that_is_away_is_no_answer(tmp_path: Path) -> None:
    with pytest.raises(LedgerSilent):
        LogLedger(tmp_path / "none").find([ONE])


class Imap:
    """A mailbox on loopback with one mail in it."""

    def __init__(self, held: str, refusing: str = "") -> None:
        self.held, self.refusing = held, refusing
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.said: list[str] = []

    def serve(self) -> None:
        """Answer clients until the listener is closed."""
        with suppress(OSError):
            while True:
                peer, _ = self.listener.accept()
                with peer, peer.makefile("rwb") as talk, suppress(OSError):
                    talk.write(b"* OK IMAP4rev1 ready\r\n")
                    talk.flush()
                    for line in talk:
                        talk.write(self.answer(line.decode().strip()).encode())
                        talk.flush()

    def answer(self, line: str) -> str:
        """Answer one command."""
        tag, _, words = line.partition(" ")
        name = words.split()[0].upper()
        self.said.append(words)
        if name == self.refusing:
            return f"{tag} NO not today\r\n"
        untagged = {
            "CAPABILITY": "* CAPABILITY IMAP4rev1\r\n",
            "SEARCH": f"* SEARCH{' 1' if self.held in words else ''}\r\n",
            "EXAMINE": "* 1 EXISTS\r\n",
        }
        return f"{untagged.get(name, '')}{tag} OK done\r\n"


@contextmanager
def imap(held: str, refusing: str = "") -> Iterator[tuple[Imap, MailboxLedger]]:
    """Run a mailbox for the length of the block, and return it with the ledger that asks it."""
    box = Imap(held, refusing)
    thread = Thread(target=box.serve, daemon=True)
    thread.start()
    port = box.listener.getsockname()[1]
    ledger = ledger_for(f"imap://tian%40kjt.example.cn@127.0.0.1:{port}/Sent", "geheim", "", 2)
    assert isinstance(ledger, MailboxLedger)
    try:
        yield box, ledger
    finally:
        box.listener.shutdown(socket.SHUT_RDWR)
        box.listener.close()
        thread.join(5)


def test_a_mailbox_is_searched_by_message_id_and_only_read() -> None:
    with imap(ONE) as (box, ledger):
        assert ledger.find([ONE, TWO]) == {ONE}
        assert 'LOGIN tian@kjt.example.cn "geheim"' in box.said
        assert 'EXAMINE "Sent"' in box.said


@pytest.mark.parametrize("refusing", ["LOGIN", "EXAMINE", "SEARCH"])
def test_a_mailbox_that_refuses_is_no_answer(refusing: str) -> None:
    with imap(ONE, refusing) as (_, ledger), pytest.raises(LedgerSilent):
        ledger.find([ONE])


def test_a_mailbox_out_of_reach_is_no_answer() -> None:
    with imap(ONE) as (_, ledger):
        pass
    with pytest.raises(LedgerSilent):
        ledger.find([ONE])


def test_addresses_that_make_no_sense_are_refused_and_none_is_no_ledger() -> None:
    assert ledger_for("", "", "", 1) is None
    for address in (
        "imap://tian@mail.example.cn/Sent",
        "http://mail.example.cn",
        "imaps://mail.example.cn",
        "file://",
    ):
        with pytest.raises(ValueError, match="MAIL_LEDGER"):
            ledger_for(address, "", "", 1)
