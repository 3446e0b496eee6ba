"""How a person wants to be reminded, when they are away, and whose feed a token opens."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import TypeAlias

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased, joinedload

from tracker.extensions import db
from tracker.models.people import RoleGrant, User
from tracker.models.reminder import Absence, ReminderChoice, ReminderPolicy

PolicyRow: TypeAlias = ReminderPolicy


def choice_of(user_id: int) -> ReminderChoice:
    """Return a person's choice; the defaults, not yet written, where they have made none."""
    kept = db.session.get(ReminderChoice, user_id)
    return kept or ReminderChoice(
        user_id=user_id, digest_hour=8, days_ahead=60, wants_immediate=True, version=1
    )


def absences_of(user_id: int, today: date) -> Sequence[Absence]:
    """Return a person's absences that have not ended, the earliest first."""
    statement = (
        select(Absence)
        .options(joinedload(Absence.substitute))
        .where(Absence.user_id == user_id, Absence.until_on >= today)
        .order_by(Absence.from_on, Absence.id)
    )
    return db.session.scalars(statement).all()


def substitutes_for(user_id: int, today: date) -> Sequence[User]:
    """Return the active people who hold a role in a unit where the person holds one: they see the same items."""
    own, other = aliased(RoleGrant), aliased(RoleGrant)
    statement = (
        select(User)
        .join(other, other.user_id == User.id)
        .join(own, (own.unit_id == other.unit_id) & (own.user_id == user_id))
        .where(User.id != user_id, User.is_active, *_held(own, today), *_held(other, today))
        .distinct()
        .order_by(User.name, User.id)
    )
    return db.session.scalars(statement).all()


def _held(grant: type[RoleGrant], today: date) -> tuple[ColumnElement[bool], ...]:
    return (grant.valid_from <= today, (grant.valid_to.is_(None)) | (grant.valid_to >= today))


def token_hash(token: str) -> str:
    """Return what is kept of a feed's token."""
    return sha256(token.encode()).hexdigest()


def owner_of_feed(token: str) -> User | None:
    """Return the active person whose feed a token opens."""
    statement = (
        select(User)
        .join(ReminderChoice, ReminderChoice.user_id == User.id)
        .where(ReminderChoice.feed_hash == token_hash(token), User.is_active)
    )
    return db.session.scalars(statement).one_or_none()


def policy_history() -> Sequence[ReminderPolicy]:
    """Return the office's policies, the newest first."""
    statement = select(ReminderPolicy).options(joinedload(ReminderPolicy.by))
    return db.session.scalars(statement.order_by(ReminderPolicy.id.desc()).limit(20)).all()
