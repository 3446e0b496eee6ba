"""The killer of services."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.support.crashes import Crashes
from tests.support.databases import Database
from tests.support.office import Office
from tests.support.whole_database import whole


@pytest.fixture
def crashes(context: Flask, database: Database, office: Office) -> Iterator[Crashes]:
    """The killer of services, on a small office, once on SQLite and once on PostgreSQL."""
    seen, files = whole(database), Path(context.config["DATA_DIR"]) / "files"
    shutil.rmtree(files, ignore_errors=True)
    yield Crashes(context, seen, files)
    seen.close()
