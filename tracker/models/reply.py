"""Replies (答复件): drafts with versions, reviews, numbers, recipients, and class marks with their history."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.domain.class_marks import Outcome
from tracker.domain.vocabulary import Publicity, ReplyState
from tracker.models.assignment import Assignment
from tracker.models.base import Base, Instant, Key, LongText, Versioned, choice, one_open
from tracker.models.people import User
from tracker.models.proposal import ProposalPoint


class Reply(Versioned, Base):
    """One reply of one answering assignment; ``text`` is the working text, versions are kept beside it."""

    __tablename__ = "reply"
    __table_args__ = (
        one_open("uq_reply_live", "state <> 'cancelled'", "assignment_id"),
        CheckConstraint(
            "(state IN ('sent', 'published')) = (sent_on IS NOT NULL)", name="reply_sent_has_date"
        ),
        CheckConstraint(
            "state NOT IN ('signed', 'numbered', 'sent', 'published') OR "
            "(signed_at IS NOT NULL AND class_mark IS NOT NULL AND publicity IS NOT NULL)",
            name="reply_signed_is_whole",
        ),
        CheckConstraint(
            "publicity IS NULL OR publicity = 'proactive' OR publicity_reason IS NOT NULL",
            name="reply_withheld_has_reason",
        ),
        Index("ix_reply_proposal", "proposal_id"),
        Index("ix_reply_state", "state"),
    )
    id: Mapped[Key]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"))
    round_no: Mapped[int] = mapped_column(default=1)
    state: Mapped[ReplyState] = mapped_column(choice(ReplyState, "reply_state"))
    title: Mapped[str] = mapped_column(String(300))
    addressee: Mapped[str] = mapped_column(String(300))
    text: Mapped[LongText] = mapped_column(Text, default="", deferred=True)
    draft_number: Mapped[int] = mapped_column(default=1)
    sent_back_count: Mapped[int] = mapped_column(default=0)
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    saved_at: Mapped[Instant]
    class_scheme: Mapped[str] = mapped_column(String(40))
    class_mark: Mapped[str | None] = mapped_column(String(8))
    publicity: Mapped[Publicity | None] = mapped_column(choice(Publicity, "reply_publicity"))
    publicity_reason: Mapped[str | None] = mapped_column(String(500))
    signer_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    signed_at: Mapped[Instant | None]
    document_number: Mapped[str | None] = mapped_column(String(80))
    sent_on: Mapped[date | None]
    contact_person: Mapped[str | None] = mapped_column(String(80))
    contact_phone: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[Instant]
    assignment: Mapped[Assignment] = relationship()
    author: Mapped[User] = relationship(foreign_keys=[author_id])
    signer: Mapped[User | None] = relationship(foreign_keys=[signer_id])


class DraftVersion(Base):
    """A kept version of a reply's text: saved by its author, sealed by a submission, or come too late.

    A late one has the ``base_version`` of the page that it was typed in; ``asks_open`` counts the asks without an
    answer that the submitter confirmed.
    """

    __tablename__ = "draft_version"
    __table_args__ = (UniqueConstraint("reply_id", "number"),)
    id: Mapped[Key]
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"), index=True)
    number: Mapped[int]
    text: Mapped[LongText]
    note: Mapped[str | None] = mapped_column(String(200))
    is_submitted: Mapped[bool] = mapped_column(default=False)
    base_version: Mapped[int | None]
    asks_open: Mapped[int] = mapped_column(default=0, server_default="0")
    saved_at: Mapped[Instant]
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    saved_by: Mapped[User] = relationship()


class Review(Base):
    """One decision on a submitted draft: approved, checked, sent back, signed or refused, with the remark."""

    __tablename__ = "review"
    __table_args__ = (Index("ix_review_reply", "reply_id", "id"),)
    id: Mapped[Key]
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"))
    step: Mapped[ReplyState] = mapped_column(choice(ReplyState, "review_step"))
    step_name: Mapped[str | None] = mapped_column(String(60))
    action: Mapped[str] = mapped_column(String(32))
    remark: Mapped[LongText | None]
    draft_number: Mapped[int]
    at: Mapped[Instant]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    by: Mapped[User] = relationship()


class PointAnswer(Base):
    """Where a reply answers one ask of the item, or why it is not this unit's to answer.

    ``section`` says the place in words (二（一）) and is empty where none stands in the text any more; ``quote`` with
    ``start_at`` and ``end_at`` (code points) is the beginning of the paragraph that answers.
    """

    __tablename__ = "point_answer"
    __table_args__ = (
        UniqueConstraint("reply_id", "point_id"),
        CheckConstraint("NOT is_outside OR reason IS NOT NULL", name="point_answer_outside_has_reason"),
    )
    id: Mapped[Key]
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"), index=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("proposal_point.id"), index=True)
    section: Mapped[str] = mapped_column(String(200))
    start_at: Mapped[int | None]
    end_at: Mapped[int | None]
    quote: Mapped[LongText | None]
    is_outside: Mapped[bool] = mapped_column(default=False, server_default=false())
    reason: Mapped[str | None] = mapped_column(String(300))
    point: Mapped[ProposalPoint] = relationship()


class DocumentNumber(Base):
    """A number taken from a unit's series of a year; a void one keeps its reason, so that no gap is unexplained."""

    __tablename__ = "document_number"
    __table_args__ = (
        UniqueConstraint("unit_id", "prefix", "year", "serial"),
        CheckConstraint("serial >= 1", name="document_number_serial_positive"),
        CheckConstraint("NOT is_void OR void_reason IS NOT NULL", name="document_number_void_has_reason"),
    )
    id: Mapped[Key]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    prefix: Mapped[str] = mapped_column(String(40))
    year: Mapped[int]
    serial: Mapped[int]
    text: Mapped[str] = mapped_column(String(80))
    is_void: Mapped[bool] = mapped_column(default=False)
    void_reason: Mapped[str | None] = mapped_column(String(500))
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("reply.id"), index=True)
    opinion_id: Mapped[int | None] = mapped_column(ForeignKey("opinion.id"), index=True)
    taken_at: Mapped[Instant]
    taken_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class Recipient(Base):
    """Somebody to whom a reply goes: a sponsor, or a body on the copy list (抄送)."""

    __tablename__ = "recipient"
    __table_args__ = (UniqueConstraint("reply_id", "position"),)
    id: Mapped[Key]
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    is_copy: Mapped[bool] = mapped_column(default=False)
    sponsor_id: Mapped[int | None] = mapped_column(ForeignKey("sponsor.id"))
    method: Mapped[str] = mapped_column(String(40))
    copies: Mapped[int] = mapped_column(default=1)
    sent_on: Mapped[date | None]


class ClassChange(Base):
    """One setting of a reply's class mark with its neutral outcome; the last one counts (§2.5 rule 5)."""

    __tablename__ = "class_change"
    __table_args__ = (Index("ix_class_change_proposal", "proposal_id", "id"),)
    id: Mapped[Key]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"), index=True)
    scheme: Mapped[str] = mapped_column(String(40))
    mark: Mapped[str] = mapped_column(String(8))
    outcome: Mapped[Outcome] = mapped_column(choice(Outcome, "class_change_outcome"))
    reason: Mapped[str | None] = mapped_column(String(500))
    evidence: Mapped[str | None] = mapped_column(String(300))
    at: Mapped[Instant]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    by: Mapped[User] = relationship()
