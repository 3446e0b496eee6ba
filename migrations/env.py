"""Runs the migrations; ``tracker.cli.database`` makes the configuration, so there is no alembic.ini."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, Engine, NullPool, create_engine, event

import tracker.models  # noqa: F401 - registers every table
from tracker.extensions import Base
from tracker.models.search import is_declared

LOCK = 0x70726F70  # any number that no other program locks in this database


def render_item(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """Write our column types as the plain types they stand on, so that a migration outlives the models."""
    if kind == "type" and type(item).__module__.startswith("tracker."):
        return f"sa.{item.impl!r}"
    return False


def engine_for(url: str) -> Engine:
    """Return an engine whose SQLite connections do not check foreign keys while tables are rebuilt."""
    engine = create_engine(url, poolclass=NullPool, execution_options={"writes": True})
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys=OFF"))
    return engine


def hold_lock(connection: Connection) -> None:
    """Let one process at a time migrate a PostgreSQL database; SQLite's BEGIN IMMEDIATE does so by itself."""
    if connection.dialect.name == "postgresql":
        with connection.begin():
            connection.exec_driver_sql(f"SELECT pg_advisory_lock({LOCK})")


def check_foreign_keys(connection: Connection) -> None:
    """Refuse a SQLite database in which a migration left a row without its parent."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"rows without a parent after the migration: {broken[:5]}")


def run() -> None:
    """Run each migration in a transaction of its own, so that a crash leaves the old or the new version."""
    engine = engine_for(context.config.attributes["url"])
    with engine.connect() as connection:
        hold_lock(connection)
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            include_object=is_declared,
            render_as_batch=True,
            render_item=render_item,
            transactional_ddl=True,
            transaction_per_migration=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        check_foreign_keys(connection)
    engine.dispose()


run()
