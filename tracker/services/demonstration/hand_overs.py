"""A hand-over that waits for its receiver: an officer who is lent to another unit offers part of the work."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from tracker.domain.hand_overs import HeldKind
from tracker.domain.permissions import Actor
from tracker.queries.held_work import held_by, rows_of
from tracker.services.hand_overs import offer_hand_over

GIVER, RECEIVER, PIECES = "liwenjing", "mengzhiqiang", 6


def offer_some_work(people: Mapping[str, Actor], now: datetime) -> None:
    """Let one officer offer the most urgent pieces to the colleague, yesterday."""
    giver = people[GIVER]
    first = rows_of(held_by(giver.user_id))[:PIECES]
    keys = [(HeldKind(row.kind), row.subject_id) for row in first]
    offer_hand_over(
        giver,
        giver.user_id,
        receiver_id=people[RECEIVER].user_id,
        keys=keys,
        reason="借调到自治区人才办一年",
        now=now - timedelta(days=1),
    )
