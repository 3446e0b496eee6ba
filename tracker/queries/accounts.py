"""Who is signed in, and what the sign-in page needs to know."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import contains_eager

from tracker.clock import local_day
from tracker.domain.passwords import RULES, PasswordProfile
from tracker.domain.permissions import Actor
from tracker.domain.second_factor import SecondFactorPolicy, demands
from tracker.domain.sessions import PARALLEL, TOUCH_EVERY, Limits
from tracker.domain.throttle import ADDRESS_LIMIT, ADDRESS_WINDOW, GLOBAL_WINDOW, Failures
from tracker.domain.vocabulary import ADMIN_ROLES
from tracker.extensions import db
from tracker.models.access import OneTimeLink, SecondFactor, SignInAttempt, UserSession
from tracker.models.event import Event
from tracker.models.office import Installation
from tracker.models.people import RoleGrant, User
from tracker.queries.people import UNITS_STAND, UnitTree, actor_of, unit_tree, units_as_of
from tracker.queries.second_factor import policy_in_force

LAST_EVENT = select(func.max(Event.id)).scalar_subquery()


def digest(token: str) -> str:
    """Return the form in which a token is kept."""
    return sha256(token.encode()).hexdigest()


@dataclass(frozen=True)
class SignedIn:
    """A live session: plain values that outlast the transaction in which they were read.

    ``last_event`` is the id of the newest event of any item, 0 where there is none.
    """

    session_id: int
    username: str
    actor: Actor
    post: str
    home_unit_ids: tuple[int, ...]
    office_name: str
    is_demonstration: bool
    needs_touch: bool
    ends_at: datetime
    password_has_expired: bool = False
    has_factor: bool = False
    must_enrol: bool = False
    is_authenticated: bool = True
    last_event: int = 0

    def get_id(self) -> str:
        """Return the person's id, as flask_login asks for it."""
        return str(self.actor.user_id)


def find_session(token: str, now: datetime, limits: Limits) -> tuple[SignedIn, UnitTree] | None:
    """Return a token's live session and the units: one statement, and a second one where a unit has changed."""
    statement = (
        select(UserSession, Installation, SecondFactor.confirmed_at, LAST_EVENT, *UNITS_STAND)
        .join(UserSession.user)
        .outerjoin(SecondFactor, SecondFactor.user_id == UserSession.user_id)
        .outerjoin(User.grants)
        .outerjoin(Installation, Installation.id == 1)
        .where(UserSession.token_hash == digest(token), UserSession.ended_at.is_(None))
        .options(contains_eager(UserSession.user).contains_eager(User.grants))
    )
    found = db.session.execute(statement).unique().first()
    if found is None or not is_live(found[0], now, limits):
        return None
    row, office, factor_at, last_event, newest_unit, unit_versions = found
    tree = units_as_of((newest_unit, unit_versions))
    signed_in = replace(_signed_in(row, office, tree, limits, now), last_event=last_event or 0)
    return with_factor(signed_in, office, has_factor=factor_at is not None), tree


def with_factor(person: SignedIn, office: Installation | None, *, has_factor: bool) -> SignedIn:
    """Return the session with what is known of its person's second factor: there, or missing though demanded."""
    is_demanded = office is not None and demands(policy_in_force(office), person.actor.scopes.keys())
    return replace(person, has_factor=has_factor, must_enrol=is_demanded and not has_factor)


def _signed_in(
    row: UserSession, office: Installation | None, tree: UnitTree, limits: Limits, now: datetime
) -> SignedIn:
    user, day = row.user, local_day(now)
    return SignedIn(
        session_id=row.id,
        username=user.username,
        actor=replace(actor_of(user, tree, day, row.proved_at), session_id=row.id, address=row.address),
        post=user.post,
        home_unit_ids=tuple(grant.unit_id for grant in grants_on(user, day)),
        office_name=office.office_name if office else "",
        is_demonstration=office is not None and office.is_demonstration,
        needs_touch=now - row.last_seen_at >= TOUCH_EVERY,
        ends_at=limits.of({held.role for held in grants_on(user, day)}).end(row.created_at, row.last_seen_at),
        password_has_expired=office is not None
        and user.password_hash is not None
        and RULES[office.password_profile].has_expired(user.password_changed_at, now),
    )


def grants_on(user: User, day: date) -> list[RoleGrant]:
    """Return the roles that a person holds on a day in Beijing, in the order in which they were given."""
    held = (grant for grant in user.grants if grant.valid_from <= day <= (grant.valid_to or day))
    return sorted(held, key=lambda grant: grant.id)


