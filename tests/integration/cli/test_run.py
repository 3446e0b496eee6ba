"""``tracker run``: starts from nothing, answers, and leaves nothing running."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.support.commands import Running, descendants, environment, free_port, gone, listens, run_command
from tests.support.databases import Database
from tests.support.source import ROOT

TRACKER = (sys.executable, "-c", "import sys; from tracker.cli.main import main; main(sys.argv[1:])")
Start = Callable[[], AbstractContextManager[Running]]


@pytest.fixture
def start(database: Database, tmp_path: Path) -> Start:
    """A starter of ``tracker run`` on a database that is there already, so without a demonstration."""
    env = environment(tmp_path, TRACKER_DATABASE_URL=database.url)
    return lambda: run_command(TRACKER, env)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_with_everything_that_it_started(start: Start, number: signal.Signals) -> None:
    with start() as running:
        children = descendants(running.process.pid)
        assert len(children) >= 3
        assert running.stop(number) == 0
        assert gone(children)
        assert not listens(running.port)


def test_its_children_end_when_it_is_killed(start: Start) -> None:
    with start() as running:
        children = descendants(running.process.pid)
        running.process.kill()
        assert gone(children)
        assert not listens(running.port)


def test_it_ends_when_a_child_ends_by_itself(start: Start) -> None:
    with start() as running:
        children = descendants(running.process.pid)
        os.kill(min(children), signal.SIGKILL)
        assert running.process.wait(20) == 1
        assert gone(children)


def test_it_prints_its_address_once_it_answers(start: Start) -> None:
    with start() as running:
        assert running.process.stdout
        assert running.address in running.process.stdout.readline()


def test_it_makes_keys_that_only_their_owner_reads(start: Start, tmp_path: Path) -> None:
    with start():
        keys = [tmp_path / name for name in ("secret_key", "audit_keys", "factor_keys")]
        assert {stat.S_IMODE(key.stat().st_mode) for key in keys} == {0o600}
        assert len({key.read_text() for key in keys}) == len(keys)
        assert min(len(key.read_text()) for key in keys) >= 32


def refused(env: dict[str, str]) -> str:
    """Run and return the sentence with which it refuses to start."""
    done = subprocess.run([*TRACKER, "run"], env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_port_in_use_is_named_with_a_way_out(sqlite_database: Database, tmp_path: Path) -> None:
    env = environment(tmp_path, TRACKER_DATABASE_URL=sqlite_database.url)
    with run_command(TRACKER, env) as running:
        message = refused(env | {"PORT": str(running.port)})
    assert f"127.0.0.1:{running.port}" in message
    assert "PORT=" in message


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_the_demonstration_office_stays_on_this_machine(tmp_path: Path, host: str) -> None:
    message = refused(environment(tmp_path, HOST=host, PORT=str(free_port())))
    assert "演示单位只能在本机使用" in message


def test_the_demonstration_office_never_appears_in_a_database_that_somebody_named(tmp_path: Path) -> None:
    env = environment(tmp_path, TRACKER_DATABASE_URL=f"sqlite:///{tmp_path / 'own.sqlite3'}")
    with run_command(TRACKER, env) as running:
        assert running.process.stdout
        assert "演示" not in running.process.stdout.readline()
