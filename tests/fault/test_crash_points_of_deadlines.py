"""Killed at any point, what changes deadlines is whole or not there: days, moved dates, events and history together."""

from datetime import timedelta

from sqlalchemy import select

from tests.support.crash_lists import DEADLINES
from tests.support.crashes import Crashes
from tests.support.items import assigned
from tests.support.office import Office
from tests.support.replies import Desk
from tracker import clock
from tracker.domain.notices import read_notice
from tracker.domain.rule_model import Part
from tracker.extensions import db
from tracker.models.assignment import Milestone
from tracker.queries.calendar import forget_calendar
from tracker.services import calendar_notices, extensions, office_rules, pause_requests


def test_what_changes_deadlines_is_whole_or_not_there(crashes: Crashes, office: Office) -> None:
    notices(crashes, office)
    longer_terms(crashes, office)
    pauses(crashes, office)
    own_rules(crashes, office)
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


def longer_terms(crashes: Crashes, office: Office) -> None:
    """Ask for a later day as the head, who endorses it with that, and grant it."""
    desk = Desk(office, assigned(office, number_raw="第20260299号").id).handled()
    run, seat = crashes.run, desk.seat.assignment
    due = seat.due_on
    assert due is not None
    words = {"until": due + timedelta(days=20), "items": None, "reason": "需要调研。", "version": None}
    asked = run(
        extensions.ask_extension, desk.actor("head"), desk.proposal_id, seat.id, **words, now=desk.now
    )
    told = {"reason": "交办机关来电同意。", "version": None, "now": desk.now}
    run(extensions.accept_extension, desk.actor("coordinator"), desk.proposal_id, asked.id, **told)


def pauses(crashes: Crashes, office: Office) -> None:
    """Ask as the head that a part may rest, and grant it."""
    desk = Desk(office, assigned(office, number_raw="第20260298号").id).handled()
    run, seat = crashes.run, desk.seat.assignment
    words = {"reason": "等待上级决定。", "version": None, "now": desk.now}
    asked = run(pause_requests.ask_pause, desk.actor("head"), desk.proposal_id, seat.id, **words)
    run(pause_requests.accept_pause, desk.actor("coordinator"), desk.proposal_id, asked.id, **words)


def own_rules(crashes: Crashes, office: Office) -> None:
    """Copy the shipped rules, change one and put them in force, also for what is open."""
    run, now = crashes.run, clock.now()
    keeper = office.actor("coordinator", fresh=now)
    unit = office.units["dept"]
    made = run(office_rules.copy_rules, keeper, unit, source="office_default", source_id=None, now=now)
    text = made.text.replace("amount = 5\n", "amount = 6\n", 1)
    told = {"version": None, "now": now}
    run(office_rules.save_rules, keeper, made.id, text=text, **told)
    term = {"code": "assign", "anchor": "received", "amount": 3, "office_default": True}
    run(office_rules.change_row, keeper, made.id, (Part.MILESTONE, None), written=term, **told)
    run(office_rules.remove_row, keeper, made.id, Part.CHECK, 0, **told)
    saved = run(office_rules.rename_rules, keeper, made.id, title="本厅办理期限", **told)
    seen = office_rules.preview_rules(saved).digest()
    words = {"valid_from": clock.today(), "takes_open": True, "confirmed": seen, "version": None, "now": now}
    run(office_rules.put_in_force, keeper, made.id, **words)
