"""Fixtures stand in tests/support; here they only get their names."""

pytest_plugins = [
    "tests.support.databases",
    "tests.support.applications",
    "tests.support.browser",
    "tests.support.pages",
    "tests.support.page_client",
]
