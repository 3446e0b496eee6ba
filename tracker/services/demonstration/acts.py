"""What people of the demonstration office do to an item: from the register to the first contact."""

from tracker.clock import local_day
from tracker.domain.vocabulary import BodyLevel, ContactMethod, Kind, Origin, Phase, PublicationWish
from tracker.services import assignment, contacts, intake, setting_aside
from tracker.services.demonstration.texts import asks_of, body_of
from tracker.services.demonstration.topics import CONTACT_WORDS, DELEGATIONS
from tracker.services.demonstration.walk import ASSIGNERS, COORDINATOR, Walk
from tracker.services.intake_rows import NewItem, SponsorEntry

BODIES = {Kind.PROPOSAL: ("自治区政协", 13), Kind.SUGGESTION: ("自治区人大", 14)}
FIRST_YEAR, SESSION_ENDS = 2022, 7


def register(walk: Walk) -> None:
    """Enter the item into the register."""
    plan, now = walk.plan, walk.at(0)
    body, term = BODIES[plan.kind]
    sponsors = tuple(
        SponsorEntry(
            name=name,
            kind=kind,
            is_lead=place == 0,
            evaluates=place == 0,
            delegation=DELEGATIONS[(place + len(plan.subject)) % len(DELEGATIONS)],
            phone=f"1390000{place:02d}{len(plan.subject):02d}",
        )
        for place, (name, kind) in enumerate(plan.sponsors)
    )
    entry = NewItem(
        kind=plan.kind,
        body=body,
        body_level=BodyLevel.PROVINCE,
        title=plan.title,
        term=term,
        session_no=plan.assigned_on.year - FIRST_YEAR,
        phase=Phase.SESSION if plan.assigned_on.month < SESSION_ENDS else Phase.OFF_SESSION,
        number_raw=plan.number,
        received_on=local_day(now),
        sponsors=sponsors,
        publication_wish=PublicationWish.FULL,
        is_reference_only=walk.is_reference,
        is_key=plan.is_key,
        is_confidential=plan.is_confidential,
        policy_area="科技创新",
        assigner=ASSIGNERS[plan.kind],
        origin=Origin.CPPCC_SYSTEM if plan.kind is Kind.PROPOSAL else Origin.NPC_SYSTEM,
        asks=asks_of(plan),
        body_text=body_of(plan),
    )
    walk.proposal_id = intake.register_item(walk.actor(COORDINATOR, now), fields=entry, now=now).id


def note(walk: Walk) -> None:
    """File an item for reference only."""
    now = walk.at(3)
    setting_aside.note_item(
        walk.actor(COORDINATOR, now), walk.proposal_id, reason="交办时注明仅供参考。", version=None, now=now
    )


def assign(walk: Walk) -> None:
    """Give the item to our department with its co-handlers, or to another with ours assisting."""
    now, plan = walk.at(0), walk.plan
    others = [walk.units[name] for name in plan.neighbours]
    own = walk.units["科技厅"]
    lead, co_handlers = (others[0], [own, *others[1:]]) if plan.is_co else (own, others)
    assignment.assign_units(
        walk.actor(COORDINATOR, now),
        walk.proposal_id,
        lead=lead,
        co_handlers=co_handlers,
        others=(),
        assigned_on=local_day(now),
        assigner=ASSIGNERS[plan.kind],
        version=None,
        now=now,
    )


def receive(walk: Walk) -> None:
    """Sign for receipt of our part."""
    now, seat = walk.at(1), walk.own()
    assignment.sign_for_receipt(
        walk.actor(COORDINATOR, now), walk.proposal_id, seat.assignment.id, version=None, now=now
    )


def distribute(walk: Walk) -> None:
    """Give our part to the office."""
    now, seat = walk.at(2), walk.own()
    assignment.distribute(
        walk.actor(COORDINATOR, now),
        walk.proposal_id,
        seat.assignment.id,
        office_id=walk.units[walk.plan.office],
        version=None,
        now=now,
    )


def give(walk: Walk) -> None:
    """Give the item to an officer."""
    now, seat = walk.at(3), walk.own()
    officer = walk.people[walk.officer].user_id
    assignment.assign_officer(
        walk.actor(walk.head, now),
        walk.proposal_id,
        seat.assignment.id,
        officer_id=officer,
        version=None,
        now=now,
    )


def contact(walk: Walk) -> None:
    """Talk with the lead sponsor."""
    now, seat = walk.at(9), walk.own()
    walk_index = len(walk.plan.subject)
    contacts.record_contact(
        walk.actor(walk.officer, now),
        walk.proposal_id,
        seat.assignment.id,
        entry=contacts.ContactEntry(
            sponsor_id=walk.file().proposal.sponsors[0].id,
            on=local_day(now),
            method=ContactMethod.MEETING if walk_index % 2 else ContactMethod.PHONE,
            place="南宁" if walk_index % 2 else None,
            people=walk.people[walk.officer].name,
            leader_present=walk.plan.is_key,
            summary=CONTACT_WORDS[walk_index % len(CONTACT_WORDS)],
        ),
        now=now,
    )
