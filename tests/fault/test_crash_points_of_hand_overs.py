"""Hand-overs are killed where their own tests call them: two thousand pieces move wholly or not at all."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.integration.services.test_hand_overs import (
    office,
    test_declined_or_taken_back_everything_stays_and_can_be_offered_again,
    test_each_item_has_an_event_with_both_names,
)
from tests.integration.services.test_office_mergers import test_an_office_goes_into_another_one_and_is_closed
from tests.support.crash_lists import HAND_OVERS
from tests.support.crashes_in_place import Done, killing, not_killed
from tests.support.databases import Database

__all__ = [
    "office",
    "test_an_office_goes_into_another_one_and_is_closed",
    "test_declined_or_taken_back_everything_stays_and_can_be_offered_again",
    "test_each_item_has_an_event_with_both_names",
]
DONE: Done = {}


@pytest.fixture(autouse=True)
def killed(context: Flask, database: Database) -> Iterator[None]:
    """Kill each service of the list at the first call of it on each database."""
    with killing(context, database, HAND_OVERS, DONE):
        yield


def test_every_service_of_the_list_was_killed() -> None:
    assert not_killed(HAND_OVERS, DONE) == {}
