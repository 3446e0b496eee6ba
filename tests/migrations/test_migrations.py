"""Every migration goes up and down on both databases, and the tables are those of the models."""

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Engine, create_engine

from tests.support.databases import Database
from tracker.cli.database import configuration, downgrade, upgrade
from tracker.extensions import Base
from tracker.models.search import is_declared


def tables_of(engine: Engine) -> set[str]:
    return set(sa.inspect(engine).get_table_names()) - {"alembic_version"}


def test_the_migrated_tables_are_those_of_the_models(database: Database) -> None:
    engine = create_engine(database.url)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": is_declared}
        )
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_the_database_checks_once_what_the_models_check(database: Database) -> None:
    engine = create_engine(database.url)
    seen = sa.inspect(engine)
    for table in Base.metadata.sorted_tables:
        wanted = sorted(str(one.name) for one in table.constraints if isinstance(one, sa.CheckConstraint))
        found = sorted(str(one["name"]) for one in seen.get_check_constraints(table.name))
        assert found == wanted, table.name
    engine.dispose()


def rows_of(engine: Engine) -> dict[str, int]:
    """Return how many rows each table holds; the inside of the search's index is SQLite's own."""
    names = {name for name in tables_of(engine) if not name.startswith("search_gram")}
    with engine.connect() as connection:
        return {
            name: connection.execute(sa.select(sa.func.count()).select_from(sa.table(name))).scalar_one()
            for name in names
        }


def test_every_migration_keeps_the_rows_of_the_tables_that_it_keeps(
    demonstration: Flask, database: Database
) -> None:
    engine = create_engine(database.url)
    for script in ScriptDirectory.from_config(configuration(database.url)).walk_revisions():
        before = rows_of(engine)
        downgrade(database.url, str(script.down_revision or "base"))
        left = rows_of(engine)
        assert left == {name: before[name] for name in left}
        upgrade(database.url, script.revision)
        assert set(rows_of(engine)) == set(before)
        downgrade(database.url, str(script.down_revision or "base"))
    engine.dispose()


def test_everything_goes_down_and_up_again(database: Database) -> None:
    engine = create_engine(database.url)
    before = tables_of(engine)
    downgrade(database.url, "base")
    assert tables_of(engine) == set()
    upgrade(database.url)
    assert tables_of(engine) == before
    engine.dispose()
