"""Every service that writes is killed at every point somewhere in tests/fault, or its exemption says why not."""

from tests.support.crash_lists import EXEMPT, PLACES, WALKS
from tests.support.writing_services import writing_services


def test_every_writing_service_is_killed_somewhere() -> None:
    """A new one: list it in tests/support/crash_lists.py, whose head says how."""
    listed = set().union(*WALKS, *PLACES, EXEMPT)
    assert writing_services() - listed == set()
    assert listed - writing_services() == set()
