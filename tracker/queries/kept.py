"""What a process keeps of the database for a minute, since every page asks for it and it hardly changes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from tracker import clock
from tracker.extensions import db

LIFE = timedelta(minutes=1)
Kept = TypeVar("Kept")


class KeptAMinute(Generic[Kept]):
    """The answer of one question to the database, asked anew a minute later or once it is forgotten."""

    def __init__(self, read: Callable[[], Kept]) -> None:
        self._read = read
        self._kept: WeakKeyDictionary[Engine, tuple[datetime, Kept]] = WeakKeyDictionary()

    def get(self) -> Kept:
        """Return the answer for this database; a clock that was set back asks anew."""
        now = clock.now()
        kept = self._kept.get(db.engine)
        if kept and timedelta() <= now - kept[0] < LIFE:
            return kept[1]
        found = self._read()
        self._kept[db.engine] = (now, found)
        return found

    def forget(self) -> None:
        """Ask anew next time: for the service that changes it."""
        self._kept.pop(db.engine, None)
