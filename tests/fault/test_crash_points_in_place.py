"""Services that have tests of their own are killed where those call them: the tests below run again, with kills."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.integration.services.test_asks import reply, test_an_added_ask_takes_its_place_and_is_told
from tests.integration.services.test_case_end import (
    test_a_closed_item_is_archived_with_its_tasks,
    test_an_ended_item_is_taken_up_again_with_a_reason,
)
from tests.integration.services.test_chains import (
    test_a_bypassed_step_is_on_record_with_its_reason,
    test_a_key_item_is_countersigned_checked_and_signed_by_two_leaders_after_the_meeting,
    test_a_suggestion_without_a_contact_is_signed_only_with_a_recorded_reason,
    test_an_added_level_comes_first_and_then_the_step_that_waited,
)
from tests.integration.services.test_class_changes import test_the_item_follows_and_the_letter_keeps_its_mark
from tests.integration.services.test_dispatches import (
    test_a_second_sending_stands_beside_the_first,
    test_what_became_of_a_sending_is_noted_and_told,
)
from tests.integration.services.test_group_signing import (
    both,
    test_a_merged_item_shares_opinions_but_no_contact_with_the_sponsor_of_another,
    test_an_item_that_left_needs_a_contact_of_its_own,
    test_the_leader_signs_all_letters_each_with_its_own_signature,
)
from tests.integration.services.test_merged_handling import test_another_member_is_made_to_lead
from tests.support.crash_lists import IN_PLACE
from tests.support.crashes_in_place import Done, killing, not_killed
from tests.support.databases import Database

__all__ = [
    "both",
    "reply",
    "test_a_bypassed_step_is_on_record_with_its_reason",
    "test_a_closed_item_is_archived_with_its_tasks",
    "test_a_key_item_is_countersigned_checked_and_signed_by_two_leaders_after_the_meeting",
    "test_a_merged_item_shares_opinions_but_no_contact_with_the_sponsor_of_another",
    "test_a_second_sending_stands_beside_the_first",
    "test_a_suggestion_without_a_contact_is_signed_only_with_a_recorded_reason",
    "test_an_added_ask_takes_its_place_and_is_told",
    "test_an_added_level_comes_first_and_then_the_step_that_waited",
    "test_an_ended_item_is_taken_up_again_with_a_reason",
    "test_an_item_that_left_needs_a_contact_of_its_own",
    "test_another_member_is_made_to_lead",
    "test_the_item_follows_and_the_letter_keeps_its_mark",
    "test_the_leader_signs_all_letters_each_with_its_own_signature",
    "test_what_became_of_a_sending_is_noted_and_told",
]
DONE: Done = {}


@pytest.fixture(autouse=True)
def killed(context: Flask, database: Database) -> Iterator[None]:
    """Kill each service of the list at the first call of it on each database."""
    with killing(context, database, IN_PLACE, DONE):
        yield


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_each_of_the_list_was_killed_on_both_databases(database: Database) -> None:
    assert not_killed(IN_PLACE, DONE) == {}
