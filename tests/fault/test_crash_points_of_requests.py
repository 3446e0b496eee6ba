"""Returns, withdrawals, voiding, pauses, chains and mergings, killed at every point where their own tests call them."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.integration.services.test_chain_keeping import (
    test_an_ended_chain_applies_no_more_from_the_next_day,
)
from tests.integration.services.test_merged_text import (
    group,
    test_taking_the_leading_words_keeps_the_old_ones_as_a_version,
)
from tests.integration.services.test_numbering import (
    test_a_gap_is_named_and_explained_by_the_office,
)
from tests.integration.services.test_returns import (
    test_a_liaison_asks_the_head_endorses_and_the_assigner_decides,
    test_a_request_taken_back_or_not_endorsed_leaves_everything_as_it_was,
)
from tests.integration.services.test_withdrawals import (
    test_a_joint_item_is_withdrawn_only_when_every_co_signer_agrees,
    test_a_noted_item_is_set_aside_and_taken_up_again,
    test_a_paused_part_rests_with_its_reason_and_goes_on,
    test_a_withdrawal_is_refused_or_taken_back_and_the_item_goes_on,
    test_voiding_takes_two_persons_and_deletes_nothing,
)
from tests.integration.web.test_merging import (
    items,
    test_a_merging_is_undone_by_reopening,
    test_the_tasks_and_the_draft_end_and_the_group_is_left,
)
from tests.support.crash_lists import REQUESTS
from tests.support.crashes_in_place import Done, killing, not_killed
from tests.support.databases import Database

__all__ = [
    "group",
    "items",
    "test_a_gap_is_named_and_explained_by_the_office",
    "test_a_joint_item_is_withdrawn_only_when_every_co_signer_agrees",
    "test_a_liaison_asks_the_head_endorses_and_the_assigner_decides",
    "test_a_merging_is_undone_by_reopening",
    "test_a_noted_item_is_set_aside_and_taken_up_again",
    "test_a_paused_part_rests_with_its_reason_and_goes_on",
    "test_a_request_taken_back_or_not_endorsed_leaves_everything_as_it_was",
    "test_a_withdrawal_is_refused_or_taken_back_and_the_item_goes_on",
    "test_an_ended_chain_applies_no_more_from_the_next_day",
    "test_taking_the_leading_words_keeps_the_old_ones_as_a_version",
    "test_the_tasks_and_the_draft_end_and_the_group_is_left",
    "test_voiding_takes_two_persons_and_deletes_nothing",
]
DONE: Done = {}


@pytest.fixture(autouse=True)
def killed(context: Flask, database: Database) -> Iterator[None]:
    """Kill each service of the list at the first call of it on each database."""
    with killing(context, database, REQUESTS, DONE):
        yield


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_each_of_the_list_was_killed_on_both_databases(database: Database) -> None:
    assert not_killed(REQUESTS, DONE) == {}
