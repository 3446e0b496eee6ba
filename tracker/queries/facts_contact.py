"""Whether the sponsor must be heard before the signature, and how often that was done."""

from datetime import date

from sqlalchemy import ScalarSelect, and_, func, or_, select

from tracker.domain import rule_sets
from tracker.domain.rule_sets import Check, Demand
from tracker.extensions import db
from tracker.models.assignment import ContactRecord
from tracker.models.people import Unit
from tracker.models.proposal import Proposal
from tracker.queries.groups import shared_contact
from tracker.queries.rules import sets_for

LAW = "national"


def contact_demand(proposal: Proposal, today: date) -> tuple[Demand, str]:
    """Return how the law and the host's rule sets demand a contact before the signature, and their source."""
    host = db.session.get_one(Unit, proposal.host_unit_id)
    item = rule_sets.Item(proposal.kind, proposal.phase, proposal.body_level, proposal.sponsor_kind)
    sets = [*rule_sets.in_force((LAW,), today), *sets_for(host, today)]
    return rule_sets.demand_of(sets, Check.CONTACT_BEFORE_SIGNATURE, item)


def contacts_until(proposal: Proposal, today: date) -> ScalarSelect[int]:
    """Return the count of the present round's contacts up to a day in Beijing, those of a group's leading item too."""
    own = and_(ContactRecord.proposal_id == proposal.id, ContactRecord.round_no == proposal.round_no)
    statement = select(func.count()).select_from(ContactRecord).where(ContactRecord.on_day <= today)
    return statement.where(or_(own, shared_contact(proposal.id))).scalar_subquery()
