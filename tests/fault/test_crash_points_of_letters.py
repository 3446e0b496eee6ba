"""Corrections, supplements and publishing, killed at every point where their own tests call them."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.integration.services.test_later_letters import (
    test_a_later_letter_goes_out_again_beside_its_first_sending,
    test_a_supplement_leaves_the_reply_as_it_is,
    test_a_withdrawn_signature_voids_the_number_of_the_letter,
    test_what_is_saved_keeps_verdicts_of_the_same_sentences,
)
from tests.integration.services.test_publication import (
    test_a_place_is_left_in_with_a_reason_and_taken_out_again,
    test_a_published_letter_is_taken_back_and_published_again,
    test_a_summary_is_kept_in_versions_and_published_instead,
    test_a_yearly_assessment_keeps_it_back_for_another_year,
    test_who_objects_stops_it_and_who_agrees_later_lets_it_go,
    test_words_marked_by_hand_are_taken_out_wherever_they_stand,
)
from tests.integration.services.test_publicity_requests import (
    test_a_request_stops_publishing_until_a_leader_agrees,
)
from tests.support.crash_lists import LETTERS
from tests.support.crashes_in_place import Done, killing, not_killed
from tests.support.databases import Database

__all__ = [
    "test_a_later_letter_goes_out_again_beside_its_first_sending",
    "test_a_place_is_left_in_with_a_reason_and_taken_out_again",
    "test_a_published_letter_is_taken_back_and_published_again",
    "test_a_request_stops_publishing_until_a_leader_agrees",
    "test_a_summary_is_kept_in_versions_and_published_instead",
    "test_a_supplement_leaves_the_reply_as_it_is",
    "test_a_withdrawn_signature_voids_the_number_of_the_letter",
    "test_a_yearly_assessment_keeps_it_back_for_another_year",
    "test_what_is_saved_keeps_verdicts_of_the_same_sentences",
    "test_who_objects_stops_it_and_who_agrees_later_lets_it_go",
    "test_words_marked_by_hand_are_taken_out_wherever_they_stand",
]
DONE: Done = {}


@pytest.fixture(autouse=True)
def killed(context: Flask, database: Database) -> Iterator[None]:
    """Kill each service of the list at the first call of it on each database."""
    with killing(context, database, LETTERS, DONE):
        yield


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_each_of_the_list_was_killed_on_both_databases(database: Database) -> None:
    assert not_killed(LETTERS, DONE) == {}
