"""What keeps written words from being lost or typed twice: snapshots, versions of opinions, private copies, phrases."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.models.base import Base, Instant, Key, LongText
from tracker.models.people import Unit, User


class DraftSnapshot(Base):
    """A draft's text as it stood with one ``version`` of its reply: the base from which two editors departed."""

    __tablename__ = "draft_snapshot"
    __table_args__ = (UniqueConstraint("reply_id", "version"),)
    id: Mapped[Key]
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"), index=True)
    version: Mapped[int]
    text: Mapped[LongText]
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class OpinionVersion(Base):
    """A saved text of an opinion; one that came too late has the ``base_version`` of the page that it was typed in."""

    __tablename__ = "opinion_version"
    __table_args__ = (UniqueConstraint("opinion_id", "number"),)
    id: Mapped[Key]
    opinion_id: Mapped[int] = mapped_column(ForeignKey("opinion.id"), index=True)
    number: Mapped[int]
    version: Mapped[int | None]
    base_version: Mapped[int | None]
    text: Mapped[LongText]
    saved_at: Mapped[Instant]
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    saved_by: Mapped[User] = relationship()


class PrivateCopy(Base):
    """A text whose writer lost the right to save it meanwhile; nobody else can see it (trust.md C3)."""

    __tablename__ = "private_copy"
    __table_args__ = (
        CheckConstraint("kind IN ('reply', 'opinion')", name="private_copy_kind_is_text"),
        Index("ix_private_copy_user", "user_id", "id"),
    )
    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    kind: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(300))
    text: Mapped[LongText]
    saved_at: Mapped[Instant]


class StockPhrase(Base):
    """Words that a unit's letters use again (常用语); places such as 【标题】 are filled in where they are used."""

    __tablename__ = "stock_phrase"
    __table_args__ = (UniqueConstraint("unit_id", "name"),)
    id: Mapped[Key]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))
    text: Mapped[LongText]
    saved_at: Mapped[Instant]
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    unit: Mapped[Unit] = relationship()
