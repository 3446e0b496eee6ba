"""Units with their names over time, people, and the roles that people hold in units."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.domain.vocabulary import Role, UnitKind
from tracker.models.base import Base, Instant, Key, Name, Versioned, choice, one_open


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
    """A person with an account; nobody is deleted, only deactivated."""

    __tablename__ = "user_account"
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
    created_at: Mapped[Instant]
    grants: Mapped[list["RoleGrant"]] = relationship(back_populates="user")


class RoleGrant(Base):
    """A role that a person holds in a unit and the tree below it, between two days."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("user_id", "unit_id", "role", "valid_from"),)
    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    role: Mapped[Role] = mapped_column(choice(Role, "role_grant_role"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    user: Mapped[User] = relationship(back_populates="grants")
    unit: Mapped[Unit] = relationship()
