"""Sessions last as long as the office says; those of administrators never longer than 15 minutes idle and 8 hours."""

from datetime import UTC, datetime, timedelta

from tracker.domain.sessions import Limits
from tracker.domain.vocabulary import ADMIN_ROLES, Role

LIMITS = Limits(timedelta(minutes=30), timedelta(hours=12))
BEGAN = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)


def test_administrators_have_shorter_sessions() -> None:
    for role in Role:
        expected = (15, 8) if role in ADMIN_ROLES else (30, 12)
        own = LIMITS.of({role})
        assert (own.idle, own.absolute) == (timedelta(minutes=expected[0]), timedelta(hours=expected[1]))


def test_an_office_may_be_stricter_than_the_rule_for_administrators() -> None:
    strict = Limits(timedelta(minutes=5), timedelta(hours=1))
    assert strict.of({Role.AUDIT_ADMIN}) == strict


def test_a_session_ends_by_idleness_or_by_age() -> None:
    instant = BEGAN + timedelta(hours=1)
    assert not LIMITS.are_over(BEGAN, instant, instant + timedelta(minutes=30))
    assert LIMITS.are_over(BEGAN, instant, instant + timedelta(minutes=30, seconds=1))
    late = BEGAN + timedelta(hours=12)
    assert not LIMITS.are_over(BEGAN, late, late)
    assert LIMITS.are_over(BEGAN, late, late + timedelta(seconds=1))
