"""Passwords: long, in any script, and not made of what everybody tries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.errors import InvalidInput
from tracker.domain.passwords import LONGEST, SHORTEST, check_password

CONTEXT = ("liwenjing", "李文静", "广西壮族自治区科学技术厅")


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "九月的桂花开满了青秀山 2021",
        "x7!kQ-mz9 wv2 ptL",
        "Ünïcödé ıs fïne here",
    ],
)
def test_a_long_phrase_in_any_script_is_good(password: str) -> None:
    check_password(password, CONTEXT)


@pytest.mark.parametrize(
    "password",
    [
        "liwenjing-liwenjing-2026",
        "广西壮族自治区科学技术厅李文静2026",
        "Password123456Password",
        "1234567890123456",
        "qwertyuiopasdfghjkl",
        "abababababababababab",
        "密码密码密码密码密码密码密码密码",
    ],
)
def test_common_words_and_words_of_the_account_do_not_count(password: str) -> None:
    with pytest.raises(InvalidInput):
        check_password(password, CONTEXT)


@given(st.text(max_size=SHORTEST - 1))
def test_a_short_one_is_always_refused(password: str) -> None:
    with pytest.raises(InvalidInput, match="至少15个字符"):
        check_password(password)


@given(st.text(min_size=LONGEST + 1, max_size=LONGEST + 40))
def test_a_very_long_one_is_always_refused(password: str) -> None:
    with pytest.raises(InvalidInput, match="最多128个字符"):
        check_password(password)
