"""Fixtures stand in tests/support; here they only get their names."""

import gc

from hypothesis import settings

# A busy machine is no fault of the code: what must be quick is timed by tests of its own.
settings.register_profile("house", deadline=None)
settings.register_profile(
    "zones", deadline=None, max_examples=15
)  # the same suite again, in another time zone
settings.load_profile("house")

pytest_plugins = [
    "tests.support.databases",
    "tests.support.applications",
    "tests.support.browser",
    "tests.support.pages",
    "tests.support.page_client",
]


def pytest_collection_finish() -> None:
    """Leave what was imported out of every later search for garbage, and search less often: tests end young."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
