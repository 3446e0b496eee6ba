"""Signing in and out, proving again, one-time links and passwords."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe

from sqlalchemy import delete, update

from tracker.domain import throttle
from tracker.domain.errors import N_, NotFound, Refused, TrackerError
from tracker.domain.passwords import check_password
from tracker.domain.permissions import Actor
from tracker.domain.sessions import PARALLEL, Limits
from tracker.extensions import db
from tracker.models.access import OneTimeLink, SignInAttempt, UserSession
from tracker.models.office import Installation
from tracker.models.people import User
from tracker.queries.accounts import digest, failures, find_user, fold, live_sessions, usable_link
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


def sign_in(username: str, password: str, browser: Browser, *, limits: Limits, now: datetime) -> str:
    """Open a session and return its token; raises SignInFailed alike for every reason, after a similar time."""
    account = fold(username)
    attempt_id = _note_attempt(account, browser.address, now)
    user = find_user(account) if attempt_id else None
    kept = user.password_hash if user and user.is_active else None
    if not matches(kept, password) or user is None:
        raise SignInFailed
    with unit_of_work():
        _forget_attempts(account)
        if kept and is_outdated(kept):
            user.password_hash = hash_password(password)
        return open_session(user.id, browser, limits=limits, now=now)


def _note_attempt(account: str, address: str, now: datetime) -> int | None:
    """Count this try as failed before it is made, so that none at the same time hides; None where one must wait."""
    with unit_of_work():
        found = failures(account, address, now)
        if throttle.is_alarming(found):
            logger.critical("sign-in: %d failures in 5 minutes", found.of_all)
        if throttle.judge(found, now) is not throttle.Verdict.OPEN:
            return None
        attempt = SignInAttempt(account=account, address=address, at=now)
        db.session.add(attempt)
        db.session.flush()
        return attempt.id


def _forget_attempts(account: str) -> None:
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.account == account))


def open_session(user_id: int, browser: Browser, *, limits: Limits, now: datetime) -> str:
    """Open a session of an active person and return its token; the oldest give way where there are three already."""
    with unit_of_work():
        user = db.session.get_one(User, user_id)
        for row in live_sessions(user_id, now - limits.idle)[PARALLEL - 1 :]:
            row.ended_at = now
        token = new_token()
        db.session.add(
            UserSession(
                token_hash=digest(token),
                user_id=user_id,
                session_version=user.session_version,
                created_at=now,
                last_seen_at=now,
                proved_at=now,
                address=browser.address[:64],
                browser=browser.name[:200],
            )
        )
        return token


def prove_again(
    actor: Actor, session_id: int, password: str | None, *, browser: Browser, now: datetime
) -> str:
    """Renew a session's token and the instant at which the person proved who they are; returns the new token.

    A password of None is for the demonstration office alone. Raises SignInFailed.
    """
    if password is not None:
        _check_own_password(actor.user_id, password, browser, now)
    with unit_of_work():
        row = db.session.get_one(UserSession, session_id)
        token = new_token()
        row.token_hash, row.proved_at, row.last_seen_at = digest(token), now, now
        return token


def _check_own_password(user_id: int, password: str, browser: Browser, now: datetime) -> None:
    user = db.session.get_one(User, user_id)
    account, kept = user.username, user.password_hash
    attempt_id = _note_attempt(account, browser.address, now)
    if not matches(kept if attempt_id else None, password):
        raise SignInFailed
    with unit_of_work():
        _forget_attempts(account)


def sign_out(session_id: int, now: datetime) -> None:
    """End a session."""
    with unit_of_work():
        db.session.get_one(UserSession, session_id).ended_at = now


def end_own_session(actor: Actor, session_id: int, now: datetime) -> None:
    """End another session of the same person; raises NotFound where it is not theirs."""
    with unit_of_work():
        row = db.session.get(UserSession, session_id)
        if row is None or row.user_id != actor.user_id:
            raise NotFound
        row.ended_at = now


def touch_session(session_id: int, now: datetime) -> None:
    """Write when a session was last seen."""
    with unit_of_work():
        db.session.execute(update(UserSession).where(UserSession.id == session_id).values(last_seen_at=now))


def set_locale(actor: Actor, locale: str) -> None:
    """Keep a person's language, ``zh`` or ``en``."""
    with unit_of_work():
        db.session.get_one(User, actor.user_id).locale = locale


def make_link(user: User, now: datetime) -> str:
    """Return the token of a new one-time link, good for 24 hours; links given before stop working."""
    with unit_of_work():
        earlier = update(OneTimeLink).where(OneTimeLink.user_id == user.id, OneTimeLink.used_at.is_(None))
        db.session.execute(earlier.values(used_at=now))
        token = new_token()
        db.session.add(
            OneTimeLink(token_hash=digest(token), user_id=user.id, created_at=now, expires_at=now + LINK_LIFE)
        )
        return token


def open_link(token: str, now: datetime) -> User:
    """Return whose one-time link this is; raises NotFound where it was used, replaced, or is too old."""
    link = usable_link(token, now)
    if link is None:
        raise NotFound
    return link.user


def use_link(token: str, password: str, *, now: datetime) -> None:
    """Set the first or a new password and make the account active; raises NotFound or InvalidInput."""
    words = _words_of(open_link(token, now))
    check_password(password, words)
    hashed = hash_password(password)
    with unit_of_work():
        link = usable_link(token, now)
        if link is None:
            raise NotFound
        link.used_at = now
        link.user.is_active = True
        _set_password(link.user, hashed)


def change_password(
    actor: Actor, present: str, wanted: str, *, browser: Browser, limits: Limits, now: datetime
) -> str:
    """Set a new password, end every session of the person, open a fresh one and return its token.

    Raises SignInFailed where the present password is wrong, InvalidInput where the new one is not good enough.
    """
    user = db.session.get_one(User, actor.user_id)
    check_password(wanted, _words_of(user))
    _check_own_password(actor.user_id, present, browser, now)
    hashed = hash_password(wanted)
    with unit_of_work():
        _set_password(db.session.get_one(User, actor.user_id), hashed)
        db.session.flush()
        return open_session(actor.user_id, browser, limits=limits, now=now)


def _set_password(user: User, hashed: str) -> None:
    user.password_hash = hashed
    user.session_version += 1
    _forget_attempts(user.username)


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
