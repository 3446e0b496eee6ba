"""Passwords: long, in any script, and not made of what everybody tries."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.common_passwords import common_passwords
from tracker.domain.errors import InvalidInput
from tracker.domain.passwords import LONGEST, RULES, PasswordProfile, check_password

SHORTEST = RULES[PasswordProfile.STANDARD].shortest
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


@pytest.mark.parametrize("password", ["Guilin-7x", "桂花开了啊Aq7", "tR4in+sky", "漓江水rain5"])
def test_the_classified_profile_takes_eight_characters_of_three_kinds(password: str) -> None:
    check_password(password, CONTEXT, PasswordProfile.CLASSIFIED)


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("Gl-7xqz", "至少8个字符"),
        ("guilinriver", "要有三种"),
        ("漓江的水清得可以看见石头呀", "要有三种"),
        ("P@ssw0rd123", "太容易猜到"),
        ("Admin@2026", "太容易猜到"),
        ("Liwenjing@1", "太容易猜到"),
        ("Aa1" * 43, "最多128个字符"),
    ],
)
def test_the_classified_profile_refuses_what_is_short_plain_or_common(password: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        check_password(password, CONTEXT, PasswordProfile.CLASSIFIED)


def test_more_than_ten_thousand_common_passwords_are_known_without_a_network() -> None:
    known = common_passwords()
    assert len(known) > 10_000
    everybody = {"password123", "qwertyuiop", "1qaz2wsx", "woaini1314", "admin@2026", "88888888", "19880808"}
    assert everybody <= known
    assert all(len(word) <= LONGEST and word == word.casefold() for word in known)


@given(st.sampled_from(sorted(common_passwords())))
def test_no_common_password_is_good_in_either_profile(password: str) -> None:
    for profile in PasswordProfile:
        with pytest.raises(InvalidInput):
            check_password(password, (), profile)


def test_only_the_classified_profile_lets_passwords_age() -> None:
    now = datetime(2026, 11, 21, tzinfo=UTC)
    of_age = {PasswordProfile.STANDARD: None, PasswordProfile.CLASSIFIED: timedelta(days=90)}
    for profile, rules in RULES.items():
        assert rules.max_age == of_age[profile]
        assert rules.has_expired(now - timedelta(days=90), now) is False
        assert rules.has_expired(now - timedelta(days=91), now) is (rules.max_age is not None)
        assert rules.has_expired(None, now) is (rules.max_age is not None)
