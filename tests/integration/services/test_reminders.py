"""Everything due is brought to mind once, whoever runs, however late; nobody who left or is away is mailed."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, event

from tests.support.office import Office
from tests.support.reminding import (
    at,
    due_day,
    finished,
    mails,
    remind,
    remind_daily,
    reminded,
    swept_before,
    working_day,
)
from tests.support.replies import Desk, desk_at, new_desk
from tests.support.statements import counted
from tracker.domain.reminders import Watched
from tracker.extensions import db
from tracker.models.assignment import Milestone
from tracker.models.commitment import Commitment
from tracker.models.people import User
from tracker.models.reminder import Absence, Reminder, ReminderChoice, ReminderSweep
from tracker.services import reminders
from tracker.services.digests import wanted_digests
from tracker.services.unit_of_work import unit_of_work

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def desk(context: Flask, office: Office) -> Desk:
    return new_desk(office)


@pytest.fixture
def reply_due(desk: Desk) -> date:
    return due_day(desk.proposal_id, Watched.REPLY)


def only(desk: Desk, *codes: Watched) -> None:
    """Leave only these due days open."""
    for watched in set(Watched) - set(codes):
        finished(desk.proposal_id, watched, date(2026, 3, 24))


def test_the_officer_is_reminded_a_week_before_and_nobody_else(
    desk: Desk, office: Office, reply_due: date
) -> None:
    only(desk, Watched.REPLY)
    remind(working_day(reply_due, -7))
    assert reminded() == [(office.people["officer"], -7)]
    (mail,) = mails()
    assert mail.user_id == office.people["officer"]
    assert "答复期限" in mail.text
    assert "还剩7个工作日" in mail.text


def test_running_again_and_late_on_the_same_day_sends_once(
    desk: Desk, office: Office, reply_due: date
) -> None:
    only(desk, Watched.REPLY)
    for hour in (8, 9, 9, 17):
        remind(working_day(reply_due, -7), hour)
    assert len(reminded()) == len(mails()) == 1


def test_a_clock_that_jumps_forth_and_back_repeats_nothing(desk: Desk, reply_due: date) -> None:
    only(desk, Watched.REPLY)
    day = working_day(reply_due, -1)
    for step in (0, 1, 0, 1):
        remind(working_day(day, step))
    remind(day + timedelta(days=3650))
    remind(working_day(day, 2))
    steps = [step for _, step in reminded(Watched.REPLY)]
    assert steps.count(-1) == 1
    assert len({mail.key for mail in mails()}) == len(mails())


def test_a_clock_that_was_years_ahead_does_not_stop_the_reminders(desk: Desk, reply_due: date) -> None:
    only(desk, Watched.REPLY)
    remind(reply_due + timedelta(days=3650))
    remind(working_day(reply_due, -1))
    assert -1 in [step for _, step in reminded(Watched.REPLY)]


def test_after_forty_days_of_standing_still_each_person_gets_one_mail(
    desk: Desk, office: Office, reply_due: date
) -> None:
    swept_before(reply_due - timedelta(days=20))
    day = working_day(reply_due + timedelta(days=20), 1)
    remind(day)
    people = [mail.user_id for mail in mails()]
    assert {office.people["officer"], office.people["supervisor"]} <= set(people)
    assert len(set(people)) == len(people)


def test_every_step_comes_on_its_own_day_and_none_at_the_weekend(
    desk: Desk, office: Office, reply_due: date
) -> None:
    only(desk, Watched.REPLY)
    remind_daily(working_day(reply_due, -8), working_day(reply_due, 6))
    officer = [step for person, step in reminded() if person == office.people["officer"]]
    assert officer == [-7, -3, -1, 0, 1, 2, 3, 4, 5]
    supervisor = [step for person, step in reminded() if person == office.people["supervisor"]]
    assert supervisor == [5]


def test_an_overdue_reply_rises_to_head_leader_and_supervisor(
    desk: Desk, office: Office, reply_due: date
) -> None:
    only(desk, Watched.REPLY)
    remind_daily(reply_due, working_day(reply_due, 5))
    people = {person for person, _ in reminded()}
    keys = ("officer", "head", "coordinator", "leader", "supervisor")
    assert {office.people[key] for key in keys} <= people


def test_what_is_done_or_rests_is_brought_to_nobodys_mind(desk: Desk, reply_due: date) -> None:
    for watched in Watched:
        finished(desk.proposal_id, watched, reply_due)
    remind_daily(reply_due, working_day(reply_due, 5))
    assert reminded() == []


def test_nothing_goes_out_at_night_or_on_a_day_of_rest(desk: Desk, reply_due: date) -> None:
    only(desk, Watched.REPLY)
    day = working_day(reply_due, -7)
    for hour in (0, 7, 18, 23):
        remind(day, hour)
    saturday = next(day + timedelta(days=n) for n in range(9) if (day + timedelta(days=n)).weekday() == 5)
    assert mails() == []
    remind(saturday, 10)
    assert mails() == []
    remind(working_day(day, 1), 10)
    assert len(mails()) == 1


def test_who_has_left_is_never_mailed_and_the_head_hears_instead(
    desk: Desk, office: Office, reply_due: date
) -> None:
    only(desk, Watched.REPLY)
    with unit_of_work():
        db.session.get_one(User, office.people["officer"]).is_active = False
    remind(working_day(reply_due, -7))
    assert {person for person, _ in reminded()} == {office.people["head"]}


def test_an_absent_persons_substitute_is_reminded_in_their_place(
    desk: Desk, office: Office, reply_due: date
) -> None:
    only(desk, Watched.REPLY)
    away(office, reply_due, substitute="officer2")
    remind(working_day(reply_due, -7))
    (row,) = db.session.query(Reminder).all()
    assert (row.user_id, row.absent_id) == (office.people["officer2"], office.people["officer"])
    assert "代李文静办理" in mails()[0].text


def away(office: Office, due: date, substitute: str | None = None) -> None:
    with unit_of_work() as session:
        session.add(
            Absence(
                user_id=office.people["officer"],
                from_on=working_day(due, -8),
                until_on=working_day(due, -4),
                substitute_id=office.people[substitute] if substitute else None,
                made_at=at(working_day(due, -9)),
            )
        )


def test_without_a_substitute_everything_waits_for_the_return_in_one_mail(
    desk: Desk, office: Office, reply_due: date
) -> None:
    only(desk, Watched.REPLY)
    away(office, reply_due)
    remind_daily(working_day(reply_due, -8), working_day(reply_due, -4))
    assert mails() == []
    remind(working_day(reply_due, -3))
    (mail,) = [mail for mail in mails() if mail.user_id == office.people["officer"]]
    assert mail.text.count("答复期限") == 1


def test_a_person_chooses_the_hour_and_how_far_ahead(desk: Desk, office: Office, reply_due: date) -> None:
    only(desk, Watched.REPLY)
    with unit_of_work() as session:
        session.add(ReminderChoice(user_id=office.people["officer"], digest_hour=11, days_ahead=3))
    remind(working_day(reply_due, -7), 11)
    assert reminded() == []
    remind(working_day(reply_due, -3), 9)
    assert office.people["officer"] not in {mail.user_id for mail in mails()}
    remind(working_day(reply_due, -3), 11)
    assert office.people["officer"] in {mail.user_id for mail in mails()}


def test_what_was_done_meanwhile_drops_out_and_an_empty_digest_is_not_sent(
    desk: Desk, office: Office, reply_due: date
) -> None:
    only(desk, Watched.REPLY, Watched.DRAFT)
    day = max(working_day(reply_due, -3), due_day(desk.proposal_id, Watched.DRAFT))
    swept_before(due_day(desk.proposal_id, Watched.DRAFT))
    remind(day)
    mail = next(mail for mail in mails() if mail.user_id == office.people["officer"])
    assert "送审期限" in mail.text
    finished(desk.proposal_id, Watched.DRAFT, day)
    assert wanted_digests([mail], at(day, 10)) == {mail.id}
    assert "送审期限" not in mail.text
    finished(desk.proposal_id, Watched.REPLY, day)
    assert wanted_digests([mail], at(day, 10)) == set()
    mail.key = "a key that no digest has"
    assert wanted_digests([mail], at(day, 10)) == set()


def test_a_due_day_that_moved_is_forgotten_and_starts_its_steps_anew(
    desk: Desk, office: Office, reply_due: date
) -> None:
    only(desk, Watched.REPLY)
    reminders.sweep_reminders(at(working_day(reply_due, -7)))
    with unit_of_work():
        for row in db.session.query(Milestone).filter_by(code="reply"):
            row.due_on = working_day(reply_due, 20)
    remind(working_day(reply_due, -6))
    assert mails() == []
    remind(working_day(reply_due, 13))
    assert [step for _, step in reminded()] == [-7, -7]


def test_a_promise_is_brought_to_mind_before_its_day_on_it_and_after(context: Flask, office: Office) -> None:
    desk = desk_at(office, "sent")
    promise = db.session.query(Commitment).filter(Commitment.due_on.is_not(None)).first()
    assert promise is not None
    assert promise.due_on is not None
    due = promise.due_on
    remind_daily(working_day(due, -2), working_day(due, 1))
    own = [step for person, step in reminded(Watched.PROMISE) if person == office.people["head"]]
    assert {-1, 0, 1} <= set(own) | {step for _, step in reminded(Watched.PROMISE)}
    assert any("项承诺" in mail.text for mail in mails())
    assert desk.proposal_id


def test_a_sweep_costs_the_same_however_much_is_not_due(desk: Desk, office: Office, reply_due: date) -> None:
    day = working_day(reply_due, -20)
    with counted() as few:
        reminders.sweep_reminders(at(day))
    for number in range(2, 6):
        new_desk(office, number_raw=f"第2026{number:04}号", title=f"关于第{number}件事的提案")
    with counted() as many:
        reminders.sweep_reminders(at(working_day(day, 1)))
    assert len(many) <= len(few) + 2


def test_a_sweep_that_is_stopped_anywhere_is_completed_by_the_next(
    desk: Desk, office: Office, reply_due: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminders, "BATCH", 1)
    swept_before(working_day(reply_due, 1))
    with unit_of_work() as session:
        session.execute(delete(Reminder))
    day, stopped = working_day(reply_due, 3), 0
    while stop_at(stopped, lambda: reminders.sweep_reminders(at(day))):
        stopped += 1
    rows = reminded()
    with unit_of_work() as session:
        session.execute(delete(Reminder))
        session.get_one(ReminderSweep, 1).swept_on = reply_due
    reminders.sweep_reminders(at(day))
    assert stopped > 15
    assert reminded() == rows


def stop_at(number: int, act: Callable[[], object]) -> bool:
    """Let an act fail at its statement of this number; False where it ends before."""
    seen = []

    def fail(*_args: object) -> None:
        seen.append(1)
        if len(seen) > number:
            raise KeyboardInterrupt

    event.listen(db.engine, "before_cursor_execute", fail)
    try:
        act()
    except KeyboardInterrupt:
        db.session.rollback()
        return True
    else:
        return False
    finally:
        event.remove(db.engine, "before_cursor_execute", fail)
