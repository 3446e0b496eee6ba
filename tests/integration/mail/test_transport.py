"""A connection to a mail server: what each way to fail means for the mail, and how long it may take."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.bad_server import (
    Action,
    Dropped,
    bad_server,
    closed_port,
    drips,
    drops,
    hangs,
    says,
    takes_and,
    wait_for,
)
from tracker.mail.message import BadAddress
from tracker.mail.transport import MOST_A_CONNECTION, Connection, Server, server_of
from tracker.mail.trouble import Deferred, InDoubt, MailTrouble, Refused, Step, Unreachable

CONTENT = b"Message-ID: <one@kjt.example.cn>\r\n\r\n.a dot begins this line\r\nend\r\n"
U, D, R, Q = Unreachable, Deferred, Refused, InDoubt
CASES: list[tuple[str, Action, type[MailTrouble], Step]] = [
    ("connect", says("554 5.7.1 no service"), U, Step.CONNECT),
    ("connect", says("421 4.3.2 too busy"), U, Step.CONNECT),
    ("connect", drops, U, Step.CONNECT),
    ("connect", hangs, U, Step.CONNECT),
    ("ehlo", drops, U, Step.GREETING),
    ("ehlo", says("502 5.5.2 what"), U, Step.GREETING),
    ("mail", says("451 4.3.0 later"), D, Step.SENDER),
    ("mail", says("553 5.7.1 not your address"), U, Step.SENDER),
    ("mail", says("552 5.3.4 too big"), R, Step.SENDER),
    ("mail", drops, U, Step.SENDER),
    ("mail", drips, U, Step.SENDER),
    ("rcpt", says("450 4.2.0 greylisted"), D, Step.RECIPIENT),
    ("rcpt", says("421 4.7.0 closing"), D, Step.RECIPIENT),
    ("rcpt", says("550 5.1.1 no such user"), R, Step.RECIPIENT),
    ("rcpt", drops, U, Step.RECIPIENT),
    ("data", says("451 4.3.0 later"), D, Step.DATA),
    ("data", says("554 5.7.1 spam"), R, Step.DATA),
    ("data", drops, U, Step.DATA),
    ("data", hangs, U, Step.DATA),
    ("text", says("451 4.3.0 disk full"), D, Step.TEXT),
    ("text", says("421 4.3.0 shutting down"), D, Step.TEXT),
    ("text", says("552 5.3.4 too big"), R, Step.TEXT),
    ("text", says("554 5.6.0 refused"), R, Step.TEXT),
    ("text", says("what is this"), Q, Step.TEXT),
    ("text", drops, Q, Step.TEXT),
    ("text", hangs, Q, Step.TEXT),
    ("text", drips, Q, Step.TEXT),
    ("text", takes_and(drops), Q, Step.TEXT),
]


def server_at(settings: dict[str, object]) -> Server:
    defaults = {"MAIL_USER": "", "MAIL_PASSWORD": "", "MAIL_CA_FILE": "", "MAIL_LEDGER_COPY": ""}
    found = server_of(defaults | settings)
    assert found is not None
    return found


def ends() -> float:
    return time.monotonic() + 5


@pytest.mark.parametrize(("step", "action", "trouble", "where"), CASES)
def test_each_way_to_fail_means_one_thing(
    step: str, action: Action, trouble: type[MailTrouble], where: Step
) -> None:
    with bad_server({step: action}) as server:
        connection = Connection(server_at(server.settings(MAIL_TIMEOUT=0.3)))
        began = time.monotonic()
        with pytest.raises(trouble) as raised:
            connection.deliver("li@kjt.example.cn", CONTENT, ends())
        assert time.monotonic() - began < 2
        assert (type(raised.value), raised.value.step) == (trouble, where)
        connection.close()


def test_nobody_listening_is_told_at_once() -> None:
    with bad_server() as server:
        connection = Connection(server_at(server.settings(MAIL_PORT=closed_port())))
        with pytest.raises(Unreachable, match="refused"):
            connection.deliver("li@kjt.example.cn", CONTENT, ends())


def test_a_mail_arrives_as_it_was_with_its_dots_doubled_on_the_way() -> None:
    with bad_server() as server:
        connection = Connection(server_at(server.settings()))
        assert connection.deliver("li@kjt.example.cn", CONTENT, ends()) == "250 2.0.0 Ok: queued"
        connection.close()
        [mail] = server.taken
        assert mail.recipient == "li@kjt.example.cn"
        assert mail.content == CONTENT.replace(b"\r\n.a", b"\r\n..a")


def test_a_refused_recipient_does_not_hinder_the_next_on_the_same_connection() -> None:
    with bad_server() as server:
        server.once["rcpt"] = says("550 5.1.1 no such user")
        connection = Connection(server_at(server.settings()))
        with pytest.raises(Refused):
            connection.deliver("nobody@kjt.example.cn", CONTENT, ends())
        connection.deliver("li@kjt.example.cn", CONTENT, ends())
        assert [mail.recipient for mail in server.taken] == ["li@kjt.example.cn"]
        assert server.connections == 1
        connection.close()


def test_a_connection_serves_fifty_mails_and_no_more() -> None:
    with bad_server() as server:
        connection = Connection(server_at(server.settings()))
        for _ in range(MOST_A_CONNECTION + 1):
            connection.deliver("li@kjt.example.cn", CONTENT, ends())
        assert (server.connections, len(server.taken)) == (2, MOST_A_CONNECTION + 1)
        connection.close()


def test_a_connection_that_went_away_between_two_mails_is_opened_anew() -> None:
    with bad_server() as server:
        connection = Connection(server_at(server.settings()))
        connection.deliver("li@kjt.example.cn", CONTENT, ends())
        server.once["mail"] = drops
        connection.deliver("li@kjt.example.cn", CONTENT, ends())
        assert (server.connections, len(server.taken)) == (2, 2)
        connection.close()


def test_a_sender_without_time_left_hands_no_text_over() -> None:
    def pause(_server: object, peer: object) -> None:
        time.sleep(0.4)
        peer.sendall(b"354 go on\r\n")  # type: ignore[attr-defined]

    with bad_server({"data": pause}) as server:
        connection = Connection(server_at(server.settings()))
        with pytest.raises(MailTrouble) as raised:
            connection.deliver("li@kjt.example.cn", CONTENT, time.monotonic() + 0.3)
        assert not isinstance(raised.value, InDoubt)
        assert wait_for(lambda: server.seen[-1] == "data")
        assert server.taken == []
        connection.close()


@pytest.mark.parametrize("after", [0.0, 0.5], ids=["no time left", "no answer to DATA"])
def test_once_the_text_may_follow_nothing_else_is_said_on_that_connection(after: float) -> None:
    """RSET or QUIT would be a line of the text."""
    said = []

    def go_on_late(_server: object, peer: socket.socket) -> None:
        time.sleep(after)
        peer.sendall(b"354 go on\r\n")
        said.append(peer.recv(1_000))
        raise Dropped

    class Slow(Connection):
        """A connection whose sender is paused once it may hand the text over."""

        @contextmanager
        def _step(self, step: Step, lost: type[MailTrouble]) -> Iterator[None]:
            with super()._step(step, lost):
                if step is Step.TEXT and self._smtp is not None:
                    self._smtp.ends = time.monotonic()
                yield

    with bad_server({"data": go_on_late}) as server:
        connection = Slow(server_at(server.settings(MAIL_TIMEOUT=0.3)))
        with pytest.raises((Deferred, Unreachable)):
            connection.deliver("li@kjt.example.cn", CONTENT, ends())
        assert wait_for(lambda: said)
        assert said == [b""]
        connection.close()


def test_the_ledgers_copy_goes_to_a_second_recipient_of_the_same_mail() -> None:
    with bad_server() as server:
        connection = Connection(server_at(server.settings(MAIL_LEDGER_COPY="ledger@kjt.example.cn")))
        connection.deliver("li@kjt.example.cn", CONTENT, ends())
        assert server.seen.count("rcpt") == 2
        assert len(server.taken) == 1
        connection.close()


def test_where_protection_is_wanted_nothing_goes_out_in_clear(tmp_path: Path) -> None:
    for security in ("starttls", "tls"):
        with bad_server() as server:
            settings = server.settings(MAIL_SECURITY=security, MAIL_USER="tian", MAIL_PASSWORD="geheim")
            with pytest.raises(Unreachable):
                Connection(server_at(settings)).deliver("li@kjt.example.cn", CONTENT, ends())
            assert {"mail", "rcpt", "data"} & set(server.seen) == set()
            assert server.taken == []


def test_settings_that_make_no_sense_are_refused() -> None:
    with bad_server() as server:
        with pytest.raises(ValueError, match="MAIL_SECURITY"):
            server_at(server.settings(MAIL_SECURITY="ssl"))
        with pytest.raises(BadAddress):
            server_at(server.settings(MAIL_FROM=""))
