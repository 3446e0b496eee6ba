"""The navigation's counts, kept per person until an event is written: every change of an item writes one.

What counts are made of costs more than the rest of most pages. The last event's id comes with the session, so that a
change made by any process is seen at the next page. What no event tells of (units, roles of others, an event that was
committed after a later one) is seen within a minute.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app

from tracker.queries.counts import NavCounts, nav_counts
from tracker.web import current

LASTS = timedelta(minutes=1)
MOST_PEOPLE = 5_000  # kept by one process; then it begins anew
KEY = "tracker.nav_counts"


@dataclass(frozen=True)
class Kept:
    """Counts with what they were made for, and when."""

    counts: NavCounts
    made_for: tuple[object, ...]
    at: datetime


def kept_counts() -> NavCounts:
    """Return the counts beside the navigation for the signed-in person."""
    kept: dict[int, Kept] = current_app.extensions.setdefault(KEY, {})
    person, now = current.signed_in(), current.now()
    made_for = (person.last_event, current.today(), person.actor.scopes)
    found = kept.get(person.actor.user_id)
    if found and found.made_for == made_for and abs(now - found.at) < LASTS:
        return found.counts
    if len(kept) >= MOST_PEOPLE:
        kept.clear()
    counts = nav_counts(person.actor, current.today(), current.units())
    kept[person.actor.user_id] = Kept(counts, made_for, now)
    return counts
