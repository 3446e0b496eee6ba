"""How pages write what is not text."""

import pytest

from tracker.web.filters import file_size


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1.0 KB"),
        (1_572_864, "1.5 MB"),
        (52_428_800, "50.0 MB"),
    ],
)
def test_a_file_s_size_is_written_in_the_unit_that_fits(size: int, words: str) -> None:
    assert file_size(size) == words
