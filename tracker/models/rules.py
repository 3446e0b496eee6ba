"""What the office itself changes about deadlines: holiday notices that it entered, and rule sets of its own."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.models.base import JSON, Base, Instant, Key, LongText, Versioned
from tracker.models.people import Unit, User


class CalendarChange(Base):
    """A notice as it was entered, with what each day was before; an undoing is a change of its own.

    ``days``: {"day", "kind", "name", "old_kind", "old_name"}, the old ones null where the office had entered nothing.
    ``moved``: how many items got another due date by it.
    """

    __tablename__ = "calendar_change"
    __table_args__ = (UniqueConstraint("undoes_id"),)
    id: Mapped[Key]
    year: Mapped[int]
    source: Mapped[str] = mapped_column(String(200))
    text: Mapped[LongText]
    is_local: Mapped[bool]
    days: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    moved: Mapped[int]
    at: Mapped[Instant]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("calendar_change.id"))
    by: Mapped[User] = relationship()


class OfficeRuleSet(Versioned, Base):
    """One version of a department's own rules, as TOML; a draft until it is put in force from a day.

    What is in force is never edited: a copy is. ``moved``: how many open items were taken over to it.
    """

    __tablename__ = "office_rule_set"
    __table_args__ = (
        CheckConstraint(
            "(valid_from IS NULL) = (approved_by_id IS NULL)", name="office_rule_set_in_force_is_approved"
        ),
        UniqueConstraint("name", "label"),
        Index("ix_office_rule_set_unit", "unit_id", "valid_from"),
    )
    id: Mapped[Key]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(40))
    text: Mapped[LongText]
    valid_from: Mapped[date | None]
    moved: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Instant]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    approved_at: Mapped[Instant | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    unit: Mapped[Unit] = relationship()
    created_by: Mapped[User] = relationship(foreign_keys=[created_by_id])
    approved_by: Mapped[User | None] = relationship(foreign_keys=[approved_by_id])
