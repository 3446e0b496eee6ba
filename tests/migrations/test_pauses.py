"""A part that rested before pauses had rows of their own gets one, from the event that says who let it rest and why."""

from datetime import date, datetime

import sqlalchemy as sa
from flask import Flask

from tests.support.databases import Database
from tests.support.office import Office
from tests.support.replies import new_desk
from tracker.cli.database import downgrade, upgrade
from tracker.clock import BEIJING
from tracker.extensions import db
from tracker.services import item_parts, pause_requests


def test_what_rests_keeps_its_day_its_reason_and_who_approved_it(
    context: Flask, office: Office, database: Database
) -> None:
    desk = new_desk(office)
    seat = desk.seat.assignment.id
    desk.now = datetime(2026, 4, 7, 7, 30, tzinfo=BEIJING)  # still the day before in UTC
    desk.step("leader", item_parts.pause_part, on=seat, reason="等待上级决定。", version=None)
    other = new_desk(office, number_raw="第20260777号")
    words = {"reason": "等待规划印发。", "version": None}
    other.step("officer", pause_requests.ask_pause, on=other.seat.assignment.id, **words)
    db.session.remove()
    db.engine.dispose()
    downgrade(database.url, "0016")
    upgrade(database.url, "head")
    with db.engine.connect() as connection:
        spell = "SELECT from_on, ended_on, reason, approved_by_id FROM part_pause"
        ((day, ended, reason, who),) = connection.execute(sa.text(spell)).all()
        assert (str(day), ended, reason) == ("2026-04-07", None, "等待上级决定。")
        assert who == office.people["leader"]
        rests = sa.text("SELECT paused_on FROM assignment WHERE paused_on IS NOT NULL")
        listed = sa.text("SELECT paused_on FROM proposal WHERE paused_on IS NOT NULL")
        for statement in (rests, listed):
            assert [str(row[0]) for row in connection.execute(statement)] == [str(date(2026, 4, 7))]
        kept = sa.text("SELECT kind, state FROM side_request")
        assert [tuple(row) for row in connection.execute(kept)] == [("extension", "cancelled")]
    db.engine.dispose()
