"""A lost device: the system and the security administrator together take a person's second factor off (A4)."""

from datetime import datetime

from sqlalchemy import select

from tracker.domain.audit import AuditKind
from tracker.domain.errors import N_, Forbidden, NotFound, NotOffered, ProofNeeded, Refused
from tracker.domain.permissions import Actor, Permission, Target, allows_anywhere, is_fresh
from tracker.domain.vocabulary import Duty
from tracker.extensions import db
from tracker.models.access import FactorReset, SecondFactor
from tracker.models.people import User
from tracker.queries.second_factor import open_reset
from tracker.services.audit import by, note
from tracker.services.second_factor import forget_factor
from tracker.services.unit_of_work import refusing, unit_of_work

WITH_SECOND_PERSON = Target(is_seconded=True)


def may_reset(actor: Actor, now: datetime) -> bool:
    """Tell whether the person is one of those two who together may (A4, condition 2p)."""
    permission = Permission.RESET_SECOND_FACTOR
    return allows_anywhere(permission, actor, WITH_SECOND_PERSON, now=now)


def _demand(actor: Actor, user_id: int, now: datetime) -> User:
    if not may_reset(actor, now):
        raise Forbidden
    if not is_fresh(actor, now):
        raise ProofNeeded
    user = db.session.scalar(select(User).where(User.id == user_id).with_for_update())
    if user is None:
        raise NotFound
    if user.id == actor.user_id:
        raise Refused(reason=N_("不能重置自己的双因素登录，请由另外两名管理员办理。"))
    factor = db.session.get(SecondFactor, user_id)
    if factor is None or factor.confirmed_at is None:
        raise NotOffered
    return user


def ask_reset(actor: Actor, user_id: int, *, now: datetime) -> User:
    """Ask that a person's second factor be taken off; nothing happens to it before the other administrator agrees."""
    with unit_of_work():
        user = _demand(actor, user_id, now)
        _end_outdated(user_id, now)
        with refusing("factor_reset", Refused(reason=N_("已经有人申请，等另一名管理员确认。"))):
            db.session.add(FactorReset(user_id=user_id, asked_by_id=actor.user_id, asked_at=now))
        note(by(actor, AuditKind.FACTOR_RESET_ASKED, now, ("user", user_id)))
        return user


def _end_outdated(user_id: int, now: datetime) -> None:
    """End what nobody confirmed within a day, so that it can be asked for again."""
    still_open = (FactorReset.user_id == user_id, FactorReset.ended_at.is_(None))
    for row in db.session.scalars(select(FactorReset).where(*still_open)):
        if row is not open_reset(user_id, now):
            row.ended_at = now
    db.session.flush()


def may_confirm(actor: Actor, asked: FactorReset, now: datetime) -> bool:
    """Tell whether the person is the other of the two: another one, and of the other duty."""
    duty = db.session.get_one(User, actor.user_id).duty
    return may_reset(actor, now) and duty in _OTHERS and asked.asked_by.duty is _OTHERS[duty]


_OTHERS = {Duty.SYSTEM_ADMIN: Duty.SECURITY_ADMIN, Duty.SECURITY_ADMIN: Duty.SYSTEM_ADMIN}


def confirm_reset(actor: Actor, user_id: int, *, now: datetime) -> User:
    """Take the second factor off, as the other administrator asked; every session of the person ends.

    Raises NotOffered where nobody asked within a day, Refused where the same administrator or duty did.
    """
    with unit_of_work():
        user = _demand(actor, user_id, now)
        asked = open_reset(user_id, now)
        if asked is None:
            raise NotOffered
        if not may_confirm(actor, asked, now):
            raise Refused(reason=N_("要由另一名管理员确认：系统管理员和安全管理员各一人。"))
        asked.done_by_id, asked.ended_at = actor.user_id, now
        forget_factor(user_id)
        user.session_version += 1
        note(by(actor, AuditKind.FACTOR_RESET, now, ("user", user_id), asked_by=asked.asked_by_id))
        return user
