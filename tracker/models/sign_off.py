"""Sign-off chains that an office keeps, the steps that each submitted reply got from them, and what belongs there."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.domain.chains import LONGEST_NAME
from tracker.domain.step_words import Importance, StepPlace, StepState
from tracker.domain.vocabulary import (
    Kind,
    ReplyState,
    Role,
)
from tracker.models.base import Base, Instant, Key, LongText, Versioned, choice, one_open, some
from tracker.models.office import Attachment
from tracker.models.people import Unit, User
from tracker.models.reply import Reply


class SignOffChain(Versioned, Base):
    """A chain of a unit for a kind and an importance, any where None; a draft until it is put in force from a day.

    What is in force is never edited: a copy is, and takes its place from another day on.
    """

    __tablename__ = "sign_off_chain"
    __table_args__ = (
        CheckConstraint(
            "valid_from IS NOT NULL OR (valid_to IS NULL AND approved_by_id IS NULL)",
            name="sign_off_chain_draft_is_not_ended",
        ),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="sign_off_chain_ends_after_start"),
        Index("ix_sign_off_chain_unit", "unit_id", "valid_from"),
    )
    id: Mapped[Key]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    kind: Mapped[Kind | None] = mapped_column(choice(Kind, "sign_off_chain_kind"))
    importance: Mapped[Importance | None] = mapped_column(choice(Importance, "sign_off_chain_importance"))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    created_at: Mapped[Instant]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    approved_at: Mapped[Instant | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    unit: Mapped[Unit] = relationship()
    created_by: Mapped[User] = relationship(foreign_keys=[created_by_id])
    approved_by: Mapped[User | None] = relationship(foreign_keys=[approved_by_id])
    steps: Mapped[list["SignOffChainStep"]] = relationship(
        order_by="(SignOffChainStep.position, SignOffChainStep.id)", cascade="all, delete-orphan"
    )


class SignOffChainStep(Base):
    """One step of a chain; steps with the same position are asked at once."""

    __tablename__ = "sign_off_chain_step"
    id: Mapped[Key]
    chain_id: Mapped[int] = mapped_column(ForeignKey("sign_off_chain.id"), index=True)
    position: Mapped[int]
    stage: Mapped[ReplyState] = mapped_column(choice(ReplyState, "sign_off_chain_step_stage"))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    place: Mapped[StepPlace] = mapped_column(choice(StepPlace, "sign_off_chain_step_place"))
    role: Mapped[Role | None] = mapped_column(choice(Role, "sign_off_chain_step_role"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    demands_meeting: Mapped[bool] = mapped_column(default=False)
    unit: Mapped[Unit | None] = relationship()
    user: Mapped[User | None] = relationship()


class ReplyStep(Versioned, Base):
    """One step of one submission (``lap``) of a reply: its own copy, which later changes of the chain do not touch.

    Two persons: nobody passes what he wrote or submitted, and nobody passes two steps of one submission.
    """

    __tablename__ = "reply_step"
    __table_args__ = (
        one_open("uq_reply_step_person", "state = 'done' AND by_id IS NOT NULL", "reply_id", "lap", "by_id"),
        some("ix_reply_step_current_unit", "state = 'current'", "unit_id", "role"),
        some("ix_reply_step_current_user", "state = 'current'", "user_id"),
        Index("ix_reply_step_reply", "reply_id", "lap", "position"),
        CheckConstraint(
            "(state IN ('done', 'bypassed')) = (at IS NOT NULL)", name="reply_step_done_has_time"
        ),
        CheckConstraint("state <> 'bypassed' OR reason IS NOT NULL", name="reply_step_bypassed_has_reason"),
        CheckConstraint(
            "by_id IS NULL OR (by_id <> author_id AND by_id <> submitted_by_id)",
            name="reply_step_two_persons",
        ),
        CheckConstraint("user_id IS NOT NULL OR role IS NOT NULL", name="reply_step_asks_somebody"),
    )
    id: Mapped[Key]
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"))
    lap: Mapped[int]
    chain_id: Mapped[int | None] = mapped_column(ForeignKey("sign_off_chain.id"))
    position: Mapped[int]
    stage: Mapped[ReplyState] = mapped_column(choice(ReplyState, "reply_step_stage"))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    role: Mapped[Role | None] = mapped_column(choice(Role, "reply_step_role"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    demands_meeting: Mapped[bool] = mapped_column(default=False)
    state: Mapped[StepState] = mapped_column(choice(StepState, "reply_step_state"))
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[Instant | None]
    reason: Mapped[LongText | None]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    added_reason: Mapped[LongText | None]
    reply: Mapped[Reply] = relationship()
    unit: Mapped[Unit | None] = relationship()
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])
    by: Mapped[User | None] = relationship(foreign_keys=[by_id])
    added_by: Mapped[User | None] = relationship(foreign_keys=[added_by_id])


class MeetingRecord(Base):
    """What the leadership meeting (班子会议) decided about a reply: day, minutes, decision, and the file where kept."""

    __tablename__ = "meeting_record"
    id: Mapped[Key]
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"), index=True)
    on_day: Mapped[date]
    minutes: Mapped[str] = mapped_column(String(120))
    decision: Mapped[str] = mapped_column(String(1000))
    attachment_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"))
    at: Mapped[Instant]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    by: Mapped[User] = relationship()
    attachment: Mapped[Attachment | None] = relationship()


class ContactWaiver(Base):
    """Why a reply may be signed with no contact before it (代表法 art. 51), and who said so."""

    __tablename__ = "contact_waiver"
    id: Mapped[Key]
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"), unique=True)
    reason: Mapped[LongText]
    at: Mapped[Instant]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    by: Mapped[User] = relationship()
