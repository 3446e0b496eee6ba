"""smtplib with an end to every wait: a server that says a byte a second is cut off like one that says nothing."""

import smtplib
import socket
import ssl
from time import monotonic
from typing import Any

MOST_REPLY = 8_192


class Replies:
    """The reading end of a connection: lines, each of which must be whole by the time that the owner allows."""

    def __init__(self, owner: "Timed", sock: socket.socket) -> None:
        self._owner = owner
        self._sock = sock
        self._kept = b""

    def readline(self, limit: int) -> bytes:
        """Return the next line; an empty one where the server has closed; raises TimeoutError when time is up."""
        while b"\n" not in self._kept and len(self._kept) < min(limit, MOST_REPLY):
            self._sock.settimeout(self._owner.time_left())
            more = self._sock.recv(4_096)
            if not more:
                break
            self._kept += more
        line, end, self._kept = self._kept.partition(b"\n")
        return line + end

    def close(self) -> None:
        """Hold nothing: the socket is the connection's own."""


class Timed(smtplib.SMTP):
    """A connection whose every answer comes within ``step`` seconds, and which ends at ``ends`` (monotonic)."""

    def __init__(self, step: float, ends: float, context: ssl.SSLContext | None = None) -> None:
        self.step = step
        self.ends = ends
        self._by = 0.0
        self._context = context
        self.file: Any = None
        super().__init__(local_hostname=socket.gethostname(), timeout=step)  # asks no name server

    def time_left(self) -> float:
        """Return the seconds that the present step may still take; raises TimeoutError where there are none."""
        left = min(self._by, self.ends) - monotonic()
        if left <= 0:
            raise TimeoutError("no answer in time")
        return left

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        self._host: str = host
        self._by = monotonic() + timeout
        plain = socket.create_connection((host, port), self.time_left())
        return plain if self._context is None else self._context.wrap_socket(plain, server_hostname=host)

    def getreply(self) -> tuple[int, bytes]:
        """Read one reply within the time of a step."""
        self._by = monotonic() + self.step
        if self.file is None and self.sock is not None:
            self.file = Replies(self, self.sock)
        return super().getreply()

    def send(self, s: Any) -> None:
        """Hand bytes over within the time of a step."""
        self._by = monotonic() + self.step
        if self.sock is not None:
            self.sock.settimeout(self.time_left())
        super().send(s)
