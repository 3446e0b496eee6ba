"""Killed at any point, what changes deadlines is whole or not there: days, moved dates, events and history together."""

from sqlalchemy import select

from tests.support.crash_lists import DEADLINES
from tests.support.crashes import Crashes
from tests.support.items import assigned
from tests.support.office import Office
from tracker import clock
from tracker.domain.notices import read_notice
from tracker.extensions import db
from tracker.models.assignment import Milestone
from tracker.queries.calendar import forget_calendar
from tracker.services import calendar_notices


def test_what_changes_deadlines_is_whole_or_not_there(crashes: Crashes, office: Office) -> None:
    notices(crashes, office)
    assert set(crashes.done) == DEADLINES


def notices(crashes: Crashes, office: Office) -> None:
    """Enter a notice that moves a reply, and undo it."""
    forget_calendar()
    run, now, keeper = crashes.run, clock.now(), office.actor("coordinator", fresh=clock.now())
    item = assigned(office)
    due = db.session.scalars(
        select(Milestone.due_on).where(Milestone.proposal_id == item.id, Milestone.code == "reply")
    ).first()
    assert due is not None
    text = f"{due.month}月{due.day}日放假1天。"
    notice = read_notice(text, year=due.year)
    seen = calendar_notices.preview_notice(notice).digest()
    made = run(calendar_notices.apply_notice, keeper, notice, text=text, confirmed=seen, now=now)
    seen = calendar_notices.preview_undoing(made).digest()
    run(calendar_notices.undo_notice, keeper, made.id, confirmed=seen, now=now)
