"""When mails go out: hours within sensible limits, days of rest quiet whole, weekends that are worked not."""

from datetime import datetime

import pytest

from tracker.clock import BEIJING
from tracker.domain.calendar import WorkingCalendar
from tracker.domain.calendar_seed import seed_days, seed_years
from tracker.domain.errors import InvalidInput
from tracker.domain.quiet_hours import Hours, checked_hour
from tracker.domain.reminder_policy import Policy, policy_from

CALENDAR = WorkingCalendar(seed_days(), seed_years())


@pytest.mark.parametrize("hour", [7, 12, 23])
def test_a_digest_keeps_office_hours(hour: int) -> None:
    with pytest.raises(InvalidInput, match="上午8点到11点"):
        checked_hour(hour, Hours())


def test_a_digest_does_not_go_out_in_the_quiet_hours() -> None:
    with pytest.raises(InvalidInput, match="不能早于10点"):
        checked_hour(9, Hours(10, 18, 10))


@pytest.mark.parametrize(
    ("hours", "named"),
    [
        (Hours(8, 15, 8), "quiet_from"),
        (Hours(8, 22, 8), "quiet_from"),
        (Hours(8, 18, 6), "quiet_to"),
        (Hours(11, 18, 11), "quiet_to"),
        (Hours(9, 18, 10), "digest_hour"),
    ],
)
def test_quiet_hours_keep_to_sensible_limits(hours: Hours, named: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        policy_from(Policy({}, hours).to_json())
    assert refusal.value.params["field"] == named


def test_a_policy_of_the_first_months_takes_the_usual_hours() -> None:
    assert policy_from({"digest_hour": 9, "rule": []}).hours == Hours(9, 18, 8)


@pytest.mark.parametrize(
    ("at", "goes"),
    [
        ("2026-03-20 16:59", "2026-03-20 16:59"),
        ("2026-03-20 17:00", "2026-03-23 09:00"),  # a Friday
        ("2026-03-20 08:30", "2026-03-20 09:00"),
        ("2026-02-14 10:00", "2026-02-14 10:00"),  # a Saturday that is worked
    ],
)
def test_mails_wait_for_the_end_of_the_quiet_that_the_office_set(at: str, goes: str) -> None:
    begun, wanted = (datetime.fromisoformat(text).replace(tzinfo=BEIJING) for text in (at, goes))
    assert Hours(9, 17, 9).next_open(begun, CALENDAR) == wanted
