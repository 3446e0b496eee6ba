"""Reminders: what was brought to whose mind, how each person wants it, who is away, and what was urged by hand."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.domain.reminders import Watched
from tracker.domain.urging import UrgeKind
from tracker.models.base import JSON, Base, Instant, Key, LongText, Versioned, choice, one_open, some
from tracker.models.people import Unit, User
from tracker.models.proposal import Proposal


class ReminderPolicy(Base):
    """A policy of the office as data; the newest row holds, the earlier ones are its history."""

    __tablename__ = "reminder_policy"
    id: Mapped[Key]
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[Instant]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    by: Mapped[User] = relationship()


class ReminderSweep(Base):
    """The one row that says up to which day in Beijing everything due was found."""

    __tablename__ = "reminder_sweep"
    __table_args__ = (CheckConstraint("id = 1", name="reminder_sweep_is_one"),)
    id: Mapped[Key]
    swept_on: Mapped[date]


class Reminder(Base):
    """One step of one due day for one person, for ever unique; it waits for the person's next digest.

    ``subject_id`` is the milestone's id, or the promise's. ``absent_id``: whose substitute is reminded. ``digest_on``
    is the day of the digest that took it. ``occasion`` names the check of promises that brought it, with its year: a
    person hears of a promise once an occasion, whatever day it was set to; the step says nothing then.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        one_open(
            "ix_reminder_step", "occasion IS NULL", "user_id", "watched", "subject_id", "due_on", "step"
        ),
        one_open("ix_reminder_occasion", "occasion IS NOT NULL", "user_id", "subject_id", "occasion"),
        some("ix_reminder_waiting", "digest_on IS NULL", "user_id", "id"),
        Index("ix_reminder_digest", "user_id", "digest_on"),
        Index("ix_reminder_proposal", "proposal_id"),
    )
    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    watched: Mapped[Watched] = mapped_column(choice(Watched, "reminder_watched"))
    subject_id: Mapped[int]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    due_on: Mapped[date]
    step: Mapped[int]
    step_on: Mapped[date]
    absent_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    occasion: Mapped[str | None] = mapped_column(String(20))
    made_at: Mapped[Instant]
    digest_on: Mapped[date | None]


class ReminderChoice(Versioned, Base):
    """How a person wants to be reminded; overdue matters cannot be switched off. ``feed_hash``: of the feed's token."""

    __tablename__ = "reminder_choice"
    __table_args__ = (
        CheckConstraint("digest_hour BETWEEN 8 AND 11", name="reminder_choice_hour"),
        CheckConstraint("days_ahead BETWEEN 3 AND 60", name="reminder_choice_ahead"),
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    digest_hour: Mapped[int] = mapped_column(default=8)
    days_ahead: Mapped[int] = mapped_column(default=60)
    wants_immediate: Mapped[bool] = mapped_column(default=True)
    feed_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    feed_made_at: Mapped[Instant | None]


class Absence(Base):
    """Days on which a person is away, both counted, and who stands in; without one, reminders wait for the return."""

    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint("until_on >= from_on", name="absence_ends_after_start"),
        CheckConstraint("substitute_id IS NULL OR substitute_id <> user_id", name="absence_by_another"),
        Index("ix_absence_user", "user_id", "until_on"),
        Index("ix_absence_until", "until_on"),
    )
    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    from_on: Mapped[date]
    until_on: Mapped[date]
    substitute_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[Instant]
    substitute: Mapped[User | None] = relationship(foreign_keys=[substitute_id])


class Urging(Versioned, Base):
    """A 催办 by hand of one part, its words and whom it reached; a slip has a number, a day and the unit's answer."""

    __tablename__ = "urging"
    __table_args__ = (
        CheckConstraint(
            "kind = 'urge' OR (document_number IS NOT NULL AND answer_due_on IS NOT NULL)",
            name="urging_slip_is_numbered",
        ),
        CheckConstraint("(answered_at IS NULL) = (answer IS NULL)", name="urging_answered_has_time"),
        Index("ix_urging_proposal", "proposal_id", "id"),
        some("ix_urging_unanswered", "kind <> 'urge' AND answered_at IS NULL", "unit_id", "answer_due_on"),
    )
    id: Mapped[Key]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[UrgeKind] = mapped_column(choice(UrgeKind, "urging_kind"))
    text: Mapped[str] = mapped_column(String(1000))
    people: Mapped[str] = mapped_column(String(300), default="")
    document_number: Mapped[str | None] = mapped_column(String(80), unique=True)
    answer_due_on: Mapped[date | None]
    answer: Mapped[LongText | None]
    answered_at: Mapped[Instant | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[Instant]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    proposal: Mapped[Proposal] = relationship()
    unit: Mapped[Unit] = relationship()
    by: Mapped[User] = relationship(foreign_keys=[by_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])
