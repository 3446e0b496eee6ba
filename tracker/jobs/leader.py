"""One clockwork at a time: a lock that ends with its holder, by the database where it can, else by a file."""

import fcntl
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, PendingRollbackError

LOCK = 0x636C6F636B  # any number that no other program locks in this database


class Leader(Protocol):
    """The right to run the schedule."""

    def acquire(self) -> bool:
        """Take the right where nobody holds it, and tell whether it is ours."""

    def holds(self) -> bool:
        """Tell whether the right is still ours: a lost database connection has lost it."""

    def release(self) -> None:
        """Give the right up."""


class FileLeader:
    """The right as a locked file beside the SQLite database; the kernel frees it when the holder ends."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("a")

    def acquire(self) -> bool:
        """Lock the file without waiting."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def holds(self) -> bool:
        """Return True: only the holder's end frees the file."""
        return not self._file.closed

    def release(self) -> None:
        """Unlock the file by closing it."""
        self._file.close()


class DatabaseLeader:
    """The right as a PostgreSQL advisory lock on a connection of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None

    def acquire(self) -> bool:
        """Ask for the lock without waiting; an unreachable database means no."""
        try:
            if self._connection is None:
                self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            return bool(self._connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({LOCK})").scalar())
        except DBAPIError:
            self.release()
            return False

    def holds(self) -> bool:
        """Ask the database over the connection that took the lock: the lock lives as long as it does."""
        try:
            held = self._connection
            return held is not None and bool(held.exec_driver_sql("SELECT true").scalar())
        except DBAPIError:
            return False

    def release(self) -> None:
        """Unlock at once, then close the connection: its end alone frees the lock only when the server notices."""
        if self._connection is not None:
            with suppress(DBAPIError, PendingRollbackError):
                self._connection.exec_driver_sql(f"SELECT pg_advisory_unlock({LOCK})")
            self._connection.invalidate()
            self._connection.close()
            self._connection = None


def leader_for(engine: Engine, data_dir: Path) -> Leader:
    """Return the kind of lock that fits the database."""
    has_locks = engine.dialect.name == "postgresql"
    return DatabaseLeader(engine) if has_locks else FileLeader(data_dir / "clockwork.lock")
