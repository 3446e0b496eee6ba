"""Killing a service at every step: each point is a forked child that ends by SIGKILL right there.

A point is a statement inside the unit of work that may write (before it is executed), a step on a file (before it is
made), and three edges of a commit: before it, after it was sent and before its answer, and after it. A SELECT is none:
dying there leaves what dying at the next point leaves. The statements that keep the search beside the texts are one
point, the first of them. What a killed child leaves must be the state before the
transaction or the one after it, compared over every table; the same goes for files.
"""

import gc
import json
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, NoReturn

from flask import Flask
from sqlalchemy import Connection, event, inspect, select
from sqlalchemy.orm import Session

from tests.support.office import Office
from tests.support.replies import Desk
from tests.support.whole_database import Whole, differing, digests_on
from tracker.domain.vocabulary import Verdict
from tracker.extensions import Base, db
from tracker.models.proposal import Proposal
from tracker.services.promise_finding import marks_by_id
from tracker.services.promise_marks import Judgement, add_promise, judge_promise, split_promise
from tracker.services.summaries import refresh_summary

# A try is counted before the password is looked at, so that none at the same time hides.
SEVERAL_COMMITS = {"accounts.sign_in": 2, "accounts.prove_again": 3, "accounts.change_password": 3}
FILE_STEPS = frozenset({"os.rename", "os.remove", "os.mkdir"})
SEARCH = " search_"  # the tables of the search, written one after the other before the commit
Act = Callable[[], object]


@dataclass
class Course:
    """What one run of an act goes through: its points, and the state that each commit makes."""

    points: list[str] = field(default_factory=list)
    states: list[dict[str, str]] = field(default_factory=list)


