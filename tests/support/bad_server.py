"""An SMTP server on loopback that does at each step what a test scripts: refuse, drip, hang, drop, accept and die.

It keeps every mail that it has accepted, and writes a log as a Postfix does, which is the acceptance ledger of tests.
"""

import re
import select
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Any

STEPS = ("connect", "ehlo", "mail", "rcpt", "data", "text")
YES = {
    "connect": "220 bad.example.cn ready",
    "ehlo": "250-bad.example.cn\r\n250 SIZE 1000000",
    "mail": "250 2.1.0 Ok",
    "rcpt": "250 2.1.5 Ok",
    "data": "354 go on",
    "text": "250 2.0.0 Ok: queued",
}
MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[^>]+>)", re.MULTILINE | re.IGNORECASE)


class Dropped(Exception):
    """The server closes the connection."""


@dataclass
class Taken:
    """A mail that the server has accepted."""

    recipient: str
    message_id: str
    content: bytes


Action = Callable[["BadServer", socket.socket], None]


def says(words: str) -> Action:
    """Answer with these words instead of yes."""
    return lambda _server, peer: peer.sendall(f"{words}\r\n".encode())


def drops(_server: "BadServer", _peer: socket.socket) -> None:
    """Close without an answer."""
    raise Dropped


def hangs(server: "BadServer", _peer: socket.socket) -> None:
    """Say nothing until the test is over."""
    server.over.wait(20)
    raise Dropped


def drips(server: "BadServer", peer: socket.socket) -> None:
    """Say yes a byte each twentieth of a second: never silent, never done."""
    for byte in YES["mail"] * 20:
        if server.over.wait(0.05):
            raise Dropped
        peer.sendall(byte.encode())


def takes_and(then: Action) -> Action:
    """Accept the mail for good, then do something else than say so."""

    def act(server: "BadServer", peer: socket.socket) -> None:
        server.take()
        then(server, peer)

    return act


@dataclass
class BadServer:
    """The server; ``script`` says what it does at a step, ``once`` only at the first time."""

    log: Path | None = None
    script: dict[str, Action] = field(default_factory=dict)
    once: dict[str, Action] = field(default_factory=dict)
    taken: list[Taken] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    connections: int = 0
    listener: socket.socket = field(
        default_factory=lambda: socket.create_server(("127.0.0.1", 0), backlog=64)
    )
    over: Event = field(default_factory=Event)
    recipient: str = ""
    content: bytes = b""
    patience: float = 20

    @property
    def port(self) -> int:
        """The port that it listens on."""
        port: int = self.listener.getsockname()[1]
        return port

    def settings(self, **more: Any) -> dict[str, Any]:
        """Return the settings by which the tracker finds it."""
        found = {
            "MAIL_HOST": "127.0.0.1",
            "MAIL_PORT": self.port,
            "MAIL_SECURITY": "none",
            "MAIL_FROM": "提案办 <tian@kjt.example.cn>",
            "MAIL_TIMEOUT": 0.5,
            "MAIL_LEDGER": f"file://{self.log}" if self.log else "",
        }
        return found | more

    def take(self) -> None:
        """Accept the mail at hand, and write so in the log."""
        found = MESSAGE_ID.search(self.content)
        message_id = found[1].decode() if found else ""
        self.taken.append(Taken(self.recipient, message_id, self.content))
        if self.log:
            queue = f"{len(self.taken):010X}"
            with self.log.open("a") as log:
                log.write(f"Nov 21 09:00:00 mx postfix/cleanup[1]: {queue}: message-id={message_id}\n")
                log.write(
                    f"Nov 21 09:00:00 mx postfix/qmgr[2]: {queue}: from=<a@b.cn>, size=9 (queue active)\n"
                )

    def counts(self) -> dict[str, int]:
        """Return how often each mail was accepted, by its Message-ID."""
        found: dict[str, int] = {}
        for mail in self.taken:
            found[mail.message_id] = found.get(mail.message_id, 0) + 1
        return found

    def serve(self, peer: socket.socket) -> None:
        """Talk to one client until it goes."""
        self.connections += 1
        peer.settimeout(self.patience)
        with peer, suppress(Dropped, OSError), peer.makefile("rb") as lines:
            self._do("connect", peer)
            for line in lines:
                if self._answer(line.decode("utf-8", "replace").strip(), peer, lines):
                    return

    def _answer(self, said: str, peer: socket.socket, lines: Any) -> bool:
        word = said.split(":", maxsplit=1)[0].split(maxsplit=1)[0].lower() if said else ""
        step = {"ehlo": "ehlo", "helo": "ehlo", "mail": "mail", "rcpt": "rcpt", "data": "data"}.get(word)
        if word == "quit":
            peer.sendall(b"221 bye\r\n")
            return True
        if step is None:
            peer.sendall(b"250 Ok\r\n")
            return False
        if step == "rcpt":
            self.recipient = said.partition("<")[2].partition(">")[0]
        if self._do(step, peer) and step == "data":
            self.content = b"".join(_text(lines))
            self._do("text", peer)
        return False

    def _do(self, step: str, peer: socket.socket) -> bool:
        """Do what the script says at a step; tell whether that was a plain yes."""
        self.seen.append(step)
        action = self.once.pop(step, None) or self.script.get(step)
        if action is not None:
            action(self, peer)
            return False
        if step == "text":
            self.take()
        peer.sendall(f"{YES[step]}\r\n".encode())
        return True

    def serve_while(self, goes_on: Callable[[], bool]) -> None:
        """Serve one client after the other in this very thread, for tests that fork."""
        while goes_on():
            if select.select([self.listener], [], [], 0.01)[0]:
                self.serve(self.listener.accept()[0])

    def forever(self) -> None:
        """Serve clients, each in a thread, until the listener is closed."""
        with suppress(OSError):
            while True:
                Thread(target=self.serve, args=(self.listener.accept()[0],), daemon=True).start()


def _text(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines of a mail up to its end; raises Dropped where the client went before that."""
    for line in lines:
        if line == b".\r\n":
            return
        yield line
    raise Dropped


@contextmanager
def bad_server(script: Mapping[str, Action] | None = None) -> Iterator[BadServer]:
    """Run a server with a script for the length of the block."""
    server = BadServer(script=dict(script or {}))
    thread = Thread(target=server.forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.listener.shutdown(socket.SHUT_RDWR)
        server.listener.close()
        thread.join(5)


def closed_port() -> int:
    """Return a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


def wait_for(condition: Callable[[], object], seconds: float = 5) -> bool:
    """Wait until something is so, and tell whether that came true."""
    ends = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > ends:
            return False
        time.sleep(0.01)
    return True
