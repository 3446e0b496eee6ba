"""Co-handling opinions (会办意见), one an assisting assignment and round."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.domain.vocabulary import OpinionState
from tracker.models.assignment import Assignment
from tracker.models.base import Base, Instant, Key, LongText, Versioned, choice
from tracker.models.people import User


class Opinion(Versioned, Base):
    """A co-handler's opinion, signed by its head, weighed by the lead."""

    __tablename__ = "opinion"
    __table_args__ = (
        CheckConstraint(
            "state NOT IN ('submitted', 'adopted', 'partly_adopted', 'not_adopted') OR signed_at IS NOT NULL",
            name="opinion_submitted_is_signed",
        ),
        Index("ix_opinion_proposal", "proposal_id"),
        Index("ix_opinion_state", "state"),
    )
    id: Mapped[Key]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), unique=True)
    state: Mapped[OpinionState] = mapped_column(choice(OpinionState, "opinion_state"))
    text: Mapped[LongText] = mapped_column(Text, default="", deferred=True)
    document_number: Mapped[str | None] = mapped_column(String(80))
    contact_person: Mapped[str | None] = mapped_column(String(80))
    contact_phone: Mapped[str | None] = mapped_column(String(40))
    may_be_published: Mapped[bool] = mapped_column(default=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    saved_at: Mapped[Instant | None]
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    signed_at: Mapped[Instant | None]
    sent_back_count: Mapped[int] = mapped_column(default=0)
    weighed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    weighed_at: Mapped[Instant | None]
    weighing: Mapped[str | None] = mapped_column(String(1000))
    assignment: Mapped[Assignment] = relationship()
    author: Mapped[User | None] = relationship(foreign_keys=[author_id])
    signed_by: Mapped[User | None] = relationship(foreign_keys=[signed_by_id])
