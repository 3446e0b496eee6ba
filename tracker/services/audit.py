"""Writing the audit log: notes are gathered in a unit of work and chained right before it commits."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.domain.audit import KEYS, NO_HASH, AuditKind, Result, Seals, hash_of
from tracker.domain.permissions import Actor
from tracker.extensions import db
from tracker.models.audit import AuditEntry, AuditHead
from tracker.queries.administration import moment_text
from tracker.services.keys import seals

NOTES = "audit_notes"
DENIALS_A_MINUTE = 20
FIRST_HEAD = f"INSERT INTO audit_head (id, sequence, hash) VALUES (1, 0, '{NO_HASH}') ON CONFLICT DO NOTHING"  # noqa: S608 - zeros
A_MINUTE = timedelta(minutes=1)
PLAIN = str.maketrans(dict.fromkeys((*range(32), *range(127, 160), 8232, 8233), " "))


@dataclass(frozen=True)
class Note:
    """What is to be written; ``about`` is the kind and the id of the object."""

    kind: AuditKind
    at: datetime
    actor_id: int | None = None
    actor_name: str = ""
    roles: str = ""
    session_id: int | None = None
    address: str = ""
    about: tuple[str, int] | None = None
    result: Result = Result.DONE
    data: dict[str, Any] = field(default_factory=dict)


def by(
    actor: Actor, kind: AuditKind, now: datetime, about: tuple[str, int] | None = None, **data: Any
) -> Note:
    """Return a note of what a signed-in person did."""
    return Note(
        kind,
        now,
        actor_id=actor.user_id,
        actor_name=actor.name,
        roles=",".join(sorted(actor.scopes)),
        session_id=actor.session_id,
        address=actor.address,
        about=about,
        data=data,
    )


def note(entry: Note) -> None:
    """Have a note written with the change of the running unit of work; raises ValueError for a wrong set of keys."""
    if set(entry.data) != KEYS[entry.kind]:
        raise ValueError(entry.kind, sorted(entry.data))
    db.session().info.setdefault(NOTES, []).append(entry)


def chain_notes(session: Session) -> None:
    """Append what was noted, each row with the next number and the hash before it; the head is locked last."""
    notes: list[Note] = session.info.pop(NOTES, [])
    if not notes:
        return
    session.flush()
    head = _locked_head(session) or _first_head(session)
    present = seals()
    for entry in notes:
        row = _row(entry, head.sequence + 1, head.hash, present)
        head.sequence, head.hash = row["sequence"], row["hash"]
        session.add(AuditEntry(**row | {"at": entry.at}))


def _locked_head(session: Session) -> AuditHead | None:
    return session.scalar(select(AuditHead).where(AuditHead.id == 1).with_for_update())


def _first_head(session: Session) -> AuditHead:
    """Write the head of an empty log; of two that do so at once, one waits for the other and takes its row."""
    session.connection().exec_driver_sql(FIRST_HEAD)
    head = _locked_head(session)
    if head is None:
        raise LookupError(FIRST_HEAD)
    return head


def forget_notes(session: Session) -> None:
    """Drop what was noted of a change that did not happen."""
    session.info.pop(NOTES, None)


def _plain(text: str, longest: int) -> str:
    """Return a text without the characters that move a terminal's cursor or begin a line."""
    return text.translate(PLAIN)[:longest]


def _row(entry: Note, sequence: int, previous: str, present: Seals) -> dict[str, Any]:
    kind, number = entry.about or (None, None)
    row: dict[str, Any] = {
        "sequence": sequence,
        "at": moment_text(entry.at),
        "kind": entry.kind.value,
        "result": entry.result.value,
        "actor_id": entry.actor_id,
        "actor_name": _plain(entry.actor_name, 80),
        "roles": entry.roles[:200],
        "session_id": entry.session_id,
        "address": _plain(entry.address, 64),
        "object_kind": kind,
        "object_id": number,
        "data": entry.data,
        "seal": present.present,
        "previous_hash": previous,
    }
    return row | {"hash": hash_of(row, present)}


def is_bounded(actor: Actor, now: datetime) -> bool:
    """Tell whether a session has been refused so often in this minute that no more of it is written."""
    recent = select(func.count()).where(
        AuditEntry.session_id == actor.session_id,
        AuditEntry.at > now - A_MINUTE,
        AuditEntry.kind == AuditKind.DENIED.value,
    )
    return (db.session.scalar(recent) or 0) >= DENIALS_A_MINUTE
