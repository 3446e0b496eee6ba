"""Page tests run on one of the two databases each, half on either; ``TRACKER_TEST_DATABASES=both`` runs all on both.

Services, queries, crashes, races and migrations always run on both: what a page adds to them seldom depends on the
database, and running every page test twice took a quarter of an hour (docs/decisions/0022-tests-in-half-an-hour.md).
"""

import os
from pathlib import Path
from zlib import crc32

import pytest

KINDS = ("sqlite", "postgresql")
# These ask what a database itself does: its statements, its locks, its view of who may see what.
ON_BOTH = frozenset({"test_busy_database.py", "test_matrix.py", "test_once.py", "test_statements.py"})


def is_spared(item: pytest.Item) -> bool:
    """Tell whether a page test runs on the other database in this run."""
    kind = getattr(item, "callspec", None) and item.callspec.params.get("database")  # type: ignore[attr-defined]
    if kind not in KINDS or item.path.name in ON_BOTH:
        return False
    chosen = KINDS[crc32(item.nodeid.partition("[")[0].encode()) % 2]
    return bool(kind != chosen)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave each page test of this folder on one database; a test named for one database alone stays."""
    if os.environ.get("TRACKER_TEST_DATABASES") == "both":
        return
    here = Path(__file__).parent
    own = [item for item in items if item.path.is_relative_to(here)]
    on_both = {item.nodeid.partition("[")[0] for item in own if "postgresql" in item.nodeid}
    on_both &= {item.nodeid.partition("[")[0] for item in own if "sqlite" in item.nodeid}
    spared = [item for item in own if item.nodeid.partition("[")[0] in on_both and is_spared(item)]
    config.hook.pytest_deselected(items=spared)
    left = set(map(id, spared))
    items[:] = [item for item in items if id(item) not in left]
