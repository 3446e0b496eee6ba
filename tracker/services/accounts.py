"""Signing in and out, proving again, one-time links and passwords."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe

from sqlalchemy import delete, select, update

from tracker.clock import local_day
from tracker.domain import throttle
from tracker.domain.audit import AuditKind, Result
from tracker.domain.errors import N_, InvalidInput, NotFound, Refused, TrackerError
from tracker.domain.passwords import RULES, PasswordRules, check_password
from tracker.domain.permissions import Actor
from tracker.domain.sessions import Limits
from tracker.extensions import db
from tracker.models.access import OneTimeLink, SignInAttempt, UserSession
from tracker.models.office import Installation
from tracker.models.people import PasswordUsed, User
from tracker.queries.accounts import (
    digest,
    failures,
    find_user,
    fold,
    grants_on,
    live_sessions,
    settings,
    usable_link,
)
from tracker.queries.second_factor import has_factor
from tracker.services.audit import Note, by, note
from tracker.services.codes import CodeNeeded, look_at_code
from tracker.services.passwords import hash_password, is_outdated, matches
from tracker.services.unit_of_work import unit_of_work

logger = logging.getLogger(__name__)

LINK_LIFE = timedelta(hours=24)
TOKEN_BYTES = 32


class SignInFailed(TrackerError):
    """Name and password do not open an account now; nobody is told which of them, or that it waits."""

    code = "sign_in_failed"
    message = N_("用户名或密码不正确，或者暂时不能登录。连续输错后，请等几分钟再试。")


@dataclass(frozen=True)
class Browser:
    """Where a sign-in comes from: the address and what the browser calls itself."""

    address: str
    name: str = ""


def new_token() -> str:
    """Return 256 random bits for a cookie or a link."""
    return token_urlsafe(TOKEN_BYTES)


def sign_in(
    username: str,
    password: str,
    browser: Browser,
    *,
    code: str | None = None,
    limits: Limits,
    now: datetime,
) -> str:
    """Open a session and return its token; raises SignInFailed alike for every reason, after a similar time.

    Only after the right password: CodeNeeded where the account has a second factor and no code came along,
    CodeRefused or CodesStopped where one did.
    """
    account = fold(username)
    tries = _note_attempt(account, browser.address, now)
    known = find_user(account)
    user = known if tries else None
    kept = user.password_hash if user and user.is_active else None
    if not matches(kept, password) or user is None:
        _tell_failure(AuditKind.SIGN_IN_FAILED, known.id if known else None, browser, tries, now)
        raise SignInFailed
    with unit_of_work():
        _accept_password(user, password)
        refusal = _refused_code(user, code, browser, now)
        if refusal is None:
            return open_session(user.id, browser, limits=limits, now=now)
    raise refusal


def _accept_password(user: User, password: str) -> None:
    """Forget the failures before the right password; one hashed with older parameters is hashed anew."""
    _forget_attempts(user.username)
    if user.password_hash and is_outdated(user.password_hash):
        user.password_hash = hash_password(password)


def _refused_code(user: User, code: str | None, browser: Browser, now: datetime) -> TrackerError | None:
    """Return why a right password is not enough, None where it is or where the code is right too."""
    if code is None:
        return CodeNeeded(user.id, user.session_version) if has_factor(user.id) else None
    return look_at_code(user.id, code, browser.address, now)


def _tell_failure(kind: AuditKind, user_id: int | None, browser: Browser, tries: int, now: datetime) -> None:
    """Write a failed try, with the account where there is one and never the name as typed: it may be a password.

    A try that had to wait was none, so that nobody fills the log by trying on.
    """
    if not tries:
        return
    about = ("user", user_id) if user_id is not None else None
    data = {"failures": tries}
    with unit_of_work():
        note(Note(kind, now, address=browser.address, about=about, result=Result.REFUSED, data=data))


def _note_attempt(account: str, address: str, now: datetime) -> int:
    """Count this try as failed before it is made, so that none at the same time hides; 0 where one must wait."""
    with unit_of_work():
        found, office = failures(account, address, now), settings()
        if throttle.is_alarming(found):
            logger.critical("sign-in: %d failures in 5 minutes", found.of_all)
        brake = throttle.Brake(office.address_limit, RULES[office.password_profile].lock)
        if throttle.judge(found, now, brake) is not throttle.Verdict.OPEN:
            return 0
        db.session.add(SignInAttempt(account=account, address=address, at=now))
        return found.of_account + 1


def _forget_attempts(account: str) -> None:
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.account == account))


def open_session(user_id: int, browser: Browser, *, limits: Limits, now: datetime) -> str:
    """Open a session of an active person and return its token; the oldest give way where there are too many."""
    with unit_of_work():
        user = db.session.get_one(User, user_id)
        for row in live_sessions(user_id, now - limits.idle)[settings().parallel_sessions - 1 :]:
            row.ended_at = now
        token = new_token()
        opened = UserSession(token_hash=digest(token), user_id=user_id, session_version=user.session_version)
        opened.created_at = opened.last_seen_at = opened.proved_at = now
        opened.address, opened.browser = browser.address[:64], browser.name[:200]
        db.session.add(opened)
        db.session.flush()
        _tell_session(AuditKind.SIGNED_IN, user, opened, now)
        return token


def _tell_session(kind: AuditKind, user: User, row: UserSession, now: datetime) -> None:
    """Write what became of a session, with the roles that its person holds today."""
    note(
        Note(
            kind,
            now,
            actor_id=user.id,
            actor_name=user.name,
            roles=",".join(sorted({held.role for held in grants_on(user, local_day(now))})),
            session_id=row.id,
            address=row.address,
            about=("session", row.id),
        )
    )


def prove_again(
    actor: Actor,
    session_id: int,
    password: str | None,
    *,
    code: str | None = None,
    browser: Browser,
    now: datetime,
) -> str:
    """Renew a session's token and the instant at which the person proved who they are; returns the new token.

    A password of None is for the demonstration office alone. Raises SignInFailed, CodeRefused or CodesStopped.
    """
    if password is not None:
        _check_own_password(actor.user_id, password, browser, now)
    with unit_of_work():
        refusal = None if password is None else look_at_code(actor.user_id, code, browser.address, now)
        if refusal is None:
            row = db.session.get_one(UserSession, session_id)
            token = new_token()
            row.token_hash, row.proved_at, row.last_seen_at = digest(token), now, now
            _tell_session(AuditKind.PROVED, row.user, row, now)
            return token
    raise refusal


def _check_own_password(user_id: int, password: str, browser: Browser, now: datetime) -> None:
    user = db.session.get_one(User, user_id)
    account, kept = user.username, user.password_hash
    tries = _note_attempt(account, browser.address, now)
    if not matches(kept if tries else None, password):
        _tell_failure(AuditKind.PROOF_FAILED, user_id, browser, tries, now)
        raise SignInFailed
    with unit_of_work():
        _forget_attempts(account)


def sign_out(session_id: int, now: datetime) -> None:
    """End a session."""
    with unit_of_work():
        row = db.session.get_one(UserSession, session_id)
        row.ended_at = now
        _tell_session(AuditKind.SIGNED_OUT, row.user, row, now)


def end_own_session(actor: Actor, session_id: int, now: datetime) -> None:
    """End another session of the same person; raises NotFound where it is not theirs."""
    with unit_of_work():
        row = db.session.get(UserSession, session_id)
        if row is None or row.user_id != actor.user_id:
            raise NotFound
        row.ended_at = now
        note(by(actor, AuditKind.SESSION_ENDED, now, ("session", row.id)))


def touch_session(session_id: int, now: datetime) -> None:
    """Write when a session was last seen."""
    with unit_of_work():
        db.session.execute(update(UserSession).where(UserSession.id == session_id).values(last_seen_at=now))


def set_locale(actor: Actor, locale: str) -> None:
    """Keep a person's language, ``zh`` or ``en``."""
    with unit_of_work():
        db.session.get_one(User, actor.user_id).locale = locale


