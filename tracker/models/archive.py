"""Items put into the archive (归档)."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.domain.dispatches import Retention
from tracker.models.base import Base, Instant, Key, choice
from tracker.models.people import User


class ArchiveRecord(Base):
    """Where an item was put, for how long, by whom; an item reopened and archived again gets another row."""

    __tablename__ = "archive_record"
    id: Mapped[Key]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    code: Mapped[str | None] = mapped_column(String(80))
    retention: Mapped[Retention] = mapped_column(choice(Retention, "archive_record_retention"))
    note: Mapped[str | None] = mapped_column(String(300))
    at: Mapped[Instant]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    by: Mapped[User] = relationship()
