"""Handing mails to the server: a connection serves at most 50, and every way to fail says what became of the mail."""

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.utils import parseaddr
from functools import cached_property
from time import monotonic
from typing import Any

from tracker.mail.message import plain_address
from tracker.mail.timed import Timed
from tracker.mail.trouble import Deferred, InDoubt, MailTrouble, Refused, Step, Unreachable

PORTS = {"starttls": 587, "tls": 465, "none": 25}
MOST_A_CONNECTION = 50
ANSWERS_A_MAIL = 4  # one mail takes at most so many times the wait for one answer
TOO_BIG = 552


@dataclass(frozen=True)
class Server:
    """How to reach the mail server; ``timeout`` in seconds is for each answer."""

    host: str
    port: int
    security: str
    user: str
    password: str
    sender: str
    ca_file: str
    timeout: float
    copy_to: str

    @cached_property
    def address(self) -> str:
        """The sender's address alone."""
        return plain_address(parseaddr(self.sender)[1])

    @property
    def longest(self) -> float:
        """The seconds after which one mail is given up."""
        return self.timeout * ANSWERS_A_MAIL


def server_of(config: Mapping[str, Any]) -> Server | None:
    """Return the server of the settings, None where none is set; raises ValueError where they make no sense."""
    if not config["MAIL_HOST"]:
        return None
    security = config["MAIL_SECURITY"]
    if security not in PORTS:
        raise ValueError(f"MAIL_SECURITY: {security}")
    plain_address(config["MAIL_FROM"])
    port = config["MAIL_PORT"] or PORTS[security]
    names = ("USER", "PASSWORD", "FROM", "CA_FILE", "TIMEOUT", "LEDGER_COPY")
    return Server(config["MAIL_HOST"], port, security, *(config[f"MAIL_{name}"] for name in names))


def tls_context(ca_file: str) -> ssl.SSLContext:
    """Return the means to check a server's certificate and name; raises OSError where the file is none."""
    return ssl.create_default_context(cafile=ca_file or None)


class Connection:
    """A way to the server, opened when it is needed and anew after 50 mails or any trouble."""

    def __init__(self, server: Server, tell: Callable[[Step], None] = lambda _step: None) -> None:
        self._server = server
        self._tell = tell
        self._smtp: Timed | None = None
        self._used = 0

    def close(self) -> None:
        """End the connection in order where one is open."""
        smtp, self._smtp, self._used = self._smtp, None, 0
        if smtp is not None:
            smtp.ends = monotonic() + self._server.timeout
            with suppress(smtplib.SMTPException, OSError):
                smtp.quit()
            smtp.close()

    def deliver(self, address: str, content: bytes, ends: float) -> str:
        """Hand one mail over and return the server's answer; ``ends`` is the monotonic time to give up at.

        Raises Unreachable, Deferred, Refused, or InDoubt where the text went and its answer was lost.
        """
        if self._used >= MOST_A_CONNECTION:
            self.close()
        is_used, smtp = self._used > 0, self._opened(ends)
        try:
            return self._hand_over(smtp, address, content)
        except Unreachable:
            self.close()
            if not is_used:
                raise
        except MailTrouble as trouble:
            self._tidy(smtp, trouble)
            raise
        return self.deliver(address, content, ends)

    def _tidy(self, smtp: Timed, trouble: MailTrouble) -> None:
        """Make the connection ready for the next mail, or let it go."""
        if isinstance(trouble, InDoubt):
            smtp.close()
        with suppress(smtplib.SMTPException, OSError):
            if smtp.sock is not None and smtp.rset()[0] // 100 == 2:
                return
        self.close()

    def _opened(self, ends: float) -> Timed:
        if self._smtp is None:
            smtp = self._smtp = self._open(ends)
        else:
            smtp = self._smtp
        smtp.ends = ends
        return smtp

    def _open(self, ends: float) -> Timed:
        server = self._server
        with _at(Step.ENCRYPT, Unreachable):
            context = None if server.security == "none" else tls_context(server.ca_file)
        smtp = Timed(server.timeout, ends, context if server.security == "tls" else None)
        try:
            self._greet(smtp, context)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _greet(self, smtp: Timed, context: ssl.SSLContext | None) -> None:
        server = self._server
        with self._step(Step.CONNECT, Unreachable):
            _expect(smtp.connect(server.host, server.port), 220)
        with self._step(Step.GREETING, Unreachable):
            smtp.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            with self._step(Step.ENCRYPT, Unreachable):
                smtp.starttls(context=context)
                smtp.ehlo_or_helo_if_needed()
        if server.user:
            with self._step(Step.SIGN_IN, Unreachable):
                smtp.login(server.user, server.password)

    def _hand_over(self, smtp: Timed, address: str, content: bytes) -> str:
        sender = self._server.address
        size = [f"SIZE={len(content)}"] if smtp.has_extn("size") else []
        with self._step(Step.SENDER, Unreachable):
            _expect(smtp.mail(sender, size), 250, {TOO_BIG: Refused, 400: Deferred, 500: Unreachable})
        with self._step(Step.RECIPIENT, Unreachable):
            _expect(smtp.rcpt(address), 250, {400: Deferred, 500: Refused})
        if self._server.copy_to:
            with self._step(Step.COPY, Unreachable):
                _expect(smtp.rcpt(self._server.copy_to), 250, {400: Deferred, 500: Deferred})
        with self._step(Step.DATA, Unreachable):
            _expect(smtp.docmd("DATA"), 354, {400: Deferred, 500: Refused})
        with self._step(Step.TEXT, InDoubt):
            if monotonic() >= smtp.ends:
                smtp.close()  # a word to the server would be a line of the text
                raise Deferred(Step.DATA, "no time left")
            self._used += 1
            smtp.send(_dotted(content))
            return _expect(smtp.getreply(), 250, {400: Deferred, 500: Refused})

    @contextmanager
    def _step(self, step: Step, lost: type[MailTrouble]) -> Iterator[None]:
        self._tell(step)
        with _at(step, lost):
            yield


class _Answer(Exception):
    """The server said something else than yes."""

    def __init__(self, code: int, words: str, kinds: Mapping[int, type[MailTrouble]]) -> None:
        super().__init__(f"{code} {words}")
        self.kind = kinds.get(code) or kinds.get(code // 100 * 100)


@contextmanager
def _at(step: Step, lost: type[MailTrouble]) -> Iterator[None]:
    """Turn what goes wrong in a step into what it means; ``lost`` is what a lost connection means there."""
    try:
        yield
    except _Answer as said:
        raise (said.kind or lost)(step, str(said)) from said
    except smtplib.SMTPResponseException as said:
        raise lost(step, f"{said.smtp_code} {_words(said.smtp_error)}") from said
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise lost(step, str(error.__cause__ or error) or type(error).__name__) from error


def _expect(
    reply: tuple[int, bytes], wanted: int, kinds: Mapping[int, type[MailTrouble]] | None = None
) -> str:
    """Return the answer where it says yes; raises what ``kinds`` makes of its code or its hundred."""
    code, words = reply
    if code == wanted or (wanted == 250 and code // 100 == 2):
        return f"{code} {_words(words)}"
    raise _Answer(code, _words(words), kinds or {})


def _words(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join(text.split())


def _dotted(content: bytes) -> bytes:
    """Return the text as it follows DATA: lines that begin with a dot get another, and a dot ends it."""
    body = re.sub(rb"(?m)^\.", b"..", content) if b"\n." in content or content.startswith(b".") else content
    return body + (b"" if body.endswith(b"\r\n") else b"\r\n") + b".\r\n"