def make_link(user: User, now: datetime, maker: Actor | None = None) -> str:
    """Return the token of a new one-time link, good for 24 hours; links given before stop working.

    ``maker`` is who made it on a page; None for the set-up command.
    """
    with unit_of_work():
        earlier = update(OneTimeLink).where(OneTimeLink.user_id == user.id, OneTimeLink.used_at.is_(None))
        db.session.execute(earlier.values(used_at=now))
        token = new_token()
        db.session.add(
            OneTimeLink(token_hash=digest(token), user_id=user.id, created_at=now, expires_at=now + LINK_LIFE)
        )
        told = by(maker, AuditKind.LINK_MADE, now, ("user", user.id)) if maker else None
        note(told or Note(AuditKind.LINK_MADE, now, about=("user", user.id)))
        return token


def open_link(token: str, now: datetime) -> User:
    """Return whose one-time link this is; raises NotFound where it was used, replaced, or is too old."""
    link = usable_link(token, now)
    if link is None:
        raise NotFound
    return link.user


def use_link(token: str, password: str, *, now: datetime) -> None:
    """Set the first or a new password of an account; raises NotFound or InvalidInput.

    Who may sign in is for the security administrator to say, by giving a role.
    """
    user = open_link(token, now)
    hashed = _checked(user, password)
    with unit_of_work():
        link = usable_link(token, now)
        if link is None:
            raise NotFound
        link.used_at = now
        _set_password(link.user, hashed, now)


