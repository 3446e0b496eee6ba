"""The event log: append-only, written in the transaction of the change it tells of."""

from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.domain.events import EventKind
from tracker.domain.vocabulary import Machine
from tracker.models.base import JSON, Base, Instant, Key, LongText, choice


class Event(Base):
    """Who did what to which part of an item, when and why; triggers refuse to change or delete a row."""

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_proposal", "proposal_id", "id"),)
    id: Mapped[Key]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    kind: Mapped[EventKind] = mapped_column(String(48))
    machine: Mapped[Machine | None] = mapped_column(choice(Machine, "event_machine"))
    subject_id: Mapped[int | None]
    old_state: Mapped[str | None] = mapped_column(String(32))
    new_state: Mapped[str | None] = mapped_column(String(32))
    reason: Mapped[LongText | None]
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[Instant]
    actor_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    actor_name: Mapped[str] = mapped_column(String(80))
