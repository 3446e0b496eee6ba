"""The counts beside the entries of the navigation, in one statement, each stopping at 1,001."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from tracker.domain.permissions import Actor
from tracker.extensions import db
from tracker.models.proposal import Proposal
from tracker.queries.desk_sources import roles_of, values_of, work_count
from tracker.queries.due_windows import IN_HAND
from tracker.queries.people import UnitTree
from tracker.queries.promises import promises_in_sight
from tracker.queries.visibility import count_capped, in_sight

MOST = 1_000


@dataclass(frozen=True)
class NavCounts:
    """What waits on the desk, the items in hand in sight, and the open promises in sight."""

    desk: int
    register: int
    promises: int


def nav_counts(actor: Actor, today: date, tree: UnitTree) -> NavCounts:
    """Count for the navigation what a person sees on ``today`` (a day in Beijing)."""
    roles = roles_of(actor)
    if not roles:
        return NavCounts(0, 0, 0)
    items = select(Proposal.id).where(IN_HAND, in_sight(actor, tree))
    counts = select(
        work_count(roles).scalar_subquery(), count_capped(items), count_capped(promises_in_sight(actor, tree))
    )
    desk, register, ledger = db.session.execute(counts, values_of(actor, today)).one()
    return NavCounts(min(desk, MOST + 1), register, ledger)