def change_password(
    actor: Actor, present: str, wanted: str, *, browser: Browser, limits: Limits, now: datetime
) -> str:
    """Set a new password, end every session of the person, open a fresh one and return its token.

    Raises SignInFailed where the present password is wrong, InvalidInput where the new one is not good enough.
    """
    user = db.session.get_one(User, actor.user_id)
    _check_own_password(actor.user_id, present, browser, now)
    hashed = _checked(user, wanted)
    with unit_of_work():
        _set_password(db.session.get_one(User, actor.user_id), hashed, now)
        db.session.flush()
        return open_session(actor.user_id, browser, limits=limits, now=now)


def _checked(user: User, password: str) -> str:
    """Return the hash of a password that is good enough here and was not used lately; raises InvalidInput."""
    profile = settings().password_profile
    check_password(password, _words_of(user), profile)
    if any(matches(one, password) for one in _used(user, RULES[profile])):
        raise InvalidInput(field="password", reason=N_("最近用过的密码不能再用，请换一个。"))
    return hash_password(password)


def _used(user: User, rules: PasswordRules) -> list[str]:
    of_user = select(PasswordUsed.password_hash).where(PasswordUsed.user_id == user.id)
    return list(db.session.scalars(of_user.order_by(PasswordUsed.id.desc()).limit(rules.kept)))


def _set_password(user: User, hashed: str, now: datetime) -> None:
    user.password_hash, user.password_changed_at = hashed, now
    user.session_version += 1
    db.session.add(PasswordUsed(user_id=user.id, password_hash=hashed, at=now))
    _forget_attempts(user.username)
    told = Note(
        AuditKind.PASSWORD_CHANGED, now, actor_id=user.id, actor_name=user.name, about=("user", user.id)
    )
    note(told)


def _words_of(user: User) -> tuple[str, ...]:
    office = db.session.get(Installation, 1)
    return (user.username, user.name, office.office_name if office else "")


def enter_demonstration(user_id: int, browser: Browser, *, limits: Limits, now: datetime) -> str:
    """Open a session without a password; raises Refused outside the demonstration office."""
    with unit_of_work():
        office = db.session.get(Installation, 1)
        if office is None or not office.is_demonstration:
            raise Refused(reason=N_("只有演示单位可以一键进入。"))
        return open_session(user_id, browser, limits=limits, now=now)
