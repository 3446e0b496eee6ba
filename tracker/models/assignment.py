"""Assignments (件次), their dated milestones, contacts with sponsors, and side requests."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.domain.vocabulary import (
    AssignmentRole,
    AssignmentState,
    ContactMethod,
    RequestKind,
    RequestState,
)
from tracker.models.base import JSON, Base, Instant, Key, LongText, Versioned, choice, one_open, some
from tracker.models.people import Unit, User
from tracker.models.proposal import Proposal, Sponsor


class Assignment(Versioned, Base):
    """One unit's task in one round; a refused or returned one stays beside the one that replaced it.

    ``paused_on``: the Beijing day since which it rests, None while it does not.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        one_open(
            "uq_assignment_live",
            "state NOT IN ('returned', 'recalled')",
            "proposal_id",
            "unit_id",
            "round_no",
        ),
        CheckConstraint(
            "state <> 'answered' OR answered_at IS NOT NULL", name="assignment_answered_has_time"
        ),
        CheckConstraint("role <> 'split' OR part IS NOT NULL", name="assignment_split_has_part"),
        Index("ix_assignment_unit_state", "unit_id", "state"),
        Index("ix_assignment_office_state", "office_id", "state"),
        Index("ix_assignment_officer_state", "officer_id", "state"),
    )
    id: Mapped[Key]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    office_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    role: Mapped[AssignmentRole] = mapped_column(choice(AssignmentRole, "assignment_role"))
    state: Mapped[AssignmentState] = mapped_column(choice(AssignmentState, "assignment_state"))
    round_no: Mapped[int] = mapped_column(default=1)
    part: Mapped[str | None] = mapped_column(String(500))
    assigned_on: Mapped[date]
    due_on: Mapped[date | None]
    paused_on: Mapped[date | None]
    signed_at: Mapped[Instant | None]
    answered_at: Mapped[Instant | None]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"))
    created_at: Mapped[Instant]
    proposal: Mapped[Proposal] = relationship()
    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id])
    office: Mapped[Unit | None] = relationship(foreign_keys=[office_id])
    officer: Mapped[User | None] = relationship()


class Milestone(Versioned, Base):
    """A due date of an item or of one assignment, with the arithmetic that made it; ``first_due_on`` never changes.

    ``dropped_on``: the day on which the step fell away undone, as publishing does once decided against.
    """

    __tablename__ = "milestone"
    __table_args__ = (
        UniqueConstraint("assignment_id", "code"),
        Index("ix_milestone_proposal", "proposal_id"),
        some("ix_milestone_open_due", "done_on IS NULL", "code", "due_on"),
    )
    id: Mapped[Key]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"))
    code: Mapped[str] = mapped_column(String(32))
    first_due_on: Mapped[date]
    due_on: Mapped[date]
    done_on: Mapped[date | None]
    dropped_on: Mapped[date | None]
    rule_set: Mapped[str] = mapped_column(String(60))
    rule_version: Mapped[str] = mapped_column(String(40))
    explanation: Mapped[dict[str, Any]] = mapped_column(JSON)


