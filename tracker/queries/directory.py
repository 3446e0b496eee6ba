"""The directory: who works where, a unit's names over time, and what a person holds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias, TypeVar

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import contains_eager, selectinload

from tracker.domain.errors import N_, NotFound
from tracker.domain.vocabulary import Role
from tracker.extensions import db
from tracker.models.people import RoleGrant, Unit, User
from tracker.queries.people import UnitSeen, UnitTree

Row = TypeVar("Row", Unit, User)
Person: TypeAlias = User


@dataclass(frozen=True)
class Post:
    """A person in a unit with the roles held there."""

    user: User
    roles: tuple[Role, ...]


@dataclass(frozen=True)
class Branch:
    """A unit with its depth below the top and its people."""

    unit: UnitSeen
    depth: int
    posts: tuple[Post, ...] = ()


def in_force(day: date) -> ColumnElement[bool]:
    """Return the condition that a grant holds on ``day`` (a day in Beijing)."""
    return and_(RoleGrant.valid_from <= day, or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= day))


def is_employed() -> ColumnElement[bool]:
    """Return the condition that a person was not disabled; an account that waits for its first role counts."""
    return User.disabled_at.is_(None)


def account_state(person: User) -> str:
    """Return how an account stands, as a msgid."""
    if person.disabled_at is not None:
        return N_("已停用")
    if not person.is_active:
        return N_("待安全管理员授予角色")
    return N_("启用") if person.password_hash else N_("待本人设密码")


def posts_by_unit(day: date) -> Mapping[int, tuple[Post, ...]]:
    """Return, for each unit, the people who hold a role in it on ``day``, in one statement."""
    statement = (
        select(RoleGrant)
        .join(RoleGrant.user)
        .where(in_force(day), is_employed())
        .order_by(RoleGrant.id)
        .options(contains_eager(RoleGrant.user))
    )
    found: dict[int, dict[int, Post]] = {}
    for grant in db.session.scalars(statement):
        here = found.setdefault(grant.unit_id, {})
        held = here[grant.user_id].roles if grant.user_id in here else ()
        here[grant.user_id] = Post(grant.user, (*held, grant.role))
    return {unit_id: tuple(posts.values()) for unit_id, posts in found.items()}


def branches(
    tree: UnitTree, posts: Mapping[int, tuple[Post, ...]], parent_id: int | None = None, depth: int = 0
) -> Iterator[Branch]:
    """Return the units below ``parent_id`` from the top down, each with its people."""
    for unit in tree.units.values():
        if unit.parent_id == parent_id:
            yield Branch(unit, depth, posts.get(unit.id, ()))
            yield from branches(tree, posts, unit.id, depth + 1)


def matching(found: list[Branch], words: str) -> list[Branch]:
    """Return the branches whose unit has the words in a name, and the people who have them in name or post."""
    wanted = words.casefold()

    def has(*texts: str) -> bool:
        return any(wanted in text.casefold() for text in texts)

    kept = (
        branch
        if has(branch.unit.name, branch.unit.short_name)
        else Branch(
            branch.unit,
            branch.depth,
            tuple(post for post in branch.posts if has(post.user.name, post.user.post)),
        )
        for branch in found
    )
    return [branch for branch in kept if branch.posts or has(branch.unit.name, branch.unit.short_name)]


def unit_with_names(unit_id: int) -> Unit:
    """Return a unit with all its names; raises NotFound."""
    return _found(db.session.get(Unit, unit_id, options=[selectinload(Unit.names)], populate_existing=True))


def _found(row: Row | None) -> Row:
    if row is None:
        raise NotFound
    return row


def person_with_grants(user_id: int) -> User:
    """Return a person with everything ever held; raises NotFound."""
    statement = (
        select(User)
        .where(User.id == user_id)
        .options(selectinload(User.grants).selectinload(RoleGrant.unit))
        .execution_options(populate_existing=True)
    )
    return _found(db.session.scalar(statement))


def present(person: User, day: date) -> list[RoleGrant]:
    """Return what a person holds on ``day`` or later, in the order in which it was given."""
    held = (grant for grant in person.grants if grant.valid_to is None or grant.valid_to >= day)
    return sorted(held, key=lambda grant: grant.id)


def past(person: User, day: date) -> list[RoleGrant]:
    """Return what a person held before ``day`` and no longer does, the latest first."""
    gone = (grant for grant in person.grants if grant.valid_to is not None and grant.valid_to < day)
    return sorted(gone, key=lambda grant: grant.id, reverse=True)


def people_without_role(day: date) -> list[User]:
    """Return the people who hold nothing on ``day`` and were not disabled, by name."""
    held = select(RoleGrant.id).where(RoleGrant.user_id == User.id, in_force(day)).exists()
    return list(db.session.scalars(select(User).where(is_employed(), ~held).order_by(User.name, User.id)))


def disabled_people() -> list[User]:
    """Return the people whose accounts are disabled, by name."""
    return list(db.session.scalars(select(User).where(~is_employed()).order_by(User.name, User.id)))


def other_holders(role: Role, user_id: int, day: date) -> int:
    """Count the active people besides one who hold a role on ``day``."""
    statement = (
        select(func.count(RoleGrant.user_id.distinct()))
        .join(RoleGrant.user)
        .where(RoleGrant.role == role, RoleGrant.user_id != user_id, in_force(day), User.is_active)
    )
    return db.session.scalar(statement) or 0