def is_live(row: UserSession, now: datetime, limits: Limits) -> bool:
    """Tell whether a session that nobody ended is still good: person active, version present, not timed out."""
    user = row.user
    own = limits.of({grant.role for grant in grants_on(user, local_day(now))})
    return (
        user.is_active
        and row.session_version == user.session_version
        and not own.are_over(row.created_at, row.last_seen_at, now)
    )


def find_user(username: str) -> User | None:
    """Return the account of this name, as typed or in another case."""
    return db.session.scalar(select(User).where(User.username == fold(username)))


def fold(username: str) -> str:
    """Return an account's name as it is kept and counted: trimmed, in small letters, at most 80 characters."""
    return username.strip().casefold()[:80]


def failures(account: str, address: str, now: datetime) -> Failures:
    """Count failed sign-ins in one statement: of the account since its last success, of the address, of all."""

    def counted(*conditions: object) -> ScalarSelect[int]:
        statement = select(func.count()).select_from(SignInAttempt)
        return statement.where(*conditions).scalar_subquery()  # type: ignore[arg-type]  # plain comparisons

    of_account = SignInAttempt.account == account
    last = select(func.max(SignInAttempt.at)).where(of_account).scalar_subquery()
    row = db.session.execute(
        select(
            counted(of_account),
            last,
            counted(SignInAttempt.address == address, SignInAttempt.at > now - ADDRESS_WINDOW),
            counted(SignInAttempt.at > now - GLOBAL_WINDOW),
        )
    ).one()
    return Failures(*row)


def live_sessions(user_id: int, since: datetime) -> list[UserSession]:
    """Return a person's sessions that nobody ended and that were seen since then, the latest first."""
    statement = (
        select(UserSession)
        .join(UserSession.user)
        .where(
            UserSession.user_id == user_id,
            UserSession.ended_at.is_(None),
            UserSession.last_seen_at >= since,
            UserSession.session_version == User.session_version,
        )
        .order_by(UserSession.last_seen_at.desc(), UserSession.id.desc())
    )
    return list(db.session.scalars(statement))


def usable_link(token: str, now: datetime) -> OneTimeLink | None:
    """Return the one-time link of a token while it can be used."""
    statement = select(OneTimeLink).where(
        OneTimeLink.token_hash == digest(token), OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > now
    )
    return db.session.scalar(statement)


@dataclass(frozen=True)
class Office:
    """What a signed-out visitor may know of this installation."""

    name: str
    is_demonstration: bool
    is_set_up: bool


def office() -> Office:
    """Return the installation; it is set up once each administrator's role is held by somebody with a password."""
    row = db.session.get(Installation, 1)
    if row is None:
        return Office("", is_demonstration=False, is_set_up=False)
    return Office(
        row.office_name, row.is_demonstration, is_set_up=row.is_demonstration or _administrators_are_ready()
    )


@dataclass(frozen=True)
class SecuritySettings:
    """What the security administrator has set; ``version`` is that of the installation's row."""

    password_profile: PasswordProfile = PasswordProfile.STANDARD
    parallel_sessions: int = PARALLEL
    address_limit: int = ADDRESS_LIMIT
    second_factor: SecondFactorPolicy = SecondFactorPolicy.OFF
    version: int = 0


def settings() -> SecuritySettings:
    """Return what holds here: the defaults before the first set-up."""
    row = db.session.get(Installation, 1)
    if row is None:
        return SecuritySettings()
    return SecuritySettings(
        row.password_profile, row.parallel_sessions, row.address_limit, row.second_factor, row.version
    )


def _administrators_are_ready() -> bool:
    ready = (
        select(func.count(RoleGrant.role.distinct()))
        .join(RoleGrant.user)
        .where(RoleGrant.role.in_(ADMIN_ROLES), User.is_active, User.password_hash.is_not(None))
    )
    return db.session.scalar(ready) == len(ADMIN_ROLES)


@dataclass(frozen=True)
class Persona:
    """A person of the demonstration office, offered on the sign-in page."""

    user_id: int
    name: str
    post: str
    role: str
    unit: str


def personas(day: date) -> list[Persona]:
    """Return every active person with each role held on ``day``, in the order in which the roles were given."""
    statement = (
        select(RoleGrant)
        .join(RoleGrant.user)
        .where(User.is_active, RoleGrant.valid_from <= day)
        .order_by(RoleGrant.id)
        .options(contains_eager(RoleGrant.user))
    )
    tree = unit_tree()
    return [
        Persona(grant.user_id, grant.user.name, grant.user.post, grant.role, tree.name(grant.unit_id))
        for grant in db.session.scalars(statement)
        if grant.valid_to is None or grant.valid_to >= day
    ]