class PartPause(Base):
    """A spell in which a part rested (暂停计时), with who approved it and why; one at a time."""

    __tablename__ = "part_pause"
    __table_args__ = (
        one_open("uq_part_pause_open", "ended_on IS NULL", "assignment_id"),
        CheckConstraint("ended_on IS NULL OR ended_on >= from_on", name="part_pause_ends_after_start"),
        CheckConstraint("(ended_on IS NULL) = (ended_at IS NULL)", name="part_pause_ended"),
    )
    id: Mapped[Key]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    request_id: Mapped[int | None] = mapped_column(ForeignKey("side_request.id"), index=True)
    from_on: Mapped[date]
    ended_on: Mapped[date | None]
    reason: Mapped[LongText]
    approved_at: Mapped[Instant]
    approved_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    ended_at: Mapped[Instant | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    approved_by: Mapped[User] = relationship(foreign_keys=[approved_by_id])


class ContactRecord(Base):
    """A contact with a sponsor (沟通/面商): who, when, how, what was said and what proves it."""

    __tablename__ = "contact_record"
    __table_args__ = (Index("ix_contact_record_proposal", "proposal_id", "on_day"),)
    id: Mapped[Key]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    sponsor_id: Mapped[int] = mapped_column(ForeignKey("sponsor.id"))
    on_day: Mapped[date]
    method: Mapped[ContactMethod] = mapped_column(choice(ContactMethod, "contact_record_method"))
    place: Mapped[str | None] = mapped_column(String(200))
    people: Mapped[str | None] = mapped_column(String(300))
    leader_present: Mapped[bool] = mapped_column(default=False)
    summary: Mapped[str] = mapped_column(String(2000))
    attitude: Mapped[str | None] = mapped_column(String(300))
    evidence: Mapped[str | None] = mapped_column(String(300))
    confirmed_by_sponsor: Mapped[bool] = mapped_column(default=False)
    round_no: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[Instant]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    sponsor: Mapped[Sponsor] = relationship()
    created_by: Mapped[User] = relationship()


class SideRequest(Versioned, Base):
    """A request beside the main path: return, extension, pause, withdrawal, not to publish, or voiding.

    ``is_by_office``: the coordinator entered it, so nobody inside the unit decides first; ``is_late``: after the limit.
    ``asked_items``: how many items the unit says it handles this year, where it asks for the added time for them.
    """

    __tablename__ = "side_request"
    __table_args__ = (
        one_open(
            "uq_side_request_open", "state IN ('asked', 'endorsed')", "proposal_id", "assignment_id", "kind"
        ),
        one_open(
            "uq_side_request_open_item",
            "state IN ('asked', 'endorsed') AND assignment_id IS NULL",
            "proposal_id",
            "kind",
        ),
        some("ix_side_request_waiting", "state IN ('asked', 'endorsed')", "kind", "proposal_id"),
        CheckConstraint(
            "(decided_at IS NULL) = (state IN ('asked', 'endorsed'))", name="side_request_decided"
        ),
        CheckConstraint(
            "kind <> 'void' OR state <> 'accepted' OR decided_by_id <> asked_by_id",
            name="side_request_void_by_two",
        ),
    )
    id: Mapped[Key]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"), index=True)
    kind: Mapped[RequestKind] = mapped_column(choice(RequestKind, "side_request_kind"))
    state: Mapped[RequestState] = mapped_column(choice(RequestState, "side_request_state"))
    reason: Mapped[LongText]
    suggested_unit: Mapped[str | None] = mapped_column(String(200))
    asked_until: Mapped[date | None]
    asked_items: Mapped[int | None]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[Instant]
    is_late: Mapped[bool] = mapped_column(default=False)
    is_by_office: Mapped[bool] = mapped_column(default=False)
    endorsed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    endorsed_at: Mapped[Instant | None]
    endorsement: Mapped[str | None] = mapped_column(String(500))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[Instant | None]
    decision_reason: Mapped[LongText | None]
    assignment: Mapped[Assignment | None] = relationship()
    asked_by: Mapped[User] = relationship(foreign_keys=[asked_by_id])
    endorsed_by: Mapped[User | None] = relationship(foreign_keys=[endorsed_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])
    consents: Mapped[list["WithdrawalConsent"]] = relationship(order_by="WithdrawalConsent.id")


class WithdrawalConsent(Base):
    """A co-signer's agreement to a withdrawal: who, on which day, and what proves it; joint items need every one."""

    __tablename__ = "withdrawal_consent"
    __table_args__ = (UniqueConstraint("request_id", "sponsor_id"),)
    id: Mapped[Key]
    request_id: Mapped[int] = mapped_column(ForeignKey("side_request.id"))
    sponsor_id: Mapped[int] = mapped_column(ForeignKey("sponsor.id"), index=True)
    on_day: Mapped[date]
    evidence: Mapped[str] = mapped_column(String(300))
    attachment_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"), index=True)
    recorded_at: Mapped[Instant]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    sponsor: Mapped[Sponsor] = relationship()
    recorded_by: Mapped[User] = relationship()
