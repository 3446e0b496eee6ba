"""What no browser sends, over raw sockets to the server as ``tracker run`` starts it: refused, never our fault."""

import socket
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from tests.support.applications import MakeApp
from tests.support.commands import Running, environment, run_command
from tests.support.databases import Database
from tests.support.office import build_office
from tracker.extensions import db

TRACKER = (sys.executable, "-c", "import sys; from tracker.cli.main import main; main(sys.argv[1:])")
END = b"\r\n\r\n"
HOST = b"Host: 127.0.0.1\r\n"
POST = b"POST /sign-in HTTP/1.1\r\n" + HOST + b"Content-Type: application/x-www-form-urlencoded\r\n"
SMUGGLED = b"GET /people HTTP/1.1\r\n" + HOST + b"\r\n"
MEGABYTE = b"x" * 1_000_000
PARAMS = b"&".join(b"p%d=1" % number for number in range(10_000))
# The standard's own answer to a coding that the server does not know (RFC 9112, 6.1); the server gives it by itself.
NOT_IMPLEMENTED = 501
HEADERS = ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cache-Control")


def get(path: bytes, *headers: bytes, version: bytes = b"HTTP/1.1") -> bytes:
    return (
        b"GET "
        + path
        + b" "
        + version
        + b"\r\n"
        + HOST
        + b"".join(one + b"\r\n" for one in headers)
        + b"\r\n"
    )


def chunked(body: bytes, *headers: bytes) -> bytes:
    told = b"".join(one + b"\r\n" for one in headers or (b"Transfer-Encoding: chunked",))
    return POST + told + b"\r\n" + body


# What is sent, by what is wrong with it. The server may answer with any refusal or hang up.
REFUSED = {
    "no request line": END,
    "one word": b"GET" + END,
    "no version": b"GET /\r\n" + HOST + b"\r\n",
    "another protocol": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 40,
    "version 9": get(b"/sign-in", version=b"HTTP/9.9"),
    "version in words": get(b"/sign-in", version=b"HTTP/one"),
    "a lower-case method": b"get /sign-in HTTP/1.1\r\n" + HOST + b"\r\n",
    "a method of signs": b"G@T /sign-in HTTP/1.1\r\n" + HOST + b"\r\n",
    "NUL in the path": get(b"/sign\x00in"),
    "a space in the path": get(b"/sign in"),
    "NUL in a header": get(b"/sign-in", b"X-A: a\x00b"),
    "a header without a colon": get(b"/sign-in", b"X-A"),
    "a header with a space before its colon": get(b"/sign-in", b"X-A : b"),
    "a folded header": get(b"/sign-in", b"X-A: b", b" c"),
    "a request line of 1 MB": get(b"/" + MEGABYTE),
    "a header of 1 MB": get(b"/sign-in", b"X-A: " + MEGABYTE),
    "a cookie of 1 MB": get(b"/sign-in", b"Cookie: tk=" + MEGABYTE),
    "1,000 headers": get(b"/sign-in", *(b"X-%d: a" % number for number in range(1_000))),
    "10,000 parameters in the address": get(b"/sign-in?" + PARAMS),
    "TRACE": b"TRACE /sign-in HTTP/1.1\r\n" + HOST + b"\r\n",
    "TRACK": b"TRACK /sign-in HTTP/1.1\r\n" + HOST + b"\r\n",
    "CONNECT": b"CONNECT 127.0.0.1:25 HTTP/1.1\r\n" + HOST + b"\r\n",
    "a length in words": POST + b"Content-Length: ten" + END,
    "a negative length": POST + b"Content-Length: -1" + END,
    "a length with a sign": POST + b"Content-Length: +3" + END + b"a=b",
    "two lengths": POST + b"Content-Length: 3\r\nContent-Length: 30" + END + b"a=b" + SMUGGLED,
    "a list of lengths": POST + b"Content-Length: 3, 30" + END + b"a=b" + SMUGGLED,
    "an endless length": POST + b"Content-Length: " + b"9" * 30 + END,
    "length and chunks": chunked(
        b"0\r\n\r\n" + SMUGGLED, b"Content-Length: 5", b"Transfer-Encoding: chunked"
    ),
    "chunks and length": chunked(
        b"0\r\n\r\n" + SMUGGLED, b"Transfer-Encoding: chunked", b"Content-Length: 5"
    ),
    "chunks twice": chunked(b"0\r\n\r\n" + SMUGGLED, b"Transfer-Encoding: chunked, chunked"),
    "chunks but not last": chunked(b"0\r\n\r\n" + SMUGGLED, b"Transfer-Encoding: chunked, identity"),
    "chunks spelt otherwise": chunked(b"0\r\n\r\n" + SMUGGLED, b"Transfer-Encoding: xchunked"),
    "chunks after a tab": chunked(b"0\r\n\r\n" + SMUGGLED, b"Transfer-Encoding:\x0bchunked"),
    "chunks of version 1.0": b"POST /sign-in HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    + SMUGGLED,
    "a chunk of no number": chunked(b"zz\r\nabc\r\n0\r\n\r\n"),
    "a chunk of a negative number": chunked(b"-1\r\nabc\r\n0\r\n\r\n"),
    "a chunk with 0x": chunked(b"0x3\r\na=b\r\n0\r\n\r\n"),
    "a chunk too long": chunked(b"3\r\nabcdef\r\n0\r\n\r\n"),
    "a chunk's endless number": chunked(b"f" * 100 + b"\r\nabc\r\n0\r\n\r\n"),
    "a chunk's endless extension": chunked(b"3;" + MEGABYTE + b"\r\na=b\r\n0\r\n\r\n"),
    "a trailer of 1 MB": chunked(b"0\r\nX-A: " + MEGABYTE + END),
    "an expectation that nobody knows": POST + b"Expect: 200-maybe\r\nContent-Length: 3" + END + b"a=b",
    "a host with a space": b"GET /sign-in HTTP/1.1\r\nHost: a b\r\n\r\n",
    "a host with a path": b"GET /sign-in HTTP/1.1\r\nHost: a/../b\r\n\r\n",
    "a host of signs": b"GET /sign-in HTTP/1.1\r\nHost: <script>\r\n\r\n",
    "two hosts": b"GET /sign-in HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "10,000 fields": POST + b"Content-Length: %d" % len(PARAMS) + END + PARAMS,
    "a proxy's greeting": b"PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n" + get(b"/sign-in"),
    "only line feeds": b"GET /sign-in HTTP/1.1\nHost: 127.0.0.1\n\n",
    "bytes that are no UTF-8": get(b"/\xff\xfe\xc0\xaf"),
    "escapes that are no UTF-8": get(b"/%ff%fe%c0%af"),
    "a path upwards": get(b"/static/..%2f..%2fconfig.py"),
}
# Unusual, but good HTTP: the application answers, with all its headers.
ANSWERED = {
    "an address as a whole": get(b"http://127.0.0.1/sign-in"),
    "a host that is not ours": b"GET /sign-in HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "no host in version 1.0": b"GET /sign-in HTTP/1.0\r\n\r\n",
    "a method that we do not have": b"PROPFIND /sign-in HTTP/1.1\r\n" + HOST + b"\r\n",
    "a form in chunks": chunked(b"3\r\na=b\r\n0\r\n\r\n"),
    "a name of another scheme": get(
        b"/sign-in", b"X-Forwarded-Proto: https", b"X-Forwarded-Host: evil.example"
    ),
    "no page": get(b"/there-is-no-such-page"),
}


