from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.drafts import NOW, handled, seat_of_unit
from tests.support.items import registered
from tests.support.office import Office, build_office
from tracker.domain.errors import Forbidden, InvalidInput, NotFound
from tracker.domain.events import EventKind
from tracker.domain.vocabulary import ContactMethod
from tracker.extensions import db
from tracker.models.assignment import ContactRecord, Milestone
from tracker.models.event import Event
from tracker.queries.case_file import CaseFile
from tracker.queries.contacts import contacts_of, sponsors_of
from tracker.services.contacts import ContactEntry, record_contact


@pytest.fixture
def office(context: Flask) -> Office:
    return build_office()


@pytest.fixture
def file(office: Office) -> CaseFile:
    return handled(office, "finance")


def entry_for(file: CaseFile) -> ContactEntry:
    sponsor = sponsors_of(file.proposal.id)[0]
    return ContactEntry(
        sponsor_id=sponsor.id,
        on=date(2026, 3, 20),
        method=ContactMethod.MEETING,
        summary="希望写明创新平台认定的家数和时间。",
        place=" 厅会议室 ",
        leader_present=True,
    )


def record(
    office: Office, file: CaseFile, key: str = "officer", unit: str = "dept", **changes: Any
) -> ContactRecord:
    seat = seat_of_unit(file, office.units[unit])
    entry = replace(entry_for(file), **changes)
    return record_contact(office.actor(key), file.proposal.id, seat.assignment.id, entry=entry, now=NOW)


def test_a_contact_is_kept_with_its_event_and_ticks_off_the_first_contact(
    office: Office, file: CaseFile
) -> None:
    made = record(office, file)
    assert (made.place, made.leader_present, made.round_no) == ("厅会议室", True, 1)
    event = db.session.scalars(select(Event).where(Event.kind == EventKind.CONTACT_RECORDED)).one()
    assert event.data == {"method": "meeting", "sponsor": "郑毅", "on": "2026-03-20"}
    lead = seat_of_unit(file, office.units["dept"]).assignment
    step = select(Milestone).where(Milestone.assignment_id == lead.id, Milestone.code == "first_contact")
    assert db.session.scalars(step).one().done_on == date(2026, 3, 20)


def test_the_first_contact_stays_ticked_on_its_day(office: Office, file: CaseFile) -> None:
    record(office, file)
    record(office, file, on=date(2026, 3, 22))
    step = select(Milestone.done_on).where(Milestone.code == "first_contact")
    assert db.session.scalars(step).one() == date(2026, 3, 20)
    assert [one.on_day.day for one in contacts_of(file.proposal.id)] == [22, 20]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"on": date(2026, 3, 24)}, "on"),
        ({"on": date(2026, 3, 1)}, "on"),
        ({"summary": " \n"}, "summary"),
        ({"sponsor_id": 999_999}, "sponsor"),
    ],
)
def test_an_impossible_contact_is_refused_at_its_field(
    office: Office, file: CaseFile, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        record(office, file, **changes)
    assert refused.value.params["field"] == field
    assert contacts_of(file.proposal.id) == []


def test_a_sponsor_of_another_item_is_refused(office: Office, file: CaseFile) -> None:
    other = registered(office, number_raw="第20260999号")
    stranger = sponsors_of(other.id)[0]
    with pytest.raises(InvalidInput):
        record(office, file, sponsor_id=stranger.id)


def test_a_co_handler_records_for_its_own_part_only(office: Office, file: CaseFile) -> None:
    assert (
        record(office, file, "finance_liaison", "finance").created_by_id == office.people["finance_liaison"]
    )
    with pytest.raises(Forbidden):
        record(office, file, "finance_liaison", "dept")


@pytest.mark.parametrize(("key", "error"), [("leader", Forbidden), ("industry_liaison", NotFound)])
def test_others_may_not_record(office: Office, file: CaseFile, key: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        record(office, file, key)
