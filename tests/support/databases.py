"""Fresh migrated databases, both kinds: each test gets a copy of a template that was migrated once."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

import psycopg
import pytest

from tests.support import postgres
from tracker.cli.database import upgrade


class Database(Protocol):
    """A database that a test may fill."""

    dialect: str
    url: str

    def reset(self, template: str = "template") -> None:
        """Make it as it is right after the migrations, or as it was kept; nobody may be connected."""

    def keep(self, template: str) -> None:
        """Keep it as it is now under a name for ``reset``; nobody may be connected."""


@dataclass(frozen=True)
class SqliteDatabase:
    """A file that is copied from the template."""

    folder: Path
    dialect: str = "sqlite"

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder / 'test.sqlite3'}"

    def make_template(self) -> None:
        upgrade(f"sqlite:///{self.folder / 'template.sqlite3'}")

    def reset(self, template: str = "template") -> None:
        for leftover in self.folder.glob("test.sqlite3*"):
            leftover.unlink()
        shutil.copy(self.folder / f"{template}.sqlite3", self.folder / "test.sqlite3")

    def keep(self, template: str) -> None:
        with closing(sqlite3.connect(self.folder / "test.sqlite3")) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(self.folder / "test.sqlite3", self.folder / f"{template}.sqlite3")


# Everything that a migration can change: columns with their types, constraints, indexes and triggers.
SHAPE = """
SELECT md5(string_agg(line, ';' ORDER BY line)) FROM (
  SELECT attrelid::regclass || '.' || attname || ' ' || atttypid || ' ' || attnotnull FROM pg_attribute
    JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = 'public'::regnamespace AND attnum > 0
  UNION ALL SELECT conname || pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
  UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
  UNION ALL SELECT tgname || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
) AS shape (line)
"""
TABLES = """
SELECT format('%I', tablename) AS name FROM pg_tables
  WHERE schemaname = 'public' AND tablename <> 'alembic_version'
"""
# Neither foreign keys nor the triggers that keep events are asked; numbers start at 1 again.
EMPTY = f"""
DO $$ DECLARE one text; BEGIN
  SET LOCAL lock_timeout = '2s';
  SET LOCAL session_replication_role = replica;
  FOR one IN {TABLES} LOOP EXECUTE 'DELETE FROM ' || one; END LOOP;
  PERFORM setval(format('%I', sequencename)::regclass, 1, false) FROM pg_sequences WHERE schemaname = 'public';
END $$
"""  # noqa: S608 - our own words


@dataclass(frozen=True)
class PostgresDatabase:
    """A database that the server copies from the template."""

    server: postgres.Postgres
    dialect: str = "postgresql"

    @property
    def url(self) -> str:
        return self.server.url("tracker_test")

    def make_template(self) -> None:
        self.command("CREATE DATABASE tracker_template")
        upgrade(self.server.url("tracker_template"))

    def reset(self, template: str = "template") -> None:
        if template == "template" and self._emptied():
            return
        self.command("DROP DATABASE IF EXISTS tracker_test WITH (FORCE)")
        self.command(f"CREATE DATABASE tracker_test TEMPLATE tracker_{template} STRATEGY file_copy")

    def _emptied(self) -> bool:
        """Delete every row, which takes a hundredth of the time of a copy; False where the tables are others.

        A migration that fills tables, or a test that left a table changed or a row locked, gets the copy.
        """
        try:
            with psycopg.connect(self._plain("tracker_test"), autocommit=True) as connection:
                if self._shape(connection) != self.template_shape:
                    return False
                connection.execute(EMPTY)
        except psycopg.OperationalError:
            return False
        return True

    @cached_property
    def template_shape(self) -> str:
        """The tables and columns of the template; none where it holds rows besides its version."""
        with psycopg.connect(self._plain("tracker_template"), autocommit=True) as connection:
            names = [name for (name,) in connection.execute(TABLES)]
            first_rows = (connection.execute(f"TABLE {name} LIMIT 1".encode()) for name in names)
            filled = any(row.fetchone() for row in first_rows)
            return "" if filled else self._shape(connection)

    def _shape(self, connection: psycopg.Connection[tuple[str]]) -> str:
        return str(connection.execute(SHAPE).fetchone())

    def _plain(self, name: str) -> str:
        return self.server.url(name).replace("+psycopg", "")

    def keep(self, template: str) -> None:
        with psycopg.connect(self._plain("tracker_test"), autocommit=True) as connection:
            connection.execute("ANALYZE")
        self.command(f"DROP DATABASE IF EXISTS tracker_{template} WITH (FORCE)")
        self.command(f"CREATE DATABASE tracker_{template} TEMPLATE tracker_test STRATEGY file_copy")

    def command(self, statement: str) -> None:
        """Run one statement on the server itself, outside any transaction."""
        with psycopg.connect(self._plain("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


@pytest.fixture(scope="session")
def sqlite_database(tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabase:
    """A SQLite database, migrated once a session."""
    made = SqliteDatabase(tmp_path_factory.mktemp("sqlite"))
    made.make_template()
    return made


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Postgres]:
    """A real PostgreSQL, one a session."""
    with postgres.running() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_database(postgres_server: postgres.Postgres) -> PostgresDatabase:
    """A PostgreSQL database, migrated once a session."""
    made = PostgresDatabase(postgres_server)
    made.make_template()
    return made


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """A freshly migrated database; the test runs once on SQLite and once on PostgreSQL."""
    name = {"sqlite": "sqlite_database", "postgresql": "postgres_database"}[request.param]
    found: Database = request.getfixturevalue(name)
    found.reset()
    return found
