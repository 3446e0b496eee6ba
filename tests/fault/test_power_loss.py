"""A SQLite trial whose process dies at any instant, inside a commit too, opens whole with everything confirmed."""

import os
import random
import signal
import time
from datetime import UTC, datetime, timedelta
from itertools import count

from flask import Flask
from sqlalchemy import select

from tests.support.applications import MakeApp
from tests.support.databases import SqliteDatabase
from tests.support.office import build_office
from tests.support.whole_database import WholeSqlite
from tracker.extensions import db
from tracker.models.office import Heartbeat
from tracker.services.housekeeping import record_heartbeat

ROUNDS = 40
START = datetime(2026, 1, 1, tzinfo=UTC)


def write_until_killed(app: Flask, first: int, telling: int) -> None:
    """Write heartbeats from a number on and tell each one that was confirmed."""
    with app.app_context():
        db.engine.dispose(close=False)
        for number in count(first):
            record_heartbeat(START + timedelta(seconds=number))
            os.write(telling, f"{number}\n".encode())


def killed_writer(app: Flask, first: int, seconds: float) -> int:
    """Let a child write for a while, kill it, and return the last number that it told, or the one before its first."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        write_until_killed(app, first, writing)
    os.close(writing)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading) as told:
        return int((told.read().split() or [str(first - 1)])[-1])


def test_a_killed_writer_leaves_a_sound_file_with_every_confirmed_row(
    sqlite_database: SqliteDatabase, make_app: MakeApp
) -> None:
    sqlite_database.reset()
    app, dice, number = make_app(sqlite_database), random.Random(7), -1
    seen = WholeSqlite(sqlite_database.folder / "test.sqlite3")
    with app.app_context():
        build_office()
        for _ in range(ROUNDS):
            db.session.remove()
            db.engine.dispose()
            told = killed_writer(app, number + 1, dice.uniform(0.02, 0.12))
            assert seen.is_sound()
            kept = db.session.scalars(select(Heartbeat.at)).one_or_none()
            number = int((kept - START).total_seconds()) if kept else -1
            assert number in {told, told + 1}
        db.session.remove()
        db.engine.dispose()
