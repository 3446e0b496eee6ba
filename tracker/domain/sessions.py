"""How long a session lasts (trust.md, Sessions): administrators' sessions are shorter than everybody else's."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.domain.vocabulary import ADMIN_ROLES, Role

ADMIN_IDLE = timedelta(minutes=15)
ADMIN_ABSOLUTE = timedelta(hours=8)
PARALLEL = 3
TOUCH_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Limits:
    """The longest time without a click, and the longest time at all."""

    idle: timedelta
    absolute: timedelta

    def of(self, roles: Collection[Role]) -> "Limits":
        """Return the limits of a person who holds these roles."""
        if ADMIN_ROLES.isdisjoint(roles):
            return self
        return Limits(min(self.idle, ADMIN_IDLE), min(self.absolute, ADMIN_ABSOLUTE))

    def end(self, created_at: datetime, last_seen_at: datetime) -> datetime:
        """Return the instant after which a session begun and last seen then is over, if nobody clicks."""
        return min(last_seen_at + self.idle, created_at + self.absolute)

    def are_over(self, created_at: datetime, last_seen_at: datetime, now: datetime) -> bool:
        """Tell whether a session begun and last seen then has ended by ``now`` (aware instants)."""
        return now > self.end(created_at, last_seen_at)
