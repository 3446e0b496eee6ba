"""An office goes into another one of its department: roles, work, promises, and the closing of what is empty."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.support.drafts import handled
from tests.support.office import Office, build_office
from tests.support.replies import desk_at
from tracker import clock
from tracker.domain.errors import Forbidden, InvalidInput, ProofNeeded, Refused
from tracker.domain.events import EventKind
from tracker.domain.vocabulary import Role
from tracker.extensions import db
from tracker.models.assignment import Assignment
from tracker.models.commitment import Commitment
from tracker.models.event import Event
from tracker.models.hand_over import HandOver
from tracker.models.people import RoleGrant, Unit
from tracker.models.proposal import Proposal
from tracker.queries.leaving import Tie, remains_in
from tracker.queries.people import unit_tree
from tracker.services.hand_over_answers import accept_hand_over
from tracker.services.office_mergers import close_unit, move_roles, offer_office

LATER = clock.now()


@pytest.fixture
def office(context: Flask) -> Office:
    return build_office()


def offered(
    office: Office, by: str = "coordinator", *, to: str = "rural", head: str = "rural_head"
) -> HandOver:
    return offer_office(
        office.actor(by),
        office.units["hightech"],
        to_unit_id=office.units[to],
        receiver_id=office.people[head],
        reason="桂编办〔2026〕3号",
        now=LATER,
    )


def moved(office: Office) -> int:
    security = office.actor("security_admin", fresh=clock.now())
    return move_roles(security, office.units["hightech"], to_unit_id=office.units["rural"], now=clock.now())


def closed(office: Office, by: str = "system_admin") -> Unit:
    return close_unit(office.actor(by), office.units["hightech"], version=None, now=clock.now())


def test_an_office_goes_into_another_one_and_is_closed(office: Office) -> None:
    file = handled(office)
    with pytest.raises(Refused):
        closed(office)
    assert moved(office) == 3
    accept_hand_over(office.actor("rural_head"), offered(office).id, version=None, now=LATER)
    db.session.expire_all()
    part = db.session.scalars(select(Assignment).where(Assignment.proposal_id == file.proposal.id)).one()
    assert (part.office_id, part.officer_id) == (office.units["rural"], office.people["officer"])
    item = db.session.get_one(Proposal, file.proposal.id)
    assert (item.lead_office_id, item.lead_officer_id) == (part.office_id, part.officer_id)
    assert not closed(office).is_active
    assert db.session.get_one(Unit, office.units["hightech"]).names[0].valid_to == clock.today()


def test_without_the_role_there_an_officer_does_not_keep_the_item(office: Office) -> None:
    file = handled(office)
    accept_hand_over(office.actor("rural_head"), offered(office).id, version=None, now=LATER)
    db.session.expire_all()
    item = db.session.get_one(Proposal, file.proposal.id)
    assert (item.lead_office_id, item.lead_officer_id) == (office.units["rural"], None)


def test_promises_follow_and_their_events_keep_the_old_name(office: Office) -> None:
    desk = desk_at(office, "sent")
    accept_hand_over(office.actor("rural_head"), offered(office).id, version=None, now=clock.now())
    db.session.expire_all()
    owners = set(db.session.scalars(select(Commitment.owner_unit_id)))
    assert owners == {office.units["rural"]}
    event = db.session.scalars(
        select(Event).where(Event.kind == EventKind.COMMITMENT_HANDED_OVER).limit(1)
    ).one()
    assert (event.proposal_id, event.data["giver"], event.data["receiver"]) == (
        desk.proposal_id,
        "高新技术处",
        "农村科技处",
    )


@pytest.mark.parametrize(
    "by", ["officer", "head", "leader", "finance_head", "system_admin", "security_admin"]
)
def test_only_the_office_offers_an_offices_work(office: Office, by: str) -> None:
    handled(office)
    with pytest.raises(Forbidden):
        offered(office, by)
    assert db.session.scalar(select(func.count(HandOver.id))) == 0


@pytest.mark.parametrize(
    ("to", "head", "field"),
    [
        ("hightech", "head", "to_unit"),
        ("finance", "finance_head", "to_unit"),
        ("dept", "leader", "to_unit"),
        ("rural", "head", "receiver"),
        ("rural", "rural_officer", "receiver"),
    ],
)
def test_an_office_goes_into_an_office_of_its_department_whose_head_receives_it(
    office: Office, to: str, head: str, field: str
) -> None:
    handled(office)
    with pytest.raises(InvalidInput) as refused:
        offered(office, to=to, head=head)
    assert refused.value.params["field"] == field


def test_an_empty_office_has_nothing_to_offer(office: Office) -> None:
    with pytest.raises(Refused, match="没有可以移交"):
        offered(office)


def test_roles_are_moved_by_the_security_administrator_alone(office: Office) -> None:
    old, new = office.units["hightech"], office.units["rural"]
    with pytest.raises(ProofNeeded):
        move_roles(office.actor("security_admin"), old, to_unit_id=new, now=clock.now())
    with pytest.raises(Forbidden):
        move_roles(office.actor("system_admin", fresh=clock.now()), old, to_unit_id=new, now=clock.now())
    moved(office)
    here = select(RoleGrant.role).where(
        RoleGrant.user_id == office.people["officer"], RoleGrant.unit_id == office.units["rural"]
    )
    assert list(db.session.scalars(here)) == [Role.OFFICER]
    assert remains_in(old, unit_tree(), clock.today()) == []


def test_what_hangs_on_a_unit_is_listed_and_a_stranger_closes_none(office: Office) -> None:
    handled(office)
    ties = {one.tie: one.count for one in remains_in(office.units["hightech"], unit_tree(), clock.today())}
    assert ties == {Tie.WORK: 1, Tie.PEOPLE: 3}
    department = remains_in(office.units["dept"], unit_tree(), clock.today())
    assert {one.tie for one in department} == {Tie.WORK, Tie.PEOPLE, Tie.OFFICES}
    with pytest.raises(Forbidden):
        closed(office, "coordinator")
