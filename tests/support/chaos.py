"""Chaos for the outbox: whatever can fail does so at random, and the mail server's own log says what came how often.

Senders and clockworks are killed and paused, the database is restarted, clocks jump, the server fails at every step.
"""

import os
import random
import signal
import socket
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from threading import Thread
from typing import Any

from flask import Flask
from sqlalchemy import Connection, NullPool, create_engine, insert, text
from sqlalchemy.exc import DBAPIError

from tests.support import postgres
from tests.support.bad_server import MESSAGE_ID, Action, BadServer, Dropped, says
from tests.support.office import build_office
from tests.support.outboxes import with_addresses
from tracker import clock
from tracker.cli.database import upgrade
from tracker.cli.main import application
from tracker.domain.mail import MailNote, MailState, message_id
from tracker.extensions import db
from tracker.jobs.clockwork import run
from tracker.jobs.schedule import Job, every
from tracker.models.mail import MailMessage
from tracker.services.mail_sending import send_mails

DAY = 86_400
JUMPS = (0, DAY, -DAY, 40 * DAY)
# What was committed outlives the server, as everything does that was handed to the operating system; the machine stays.
DURABLE = ("fsync=off", "synchronous_commit=on", "full_page_writes=on", "max_connections=60")
TICK = 0.1
LATEST = 0.25  # seconds, half of what a sender waits
UNSETTLED = "SELECT count(*) FROM mail_message WHERE state IN ('waiting', 'claimed') OR next_at IS NOT NULL"


@dataclass(frozen=True)
class Plan:
    """How much of everything: mails, processes, and the mean seconds between two faults of a kind."""

    mails: int
    has_ledger: bool
    senders: int = 4
    clockworks: int = 2
    kill: float = 0.8
    pause: float = 1.5
    jump: float = 4
    restart: float = 8
    longest: float = 600
    seed: int = 4


@dataclass
class Found:
    """What came of it."""

    mails: int
    seconds: float = 0
    faults: Counter[str] = field(default_factory=Counter)
    never: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    left: Counter[str] = field(default_factory=Counter)

    def told(self) -> str:
        """Return the figures in a line."""
        faults = ", ".join(f"{count} {name}" for name, count in sorted(self.faults.items()))
        return (
            f"{self.mails} mails in {self.seconds:.0f} s; {faults}; lost {len(self.never)}, twice {len(self.twice)}, "
            f"of these not marked {len(self.untold)}; states {dict(self.left)}"
        )


class Faulty(BadServer):
    """One conversation of a mail server that fails now and then at every step; its log is the ledger.

    On a busy machine it may be late. It takes no mail whose sender has given up by then: where clocks jump, the looks
    into the ledger may be over at that instant.
    """

    asked = 0.0

    def take(self) -> None:
        """Accept the mail: one write to the log."""
        if time.monotonic() - self.asked > LATEST:
            raise Dropped
        found = MESSAGE_ID.search(self.content)
        queue, name = token_hex(6).upper(), found[1].decode() if found else ""
        lines = (f"{queue}: message-id={name}", f"{queue}: from=<a@b.cn>, size=9, nrcpt=1 (queue active)")
        with (self.log or Path(os.devnull)).open("a") as log:
            log.write("".join(f"Nov 21 09:00:00 mx postfix/x[1]: {line}\n" for line in lines))

    def _do(self, step: str, peer: socket.socket) -> bool:
        if step == "data":
            self.asked = time.monotonic()
        self.script = {step: action} if (action := fault_at(step)) else {}
        return super()._do(step, peer)


def fault_at(step: str) -> Action | None:
    """Choose a fault, or most times none."""

    def drop(_server: BadServer, _peer: socket.socket) -> None:
        raise Dropped

    def hang(_server: BadServer, _peer: socket.socket) -> None:
        time.sleep(1)
        raise Dropped

    def take_first(then: Action) -> Action:
        def act(server: BadServer, peer: socket.socket) -> None:
            server.take()
            then(server, peer)

        return act

    faults: dict[str, list[Action]] = {
        "connect": [says("421 4.3.2 too busy"), drop],
        "ehlo": [drop],
        "mail": [says("451 4.3.0 later"), says("452 4.3.1 too many"), drop],
        "rcpt": [says("450 4.2.0 greylisted"), hang],
        "data": [says("451 4.3.0 later"), drop],
        "text": [says("451 4.3.0 disk full"), drop, hang, take_first(drop), take_first(hang)],
    }
    return random.choice(faults[step]) if random.random() < 0.012 else None


