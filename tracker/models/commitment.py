"""Promises: marks in a draft's text, the records they become, and notes of progress."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.domain.vocabulary import CommitmentState, Verdict
from tracker.models.base import Base, Instant, Key, LongText, Versioned, choice, some
from tracker.models.people import Unit, User
from tracker.models.proposal import Proposal


class PromiseMark(Versioned, Base):
    """A sentence of a draft with the officer's verdict, at ``start_at`` to ``end_at`` in code points of its text.

    A mark that is not placed lost its words while the draft was edited: it waits for them to come back (cut and
    pasted elsewhere), counts for nothing, and is gone with the submission.
    """

    __tablename__ = "promise_mark"
    __table_args__ = (
        CheckConstraint("start_at >= 0 AND end_at > start_at", name="promise_mark_span"),
        CheckConstraint(
            "verdict <> 'promise' OR (owner_unit_id IS NOT NULL AND (due_on IS NOT NULL OR review_on IS NOT NULL))",
            name="promise_mark_has_owner_and_day",
        ),
        Index("ix_promise_mark_reply", "reply_id", "start_at"),
    )
    id: Mapped[Key]
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"))
    start_at: Mapped[int]
    end_at: Mapped[int]
    quote: Mapped[LongText]
    verdict: Mapped[Verdict] = mapped_column(choice(Verdict, "promise_mark_verdict"))
    reason: Mapped[str | None] = mapped_column(String(300))
    is_found: Mapped[bool] = mapped_column(default=True)
    is_placed: Mapped[bool] = mapped_column(default=True)
    owner_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    owner_user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    target: Mapped[str | None] = mapped_column(String(120))
    due_text: Mapped[str | None] = mapped_column(String(80))
    due_on: Mapped[date | None]
    review_on: Mapped[date | None]
    rule: Mapped[str | None] = mapped_column(String(60))
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    judged_at: Mapped[Instant | None]
    owner_unit: Mapped[Unit | None] = relationship()


class Commitment(Versioned, Base):
    """A promise of a sent reply: its sentence, owner, words of time, day and end. ``first_due_on`` never changes."""

    __tablename__ = "commitment"
    __table_args__ = (
        CheckConstraint("due_on IS NOT NULL OR review_on IS NOT NULL", name="commitment_ages"),
        CheckConstraint(
            "(state IN ('kept', 'kept_late', 'changed', 'dropped', 'broken')) = (closed_on IS NOT NULL)",
            name="commitment_closed_has_date",
        ),
        CheckConstraint(
            "closed_by_id IS NULL OR reported_by_id IS NULL OR closed_by_id <> reported_by_id "
            "OR state NOT IN ('kept', 'kept_late')",
            name="commitment_closed_by_another",
        ),
        CheckConstraint("percent IS NULL OR percent BETWEEN 0 AND 100", name="commitment_percent_range"),
        some("ix_commitment_open_unit_due", "is_open", "owner_unit_id", "next_on", "id"),
        some("ix_commitment_open_host_due", "is_open", "host_unit_id", "next_on", "id"),
        some("ix_commitment_open_next", "is_open", "next_on"),
        some("ix_commitment_open", "is_open", "id"),
        some("ix_commitment_open_owner", "is_open", "owner_user_id"),
        Index("ix_commitment_proposal", "proposal_id", "number"),
    )
    id: Mapped[Key]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    host_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"), index=True)
    number: Mapped[int]
    state: Mapped[CommitmentState] = mapped_column(choice(CommitmentState, "commitment_state"))
    is_open: Mapped[bool] = mapped_column(default=True)
    quote: Mapped[LongText]
    start_at: Mapped[int]
    end_at: Mapped[int]
    owner_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    owner_user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    target: Mapped[str | None] = mapped_column(String(120))
    target_number: Mapped[float | None] = mapped_column(Numeric(14, 2))
    target_unit: Mapped[str | None] = mapped_column(String(20))
    due_text: Mapped[str | None] = mapped_column(String(80))
    rule: Mapped[str | None] = mapped_column(String(60))
    anchor_on: Mapped[date]
    first_due_on: Mapped[date | None]
    due_on: Mapped[date | None]
    review_on: Mapped[date | None]
    next_on: Mapped[date | None]
    percent: Mapped[int | None]
    reported_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    reported_on: Mapped[date | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    closed_on: Mapped[date | None]
    created_at: Mapped[Instant]
    proposal: Mapped[Proposal] = relationship()
    owner_unit: Mapped[Unit] = relationship(foreign_keys=[owner_unit_id])
    owner_user: Mapped[User | None] = relationship(foreign_keys=[owner_user_id])
    notes: Mapped[list["ProgressNote"]] = relationship(order_by="ProgressNote.id.desc()")


class SharedPromise(Base):
    """A promise that an earlier letter of a merged group made, and where it stands in this letter of another item."""

    __tablename__ = "shared_promise"
    __table_args__ = (
        UniqueConstraint("commitment_id", "reply_id"),
        Index("ix_shared_promise_proposal", "proposal_id", "commitment_id"),
        Index("ix_shared_promise_reply", "reply_id"),
    )
    id: Mapped[Key]
    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitment.id"))
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"))
    start_at: Mapped[int]
    end_at: Mapped[int]


class ProgressNote(Base):
    """A report on a promise: what was done, how far, and what proves it."""

    __tablename__ = "progress_note"
    id: Mapped[Key]
    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitment.id"), index=True)
    on_day: Mapped[date]
    text: Mapped[str] = mapped_column(String(2000))
    percent: Mapped[int | None]
    evidence: Mapped[str | None] = mapped_column(String(500))
    says_done: Mapped[bool] = mapped_column(default=False)
    at: Mapped[Instant]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    by: Mapped[User] = relationship()
