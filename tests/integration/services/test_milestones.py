"""Due dates of assignments: explained, kept, ticked off."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.items import NOON, assigned
from tests.support.office import Office, build_office
from tracker.domain.due_dates import Anchor, DueDate
from tracker.domain.due_dates import Milestone as Code
from tracker.domain.rule_sets import Check, Demand, Item, demand_of, rules_of
from tracker.domain.vocabulary import AssignmentRole, Kind, Phase, SponsorKind
from tracker.extensions import db
from tracker.models.assignment import Assignment, Milestone
from tracker.models.office import CalendarDay
from tracker.models.people import Unit
from tracker.models.proposal import Proposal
from tracker.queries.calendar import forget_calendar
from tracker.queries.rules import sets_for
from tracker.services.assignment import sign_for_receipt
from tracker.services.intake import edit_item, entry_of
from tracker.services.milestones import due_dates, finish_milestone, reopen_milestone
from tracker.services.unit_of_work import unit_of_work


@pytest.fixture
def office(context: Flask) -> Iterator[Office]:
    yield build_office()
    forget_calendar()


def rows(item: Proposal, unit_id: int) -> dict[str, Milestone]:
    statement = (
        select(Milestone)
        .join(Assignment)
        .where(Milestone.proposal_id == item.id, Assignment.unit_id == unit_id)
    )
    return {row.code: row for row in db.session.scalars(statement)}


def days(item: Proposal, unit_id: int) -> dict[str, str]:
    return {code: row.due_on.isoformat() for code, row in rows(item, unit_id).items()}


def test_a_lead_has_days_for_signing_returning_contact_draft_and_reply(office: Office) -> None:
    item = assigned(office)
    assert days(item, office.units["dept"]) == {
        "sign": "2026-03-20",
        "return": "2026-03-25",
        "first_contact": "2026-04-16",
        "draft": "2026-06-04",
        "reply": "2026-06-18",
    }


def test_a_co_handler_has_days_for_signing_returning_and_its_opinion(office: Office) -> None:
    item = assigned(office, "finance")
    assert days(item, office.units["finance"]) == {
        "sign": "2026-03-20",
        "return": "2026-03-25",
        "co_opinion": "2026-04-20",
    }


def test_the_explanation_reads_back_as_it_was_computed(office: Office) -> None:
    item = assigned(office)
    row = rows(item, office.units["dept"])["reply"]
    due = DueDate.from_json(row.explanation)
    assert (due.day, due.anchor_day) == (row.due_on, date(2026, 3, 18))
    assert (row.rule_set, row.first_due_on) == ("office_default", row.due_on)


def test_signing_ticks_its_step_off_on_the_day_in_beijing(office: Office) -> None:
    item = assigned(office)
    number = db.session.scalars(select(Assignment.id)).one()
    sign_for_receipt(office.actor("coordinator"), item.id, number, version=None, now=NOON)
    assert rows(item, office.units["dept"])["sign"].done_on == date(2026, 3, 20)


def test_the_first_time_counts_until_the_step_is_opened_again(office: Office) -> None:
    item = assigned(office)
    number = db.session.scalars(select(Assignment.id)).one()
    with unit_of_work():
        finish_milestone(number, "first_contact", date(2026, 4, 1))
        finish_milestone(number, "first_contact", date(2026, 4, 2))
    assert rows(item, office.units["dept"])["first_contact"].done_on == date(2026, 4, 1)
    with unit_of_work():
        reopen_milestone(number, "first_contact")
    assert rows(item, office.units["dept"])["first_contact"].done_on is None


def test_a_step_that_a_part_does_not_have_is_passed_over(office: Office) -> None:
    assigned(office, "finance")
    with unit_of_work():
        finish_milestone(0, "reply", date(2026, 4, 1))


def test_an_opinion_item_has_no_day_for_its_reply(office: Office) -> None:
    item = assigned(office, kind=Kind.OPINION)
    assert "reply" not in days(item, office.units["dept"])
    assert item.due_on is None


def test_before_any_rule_was_in_force_nothing_is_invented(office: Office) -> None:
    about = Item(Kind.PROPOSAL, Phase.SESSION, None, SponsorKind.MEMBER)
    day = date(2010, 3, 1)
    host = db.session.get_one(Unit, office.units["dept"])
    assert due_dates(about, AssignmentRole.LEAD, assigned_on=day, received_on=day, host=host) == {}


def test_an_edit_moves_open_days_and_never_the_first(office: Office) -> None:
    item = assigned(office)
    first = rows(item, office.units["dept"])["reply"].first_due_on
    with unit_of_work():
        db.session.add(CalendarDay(day=first, kind="local", name="本地放假"))
    forget_calendar()
    entry = replace(entry_of(item), keywords="工业")
    edit_item(office.actor("coordinator"), item.id, fields=entry, version=None, now=NOON)
    db.session.expire_all()
    row = rows(item, office.units["dept"])["reply"]
    assert row.first_due_on == first
    assert row.due_on > first
    assert item.due_on == row.due_on


def test_the_law_holds_under_the_rules_of_a_place(office: Office) -> None:
    unit = db.session.get_one(Unit, office.units["dept"])
    unit.rule_set = "beijing"
    sets, item = sets_for(unit, date(2026, 3, 18)), Item(Kind.SUGGESTION)
    assert demand_of(sets, Check.CONTACT_BEFORE_SIGNATURE, item)[0] is Demand.BLOCK
    found = {rule.code: (rule.rule_set, rule.anchor) for rule in rules_of(sets, item)}
    assert found[Code.REPLY] == ("beijing", Anchor.ASSIGNED)
    assert found[Code.PUBLISH] == ("national", Anchor.APPROVAL)
    assert found[Code.SIGN] == ("office_default", Anchor.ASSIGNED)