class Tracer:
    """Counts the points of an act in a forked child, and kills the child at one of them."""

    def __init__(self, folder: Path, kill_at: int | None, telling: int) -> None:
        self.folder = str(folder)
        self.telling = telling
        self.kill_at = kill_at
        self.course = Course()
        self.is_asleep = self.is_indexing = False

    def pass_by(self, point: str) -> None:
        """Note a point; the child ends here where it is the one."""
        if self.is_asleep:
            return
        self.course.points.append(point)
        if len(self.course.points) - 1 == self.kill_at:
            self.end({})

    def end(self, more: dict[str, object]) -> NoReturn:
        """Tell the parent how far this process came, and die at once."""
        said = {"points": self.course.points, "states": self.course.states} | more
        os.write(self.telling, json.dumps(said).encode())
        os.kill(os.getpid(), signal.SIGKILL)
        raise SystemExit

    def listen(self) -> None:
        """Watch statements, commits and files of this process."""
        engine = db.engine
        event.listen(engine, "before_cursor_execute", self._before_statement)
        event.listen(engine, "commit", self._before_commit)
        event.listen(db.session, "after_commit", self._after_commit)
        os_fsync = os.fsync

        def fsync(handle: int) -> None:
            self.pass_by("fsync")
            os_fsync(handle)

        os.fsync = fsync  # type: ignore[assignment]  # only handles are forced to the disk here
        sys.addaudithook(self._on_audit)

    def _before_statement(self, _connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
        word = statement.split(None, 1)[0]
        derived = SEARCH in statement
        if word != "SELECT" and not (derived and self.is_indexing) and db.session().info.get("unit_of_work"):
            self.pass_by(word)
        self.is_indexing = derived

    def _before_commit(self, connection: Connection) -> None:
        if self.is_asleep:
            return
        if self.kill_at is None:
            self.is_asleep = True
            self.course.states.append(digests_on(connection))
            self.is_asleep = False
        self.pass_by("before commit")
        if len(self.course.points) == self.kill_at:
            _send_commit(connection)
        self.pass_by("commit sent")

    def _after_commit(self, _session: Session) -> None:
        self.pass_by("after commit")

    def _on_audit(self, name: str, arguments: tuple[Any, ...]) -> None:
        if (
            name in FILE_STEPS
            or (name == "open" and isinstance(arguments[2], int) and arguments[2] & os.O_CREAT)
        ) and str(arguments[0]).startswith(self.folder):
            self.pass_by(name)


def _send_commit(connection: Connection) -> None:
    """Send COMMIT on PostgreSQL without waiting for its answer; on SQLite there is no way between."""
    if connection.dialect.name == "postgresql":
        connection.connection.dbapi_connection.pgconn.send_query(b"COMMIT")  # type: ignore[union-attr]
        connection.connection.dbapi_connection.pgconn.flush()  # type: ignore[union-attr]


def run_apart(app: Flask, act: Act, folder: Path, kill_at: int | None) -> Course:
    """Run an act in a forked child that ends by SIGKILL, at a point or after it, and return its course up to there.

    Raises AssertionError with the child's traceback where it failed.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _be_child(app, act, Tracer(folder, kill_at, writing))
    os.close(writing)
    said = told_by(child, reading)
    return Course(said["points"], said["states"])


def told_by(child: int, reading: int) -> dict[str, Any]:
    """Return what a child told before it died; raises AssertionError with its traceback where it failed."""
    with os.fdopen(reading) as told:
        said: dict[str, Any] = json.loads(told.read())
    os.waitpid(child, 0)
    assert "failed" not in said, said["failed"]
    return said


def _be_child(app: Flask, act: Act, tracer: Tracer) -> NoReturn:
    gc.disable()  # a collection would write to every page that is shared with the parent
    try:
        with app.app_context():
            db.engine.dispose(close=False)
            tracer.listen()
            act()
    except BaseException:  # noqa: BLE001 - the parent raises it
        tracer.end({"failed": traceback.format_exc()})
    tracer.end({})


def name_of(service: Callable[..., Any]) -> str:
    """Return ``module.function`` of a service."""
    return f"{service.__module__.removeprefix('tracker.services.')}.{service.__name__}"


def summaries_out_of_step() -> list[int]:
    """Return the items whose summary columns are not what their other tables say."""
    versions = dict(db.session.execute(select(Proposal.id, Proposal.version)).all())
    for proposal_id in versions:
        refresh_summary(proposal_id)
    db.session.flush()
    now = dict(db.session.execute(select(Proposal.id, Proposal.version)).all())
    db.session.remove()
    return [proposal_id for proposal_id, version in now.items() if version != versions[proposal_id]]


def _again(found: Any) -> Any:
    """Return what a service returned, its rows read anew."""
    if isinstance(found, tuple | list):
        return type(found)(_again(one) for one in found)
    return db.session.get(type(found), inspect(found).identity) if isinstance(found, Base) else found


@dataclass
class Crashes:
    """Kills each service once at each of its points and then runs it for good."""

    app: Flask
    whole: Whole
    files: Path
    done: dict[str, int] = field(default_factory=dict)

    def run(self, service: Callable[..., Any], *args: Any, **words: Any) -> Any:
        """Kill a service everywhere where that was not done yet, then call it and return what it returns."""
        name = name_of(service)
        if name in self.done:
            return service(*args, **words)
        with self._at_rest():
            states = self._kill_everywhere(name, lambda: service(*args, **words))
        found = service(*args, **words)
        with self._at_rest():
            assert differing(states[-1], self.whole.digests()) == set(), (
                f"{name} does another thing each time"
            )
            assert summaries_out_of_step() == [], name
        return _again(found)

    @contextmanager
    def _at_rest(self) -> Iterator[None]:
        """Let go of every connection of this process: a child must not inherit one."""
        db.session.remove()
        db.engine.dispose()
        yield

    def _kill_everywhere(self, name: str, act: Act) -> list[dict[str, str]]:
        self.whole.keep()
        old, kept = self.whole.digests(), self._files()
        self._come_back(kept)
        course = run_apart(self.app, act, self.files, None)
        states = [old, *course.states]
        assert differing(states[-1], self.whole.digests()) == set(), f"{name}: a commit is not what it said"
        wanted = SEVERAL_COMMITS.get(name, 1)
        assert len(course.states) == wanted, f"{name} commits {len(course.states)} times"
        self._come_back(kept)
        is_changed = False
        for number in range(len(course.points)):
            self._come_back(kept, is_changed=is_changed)
            met = run_apart(self.app, act, self.files, number).points
            assert len(met) == number + 1, f"{name} went {len(met)} steps of {number + 1}"
            is_changed = self._check(name, met, states)
        self._come_back(kept)
        self.done[name] = len(course.points)
        return states

    def _come_back(self, kept: dict[str, bytes], *, is_changed: bool = True) -> None:
        if is_changed or not self.whole.is_dear:
            self.whole.restore()
        self.whole.rewind()
        if self.files.exists():
            shutil.rmtree(self.files)
        for path, content in kept.items():
            (self.files / path).parent.mkdir(parents=True, exist_ok=True)
            (self.files / path).write_bytes(content)

    def _files(self) -> dict[str, bytes]:
        """Return the kept and the half-written files with their content."""
        return {
            path.relative_to(self.files).as_posix(): path.read_bytes()
            for path in self.files.rglob("*")
            if path.is_file()
        }

    def _check(self, name: str, points: list[str], states: list[dict[str, str]]) -> bool:
        """Compare what a child killed at the last of these points left with the states that are legal there.

        Tell whether it left another state than the first.
        """
        commits = points[:-1].count("commit sent")
        legal = [states[commits]]
        if points[-1] == "commit sent":
            legal.append(states[commits + 1])
        found = self.whole.digests()
        apart = [sorted(differing(state, found)) for state in legal]
        assert [] in apart, f"{name}: killed at {len(points)} ({points[-1]}): {apart}"
        for path, content in self._files().items():
            is_whole = Path(path).name == sha256(content).hexdigest()
            assert is_whole or Path(path).name.startswith("."), f"{name}: {path} is half a file"
        return differing(states[0], found) != set()


class CrashDesk(Desk):
    """A desk on which every step is killed at every point before it is made."""

    crashes: Crashes

    @classmethod
    def of(cls, crashes: Crashes, office: Office, proposal_id: int) -> "CrashDesk":
        """Return the desk of an item."""
        made = cls(office, proposal_id)
        made.crashes = crashes
        return made

    def step(self, key: str, act: Any, *, on: int | None = None, **words: Any) -> Any:
        """Kill a step everywhere, then let the person do it."""
        part = self.reply.id if on is None else on

        def killed(actor: Any, proposal_id: int, part: int, **more: Any) -> Any:
            return self.crashes.run(act, actor, proposal_id, part, **more)

        return super().step(key, killed, on=part, **words)

    def follow(self, key: str, act: Any, commitment_id: int, **words: Any) -> Any:
        """Kill a step of a promise everywhere, then let the person do it."""

        def killed(actor: Any, part: int, **more: Any) -> Any:
            return self.crashes.run(act, actor, part, **more)

        return super().follow(key, killed, commitment_id, **words)

    def call(self, key: str, service: Any, *args: Any, **words: Any) -> Any:
        """Kill any other service everywhere, then let the person do it an hour later."""
        self.now += timedelta(hours=1)
        return self.crashes.run(service, self.actor(key), *args, now=self.now, **words)

    def judged(self) -> "CrashDesk":
        """Add, split and judge marks of the draft, killed everywhere, then judge the rest."""
        item, reply = self.proposal_id, self.reply.id
        if "promise_marks.judge_promise" not in self.crashes.done:
            quote = "近年来，我厅安排专项资金支持企业技术改造"
            made = self.call("officer", add_promise, item, reply, quote=quote, start=None).id
            self.call("officer", split_promise, item, reply, made, second="支持企业", version=None)
            for mark_id in list(marks_by_id(reply)):
                none = Judgement(Verdict.NOT_PROMISE, reason="方向性表述")
                self.call("officer", judge_promise, item, reply, mark_id, judged=none, version=None)
        super().judged()
        return self
