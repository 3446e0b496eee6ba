"""What people make of the register: saved views, each person's layout, and a department's own labels on items."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.domain.register_layout import Density
from tracker.models.base import Base, Instant, Key, Versioned, choice, one_open
from tracker.models.people import User


class SavedView(Versioned, Base):
    """A list under a name: one person's own, or for a whole department (``unit_id``).

    ``query`` is the list's address without a place; empty ``columns`` leave each reader's own.
    """

    __tablename__ = "saved_view"
    __table_args__ = (
        CheckConstraint("(owner_id IS NULL) <> (unit_id IS NULL)", name="saved_view_has_one_owner"),
        one_open("uq_saved_view_own_name", "owner_id IS NOT NULL", "owner_id", "name"),
        one_open("uq_saved_view_unit_name", "unit_id IS NOT NULL", "unit_id", "name"),
    )
    id: Mapped[Key]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str] = mapped_column(String(40))
    query: Mapped[str] = mapped_column(String(2000), default="")
    columns: Mapped[str] = mapped_column(String(300), default="")
    density: Mapped[Density | None] = mapped_column(choice(Density, "saved_view_density"))
    position: Mapped[int]
    changed_at: Mapped[Instant]
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    changed_by: Mapped[User] = relationship(foreign_keys=[changed_by_id])


class RegisterChoice(Versioned, Base):
    """How a person has the register laid out, and which saved view it opens with."""

    __tablename__ = "register_choice"
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    columns: Mapped[str] = mapped_column(String(300), default="")
    density: Mapped[Density] = mapped_column(
        choice(Density, "register_choice_density"), default=Density.COMFORTABLE
    )
    view_id: Mapped[int | None] = mapped_column(ForeignKey("saved_view.id"), index=True)


class Tag(Base):
    """A department's own label (标签)."""

    __tablename__ = "tag"
    __table_args__ = (UniqueConstraint("host_unit_id", "name"),)
    id: Mapped[Key]
    host_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[Instant]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class ProposalTag(Base):
    """A label on an item."""

    __tablename__ = "proposal_tag"
    __table_args__ = (Index("ix_proposal_tag_tag", "tag_id", "proposal_id"),)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"), primary_key=True)
    tag: Mapped[Tag] = relationship()
