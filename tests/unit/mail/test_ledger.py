"""The acceptance ledger: only what a server has put in its queue counts as taken, and silence is no answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.imap import Imap
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


@contextmanager
def imap(held: str, refusing: str = "") -> Iterator[tuple[Imap, MailboxLedger]]:
    """Run a mailbox for the length of the block, and return it with the ledger that asks it."""
    with Imap({1: f"Message-ID: {held}\n\n".encode()}, refusing).running() as box:
        ledger = ledger_for(box.address("Sent"), "geheim", "", 2)
        assert isinstance(ledger, MailboxLedger)
        yield box, ledger


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
