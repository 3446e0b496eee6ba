"""Setting up a second factor, its recovery codes, taking it off, and giving the code that signs in."""

from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_bytes
from typing import TypeAlias

from sqlalchemy import delete

from tracker.domain.audit import AuditKind
from tracker.domain.errors import N_, InvalidInput, NotOffered, ProofNeeded, Refused
from tracker.domain.permissions import Actor, is_fresh
from tracker.domain.second_factor import (
    RECOVERY_BYTES,
    RECOVERY_CODES,
    demands,
    matching_step,
    new_secret,
    normalised,
)
from tracker.domain.sessions import Limits
from tracker.extensions import db
from tracker.models.access import CodeAttempt, RecoveryCode, SecondFactor
from tracker.models.office import Installation
from tracker.models.people import User
from tracker.queries.accounts import digest
from tracker.queries.second_factor import policy_in_force
from tracker.services.accounts import Browser, SignInFailed, open_session
from tracker.services.audit import by, note
from tracker.services.codes import FIELD, look_at_code
from tracker.services.keys import decrypted, encrypted
from tracker.services.unit_of_work import unit_of_work

Codes: TypeAlias = Sequence[str]


@dataclass(frozen=True)
class Confirmed:
    """What a person gets for a first code: the token of a new session and recovery codes, both told only now."""

    token: str = field(repr=False)
    codes: Codes = field(repr=False)


def enter_code(
    user_id: int, session_version: int, typed: str, browser: Browser, *, limits: Limits, now: datetime
) -> str:
    """Open a session for whom the password was checked before, and return its token.

    Raises CodeRefused or CodesStopped, SignInFailed where the account was changed since the password was given.
    """
    with unit_of_work():
        user = db.session.get(User, user_id)
        if user is None or not user.is_active or user.session_version != session_version:
            raise SignInFailed
        refusal = look_at_code(user_id, typed, browser.address, now)
        if refusal is None:
            return open_session(user_id, browser, limits=limits, now=now)
    raise refusal


def _demand_fresh(actor: Actor, now: datetime) -> None:
    if not is_fresh(actor, now):
        raise ProofNeeded


def start_enrolment(actor: Actor, *, now: datetime) -> None:
    """Make a secret that waits for its first code; one in use stays until then (freshly proved)."""
    with unit_of_work():
        _demand_fresh(actor, now)
        row = db.session.get(SecondFactor, actor.user_id, with_for_update=True)
        if row is None:
            row = SecondFactor(user_id=actor.user_id)
            db.session.add(row)
        row.pending = encrypted(new_secret())


def pending_secret(actor: Actor, *, now: datetime) -> str | None:
    """Return the secret that waits for its first code, to its owner alone and only while freshly proved."""
    row = db.session.get(SecondFactor, actor.user_id)
    if row is None or row.pending is None or not is_fresh(actor, now):
        return None
    return decrypted(row.pending)


def confirm_enrolment(
    actor: Actor, typed: str, browser: Browser, *, limits: Limits, now: datetime
) -> Confirmed:
    """Put the waiting secret into use by its first code; every session of the person ends and a new one is opened.

    Raises InvalidInput where the code does not fit, NotOffered where nothing waits.
    """
    with unit_of_work():
        _demand_fresh(actor, now)
        row = db.session.get(SecondFactor, actor.user_id, with_for_update=True)
        if row is None or row.pending is None:
            raise NotOffered
        step = matching_step(decrypted(row.pending), normalised(typed), now, None)
        if step is None:
            reason = N_("动态码不对。请核对手机的时间，等换出下一个再输。")
            raise InvalidInput(field=FIELD, reason=reason)
        row.secret, row.pending, row.confirmed_at, row.last_step = row.pending, None, now, step
        note(by(actor, AuditKind.FACTOR_SET, now, ("user", actor.user_id)))
        codes = _new_codes(actor, now)
        return Confirmed(_begin_anew(actor, browser, limits, now), codes)


def renew_codes(actor: Actor, *, now: datetime) -> Codes:
    """Return ten new recovery codes; the earlier ones stop working (freshly proved)."""
    with unit_of_work():
        _demand_fresh(actor, now)
        row = db.session.get(SecondFactor, actor.user_id, with_for_update=True)
        if row is None or row.confirmed_at is None:
            raise NotOffered
        return _new_codes(actor, now)


def _new_codes(actor: Actor, now: datetime) -> Codes:
    """Write ten codes of 80 bits as hashes; 80 random bits need no slow hash."""
    codes = tuple(b32encode(token_bytes(RECOVERY_BYTES)).decode() for _ in range(RECOVERY_CODES))
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == actor.user_id))
    db.session.add_all(RecoveryCode(user_id=actor.user_id, code_hash=digest(code)) for code in codes)
    note(by(actor, AuditKind.RECOVERY_CODES_MADE, now, ("user", actor.user_id)))
    return codes


def remove_factor(actor: Actor, browser: Browser, *, limits: Limits, now: datetime) -> str:
    """Take one's own second factor off where none is demanded; every session ends, a new one's token is returned."""
    with unit_of_work():
        _demand_fresh(actor, now)
        if is_demanded(actor):
            raise Refused(reason=N_("本单位要求您使用双因素登录，不能关闭。换手机的，请重新设置。"))
        row = db.session.get(SecondFactor, actor.user_id)
        if row is None or row.confirmed_at is None:
            raise NotOffered
        forget_factor(actor.user_id)
        note(by(actor, AuditKind.FACTOR_REMOVED, now, ("user", actor.user_id)))
        return _begin_anew(actor, browser, limits, now)


def is_demanded(actor: Actor) -> bool:
    """Tell whether this person must have a second factor here."""
    office = db.session.get(Installation, 1)
    return office is not None and demands(policy_in_force(office), actor.scopes.keys())


def forget_factor(user_id: int) -> None:
    """Delete a person's device, recovery codes and failed codes."""
    for table in (SecondFactor, RecoveryCode, CodeAttempt):
        db.session.execute(delete(table).where(table.user_id == user_id))


def _begin_anew(actor: Actor, browser: Browser, limits: Limits, now: datetime) -> str:
    db.session.get_one(User, actor.user_id).session_version += 1
    db.session.flush()
    return open_session(actor.user_id, browser, limits=limits, now=now)
