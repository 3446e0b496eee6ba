"""Tests of pages and most of services run on one of the two databases each, half on either.

``TRACKER_TEST_DATABASES=both`` runs all on both. Queries, crashes (every service that writes), races, migrations and
what is named below always run on both: docs/decisions/0022-tests-in-half-an-hour.md.
"""

import os
from pathlib import Path
from zlib import crc32

import pytest

KINDS = ("sqlite", "postgresql")
FOLDERS = frozenset({"services", "web"})
# These ask what a database itself does: its statements, its locks, its order, its view of who may see what.
ON_BOTH = frozenset(
    {
        "web/test_busy_database.py",
        "services/test_demonstration.py",
        "services/test_desk_after.py",
        "services/test_digests.py",
        "services/test_drafting.py",
        "services/test_hand_overs.py",
        "services/test_housekeeping.py",
        "services/test_intake.py",
        "services/test_mail_sending.py",
        "web/test_matrix.py",
        "services/test_milestones.py",
        "services/test_moves.py",
        "services/test_numbering.py",
        "web/test_once.py",
        "services/test_outbox.py",
        "services/test_reminders.py",
        "services/test_shared_promises.py",
        "web/test_statements.py",
        "services/test_summaries.py",
    }
)


def is_spared(item: pytest.Item) -> bool:
    """Tell whether a test runs on the other database in this run."""
    kind = getattr(item, "callspec", None) and item.callspec.params.get("database")  # type: ignore[attr-defined]
    if kind not in KINDS or f"{item.path.parent.name}/{item.path.name}" in ON_BOTH:
        return False
    chosen = KINDS[crc32(item.nodeid.partition("[")[0].encode()) % 2]
    return bool(kind != chosen)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave each test of these folders on one database; a test named for one database alone stays."""
    if os.environ.get("TRACKER_TEST_DATABASES") == "both":
        return
    here = Path(__file__).parent
    own = [item for item in items if item.path.is_relative_to(here) and item.path.parent.name in FOLDERS]
    on_both = {item.nodeid.partition("[")[0] for item in own if "postgresql" in item.nodeid}
    on_both &= {item.nodeid.partition("[")[0] for item in own if "sqlite" in item.nodeid}
    spared = [item for item in own if item.nodeid.partition("[")[0] in on_both and is_spared(item)]
    config.hook.pytest_deselected(items=spared)
    left = set(map(id, spared))
    items[:] = [item for item in items if id(item) not in left]
