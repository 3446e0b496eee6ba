"""Killed at any point, a digest is written with the reminders that it took, or neither is."""

from datetime import timedelta

from tests.support.crash_lists import REMINDERS
from tests.support.crashes import Crashes
from tests.support.items import ASSIGNED, assigned
from tests.support.office import Office
from tests.support.reminding import at, due_day, working_day
from tracker.domain.reminders import Watched
from tracker.services import digests, reminders


def test_reminders_are_changed_wholly_or_not(crashes: Crashes, office: Office) -> None:
    item = assigned(office).id
    day = working_day(due_day(item, Watched.SIGN), 2)
    reminders.sweep_reminders(at(day))
    assert crashes.run(digests.write_digest, office.people["coordinator"], at(day))
    assert day > ASSIGNED + timedelta(days=1)
    assert set(crashes.done) == REMINDERS
