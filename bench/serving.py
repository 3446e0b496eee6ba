"""Serves an application by gunicorn as ``tracker run`` does, and asks it over real connections."""

import multiprocessing
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from statistics import median, quantiles

from flask import Flask

from tracker.cli.processes import Server, listen
from tracker.extensions import db

Ask = Callable[[int], bytes]


@dataclass(frozen=True)
class Figures:
    """What the requests of one page took, in milliseconds and requests a second, and how large an answer is."""

    median: float
    p95: float
    rate: float
    size: int


@contextmanager
def served(app: Flask) -> Iterator[int]:
    """Serve an application in processes of their own for the length of the block; give the port."""
    with app.app_context():
        db.engine.dispose()
    listener = listen("127.0.0.1", 0)
    process = multiprocessing.get_context("fork").Process(target=Server(app, listener).run)
    process.start()
    port = listener.getsockname()[1]
    listener.close()
    try:
        yield port
    finally:
        process.terminate()
        process.join(20)


class Line:
    """One kept connection."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket: socket.socket | None = None

    def ask(self, request: bytes) -> tuple[int, int, float]:
        """Send a request and return the answer's status, the bytes of its body and the milliseconds it took."""
        began = time.perf_counter()
        try:
            status, size = self._answer(request)
        except (ConnectionError, OSError):
            self.socket = None  # the server closes what rests; once more on a new connection
            status, size = self._answer(request)
        return status, size, (time.perf_counter() - began) * 1000

    def _answer(self, request: bytes) -> tuple[int, int]:
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(request)
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._more()
        head, _, body = received.partition(b"\r\n\r\n")
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        size, held = int(fields[b"content-length"]), len(body)
        while held < size:
            held += len(self._more())
        if fields.get(b"connection") == b"close":
            self.socket.close()
            self.socket = None
        return int(head.split()[1]), size

    def _more(self) -> bytes:
        part = self.socket.recv(262_144) if self.socket else b""
        if not part:
            raise ConnectionError
        return part


def requests_of(path: str, cookie: str = "") -> Ask:
    """Return what asks for a page, always the same."""
    head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n"
    request = f"{head}Cookie: {cookie}\r\n\r\n".encode() if cookie else f"{head}\r\n".encode()
    return lambda _number: request


def posts_of(paths: Sequence[str], form: str, cookie: str = "") -> Ask:
    """Return what sends a form, to another address each time."""
    body = form.encode()
    kind = "application/x-www-form-urlencoded"

    def ask(number: int) -> bytes:
        head = (
            f"POST {paths[number % len(paths)]} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\n"
            f"Content-Length: {len(body)}\r\nOrigin: http://127.0.0.1\r\n"
        )
        return (f"{head}Cookie: {cookie}\r\n\r\n" if cookie else f"{head}\r\n").encode() + body

    return ask


def measured(
    port: int, ask: Ask, rounds: int, connections: int, *, expected: int, numbers: "count[int]"
) -> Figures:
    """Ask so often over so many connections at once; raises RuntimeError for an answer of another status."""
    lines = [Line(port) for _ in range(connections)]
    share = rounds // connections

    def one(line: Line) -> list[tuple[int, int, float]]:
        return [line.ask(ask(next(numbers))) for _ in range(share)]

    with ThreadPoolExecutor(connections) as pool:
        list(pool.map(lambda line: line.ask(ask(next(numbers))), lines))
        began = time.perf_counter()
        answers = [answer for found in pool.map(one, lines) for answer in found]
        took = time.perf_counter() - began
    if wrong := {status for status, _, _ in answers} - {expected}:
        raise RuntimeError(f"answered {sorted(wrong)}, expected {expected}")
    times = [taken for _, _, taken in answers]
    return Figures(median(times), quantiles(times, n=20)[-1], len(answers) / took, answers[-1][1])