@dataclass(frozen=True)
class Answer:
    """What came back until the server hung up, or for two seconds."""

    raw: bytes

    @property
    def statuses(self) -> list[int]:
        """The status of each answer in it."""
        return [
            int(part.split(b" ", 2)[1]) for part in self.raw.split(b"\r\n") if part.startswith(b"HTTP/1.")
        ]

    @property
    def head(self) -> str:
        """The first answer's headers."""
        return self.raw.partition(END)[0].decode("latin-1")


@pytest.fixture(scope="module")
def running(
    sqlite_database: Database, make_app: MakeApp, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """A server for the small office, with one web process of eight threads as SQLite wants it."""
    sqlite_database.reset()
    app = make_app(sqlite_database)
    with app.app_context():
        build_office()
        db.session.remove()
        db.engine.dispose()
    more = {"TRACKER_DATABASE_URL": sqlite_database.url, "TRACKER_INSECURE_LAN": "1"}
    with run_command(TRACKER, environment(tmp_path_factory.mktemp("raw"), **more)) as started:
        yield started


def send(running: Running, words: bytes, patience: float = 2.0) -> Answer:
    """Send and read; a server that hangs up in the middle of a sending has refused it."""
    got = b""
    with socket.create_connection(("127.0.0.1", running.port), timeout=patience) as line:
        try:
            line.sendall(words)
            line.shutdown(socket.SHUT_WR)
            while part := line.recv(65_536):
                got += part
        except OSError:
            pass
    return Answer(got)


def is_well(running: Running) -> bool:
    return send(running, get(b"/sign-in", b"Connection: close"), 20).statuses == [200]


def test_what_is_no_http_is_refused_and_leaves_the_server_well(running: Running) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = pool.map(lambda words: send(running, words), REFUSED.values())
        answers = dict(zip(REFUSED, found, strict=True))
    seen = {name: answer.statuses for name, answer in answers.items()}
    assert seen.pop("chunks spelt otherwise") == [NOT_IMPLEMENTED]
    assert {
        name: found for name, found in seen.items() if not all(400 <= status < 500 for status in found)
    } == {}
    assert [name for name, found in seen.items() if len(found) > 1] == [], "nothing smuggled is answered"
    assert [name for name, answer in answers.items() if b"Traceback" in answer.raw] == []
    assert is_well(running)


@pytest.mark.parametrize("name", ANSWERED)
def test_what_is_only_unusual_is_answered_with_every_header(running: Running, name: str) -> None:
    answer = send(running, ANSWERED[name], 10)
    assert [status for status in answer.statuses if status >= 500] == []
    assert [header for header in HEADERS if f"\r\n{header}: " not in answer.head] == []
    assert "evil.example" not in answer.raw.decode("utf-8", "replace")


def test_slow_clients_get_their_answer_and_keep_nobody_else_waiting(running: Running) -> None:
    words = get(b"/sign-in", b"Connection: close")

    def send_slowly(_number: int) -> list[int]:
        with socket.create_connection(("127.0.0.1", running.port), timeout=20) as line:
            for at in range(0, len(words), 8):
                line.sendall(words[at : at + 8])
                time.sleep(0.15)
            got = b""
            while part := line.recv(65_536):
                got += part
            return Answer(got).statuses

    with ThreadPoolExecutor(6) as pool:
        slow = pool.map(send_slowly, range(6))
        assert is_well(running)
        assert list(slow) == [[200]] * 6


def test_a_client_that_hangs_up_in_the_middle_leaves_no_trace(running: Running) -> None:
    for words in (get(b"/sign-in")[:20], POST + b"Content-Length: 5000" + END + b"a=b", chunked(b"5\r\nab")):
        for _ in range(10):
            with socket.create_connection(("127.0.0.1", running.port), timeout=5) as line:
                line.sendall(words)
    assert is_well(running)
