"""Evaluations (征询意见), one a sponsor, object and round; they belong to the sponsor. Meetings that conclude."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.domain.vocabulary import ContactMethod, EvaluationState, MeetingKind, Pertinence, Satisfaction
from tracker.models.base import Base, Instant, Key, LongText, Versioned, choice, one_open, some
from tracker.models.office import Attachment
from tracker.models.people import User
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
        one_open(
            "uq_evaluation_reply",
            "state <> 'superseded' AND reply_id IS NOT NULL",
            "sponsor_id",
            "reply_id",
        ),
        one_open(
            "uq_evaluation_opinion",
            "state <> 'superseded' AND opinion_id IS NOT NULL",
            "sponsor_id",
            "opinion_id",
        ),
        Index("ix_evaluation_proposal", "proposal_id"),
        Index("ix_evaluation_state", "state"),
        some(
            "ix_evaluation_dissatisfied",
            "(attitude = 'dissatisfied' OR result = 'dissatisfied') AND state = 'confirmed'",
            "proposal_id",
        ),
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
    heard_by: Mapped[ContactMethod | None] = mapped_column(choice(ContactMethod, "evaluation_heard_by"))
    agrees: Mapped[bool | None]
    pertinence: Mapped[Pertinence | None] = mapped_column(choice(Pertinence, "evaluation_pertinence"))
    leader_replied: Mapped[bool | None]
    scan_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"))
    remark: Mapped[str | None] = mapped_column(String(500))
    entered_at: Mapped[Instant | None]
    confirmed_at: Mapped[Instant | None]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("evaluation.id"))
    created_at: Mapped[Instant]
    sponsor: Mapped[Sponsor] = relationship()
    scan: Mapped[Attachment | None] = relationship()
    entered_by: Mapped[User | None] = relationship(foreign_keys=[entered_by_id])
    confirmed_by: Mapped[User | None] = relationship(foreign_keys=[confirmed_by_id])


class ReviewMeeting(Base):
    """The meeting face to face or the experts' review with which a round ends that left a sponsor dissatisfied."""

    __tablename__ = "review_meeting"
    __table_args__ = (Index("ix_review_meeting_proposal", "proposal_id", "round_no"),)
    id: Mapped[Key]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    round_no: Mapped[int] = mapped_column(default=1)
    kind: Mapped[MeetingKind] = mapped_column(choice(MeetingKind, "review_meeting_kind"))
    on_day: Mapped[date]
    people: Mapped[str] = mapped_column(String(500))
    conclusion: Mapped[LongText]
    file_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"))
    created_at: Mapped[Instant]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    file: Mapped[Attachment] = relationship()
    created_by: Mapped[User] = relationship()
