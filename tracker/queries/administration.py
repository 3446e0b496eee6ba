"""What the three administrators read: sessions and locked accounts, the system's state, the audit log."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import contains_eager

from tracker.clock import day_bounds
from tracker.domain.throttle import FREE_FAILURES
from tracker.extensions import db
from tracker.models.access import SignInAttempt, UserSession
from tracker.models.audit import AuditEntry, AuditHead
from tracker.models.people import User
from tracker.queries.outbox_state import OutboxState, outbox_state

PAGE = 50
CHUNK = 1_000
MOST_SESSIONS = 200


@dataclass(frozen=True)
class Locked:
    """An account with so many failures in a row that it waits; ``last_at`` is an aware instant."""

    user: User
    failures: int
    last_at: datetime


def locked_accounts() -> list[Locked]:
    """Return every account that failed five times in a row or more, the most failures first."""
    counted = func.count(SignInAttempt.id)
    statement = (
        select(User, counted, func.max(SignInAttempt.at))
        .join(SignInAttempt, SignInAttempt.account == User.username)
        .group_by(User.id)
        .having(counted >= FREE_FAILURES)
        .order_by(counted.desc(), User.id)
    )
    return [Locked(*row) for row in db.session.execute(statement)]


def sessions_of_all(since: datetime) -> list[UserSession]:
    """Return everybody's sessions that nobody ended and that were seen since then, the latest first."""
    statement = (
        select(UserSession)
        .join(UserSession.user)
        .where(
            UserSession.ended_at.is_(None),
            UserSession.last_seen_at >= since,
            UserSession.session_version == User.session_version,
        )
        .order_by(UserSession.last_seen_at.desc(), UserSession.id.desc())
        .limit(MOST_SESSIONS)
        .options(contains_eager(UserSession.user))
    )
    return list(db.session.scalars(statement))


@dataclass(frozen=True)
class SystemState:
    """How the system stands: no name of an item or of a sponsor is in it."""

    database: str
    revision: str
    accounts: int
    outbox: OutboxState


def system_state(now: datetime) -> SystemState:
    """Read the system's state."""
    return SystemState(
        database=db.engine.dialect.name,
        revision=db.session.scalar(text("SELECT version_num FROM alembic_version")) or "",
        accounts=db.session.scalar(select(func.count()).select_from(User)) or 0,
        outbox=outbox_state(now),
    )


@dataclass(frozen=True)
class AuditFilter:
    """What of the log is wanted; ``before`` is the sequence above which the page ends."""

    kind: str | None = None
    person: str = ""
    day: date | None = None
    before: int | None = None


def audit_page(wanted: AuditFilter) -> list[AuditEntry]:
    """Return one page of the log and one row more, the latest first."""
    statement = select(AuditEntry).order_by(AuditEntry.sequence.desc()).limit(PAGE + 1)
    if wanted.kind:
        statement = statement.where(AuditEntry.kind == wanted.kind)
    if wanted.person:
        statement = statement.where(AuditEntry.actor_name == wanted.person)
    if wanted.day:
        begins, ends = day_bounds(wanted.day)
        statement = statement.where(AuditEntry.at >= begins, AuditEntry.at < ends)
    if wanted.before:
        statement = statement.where(AuditEntry.sequence < wanted.before)
    return list(db.session.scalars(statement))


def audit_rows() -> Iterator[dict[str, Any]]:
    """Return the whole log from its first row on, in the form that the hashes cover; a thousand rows at a time."""
    columns, last = AuditEntry.__table__.columns, 0
    while True:
        after = select(*columns).where(columns.sequence > last).order_by(columns.sequence).limit(CHUNK)
        rows = db.session.execute(after).mappings().all()
        if not rows:
            return
        yield from (dict(row) | {"at": moment_text(row["at"])} for row in rows)
        last = rows[-1]["sequence"]


def moment_text(instant: datetime) -> str:
    """Return an aware instant as the hashes cover it: in UTC with microseconds."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def last_audit_row() -> AuditEntry | None:
    """Return the newest row of the log."""
    return db.session.scalar(select(AuditEntry).order_by(AuditEntry.sequence.desc()).limit(1))


def last_head() -> dict[int, str]:
    """Return the hash of the newest row by its sequence, as the head's own row keeps it; empty before the first."""
    head = db.session.get(AuditHead, 1)
    return {head.sequence: head.hash} if head and head.sequence else {}
