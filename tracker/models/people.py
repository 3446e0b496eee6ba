"""Units with their names over time, people, and the roles that people hold in units."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.domain.vocabulary import Duty, Role, UnitKind, duty_of
from tracker.models.base import Base, Instant, Key, Name, Versioned, choice, one_open

OF_USER = "foreign(RoleGrant.user_id) == User.id"


class Unit(Versioned, Base):
    """A department, an internal office, or a unit outside; ``path`` lists ancestors and itself as ``/1/4/``."""

    __tablename__ = "unit"
    id: Mapped[Key]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[UnitKind] = mapped_column(choice(UnitKind, "unit_kind"))
    path: Mapped[str] = mapped_column(String(200), default="", index=True)
    name: Mapped[Name]
    short_name: Mapped[str] = mapped_column(String(60))
    document_prefix: Mapped[str | None] = mapped_column(String(40))
    co_document_prefix: Mapped[str | None] = mapped_column(String(40))
    class_scheme: Mapped[str | None] = mapped_column(String(40))
    rule_set: Mapped[str | None] = mapped_column(String(40))
    position: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)
    names: Mapped[list["UnitName"]] = relationship(order_by="UnitName.valid_from", back_populates="unit")


class UnitName(Base):
    """A unit's name from a day on; ``valid_to`` is the last day, open for the present name."""

    __tablename__ = "unit_name"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="unit_name_ends_after_start"),
        one_open("uq_unit_name_present", "valid_to IS NULL", "unit_id"),
    )
    id: Mapped[Key]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[Name]
    short_name: Mapped[str] = mapped_column(String(60))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    unit: Mapped[Unit] = relationship(back_populates="names")


class User(Versioned, Base):
    """A person with an account; nobody is deleted, only disabled.

    ``duty`` is set by the first role and says what the account is for; the roles refer to it, so that the database
    itself refuses an administrator a second duty, at whatever time. ``is_active``: may sign in, once a password is set.
    """

    __tablename__ = "user_account"
    __table_args__ = (UniqueConstraint("id", "duty"),)
    id: Mapped[Key]
    username: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    post: Mapped[str] = mapped_column(String(80), default="")
    email: Mapped[str | None] = mapped_column(String(200))
    phone: Mapped[str | None] = mapped_column(String(40))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    session_version: Mapped[int] = mapped_column(default=1)
    locale: Mapped[str] = mapped_column(String(10), default="zh")
    is_active: Mapped[bool] = mapped_column(default=True)
    duty: Mapped[Duty | None] = mapped_column(choice(Duty, "user_account_duty"))
    created_at: Mapped[Instant]
    password_changed_at: Mapped[Instant | None]
    disabled_at: Mapped[Instant | None]
    grants: Mapped[list["RoleGrant"]] = relationship(back_populates="user", primaryjoin=OF_USER)


class RoleGrant(Base):
    """A role that a person holds in a unit and the tree below it, between two days."""

    __tablename__ = "role_grant"
    __table_args__ = (
        UniqueConstraint("user_id", "unit_id", "role", "valid_from"),
        ForeignKeyConstraint(["user_id", "duty"], ["user_account.id", "user_account.duty"]),
        CheckConstraint(
            "duty = CASE WHEN role IN ('system_admin', 'security_admin', 'audit_admin') THEN role ELSE 'business' END",
            name="role_grant_duty_of_role",
        ),
    )
    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    role: Mapped[Role] = mapped_column(choice(Role, "role_grant_role"))
    duty: Mapped[Duty] = mapped_column(choice(Duty, "role_grant_duty"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    user: Mapped[User] = relationship(back_populates="grants", primaryjoin=OF_USER)
    unit: Mapped[Unit] = relationship()


def grant(user: User, unit: Unit, role: Role, since: date) -> RoleGrant:
    """Return a role for a person from a day on; a first role says what the account is for."""
    user.duty = user.duty or duty_of(role)
    return RoleGrant(user_id=user.id, unit_id=unit.id, role=role, duty=duty_of(role), valid_from=since)


class PasswordUsed(Base):
    """The hash of a password that an account had, so that 等保's last five are not used again."""

    __tablename__ = "password_used"
    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    at: Mapped[Instant]
