"""Who has a second factor, how many recovery codes are left, failed codes, and resets that wait for a second person."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from tracker.domain.passwords import RULES
from tracker.domain.second_factor import LONGEST_WINDOW, CodeFailures, SecondFactorPolicy
from tracker.extensions import db
from tracker.models.access import CodeAttempt, FactorReset, RecoveryCode, SecondFactor
from tracker.models.office import Installation

RESET_LIFE = timedelta(hours=24)


@dataclass(frozen=True)
class FactorState:
    """A person's second factor: since when (an aware instant) and how many recovery codes are left."""

    since: datetime | None
    codes_left: int
    is_pending: bool


def factor_state(user_id: int) -> FactorState:
    """Return how a person's second factor stands."""
    row = db.session.get(SecondFactor, user_id)
    if row is None:
        return FactorState(None, 0, is_pending=False)
    return FactorState(row.confirmed_at, codes_left(user_id), is_pending=row.pending is not None)


def has_factor(user_id: int) -> bool:
    """Tell whether a person signs in with a code as well."""
    row = db.session.get(SecondFactor, user_id)
    return row is not None and row.confirmed_at is not None


def codes_left(user_id: int) -> int:
    """Return how many recovery codes a person has not used yet."""
    left = select(func.count()).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(left) or 0


def code_failures(user_id: int, now: datetime) -> CodeFailures:
    """Return the failed codes of a person in the last day."""
    recent = select(CodeAttempt.at).where(
        CodeAttempt.user_id == user_id, CodeAttempt.at > now - LONGEST_WINDOW
    )
    return CodeFailures(tuple(db.session.scalars(recent)))


def policy_in_force(office: Installation) -> SecondFactorPolicy:
    """Return who must have a second factor here: nobody in the demonstration, everybody under 等保."""
    if office.is_demonstration:
        return SecondFactorPolicy.OFF
    needs_all = RULES[office.password_profile].all_with_factor
    return SecondFactorPolicy.EVERYBODY if needs_all else office.second_factor


def open_reset(user_id: int, now: datetime) -> FactorReset | None:
    """Return the reset that waits for its second person, for at most a day."""
    waiting = (FactorReset.user_id == user_id, FactorReset.ended_at.is_(None))
    return db.session.scalar(select(FactorReset).where(*waiting, FactorReset.asked_at > now - RESET_LIFE))
