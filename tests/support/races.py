"""Two people at the same instant: real services in two threads that start together, a thousand times."""

import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy import select

from tests.support.whole_database import WholePostgres, differing
from tracker.domain.errors import TrackerError
from tracker.extensions import db
from tracker.web.again import patient

RACES = int(os.environ.get("TRACKER_TEST_RACES", "500"))
FEWER = max(RACES // 4, 1)  # for pairs that are no same draft, same button or same signature
LEARNING = 25
Act = Callable[[], Any]
DONE = "done"


@dataclass
class Race:
    """Runs two acts against each other over and over, each time from the same rows."""

    app: Flask
    seen: WholePostgres
    outcomes: Counter[tuple[str, ...]] = field(default_factory=Counter)
    errors: list[TrackerError] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)

    def run(self, one: Act, other: Act, check: Callable[[], None], count: int = RACES) -> None:
        """Race ``count`` times; ``check`` looks at the rows each time, whoever was first."""
        db.session.remove()
        self.seen.keep()
        with ThreadPoolExecutor(2) as pool:
            for number in range(count):
                gate = threading.Barrier(2)
                both = [pool.submit(self._act, act, gate) for act in (one, other)]
                self.outcomes[tuple(act.result(30) for act in both)] += 1
                check()
                db.session.remove()
                self._come_back(number)

    def _act(self, act: Act, gate: threading.Barrier) -> str:
        """Do one act as a view would, a deadlock tried again, and return its outcome."""
        with self.app.test_request_context(method="POST"):
            try:
                db.session.execute(select(1))
                gate.wait(10)
                patient(act)()
            except TrackerError as error:
                self.errors.append(error)
                return type(error).__name__
            return DONE

    def _come_back(self, number: int) -> None:
        """Bring the rows back: at first by comparing every table, later those that were ever touched."""
        if number < LEARNING or number % 100 == 0:
            found = differing(self.seen.state, self.seen.digests())
            assert number < LEARNING or found <= self.touched, f"also touched: {found - self.touched}"
            self.touched |= found
        self.seen.bring_back(self.touched)
        if number % 100 == 0:
            self.seen.rewind()


@contextmanager
def racing(app: Flask, seen: WholePostgres) -> Iterator[Race]:
    """Give a race, and afterwards let go of every connection."""
    yield Race(app, seen)
    db.session.remove()
    db.engine.dispose()
