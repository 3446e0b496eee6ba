"""Each sending of a letter to each recipient: kept for ever, the first one beside every later one."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.domain.dispatches import DispatchOutcome
from tracker.models.base import Base, Instant, Key, choice
from tracker.models.people import User


class Dispatch(Base):
    """One letter sent to one recipient on a day in Beijing; ``outcome`` is noted later where something is known.

    ``letter_id`` names the later letter (correction, supplement) that was sent instead of the reply itself.
    """

    __tablename__ = "dispatch"
    __table_args__ = (
        CheckConstraint("is_first OR reason IS NOT NULL", name="dispatch_again_has_reason"),
        CheckConstraint("(outcome IS NULL) = (outcome_on IS NULL)", name="dispatch_outcome_has_day"),
    )
    id: Mapped[Key]
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"), index=True)
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("later_letter.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    is_copy: Mapped[bool] = mapped_column(default=False)
    sponsor_id: Mapped[int | None] = mapped_column(ForeignKey("sponsor.id"))
    method: Mapped[str] = mapped_column(String(40))
    copies: Mapped[int] = mapped_column(default=1)
    sent_on: Mapped[date]
    is_first: Mapped[bool] = mapped_column(default=True)
    reason: Mapped[str | None] = mapped_column(String(500))
    at: Mapped[Instant]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    outcome: Mapped[DispatchOutcome | None] = mapped_column(choice(DispatchOutcome, "dispatch_outcome"))
    outcome_on: Mapped[date | None]
    outcome_note: Mapped[str | None] = mapped_column(String(300))
    outcome_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    by: Mapped[User] = relationship(foreign_keys=[by_id])
