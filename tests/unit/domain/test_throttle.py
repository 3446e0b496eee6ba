"""Failed sign-ins slow down guessing as the table of trust.md says."""

from datetime import UTC, datetime, timedelta

import pytest

from tracker.domain.throttle import Brake, Failures, Verdict, is_alarming, judge, wait_after

NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("failures", "minutes"), [(0, 0), (4, 0), (5, 1), (6, 2), (7, 4), (8, 8), (9, 10), (10, 10), (99, 10)]
)
def test_the_wait_doubles_up_to_ten_minutes(failures: int, minutes: int) -> None:
    assert wait_after(failures) == timedelta(minutes=minutes)


def guesses(length: timedelta) -> int:
    """Count how many tries somebody has who tries as soon as it is allowed."""
    made, last, instant = 0, None, NOW
    while instant - NOW < length:
        if judge(Failures(made, last, 0, 0), instant) is Verdict.OPEN:
            made, last = made + 1, instant
        else:
            instant += timedelta(seconds=10)
    return made


def test_an_attacker_gets_thirteen_guesses_in_the_first_hour_and_six_an_hour_after() -> None:
    assert guesses(timedelta(hours=1)) == 13
    assert guesses(timedelta(hours=3)) - guesses(timedelta(hours=2)) == 6


def test_a_hundred_failures_stop_an_account_for_good() -> None:
    years_ago = NOW - timedelta(days=3650)
    assert judge(Failures(99, years_ago, 0, 0), NOW) is Verdict.OPEN
    assert judge(Failures(100, years_ago, 0, 0), NOW) is Verdict.STOPPED


def test_thirty_failures_of_an_address_make_it_wait() -> None:
    assert judge(Failures(0, None, 29, 29), NOW) is Verdict.OPEN
    assert judge(Failures(0, None, 30, 30), NOW) is Verdict.WAIT


def test_three_hundred_failures_everywhere_raise_the_alarm() -> None:
    assert not is_alarming(Failures(0, None, 0, 299))
    assert is_alarming(Failures(0, None, 0, 300))


@pytest.mark.parametrize("failures", [5, 6, 50])
def test_the_classified_profile_locks_for_ten_minutes_after_the_fifth_failure(failures: int) -> None:
    lock = timedelta(minutes=10)
    assert wait_after(4, lock) == timedelta()
    assert wait_after(failures, lock) == lock
    found = Failures(failures, NOW, 0, 0)
    assert judge(found, NOW + timedelta(minutes=9, seconds=59), Brake(lock=lock)) is Verdict.WAIT
    assert judge(found, NOW + lock, Brake(lock=lock)) is Verdict.OPEN


def test_the_limit_of_an_address_can_be_set() -> None:
    found = Failures(0, None, 6, 6)
    assert judge(found, NOW) is Verdict.OPEN
    assert judge(found, NOW, Brake(address_limit=6)) is Verdict.WAIT