class Database:
    """A PostgreSQL that can be broken off and started again."""

    def __init__(self, folder: Path) -> None:
        self.user = postgres.account()
        folder.chmod(0o755)
        self.programs = postgres.programs(folder)
        self.home = folder / "server"
        self.home.mkdir()
        if self.user:
            subprocess.run(["chown", self.user, self.home], check=True)
        postgres.initialise(self.programs, self.home / "data", self.user)
        self.start()

    def start(self) -> None:
        """Start the server and wait for it."""
        self.server = postgres.start(self.programs, self.home, self.user, DURABLE)
        postgres.wait_until_ready(self.server, self.home)

    def stop(self, how: signal.Signals) -> None:
        """Stop it: SIGINT breaks connections off in order, SIGQUIT as a crash does."""
        self.server.send_signal(how)
        self.server.wait(60)


class Chaos:
    """One run."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self.plan = plan
        self.folder = folder
        self.dice = random.Random(plan.seed)
        self.found = Found(plan.mails)
        self.log, self.offset = folder / "mail.log", folder / "offset"
        self.log.touch()
        self.offset.write_text("0")
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.database = Database(folder)
        self.url = postgres.Postgres(self.database.home).url("postgres")
        self.workers: dict[int, Callable[[], None]] = {}
        self.paused: dict[int, float] = {}
        self.app = self._application()

    def _application(self) -> Flask:
        upgrade(self.url)
        settings = BadServer(listener=self.listener, log=self.log).settings(
            MAIL_LEASE=timedelta(seconds=4), MAIL_LOOKS=(timedelta(seconds=3), timedelta(seconds=3))
        )
        if not self.plan.has_ledger:
            settings["MAIL_LEDGER"] = ""
        own = {"SQLALCHEMY_DATABASE_URI": self.url, "SQLALCHEMY_ENGINE_OPTIONS": {"pool_pre_ping": True}}
        app: Flask = application(
            own | settings | {"SECRET_KEY": "a key for chaos only" * 3, "DATA_DIR": self.folder}
        )
        with app.app_context():
            office = build_office()
            with_addresses(office)
            people, now = sorted(office.people.values()), clock.now()
            rows = [row_of(number, people, now) for number in range(self.plan.mails)]
            db.session.execute(insert(MailMessage), rows)
            db.session.commit()
            db.session.remove()
            db.engine.dispose()
        return app

    def fork(self, act: Callable[[], None]) -> int:
        """Run something in a child of its own."""
        child = os.fork()
        if child:
            return child
        with suppress(BaseException):
            quiet = os.open(self.folder / "told", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.dup2(quiet, 1)
            os.dup2(quiet, 2)
            random.seed()
            act()
        os._exit(0)

    def work(self, act: Callable[[], None]) -> None:
        """Start a worker that is started again when it dies."""
        self.workers[self.fork(act)] = act

    def serve(self) -> None:
        """Be the mail server."""
        while True:
            peer = self.listener.accept()[0]
            conversation = Faulty(log=self.log, listener=self.listener, patience=1.5)
            Thread(target=conversation.serve, args=(peer,), daemon=True).start()

    def _jumping_clock(self) -> None:
        def now() -> datetime:
            return datetime.now(UTC) + timedelta(seconds=int(self.offset.read_text() or 0))

        clock.now = now
        with self.app.app_context():
            db.engine.dispose(close=False)

    def send(self) -> None:
        """Be a sender."""
        self._jumping_clock()
        while True:
            with suppress(DBAPIError, OSError), self.app.app_context():
                send_mails(clock.now())
            time.sleep(0.05)

    def tick(self) -> None:
        """Be a clockwork."""
        self._jumping_clock()
        run(self.app, [Job(every(seconds=1), send_mails)])

    def run(self) -> Found:
        """Let everything go on until each mail's fate is settled."""
        began, server = time.monotonic(), self.fork(self.serve)
        try:
            for act, count in ((self.send, self.plan.senders), (self.tick, self.plan.clockworks)):
                for _ in range(count):
                    self.work(act)
            while time.monotonic() - began < self.plan.longest and self._unsettled():
                for _ in range(10):
                    self._trouble()
                    time.sleep(TICK)
        finally:
            for child in (*self.workers, server):
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
        self.found.seconds = time.monotonic() - began
        self._look()
        return self.found

    def _happens(self, every_seconds: float) -> bool:
        return self.dice.random() < TICK / every_seconds

    def _trouble(self) -> None:
        self._bring_back()
        if self._happens(self.plan.kill):
            self._signal(signal.SIGKILL, "kills")
        if self._happens(self.plan.pause):
            child = self._signal(signal.SIGSTOP, "pauses")
            self.paused[child] = time.monotonic() + self.dice.choice((0.3, 1, 3, 7))
        if self._happens(self.plan.jump):
            self.offset.write_text(str(self.dice.choice(JUMPS)))
            self.found.faults["clock jumps"] += 1
        if self._happens(self.plan.restart):
            self.database.stop(self.dice.choice((signal.SIGINT, signal.SIGQUIT)))
            self.database.start()
            self.found.faults["database restarts"] += 1

    def _signal(self, number: signal.Signals, name: str) -> int:
        child = self.dice.choice(sorted(self.workers))
        with suppress(ProcessLookupError):
            os.kill(child, number)
        self.found.faults[name] += 1
        return child

    def _bring_back(self) -> None:
        """Wake who was paused long enough, and start anew who died."""
        now = time.monotonic()
        for child in [child for child, until in self.paused.items() if until < now]:
            del self.paused[child]
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGCONT)
        for child in list(self.workers):
            if os.waitpid(child, os.WNOHANG)[0]:
                self.paused.pop(child, None)
                self.work(self.workers.pop(child))

    def _unsettled(self) -> bool:
        try:
            with self._connected() as connection:
                return bool(connection.execute(text(UNSETTLED)).scalar())
        except DBAPIError:
            return True

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        engine = create_engine(self.url, poolclass=NullPool)
        with engine.connect() as connection:
            yield connection

    def _look(self) -> None:
        """Compare the outbox with the server's log."""
        counts = Counter(
            line.rpartition("message-id=")[2].strip()
            for line in self.log.read_text().splitlines()
            if "message-id=" in line
        )
        with self._connected() as connection:
            rows: Any = connection.execute(text("SELECT message_id, state, history FROM mail_message")).all()
        for name, state, history in rows:
            self.found.left[state] += 1
            if not counts[name]:
                self.found.never.append(name)
            elif counts[name] > 1:
                self.found.twice.append(name)
                if MailNote.SENT_AGAIN not in {one["what"] for one in history}:
                    self.found.untold.append(name)

    def close(self) -> None:
        """Let go of the database and the port."""
        self.listener.close()
        self.database.stop(signal.SIGINT)


def row_of(number: int, people: list[int], now: datetime) -> dict[str, Any]:
    """Return a mail that is due."""
    return {
        "key": f"chaos:{number}",
        "kind": "notice",
        "user_id": people[number % len(people)],
        "subject": f"今日待办{number}件",
        "text": "见登记表。",
        "message_id": message_id(f"chaos:{number}", None, "kjt.example.cn"),
        "state": MailState.WAITING,
        "created_at": now,
        "due_at": now,
        "next_at": now,
    }


def chaos(plan: Plan) -> Found:
    """Run a plan in a folder of its own and return what came of it."""
    with tempfile.TemporaryDirectory(prefix="chaos-", ignore_cleanup_errors=True) as name:
        one = Chaos(plan, Path(name))
        try:
            return one.run()
        finally:
            one.close()
