"""What the clockwork does by itself: it says that it runs, ends old sessions, and removes what uploads left behind."""

from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import delete, or_, select, update

from tracker.documents.store import FileStore
from tracker.domain.sessions import Limits
from tracker.extensions import db
from tracker.models.access import HandledForm, OneTimeLink, SignInAttempt, UserSession
from tracker.models.office import Heartbeat
from tracker.models.people import User
from tracker.services.unit_of_work import unit_of_work

HEARTBEAT = "clockwork"
KEPT = timedelta(days=30)


def record_heartbeat(now: datetime) -> None:
    """Write that the clockwork runs."""
    with unit_of_work():
        row = db.session.get(Heartbeat, HEARTBEAT)
        if row is None:
            db.session.add(Heartbeat(job=HEARTBEAT, at=now))
        else:
            row.at = now


def end_expired_sessions(now: datetime) -> None:
    """End sessions that lasted too long; drop old links, old marks of forms, and failed tries of nobody's names."""
    limits = Limits(current_app.config["SESSION_IDLE"], current_app.config["SESSION_ABSOLUTE"])
    is_over = or_(
        UserSession.last_seen_at < now - limits.idle, UserSession.created_at < now - limits.absolute
    )
    is_nobodys = SignInAttempt.account.not_in(select(User.username))
    with unit_of_work():
        sessions = update(UserSession).where(UserSession.ended_at.is_(None), is_over)
        db.session.execute(sessions.values(ended_at=now))
        db.session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - KEPT, is_nobodys))
        db.session.execute(delete(HandledForm).where(HandledForm.at < now - KEPT))
        db.session.execute(delete(OneTimeLink).where(OneTimeLink.expires_at < now - KEPT))


def sweep_stale_uploads(now: datetime) -> None:
    """Remove uploads that no item took, and files whose row a crash kept from being written, after a day."""
    store = FileStore(Path(current_app.config["DATA_DIR"]) / "files")
    store.sweep(now)
    store.sweep_kept(_taken(), now)


def _taken() -> frozenset[str]:
    """Return the SHA-256 of every file that any table refers to."""
    columns = [
        column
        for table in db.metadata.tables.values()
        for column in table.columns
        if column.name.endswith("sha256")
    ]
    return frozenset(found for column in columns for found in db.session.scalars(select(column)) if found)
