"""The clockwork as a process: it writes its heartbeat, one at a time, and ends when told to."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, text

from tests.support.commands import environment, gone
from tests.support.databases import Database
from tests.support.source import ROOT

TRACKER = "import sys; from tracker.cli.main import main; main(sys.argv[1:])"


def soon(condition: Callable[[], object], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


@contextmanager
def clockwork(database: Database, data_dir: Path, *more: str) -> Iterator[subprocess.Popen[bytes]]:
    env = environment(data_dir, TRACKER_DATABASE_URL=database.url)
    process = subprocess.Popen([sys.executable, "-c", TRACKER, "clockwork", *more], env=env, cwd=ROOT)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def heartbeat(database: Database) -> Iterator[Callable[[], str | None]]:
    engine = create_engine(database.url, poolclass=NullPool)

    def read() -> str | None:
        with engine.connect() as connection:
            found = connection.execute(text("SELECT at FROM heartbeat")).scalar()
            return None if found is None else str(found)

    yield read
    engine.dispose()


def test_a_job_can_be_done_once_by_hand(
    database: Database, tmp_path: Path, heartbeat: Callable[[], str | None]
) -> None:
    with clockwork(database, tmp_path, "--once", "record_heartbeat") as process:
        assert process.wait(20) == 0
    assert heartbeat()


def test_it_beats_at_once_and_ends_in_order(
    database: Database, tmp_path: Path, heartbeat: Callable[[], str | None]
) -> None:
    with clockwork(database, tmp_path) as process:
        assert soon(heartbeat)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def test_a_second_one_waits_and_takes_over_when_the_first_is_killed(
    database: Database, tmp_path: Path, heartbeat: Callable[[], str | None]
) -> None:
    with clockwork(database, tmp_path) as first:
        assert soon(heartbeat)
        before = heartbeat()
        with clockwork(database, tmp_path) as second:
            time.sleep(3)
            assert heartbeat() == before
            first.kill()
            first.wait()
            assert soon(lambda: heartbeat() != before)
            second.send_signal(signal.SIGINT)
            assert second.wait(10) == 0
    assert gone({first.pid, second.pid})
