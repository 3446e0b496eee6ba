"""Evaluations (征询意见), one a sponsor, object and round; they belong to the sponsor."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.domain.vocabulary import EvaluationState, Satisfaction
from tracker.models.base import Base, Instant, Key, LongText, Versioned, choice
from tracker.models.proposal import Sponsor


class Evaluation(Versioned, Base):
    """A sponsor's judgement of the work and of the result, four values each."""

    __tablename__ = "evaluation"
    __table_args__ = (
        CheckConstraint(
            "state NOT IN ('entered', 'confirmed') OR (attitude IS NOT NULL AND result IS NOT NULL)",
            name="evaluation_entered_is_whole",
        ),
        CheckConstraint(
            "NOT (attitude = 'dissatisfied' OR result = 'dissatisfied') OR text IS NOT NULL",
            name="evaluation_dissatisfied_has_text",
        ),
        CheckConstraint(
            "confirmed_by_id IS NULL OR confirmed_by_id <> entered_by_id", name="evaluation_two_persons"
        ),
        Index("ix_evaluation_proposal", "proposal_id"),
    )
    id: Mapped[Key]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    sponsor_id: Mapped[int] = mapped_column(ForeignKey("sponsor.id"), index=True)
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("reply.id"), index=True)
    opinion_id: Mapped[int | None] = mapped_column(ForeignKey("opinion.id"), index=True)
    commitment_id: Mapped[int | None] = mapped_column(ForeignKey("commitment.id"), index=True)
    round_no: Mapped[int] = mapped_column(default=1)
    state: Mapped[EvaluationState] = mapped_column(choice(EvaluationState, "evaluation_state"))
    attitude: Mapped[Satisfaction | None] = mapped_column(choice(Satisfaction, "evaluation_attitude"))
    result: Mapped[Satisfaction | None] = mapped_column(choice(Satisfaction, "evaluation_result"))
    text: Mapped[LongText | None]
    on_day: Mapped[date | None]
    channel: Mapped[str | None] = mapped_column(String(20))
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("evaluation.id"))
    created_at: Mapped[Instant]
    sponsor: Mapped[Sponsor] = relationship()
