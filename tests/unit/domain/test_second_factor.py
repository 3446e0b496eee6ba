"""Codes: windows, one use, what people type instead of digits, recovery codes, how long failures stop an account."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.factors import secret_of, shown
from tracker.domain.second_factor import (
    GROUP,
    STEP,
    CodeFailures,
    SecondFactorPolicy,
    address_for_device,
    demands,
    grouped,
    matching_step,
    new_secret,
    normalised,
    recovery_code,
    step_of,
)
from tracker.domain.vocabulary import Role

SECRET = secret_of(1)
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
INSTANTS = st.integers(1_700_000_000, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
RECOVERY = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=16, max_size=16)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    now = datetime.fromtimestamp(seconds, UTC)
    assert matching_step(RFC_SECRET, code, now, None) == seconds // STEP


@given(INSTANTS, st.integers(-5, 5))
def test_a_code_counts_from_30_seconds_before_to_30_seconds_after_its_own(now: datetime, away: int) -> None:
    found = matching_step(SECRET, shown(SECRET, now, away), now, None)
    by_chance = {shown(SECRET, now, step) for step in (-1, 0, 1)}
    assert (found is not None) == (shown(SECRET, now, away) in by_chance)
    if -1 <= away <= 1:
        assert found is not None


@given(INSTANTS, st.lists(st.integers(-3, 6), max_size=12))
def test_no_code_works_twice_and_none_after_a_later_one(start: datetime, tries: list[int]) -> None:
    last, used = None, []
    for number, away in enumerate(tries):
        now = start + timedelta(seconds=10 * number)
        step = matching_step(SECRET, shown(SECRET, now, away), now, last)
        if step is not None:
            used.append(step)
            last = step
    assert used == sorted(set(used))


@given(INSTANTS, st.sampled_from(["{}", " {} ", "{}\u3000", "\u200b{}\ufeff", "\t{}\r\n"]), st.booleans())
def test_a_code_is_read_however_it_is_typed(now: datetime, way: str, is_wide: bool) -> None:
    code = shown(SECRET, now)
    typed = f"{code[:3]} {code[3:]}" if len(way) % 2 else code
    typed = way.format(typed.translate(FULL_WIDTH) if is_wide else typed)
    assert normalised(typed) == code
    assert matching_step(SECRET, normalised(typed), now, step_of(now) - 1) == step_of(now)


@given(st.text(max_size=40))
def test_nothing_but_six_digits_is_a_code(typed: str) -> None:
    code = normalised(typed)
    if not (len(code) == 6 and code.isascii() and code.isdecimal()):
        assert matching_step(SECRET, code, datetime(2026, 11, 21, tzinfo=UTC), None) is None
    if code.isascii():
        assert normalised(code) == code


@pytest.mark.parametrize("typed", ["١٢٣٤٥٦", "①②③④⑤⑥七", "12345", "1234567", "", "12345六"])
def test_other_digits_are_none_of_ours(typed: str) -> None:
    assert matching_step(SECRET, normalised(typed), datetime(2026, 11, 21, tzinfo=UTC), None) is None


@given(RECOVERY, st.sampled_from([" ", "-", "－", "　", "–", ""]), st.booleans())
def test_a_recovery_code_is_read_with_hyphens_spaces_and_small_letters(
    code: str, between: str, is_small: bool
) -> None:
    typed = between.join(code[at : at + GROUP] for at in range(0, 16, GROUP))
    typed = typed.lower() if is_small else typed
    assert recovery_code(normalised(typed)) == code
    assert recovery_code(normalised(grouped(code))) == code
    assert recovery_code(normalised(typed.replace("O", "0").replace("B", "8"))) == code


def test_secrets_have_160_bits_and_the_address_names_the_person() -> None:
    made = {new_secret() for _ in range(50)}
    assert len(made) == 50
    assert {len(secret) for secret in made} == {32}
    address = address_for_device(SECRET, "weilihua")
    assert address.startswith("otpauth://totp/")
    assert SECRET in address
    assert address.isascii()


@pytest.mark.parametrize(
    ("ages", "waits"),
    [
        ([1] * 4, False),
        ([1] * 5, True),
        ([299] * 5, True),
        ([300] * 5, False),
        ([400] * 19, False),
        ([400] * 20, True),
        ([3600] * 49, False),
        ([3600] * 50, True),
        ([86_400] * 50, False),
    ],
)
def test_five_in_five_minutes_twenty_in_an_hour_fifty_in_a_day(ages: list[int], waits: bool) -> None:
    now = datetime(2026, 11, 21, 8, tzinfo=UTC)
    assert CodeFailures([now - timedelta(seconds=age) for age in ages]).must_wait(now) is waits


def test_an_attacker_with_the_password_gets_fifty_guesses_a_day() -> None:
    now = datetime(2026, 11, 21, tzinfo=UTC)
    made: list[datetime] = []
    for second in range(0, 86_400, 20):
        instant = now + timedelta(seconds=second)
        if not CodeFailures(made).must_wait(instant):
            made.append(instant)
    assert len(made) == 50


def test_who_must_have_one() -> None:
    asked = {policy: {role for role in Role if demands(policy, [role])} for policy in SecondFactorPolicy}
    assert asked[SecondFactorPolicy.OFF] == set()
    assert asked[SecondFactorPolicy.EVERYBODY] == set(Role)
    assert asked[SecondFactorPolicy.LEADING] == {
        Role.LEADER,
        Role.COORDINATOR,
        Role.SYSTEM_ADMIN,
        Role.SECURITY_ADMIN,
        Role.AUDIT_ADMIN,
    }
