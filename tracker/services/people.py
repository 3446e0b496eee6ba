"""Units with their names over time, accounts, and roles; the three administrators exclude one another."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from tracker.clock import local_day
from tracker.domain.audit import AuditKind
from tracker.domain.errors import N_, Forbidden, InvalidInput, NotFound, ProofNeeded, Refused, StalePage
from tracker.domain.permissions import Actor, Permission, allows_anywhere
from tracker.domain.vocabulary import ADMIN_ROLES, Duty, Role, UnitKind, duty_of
from tracker.extensions import db
from tracker.models.people import RoleGrant, Unit, UnitName, User, grant
from tracker.queries.accounts import fold
from tracker.queries.directory import other_holders, present
from tracker.services.accounts import make_link
from tracker.services.audit import by, note
from tracker.services.leaving import refuse_with_work
from tracker.services.unit_of_work import refusing, unit_of_work

USERNAME = re.compile(r"[^\s/@:]{2,80}")


def demand_anywhere(permission: Permission, actor: Actor, now: datetime) -> None:
    """Raise Forbidden where the person lacks a right that needs no item, ProofNeeded where only proof is missing."""
    if allows_anywhere(permission, actor, now=now):
        return
    if allows_anywhere(permission, replace(actor, proved_at=now), now=now):
        raise ProofNeeded
    raise Forbidden


@dataclass(frozen=True)
class UnitEntry:
    """A unit as it is entered; the name holds from ``valid_from`` on."""

    name: str
    short_name: str
    valid_from: date


@dataclass(frozen=True)
class PersonEntry:
    """A person as entered by the system administrator."""

    username: str
    name: str
    post: str = ""
    email: str | None = None
    phone: str | None = None


def may_keep_unit(actor: Actor, kind: UnitKind, now: datetime) -> bool:
    """Tell who may add or rename such a unit: the system administrator any, coordinators those outside."""
    rights = [Permission.CREATE_USER]
    if kind is UnitKind.EXTERNAL:
        rights.append(Permission.ASSIGN)
    return any(allows_anywhere(right, actor, now=now) for right in rights)


def add_unit(actor: Actor, *, kind: UnitKind, parent_id: int | None, entry: UnitEntry, now: datetime) -> Unit:
    """Add a unit; an office stands below another unit, departments and units outside at the top."""
    with unit_of_work():
        if not may_keep_unit(actor, kind, now):
            raise Forbidden
        _check_unit(entry, local_day(now))
        parent = _parent(kind, parent_id)
        unit = Unit(kind=kind, parent_id=parent.id if parent else None, name=entry.name)
        unit.short_name, unit.position = entry.short_name, _next_position()
        db.session.add(unit)
        db.session.flush()
        unit.path = f"{parent.path if parent else '/'}{unit.id}/"
        _add_name(unit, entry)
        note(by(actor, AuditKind.UNIT_ADDED, now, ("unit", unit.id)))
        return unit


def _parent(kind: UnitKind, parent_id: int | None) -> Unit | None:
    parent = db.session.get(Unit, parent_id) if parent_id else None
    if kind is UnitKind.OFFICE and parent is None:
        raise InvalidInput(field="parent_id", reason=N_("内设机构要选上级单位。"))
    if kind is not UnitKind.OFFICE and parent is not None:
        raise InvalidInput(field="parent_id", reason=N_("只有内设机构有上级单位。"))
    return parent


def _check_unit(entry: UnitEntry, today: date, but: int | None = None) -> None:
    if entry.valid_from > today:
        raise InvalidInput(field="valid_from", reason=N_("起用日期不能晚于今天。"))
    same = select(Unit.id).where(Unit.name == entry.name, Unit.is_active, Unit.parent_id.is_(None))
    if db.session.scalar(same.where(Unit.id != (but or 0))):
        raise InvalidInput(field="name", reason=N_("已有同名的单位。"))


def _next_position() -> int:
    return (db.session.scalar(select(func.max(Unit.position))) or 0) + 1


def _add_name(unit: Unit, entry: UnitEntry) -> None:
    name = UnitName(
        unit_id=unit.id, name=entry.name, short_name=entry.short_name, valid_from=entry.valid_from
    )
    db.session.add(name)


def rename_unit(actor: Actor, unit_id: int, *, entry: UnitEntry, version: int | None, now: datetime) -> Unit:
    """Give a unit another name from a day on; the earlier name stays with the days on which it held."""
    with unit_of_work():
        unit = db.session.get(Unit, unit_id)
        if unit is None:
            raise NotFound
        if not may_keep_unit(actor, unit.kind, now):
            raise Forbidden
        if version is not None and unit.version != version:
            raise StalePage
        _check_unit(entry, local_day(now), but=unit.id)
        if not unit.is_active:
            raise Refused(reason=N_("这个单位已经停用，不能再更名。"))
        present = next(name for name in unit.names if name.valid_to is None)
        if entry.valid_from <= present.valid_from:
            raise InvalidInput(field="valid_from", reason=N_("起用日期要晚于现名的起用日期。"))
        present.valid_to = entry.valid_from - timedelta(days=1)
        db.session.flush()
        unit.name, unit.short_name = entry.name, entry.short_name
        _add_name(unit, entry)
        note(by(actor, AuditKind.UNIT_RENAMED, now, ("unit", unit.id)))
        return unit


def create_user(actor: Actor, *, entry: PersonEntry, now: datetime) -> tuple[User, str]:
    """Create an account and return it with a one-time link's token (A1).

    Its owner sets the password by the link; it opens nothing before the security administrator gives a role.
    """
    with unit_of_work():
        demand_anywhere(Permission.CREATE_USER, actor, now)
        user = new_user(entry, now)
        note(by(actor, AuditKind.ACCOUNT_CREATED, now, ("user", user.id)))
        return user, make_link(user, now, actor)


def new_user(entry: PersonEntry, now: datetime) -> User:
    """Write an account without password or role; raises InvalidInput for a user name that cannot be or is taken."""
    username = fold(entry.username)
    if not USERNAME.fullmatch(username):
        raise InvalidInput(field="username", reason=N_("用户名2到80个字符，不能有空格和 / @ : 符号。"))
    user = User(username=username, name=entry.name.strip(), post=entry.post.strip(), is_active=False)
    user.email, user.phone, user.created_at = entry.email, entry.phone, now
    with refusing("username", InvalidInput(field="username", reason=N_("这个用户名已经有人用。"))):
        db.session.add(user)
    return user


def issue_link(actor: Actor, user_id: int, *, now: datetime) -> tuple[User, str]:
    """Give a new one-time link to an account without a password, or to a disabled one (A1)."""
    with unit_of_work():
        demand_anywhere(Permission.CREATE_USER, actor, now)
        user = _person(user_id)
        if user.is_active and user.password_hash is not None:
            raise Refused(reason=N_("账号正在使用。忘记密码的，请先停用，再发新的链接。"))
        return user, make_link(user, now, actor)


def disable_user(
    actor: Actor, user_id: int, *, version: int | None, keeps_work: bool = False, now: datetime
) -> User:
    """Disable an account and end its sessions; the person's history stays (A3).

    Raises Refused while work hangs on the person: it is handed over first. ``keeps_work``: the account is only stopped,
    for a lost password or a thief's sake; the work stays the person's, and in sight.
    """
    with unit_of_work():
        demand_anywhere(Permission.DISABLE_USER, actor, now)
        user = _person(user_id)
        if version is not None and user.version != version:
            raise StalePage
        if user.id == actor.user_id:
            raise Refused(reason=N_("不能停用自己的账号。"))
        for role in held_roles(user, local_day(now)):
            _keep_one_administrator(role, user.id, local_day(now))
        if not keeps_work:
            refuse_with_work(user, now)
        user.is_active, user.disabled_at = False, now
        user.session_version += 1
        note(by(actor, AuditKind.ACCOUNT_DISABLED, now, ("user", user.id)))
        return user


def enable_user(actor: Actor, user_id: int, *, version: int | None, now: datetime) -> User:
    """Let a disabled account be used again with the roles that it still holds (A2, freshly proved)."""
    with unit_of_work():
        demand_anywhere(Permission.GRANT_ROLE, actor, now)
        user = _person(user_id)
        if version is not None and user.version != version:
            raise StalePage
        if user.disabled_at is None:
            raise Refused(reason=N_("这个账号没有停用。"))
        user.is_active, user.disabled_at = True, None
        note(by(actor, AuditKind.ACCOUNT_ENABLED, now, ("user", user.id)))
        return user


def grant_role(actor: Actor, user_id: int, *, role: Role, unit_id: int, now: datetime) -> RoleGrant:
    """Give a role in a unit from today on (A2, freshly proved); the first one opens the account.

    Raises Refused where the account serves another duty: an administrator's, or business.
    """
    with unit_of_work():
        demand_anywhere(Permission.GRANT_ROLE, actor, now)
        user = _person(user_id)
        unit = db.session.get(Unit, unit_id)
        if unit is None or not unit.is_active:
            raise InvalidInput(field="unit_id", reason=N_("请选择单位。"))
        check_exclusive(user.duty, role)
        if any(held.role is role and held.unit_id == unit_id for held in present(user, local_day(now))):
            raise InvalidInput(field="role", reason=N_("已经有这个角色。"))
        if user.disabled_at is not None:
            raise Refused(reason=N_("这个账号已停用，请先重新启用。"))
        given = grant(user, unit, role, local_day(now))
        user.is_active = True
        user.session_version += 1
        db.session.flush()
        db.session.add(given)
        note(by(actor, AuditKind.ROLE_GRANTED, now, ("user", user.id), role=role.value, unit_id=unit_id))
        return given


def check_exclusive(duty: Duty | None, role: Role) -> None:
    """Refuse a role of another duty than the account's: three administrators, each apart from all business.

    The database refuses it as well; an account keeps its duty for life, so that no log mixes the two.
    """
    if duty is None or duty is duty_of(role):
        return
    if duty is Duty.BUSINESS:
        raise Refused(
            reason=N_(
                "管理员不能兼任：这个账号已用于办理业务。三名管理员要由三个不办理业务的人用单独的账号担任。"
            )
        )
    raise Refused(reason=N_("管理员不能兼任：这个账号属于管理员，不能再授予其他角色。"))


def revoke_role(actor: Actor, grant_id: int, *, version: int | None = None, now: datetime) -> User:
    """Take a role away from today on (A2, freshly proved); yesterday it was still held.

    ``version`` is that of the person's record.
    """
    with unit_of_work():
        demand_anywhere(Permission.GRANT_ROLE, actor, now)
        held = db.session.get(RoleGrant, grant_id)
        today = local_day(now)
        if held is None or (held.valid_to is not None and held.valid_to < today):
            raise NotFound
        user = _person(held.user_id)
        if version is not None and user.version != version:
            raise StalePage
        _keep_one_administrator(held.role, user.id, today)
        role, unit_id = held.role.value, held.unit_id
        if held.valid_from < today:
            held.valid_to = today - timedelta(days=1)
        else:
            _forget(held, user)
        user.session_version += 1
        note(by(actor, AuditKind.ROLE_REVOKED, now, ("user", user.id), role=role, unit_id=unit_id))
        return user


def _forget(held: RoleGrant, user: User) -> None:
    """Drop a role that was given by mistake today; an account that never held another serves no duty yet."""
    db.session.delete(held)
    db.session.flush()
    db.session.refresh(user, ["grants"])
    if not user.grants:
        user.duty = None


def _keep_one_administrator(role: Role, user_id: int, today: date) -> None:
    if role in ADMIN_ROLES and not other_holders(role, user_id, today):
        raise Refused(reason=N_("这是最后一名担任该管理员的人，请先让别人接任。"))


def _person(user_id: int) -> User:
    user = db.session.scalar(select(User).where(User.id == user_id).with_for_update())
    if user is None:
        raise NotFound
    return user


def held_roles(user: User, day: date) -> frozenset[Role]:
    """Return every role that a person holds on ``day`` or later."""
    return frozenset(grant.role for grant in present(user, day))
