"""Killed at any point, a digest stands with the reminders that it took, an urging with its mails, or neither."""

from datetime import timedelta

from tests.support.crash_lists import REMINDERS
from tests.support.crashes import Crashes
from tests.support.items import ASSIGNED
from tests.support.office import Office
from tests.support.reminding import at, due_day, working_day
from tests.support.replies import new_desk
from tracker import clock
from tracker.clock import local_day
from tracker.domain.quiet_hours import Hours
from tracker.domain.reminder_policy import default_policy
from tracker.domain.reminders import Rung, Watched
from tracker.domain.urging import UrgeKind
from tracker.services import digests, feeds, reminder_choices, reminder_policy, reminders, urging


def test_reminders_are_changed_wholly_or_not(crashes: Crashes, office: Office) -> None:
    desk = new_desk(office)
    day = working_day(due_day(desk.proposal_id, Watched.REPLY), -7)
    reminders.sweep_reminders(at(day))
    assert crashes.run(digests.write_digest, office.people["officer"], at(day))
    assert day > ASSIGNED
    supervisor, now = desk.actor("supervisor"), desk.now
    slip = urging.Urge("请尽快报送答复稿。", UrgeKind.SLIP, local_day(now) + timedelta(days=5))
    seat = desk.seat.assignment.id
    row = crashes.run(urging.urge_part, supervisor, desk.proposal_id, seat, urge=slip, now=now)
    crashes.run(
        urging.urge_items,
        supervisor,
        [urging.Chosen(desk.proposal_id)],
        urge=urging.Urge("请抓紧。"),
        now=now,
    )
    words = {"text": "本周五前报送。", "version": None, "now": now}
    crashes.run(urging.answer_urging, desk.actor("officer"), desk.proposal_id, row.id, **words)
    own_choices(crashes, office)
    assert set(crashes.done) == REMINDERS


def own_choices(crashes: Crashes, office: Office) -> None:
    """Choose, go away and come back, open and close a feed; and change the office's policy."""
    run, officer, now = crashes.run, office.actor("officer"), clock.now()
    run(reminder_choices.save_choice, officer, entry=reminder_choices.ChoiceEntry(9, 7, False), version=None)
    days = {"from_on": clock.today(), "until_on": clock.today() + timedelta(days=3)}
    substitute = office.people["officer2"]
    row = run(reminder_choices.add_absence, officer, **days, substitute_id=substitute, now=now)
    run(reminder_choices.end_absence, officer, row.id)
    run(feeds.make_feed, officer, now)
    run(feeds.revoke_feed, officer)
    keeper = office.actor("coordinator", fresh=now)
    rules = {(Watched.REPLY, Rung.OFFICER): ("-5 0 1", 5)}
    checks = default_policy().checks
    policy = {"rules": rules, "checks": checks, "hours": Hours(9, 17, 9), "newest_id": None}
    run(reminder_policy.change_policy, keeper, **policy, now=now)
