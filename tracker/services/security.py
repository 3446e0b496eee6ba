"""What the security administrator sets and mends: password profile, brake, locked accounts, others' sessions."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete

from tracker.domain.audit import AuditKind
from tracker.domain.errors import N_, InvalidInput, NotFound, StalePage
from tracker.domain.passwords import PasswordProfile
from tracker.domain.permissions import Actor, Permission
from tracker.domain.second_factor import SecondFactorPolicy
from tracker.extensions import db
from tracker.models.access import SignInAttempt, UserSession
from tracker.models.office import Installation
from tracker.models.people import User
from tracker.services.audit import by, note
from tracker.services.people import demand_anywhere
from tracker.services.unit_of_work import unit_of_work

PARALLEL_CHOICES = (1, 3)
LEAST_ADDRESS_LIMIT, MOST_ADDRESS_LIMIT = 5, 300


@dataclass(frozen=True)
class SettingsEntry:
    """The security settings as they are entered."""

    password_profile: PasswordProfile
    parallel_sessions: int
    address_limit: int
    second_factor: SecondFactorPolicy


def change_settings(actor: Actor, *, entry: SettingsEntry, version: int | None, now: datetime) -> None:
    """Set passwords, brake and second factor (A6, freshly proved); passwords that do not fit stay until changed."""
    with unit_of_work():
        demand_anywhere(Permission.CHANGE_SECURITY_SETTINGS, actor, now)
        office = db.session.get(Installation, 1, with_for_update=True)
        if office is None:
            raise NotFound
        if version is not None and office.version != version:
            raise StalePage
        _check(entry)
        before = _told(office)
        office.password_profile = entry.password_profile
        office.second_factor = entry.second_factor
        office.parallel_sessions, office.address_limit = entry.parallel_sessions, entry.address_limit
        kind, about = AuditKind.SETTINGS_CHANGED, ("installation", 1)
        note(by(actor, kind, now, about, before=before, after=_told(office)))


def _check(entry: SettingsEntry) -> None:
    if entry.parallel_sessions not in PARALLEL_CHOICES:
        raise InvalidInput(field="parallel_sessions", reason=N_("请选择1处或3处。"))
    if not LEAST_ADDRESS_LIMIT <= entry.address_limit <= MOST_ADDRESS_LIMIT:
        raise InvalidInput(field="address_limit", reason=N_("请填写5至300之间的次数。"))


def _told(office: Installation) -> dict[str, str | int]:
    return {
        "password_profile": office.password_profile.value,
        "parallel_sessions": office.parallel_sessions,
        "address_limit": office.address_limit,
        "second_factor": office.second_factor.value,
    }


def unlock_account(actor: Actor, user_id: int, *, now: datetime) -> User:
    """Let an account be tried again after too many failures; its password stays (A6, freshly proved)."""
    with unit_of_work():
        demand_anywhere(Permission.CHANGE_SECURITY_SETTINGS, actor, now)
        user = db.session.get(User, user_id)
        if user is None:
            raise NotFound
        db.session.execute(delete(SignInAttempt).where(SignInAttempt.account == user.username))
        note(by(actor, AuditKind.ACCOUNT_UNLOCKED, now, ("user", user.id)))
        return user


def end_session_of_other(actor: Actor, session_id: int, *, now: datetime) -> None:
    """End somebody's session (A11); raises NotFound where it is over."""
    with unit_of_work():
        demand_anywhere(Permission.END_OTHERS_SESSIONS, actor, now)
        row = db.session.get(UserSession, session_id)
        if row is None or row.ended_at is not None:
            raise NotFound
        row.ended_at = now
        note(by(actor, AuditKind.SESSION_ENDED, now, ("session", row.id)))
