"""Events in bulk: the same rows as one written by a move, with the same keys, a statement a thousand of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from tracker.domain.events import KEYS, EventKind
from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import Machine
from tracker.extensions import db
from tracker.models.event import Event


@dataclass(frozen=True)
class Happening:
    """What happened to one record: no state changed, so the event names the present one twice."""

    proposal_id: int
    subject_id: int
    state: str
    data: Mapping[str, Any]


def write_events(
    kind: EventKind,
    machine: Machine,
    happenings: Iterable[Happening],
    actor: Actor,
    now: datetime,
    *,
    reason: str | None = None,
) -> int:
    """Append an event of one kind for each record and return their number.

    Nobody is told one by one: whoever calls this tells of all at once. Raises ValueError for a wrong set of keys.
    """
    rows = []
    for one in happenings:
        if set(one.data) != KEYS[kind]:
            raise ValueError(kind, sorted(one.data))
        rows.append(
            {
                "proposal_id": one.proposal_id,
                "kind": kind,
                "machine": machine,
                "subject_id": one.subject_id,
                "old_state": one.state,
                "new_state": one.state,
                "reason": reason,
                "data": dict(one.data),
                "at": now,
                "actor_id": actor.user_id,
                "actor_name": actor.name,
            }
        )
    if rows:
        db.session.execute(insert(Event), rows)
    return len(rows)
