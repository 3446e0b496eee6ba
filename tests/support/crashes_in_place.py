"""Killing a service where any test calls it: at the entry of its unit of work, forked children run on and are killed.

A fork in the middle of a call goes on with the call in the child: so no service needs an act of its own, and new ones
are taken in as soon as a test calls them.
"""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import pytest
from flask import Flask
from sqlalchemy.orm import Session

import tracker.services.unit_of_work as unit
from tests.support.crashes import Crashes, Tracer, told_by
from tests.support.databases import Database
from tests.support.whole_database import differing, whole
from tracker.extensions import db

Done = dict[str, dict[str, int]]  # of each dialect: how many points of which service
SERVICES = f"{os.sep}tracker{os.sep}services{os.sep}"


def caller() -> tuple[str, FrameType | None]:
    """Return ``module.function`` of the outermost service that is being called, and this call of it."""
    frame: FrameType | None = sys._getframe()
    name, call = "", None
    while frame is not None:
        place = frame.f_code.co_filename
        if SERVICES in place and Path(place).stem != "unit_of_work":
            name, call = f"{Path(place).stem}.{frame.f_code.co_name}", frame
        frame = frame.f_back
    return name, call


@dataclass
class InPlace:
    """Stands in for the inside of the unit of work and kills each of the wanted services once."""

    crashes: Crashes
    wanted: frozenset[str]
    original: object = field(default=unit._transaction)
    last_call: FrameType | None = None

    def transaction(self, session: Session) -> Iterator[Session]:
        """Run a transaction, after killing it everywhere where its service has not been killed yet."""
        name, call = caller()
        if name in self.wanted:
            assert call is not self.last_call, f"{name} commits twice"
            self.last_call = call
        if name in self.wanted and name not in self.crashes.done:
            tracer = self._kill_everywhere(name)
            if tracer is not None:
                yield from self._in_child(tracer, session)
        yield from self.original(session)  # type: ignore[operator]

    def _in_child(self, tracer: Tracer, session: Session) -> Iterator[Session]:
        try:
            yield from self.original(session)  # type: ignore[operator]
        except BaseException as error:  # noqa: BLE001 - the service refused: nothing to kill
            tracer.end({"refused": repr(error)})
        tracer.end({})

    def _kill_everywhere(self, name: str) -> Tracer | None:
        """Fork a child for each point; return its tracer in a child, None in the parent once all are killed."""
        db.engine.dispose()
        crashes = self.crashes
        crashes.whole.keep()
        old, kept = crashes.whole.digests(), crashes._files()
        number, states, last, is_changed = None, [old], 0, True
        while number is None or number < last:
            crashes._come_back(kept, is_changed=is_changed)
            reading, writing = os.pipe()
            child = os.fork()
            if child == 0:
                gc.disable()  # a collection would write to every page that is shared with the parent
                os.close(reading)
                db.engine.dispose(close=False)
                tracer = Tracer(crashes.files, number, writing)
                tracer.listen()
                return tracer
            os.close(writing)
            said = told_by(child, reading)
            if "refused" in said:
                break
            if number is None:
                states, last, number = [old, *said["states"]], len(said["points"]), -1
                assert differing(states[-1], crashes.whole.digests()) == set(), name
            else:
                is_changed = crashes._check(name, said["points"], states)
            number += 1
        crashes._come_back(kept)
        if last:
            crashes.done[name] = last
        return None


@contextmanager
def killing(app: Flask, database: Database, wanted: frozenset[str], done: Done) -> Iterator[None]:
    """Kill each wanted service at the first call of it on each database, and note it in ``done``."""
    seen, files = whole(database), Path(app.config["DATA_DIR"]) / "files"
    found = InPlace(Crashes(app, seen, files, done.setdefault(database.dialect, {})), wanted)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unit, "_transaction", found.transaction)
        yield
    seen.close()


def not_killed(wanted: frozenset[str], done: Done) -> dict[str, frozenset[str]]:
    """Return the wanted services that were not killed on a database; empty where each was killed on both."""
    left = {name: wanted - set(done.get(name, {})) for name in ("sqlite", "postgresql")}
    return {name: missing for name, missing in left.items() if missing}
