"""The only place that commits: a change, its events and its rows of the audit log are one transaction."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from tracker.domain.errors import Refused, SavedOnly, StalePage, TrackerError
from tracker.extensions import db
from tracker.services import search_index  # noqa: F401 - it listens to every session
from tracker.services.audit import NOTES, chain_notes, forget_notes
from tracker.services.sent_form import claim, finish

Done = TypeVar("Done")
_OPEN = "unit_of_work"
_LAST = "before_commit"
_WRITER = threading.Lock()
LONGEST_TURN = 1.5  # seconds; with SQLite's own 3 s a page is answered within 5 s


class HasVersion(Protocol):
    """A record that counts its versions."""

    version: int


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """Run one change; inside another unit of work, become part of it.

    The reading transaction that a page began is ended first: SQLite cannot turn a reader into a writer. Raises
    StalePage where somebody else changed a row meanwhile; nothing is kept then. The form that the request sends is
    claimed first: AlreadyHandled where it was acted upon before, OutcomeUnknown where the commit's answer was lost.
    """
    session: Session = db.session()
    if session.info.get(_OPEN):
        yield session
        return
    session.rollback()
    with _turn(session):
        yield from _transaction(session)


def _transaction(session: Session) -> Iterator[Session]:
    session.connection(execution_options={"writes": True})
    session.info[_OPEN] = True
    try:
        claim(session)
        yield session
        for act in session.info.pop(_LAST, ()):
            act()
        chain_notes(session)
        finish(session)
    except StaleDataError as error:
        session.rollback()
        raise StalePage from error
    except BaseException:
        session.rollback()
        raise
    finally:
        forget_notes(session)
        session.info.pop(_LAST, None)
        session.info.pop(_OPEN, None)


def before_commit(act: Callable[[], None]) -> None:
    """Have something done at the end of the running unit of work, when all its rows stand, and in its transaction."""
    db.session().info.setdefault(_LAST, []).append(act)


@contextmanager
def _turn(session: Session) -> Iterator[None]:
    """Let the threads of one process write to SQLite in turn: its own waiting lets some starve. A wait has an end."""
    is_ours = session.get_bind().dialect.name == "sqlite" and _WRITER.acquire(timeout=LONGEST_TURN)
    try:
        yield
    finally:
        if is_ours:
            _WRITER.release()


def after_saving(record: HasVersion, step: Callable[[], Done]) -> Done | SavedOnly:
    """Take a step within the unit of work that saved its text; refused, the text alone is kept and that is returned.

    Raise it once the unit of work has ended.
    """
    session: Session = db.session()
    try:
        with session.begin_nested():
            return step()
    except Refused as refusal:
        return SavedOnly(refusal, record.version)


def apart(step: Callable[[], object]) -> TrackerError | None:
    """Take a step within the running unit of work so that, refused, nothing of it stays; return why it was refused."""
    session: Session = db.session()
    kept = {key: list(session.info.get(key, ())) for key in (_LAST, NOTES)}
    try:
        with session.begin_nested():
            step()
    except TrackerError as refusal:
        session.info.update(kept)
        return refusal
    return None


@contextmanager
def refusing(constraint: str, error: Exception) -> Iterator[None]:
    """Turn a second row where one constraint allows one into ``error``; any other breach goes on as it is."""
    try:
        yield
        db.session.flush()
    except IntegrityError as breach:
        is_second = "unique constraint" in str(breach.orig).lower()
        if is_second and (constraint in str(breach.orig) or constraint in str(breach)):
            raise error from breach
        raise
