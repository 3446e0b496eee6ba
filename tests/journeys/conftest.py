"""Journeys run on PostgreSQL, as offices do; the main path, and what names its own database, runs elsewhere too."""

import pytest

from tests.support.databases import PostgresDatabase


@pytest.fixture
def database(postgres_database: PostgresDatabase) -> PostgresDatabase:
    """A freshly migrated PostgreSQL."""
    postgres_database.reset()
    return postgres_database
