"""Every migration goes up and down on both databases, and the tables are those of the models."""

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine

from tests.support.databases import Database
from tracker.cli.database import downgrade, upgrade
from tracker.extensions import Base


def tables_of(engine: Engine) -> set[str]:
    return set(sa.inspect(engine).get_table_names()) - {"alembic_version"}


def test_the_migrated_tables_are_those_of_the_models(database: Database) -> None:
    engine = create_engine(database.url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_everything_goes_down_and_up_again(database: Database) -> None:
    engine = create_engine(database.url)
    before = tables_of(engine)
    downgrade(database.url, "base")
    assert tables_of(engine) == set()
    upgrade(database.url)
    assert tables_of(engine) == before
    engine.dispose()
