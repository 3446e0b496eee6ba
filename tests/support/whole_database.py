"""A whole database as one value: digests of every table, and a copy to come back to, on both kinds of database."""

import hashlib
import shutil
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Protocol

import psycopg
from sqlalchemy import Connection

from tests.support.databases import Database, SqliteDatabase
from tracker.extensions import db

# Random, or from the clock of the database itself, so never twice the same.
MASKED = frozenset(
    {"token_hash", "feed_hash", "password_hash", "code_hash", "secret", "pending", "lease_until"}
)
Digests = Mapping[str, str]


def tables() -> list[str]:
    """Return the names of all tables that the models know."""
    return sorted(db.metadata.tables)


def kept_columns(table: str) -> list[str]:
    """Return the columns of a table whose values are not random."""
    return [column.name for column in db.metadata.tables[table].columns if column.name not in MASKED]


def _columns(table: str) -> str:
    return ", ".join(f'"{name}"' for name in kept_columns(table))


def _postgres_words() -> str:
    parts = [
        f"SELECT '{name}', md5(coalesce(string_agg(r, '|' ORDER BY r), '')) "  # noqa: S608 - names of our own tables
        f'FROM (SELECT ROW({_columns(name)})::text AS r FROM public."{name}") q'
        for name in tables()
    ]
    return " UNION ALL ".join(parts)


def digests_on(connection: Connection) -> dict[str, str]:
    """Return the digest of every table as an open SQLAlchemy connection sees it, its own changes included."""
    if connection.dialect.name == "postgresql":
        return dict(connection.exec_driver_sql(_postgres_words()).all())
    rows = ((name, connection.exec_driver_sql(_sqlite_words(name)).fetchall()) for name in tables())
    return {name: _sum(tuple(row) for row in found) for name, found in rows}


def _sqlite_words(table: str) -> str:
    return f'SELECT {_columns(table)} FROM "{table}"'  # noqa: S608 - names of our own tables


def _sum(rows: Iterable[object]) -> str:
    return hashlib.sha256("\n".join(sorted(repr(row) for row in rows)).encode()).hexdigest()


def differing(one: Digests, two: Digests) -> set[str]:
    """Return the tables in which two states differ."""
    return {name for name in one if one[name] != two[name]}


class Whole(Protocol):
    """A database that can be summed up, kept and brought back, seen from outside the application.

    ``is_dear``: bringing rows back where none changed costs time.
    """

    is_dear: ClassVar[bool]

    def digests(self) -> dict[str, str]:
        """Return the digest of every table."""

    def keep(self) -> None:
        """Remember the present rows and the next numbers of keys."""

    def restore(self) -> None:
        """Bring the kept rows back."""

    def rewind(self) -> None:
        """Let keys be numbered from where they were when the rows were kept."""

    def close(self) -> None:
        """Let go of the database."""


@dataclass
class WholeSqlite:
    """A SQLite file, opened anew for each question so that nothing stays locked."""

    is_dear: ClassVar[bool] = False
    path: Path

    @property
    def copy(self) -> Path:
        return self.path.with_name("kept-for-faults.sqlite3")

    def digests(self) -> dict[str, str]:
        with closing(sqlite3.connect(self.path)) as connection:
            return {name: _sum(connection.execute(_sqlite_words(name))) for name in tables()}

    def is_sound(self) -> bool:
        """Tell whether SQLite finds its file whole and every foreign key met."""
        with closing(sqlite3.connect(self.path)) as connection:
            whole = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            return whole and not connection.execute("PRAGMA foreign_key_check").fetchall()

    def keep(self) -> None:
        with closing(sqlite3.connect(self.path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(self.path, self.copy)

    def restore(self) -> None:
        for leftover in self.path.parent.glob(self.path.name + "*"):
            leftover.unlink()
        shutil.copy(self.copy, self.path)

    def rewind(self) -> None:
        """Nothing to do: SQLite takes the numbers of keys back with the rows."""

    def close(self) -> None:
        self.copy.unlink(missing_ok=True)


@dataclass
class WholePostgres:
    """A PostgreSQL database, seen through one connection of our own; copies stand in the schema ``kept``."""

    is_dear: ClassVar[bool] = True
    connection: psycopg.Connection
    state: dict[str, str] = field(default_factory=dict)
    numbers: list[tuple[str, int, bool]] = field(default_factory=list)

    def digests(self) -> dict[str, str]:
        return dict(self.connection.execute(_postgres_words().encode()).fetchall())

    def keep(self) -> None:
        now = self.digests()
        self.connection.execute("CREATE SCHEMA IF NOT EXISTS kept")
        for name in tables():
            if self.state.get(name) != now[name]:
                self.connection.execute(f'DROP TABLE IF EXISTS kept."{name}"'.encode())
                words = f'CREATE UNLOGGED TABLE kept."{name}" AS TABLE public."{name}"'
                self.connection.execute(words.encode())
        self.state = now
        found = self.connection.execute("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'")
        self.numbers = [(name, *self._number(name)) for (name,) in found.fetchall()]

    def _number(self, sequence: str) -> tuple[int, bool]:
        words = f'SELECT last_value, is_called FROM "{sequence}"'  # noqa: S608 - names of our own sequences
        row = self.connection.execute(words.encode()).fetchone()
        assert row is not None
        return row[0], row[1]

    def restore(self) -> None:
        self.bring_back(differing(self.state, self.digests()))

    def bring_back(self, names: Iterable[str]) -> None:
        """Bring the kept rows of some tables back; triggers and foreign keys are not asked."""
        words = ["SET LOCAL session_replication_role = replica"]
        for name in names:
            words.append(f'DELETE FROM public."{name}"')  # noqa: S608 - names of our own tables
            words.append(f'INSERT INTO public."{name}" SELECT * FROM kept."{name}"')  # noqa: S608
        with self.connection.transaction():
            self.connection.execute("; ".join(words).encode())

    def rewind(self) -> None:
        words = ", ".join(f"setval('\"{name}\"', {last}, {called})" for name, last, called in self.numbers)
        self.connection.execute(f"SELECT {words}".encode())

    def close(self) -> None:
        self.connection.execute("DROP SCHEMA IF EXISTS kept CASCADE")
        self.connection.close()


def whole(database: Database) -> WholeSqlite | WholePostgres:
    """Return the view from outside of a test's database."""
    if isinstance(database, SqliteDatabase):
        return WholeSqlite(database.folder / "test.sqlite3")
    return WholePostgres(psycopg.connect(database.url.replace("+psycopg", ""), autocommit=True))
