"""Noting what was refused, so that somebody who tries doors is seen; never so much that the disk fills."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from tracker.domain.audit import AuditKind, Result
from tracker.domain.permissions import Actor
from tracker.services.audit import by, is_bounded, note
from tracker.services.unit_of_work import unit_of_work


def note_denial(
    actor: Actor, endpoint: str, ids: Mapping[str, int], *, method: str, status: int, now: datetime
) -> None:
    """Write that a person was refused an object; beyond 20 in a minute and session nothing more is written."""
    with unit_of_work():
        if is_bounded(actor, now):
            return
        place = " ".join(f"{name}={number}" for name, number in ids.items())
        about = (endpoint[:60], next(iter(ids.values()), 0))
        entry = by(actor, AuditKind.DENIED, now, about, status=status, method=method[:10], place=place)
        note(replace(entry, result=Result.REFUSED))
