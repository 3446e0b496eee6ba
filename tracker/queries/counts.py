"""The counts beside the entries of the navigation, in one statement, each stopping at 1,001."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, or_, select

from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import Role
from tracker.extensions import db
from tracker.models.commitment import Commitment, SharedPromise
from tracker.models.proposal import Proposal
from tracker.queries.desk_sources import roles_of, values_of, work_count
from tracker.queries.people import UnitTree
from tracker.queries.promises import visible_promises
from tracker.queries.register import IN_HAND
from tracker.queries.visibility import count_capped, hosts_of, in_sight, reach, sees_by_index

MOST = 1_000


@dataclass(frozen=True)
class NavCounts:
    """What waits on the desk, the items in hand in sight, and the open promises in sight."""

    desk: int
    register: int
    promises: int


def _promises(actor: Actor, tree: UnitTree) -> Select[int]:
    """Return the open promises in sight; of one office, those of its items and its own."""
    is_open = Commitment.__table__.c.is_open
    if not sees_by_index(actor, tree):
        return select(Commitment.id).where(is_open, visible_promises(actor))
    own = Commitment.owner_unit_id.in_(reach(actor, tuple(Role)))
    seen = select(SharedPromise.commitment_id).join(Proposal, Proposal.id == SharedPromise.proposal_id)
    shared = Commitment.id.in_(seen.where(in_sight(actor, tree)).correlate(None))
    return (
        select(Commitment.id)
        .join(Proposal)
        .where(is_open, Commitment.host_unit_id.in_(hosts_of(tree)), or_(own, in_sight(actor, tree), shared))
    )


def nav_counts(actor: Actor, today: date, tree: UnitTree) -> NavCounts:
    """Count for the navigation what a person sees on ``today`` (a day in Beijing)."""
    roles = roles_of(actor)
    if not roles:
        return NavCounts(0, 0, 0)
    items = select(Proposal.id).where(IN_HAND, in_sight(actor, tree))
    counts = select(
        work_count(roles).scalar_subquery(), count_capped(items), count_capped(_promises(actor, tree))
    )
    desk, register, ledger = db.session.execute(counts, values_of(actor, today)).one()
    return NavCounts(min(desk, MOST + 1), register, ledger)
