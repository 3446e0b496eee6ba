"""The words of explanations that are not tested with the dates they explain."""

import pytest

from tracker.domain.explaining import edition


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ("1", "第1版"),
        ("12", "第12版"),
        ("2019", "2019版"),
        ("2016修正", "2016修正版"),
        ("2025-1", "2025-1版"),
    ],
)
def test_a_count_is_told_from_a_year(version: str, words: str) -> None:
    assert edition(version).text() == words
