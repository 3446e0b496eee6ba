"""Open promises are brought to mind on the days of the year that the policy names: each once a person and occasion."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.office import Office
from tests.support.reminding import at, mails, remind, remind_daily, swept_before
from tests.support.replies import Desk, desk_at
from tests.support.statements import counted
from tracker.domain.promise_checks import Check, Occasion
from tracker.domain.reminder_policy import default_policy
from tracker.domain.reminders import Rung
from tracker.domain.vocabulary import CommitmentState
from tracker.extensions import db
from tracker.models.commitment import Commitment
from tracker.models.reminder import Absence, Reminder, ReminderChoice, ReminderPolicy
from tracker.services import digests, reminders
from tracker.services.unit_of_work import unit_of_work

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
TOLD = ("officer", "head", "coordinator", "coordinator2")
OCTOBER, NEXT_YEAR = date(2026, 10, 15), date(2027, 11, 30)


@pytest.fixture
def desk(context: Flask, office: Office) -> Desk:
    """Return a sent reply whose promises are due late next year, in the hands of the officer."""
    desk = desk_at(office, "sent")
    set_promises(next_on=NEXT_YEAR, due_on=NEXT_YEAR, owner_user_id=office.people["officer"])
    return desk


def set_promises(**changes: object) -> None:
    with unit_of_work():
        for promise in db.session.scalars(select(Commitment)):
            for name, value in changes.items():
                setattr(promise, name, value)


def checked_of(occasion: str | None = None) -> list[tuple[str, int]]:
    """Return who was reminded on which occasion, each promise for itself."""
    rows = db.session.scalars(select(Reminder).where(Reminder.occasion.is_not(None)).order_by(Reminder.id))
    found = [(row.occasion or "", row.user_id) for row in rows]
    return [row for row in found if occasion in {None, row[0]}]


def promises() -> int:
    return len(db.session.scalars(select(Commitment)).all())


def set_policy(office: Office, occasion: Occasion, check: Check) -> None:
    default = default_policy()
    data = {**default.to_json()}
    data["check"] = [
        {"occasion": one.value, **(check if one is occasion else default.checks[one]).to_json()}
        for one in Occasion
    ]
    with unit_of_work() as session:
        session.add(ReminderPolicy(data=data, at=at(OCTOBER), by_id=office.people["coordinator"]))


def test_in_october_every_open_promise_is_looked_through_by_those_named(desk: Desk, office: Office) -> None:
    remind(OCTOBER)
    people = {person for _, person in checked_of("2026-october")}
    assert people == {office.people[key] for key in TOLD}
    assert len(checked_of()) == len(TOLD) * promises()
    mail = next(one for one in mails() if one.user_id == office.people["officer"])
    assert "【承诺盘点：请逐项核对进展】" in mail.text
    assert "限2027年11月30日" in mail.text
    assert "承诺" not in (mail.calendar or "")


def test_running_again_or_on_another_day_of_the_policy_repeats_nothing(desk: Desk, office: Office) -> None:
    for hour in (8, 9, 17):
        remind(OCTOBER, hour)
    rows = checked_of()
    later = Check(10, 20, (Rung.OFFICER, Rung.HEAD, Rung.COORDINATOR))
    set_policy(office, Occasion.OCTOBER, later)
    remind_daily(OCTOBER, date(2026, 10, 21))
    assert checked_of() == rows
    assert sum("承诺盘点" in mail.text for mail in mails()) == len(TOLD)


def test_the_next_year_asks_again(desk: Desk, office: Office) -> None:
    set_promises(next_on=date(2029, 1, 1), due_on=date(2029, 1, 1))
    remind(OCTOBER)
    remind(date(2027, 10, 15))
    assert {occasion for occasion, _ in checked_of()} == {"2026-october", "2027-october"}


def test_a_quarter_end_asks_only_of_what_comes_soon_or_is_overdue(desk: Desk, office: Office) -> None:
    remind(date(2026, 9, 30))
    assert checked_of() == []
    swept_before(date(2026, 12, 31))
    with unit_of_work() as session:
        session.query(Reminder).delete()
    set_promises(next_on=date(2026, 12, 20), due_on=date(2026, 12, 20))
    remind(date(2026, 12, 31))
    assert set(checked_of()) == {("2026-quarter_4", office.people["officer"])}
    mail = next(one for one in mails() if one.user_id == office.people["officer"])
    assert "【已经逾期】" in mail.text
    assert "承诺盘点" not in mail.text


@pytest.mark.parametrize("state", [CommitmentState.REPORTED_DONE, CommitmentState.KEPT])
def test_what_is_reported_done_or_ended_is_left_alone(
    desk: Desk, office: Office, state: CommitmentState
) -> None:
    ended = {"closed_on": OCTOBER, "is_open": False} if state is CommitmentState.KEPT else {}
    set_promises(state=state, **ended)
    remind(OCTOBER)
    assert checked_of() == []


def test_a_missed_check_is_made_up_and_one_that_is_off_is_not(desk: Desk, office: Office) -> None:
    swept_before(OCTOBER - timedelta(days=5))
    set_policy(office, Occasion.OCTOBER, Check(10, 15, (Rung.OFFICER,), on=False))
    remind(OCTOBER + timedelta(days=1))
    assert checked_of() == []
    set_policy(office, Occasion.SESSION, Check(12, 15, (Rung.SUPERVISOR,)))
    remind(date(2026, 12, 22))
    assert set(checked_of()) == {("2026-session", office.people["supervisor"])}
    assert office.people["supervisor"] in {mail.user_id for mail in mails()}


def test_nobodys_choice_switches_a_check_off_and_a_substitute_hears_it(desk: Desk, office: Office) -> None:
    with unit_of_work() as session:
        session.add(ReminderChoice(user_id=office.people["head"], days_ahead=3))
        session.add(
            Absence(
                user_id=office.people["officer"],
                substitute_id=office.people["officer2"],
                from_on=OCTOBER,
                until_on=OCTOBER,
                made_at=at(OCTOBER),
            )
        )
    remind(OCTOBER)
    people = {person for _, person in checked_of()}
    assert {office.people["head"], office.people["officer2"]} <= people
    assert office.people["officer"] not in people


def test_a_promise_whose_day_was_moved_since_was_just_looked_at(desk: Desk, office: Office) -> None:
    reminders.sweep_reminders(at(OCTOBER))
    set_promises(next_on=NEXT_YEAR + timedelta(days=30))
    digests.write_digests(at(OCTOBER))
    assert mails() == []


def test_a_step_of_the_promises_own_day_stands_in_its_own_section(desk: Desk, office: Office) -> None:
    due = date(2026, 10, 16)
    set_promises(next_on=due, due_on=due)
    swept_before(OCTOBER)
    remind(OCTOBER)
    mail = next(one for one in mails() if one.user_id == office.people["officer"])
    assert "【答复中的承诺】" in mail.text
    assert "承诺盘点" not in mail.text


def test_a_long_list_is_cut_and_told(desk: Desk, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "MOST_CHECKED", 1)
    if promises() == 1:
        pytest.fail("this needs a reply with two promises")
    remind(OCTOBER)
    mail = next(one for one in mails() if one.user_id == office.people["officer"])
    left = f"另有{promises() - 1}项，请打开承诺台账看。"
    assert left in mail.text
    assert left in (mail.html or "")


def test_a_check_goes_in_batches_and_costs_nothing_on_other_days(
    desk: Desk, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminders, "BATCH", 1)
    with counted() as idle:
        reminders.sweep_reminders(at(OCTOBER - timedelta(days=1)))
    assert not any("next_on <=" in str(statement) for statement in idle)
    reminders.sweep_reminders(at(OCTOBER))
    assert len(checked_of()) == len(TOLD) * promises()
    rehearsed = [one for one in reminders.foreseen(OCTOBER, 200) if one.occasion]
    assert len(rehearsed) == len(TOLD) * promises()
