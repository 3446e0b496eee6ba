"""Imports of registers: what they did, and what an office has said of the heads in its spreadsheets."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.domain.imports import ImportState
from tracker.models.base import Base, Instant, Key, choice, one_open
from tracker.models.people import User


class RegisterHead(Base):
    """What a department took a head for in its last import; an empty ``code``: the column is left out."""

    __tablename__ = "register_head"
    __table_args__ = (UniqueConstraint("host_unit_id", "head"),)
    id: Mapped[Key]
    host_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    head: Mapped[str] = mapped_column(String(200))
    code: Mapped[str] = mapped_column(String(40), default="")


class RegisterImport(Base):
    """A confirmed import: who, which file, what became of it; at most one under way in a department.

    ``stash`` names the uploaded file while it is needed. ``settings``: the sheet, its columns and what holds for every
    row. ``rows_done`` counts rows looked through and then rows written. ``is_old``: no notice of assignment was sent.
    ``last_event_id``: the last event it wrote; a later one of an item says that somebody has worked on it.
    """

    __tablename__ = "register_import"
    __table_args__ = (
        one_open(
            "uq_register_import_under_way",
            "state IN ('waiting', 'running', 'undo_waiting', 'undoing')",
            "host_unit_id",
        ),
        Index("ix_register_import_host", "host_unit_id", "id"),
    )
    id: Mapped[Key]
    host_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    state: Mapped[ImportState] = mapped_column(choice(ImportState, "register_import_state"))
    file_name: Mapped[str] = mapped_column(String(300))
    is_old: Mapped[bool] = mapped_column(default=False)
    stash: Mapped[str | None] = mapped_column(String(64))
    settings: Mapped[dict[str, Any]] = mapped_column(JSON)
    failure: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    rows_total: Mapped[int] = mapped_column(default=0)
    rows_done: Mapped[int] = mapped_column(default=0)
    made: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[int] = mapped_column(default=0)
    attempt: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[Instant | None]
    last_event_id: Mapped[int | None]
    asked_at: Mapped[Instant]
    ended_at: Mapped[Instant | None]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    undone_at: Mapped[Instant | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_by: Mapped[User] = relationship(foreign_keys=[made_by_id])
    undone_by: Mapped[User | None] = relationship(foreign_keys=[undone_by_id])


class ImportedRow(Base):
    """A row of the file that made an item or changed one; ``before`` holds the former values of what it changed.

    ``is_quiet``: of an old register, so that nobody is reminded of the item before somebody takes it up.
    """

    __tablename__ = "imported_row"
    __table_args__ = (
        Index("ix_imported_row_import", "import_id", "id"),
        Index("ix_imported_row_proposal", "proposal_id"),
    )
    id: Mapped[Key]
    import_id: Mapped[int] = mapped_column(ForeignKey("register_import.id"))
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    number: Mapped[int]
    is_new: Mapped[bool]
    is_quiet: Mapped[bool] = mapped_column(default=False)
    gave_units: Mapped[bool] = mapped_column(default=False)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
