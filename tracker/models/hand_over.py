"""Hand-overs (工作移交): who offers which work to whom, and what became of each piece."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.domain.hand_overs import HandOverState, HeldKind, LineState
from tracker.models.base import Base, Instant, Key, Versioned, choice, one_open, some
from tracker.models.people import Unit, User
from tracker.models.proposal import Proposal


class HandOver(Versioned, Base):
    """One offer of work: of a person, or of an office that goes into another one (``unit_id`` into ``to_unit_id``).

    Until it is accepted everything stays with the giver. ``is_for_receiver``: the office answered in the receiver's
    place, with the reason in ``answer``.
    """

    __tablename__ = "hand_over"
    __table_args__ = (
        CheckConstraint("(giver_id IS NULL) <> (unit_id IS NULL)", name="hand_over_of_person_or_unit"),
        CheckConstraint("(unit_id IS NULL) = (to_unit_id IS NULL)", name="hand_over_unit_goes_somewhere"),
        CheckConstraint("unit_id IS NULL OR unit_id <> to_unit_id", name="hand_over_to_another_unit"),
        CheckConstraint("giver_id IS NULL OR giver_id <> receiver_id", name="hand_over_to_another"),
        CheckConstraint("(state = 'offered') = (answered_at IS NULL)", name="hand_over_answered_has_time"),
        one_open("uq_hand_over_open_unit", "state = 'offered' AND unit_id IS NOT NULL", "unit_id"),
        some("ix_hand_over_open_receiver", "state = 'offered'", "receiver_id"),
        some("ix_hand_over_open_giver", "state = 'offered'", "giver_id"),
        Index("ix_hand_over_giver", "giver_id", "id"),
    )
    id: Mapped[Key]
    giver_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    to_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    receiver_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    state: Mapped[HandOverState] = mapped_column(choice(HandOverState, "hand_over_state"))
    reason: Mapped[str] = mapped_column(String(500))
    offered_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    offered_at: Mapped[Instant]
    answer: Mapped[str | None] = mapped_column(String(500))
    answered_at: Mapped[Instant | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    is_for_receiver: Mapped[bool] = mapped_column(default=False)
    giver: Mapped[User | None] = relationship(foreign_keys=[giver_id])
    unit: Mapped[Unit | None] = relationship(foreign_keys=[unit_id])
    to_unit: Mapped[Unit | None] = relationship(foreign_keys=[to_unit_id])
    receiver: Mapped[User] = relationship(foreign_keys=[receiver_id])
    offered_by: Mapped[User] = relationship(foreign_keys=[offered_by_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])


class HandOverLine(Base):
    """One piece of work in a hand-over; the same piece stands in one open hand-over at most."""

    __tablename__ = "hand_over_line"
    __table_args__ = (
        one_open("uq_hand_over_line_open", "state = 'offered'", "kind", "subject_id"),
        Index("ix_hand_over_line_hand_over", "hand_over_id", "kind", "id"),
    )
    id: Mapped[Key]
    hand_over_id: Mapped[int] = mapped_column(ForeignKey("hand_over.id"))
    kind: Mapped[HeldKind] = mapped_column(choice(HeldKind, "hand_over_line_kind"))
    subject_id: Mapped[int]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    state: Mapped[LineState] = mapped_column(choice(LineState, "hand_over_line_state"))
    hand_over: Mapped[HandOver] = relationship()
    proposal: Mapped[Proposal] = relationship()
