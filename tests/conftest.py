"""Fixtures stand in tests/support; here they only get their names."""

from hypothesis import settings

# A busy machine is no fault of the code: what must be quick is timed by tests of its own.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

pytest_plugins = [
    "tests.support.databases",
    "tests.support.applications",
    "tests.support.browser",
    "tests.support.pages",
    "tests.support.page_client",
]
