"""The outbox: a mail is a row first, written with its cause and sent after the commit."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.domain.mail import DETAIL, MailState
from tracker.models.base import JSON, Base, Instant, Key, LongText, choice, some
from tracker.models.people import User
from tracker.models.proposal import Proposal

IS_OPEN = "state IN ('waiting', 'claimed', 'unknown')"


class MailMessage(Base):
    """A mail to one person, unique by ``key`` and known to every server by ``message_id``.

    ``due_at`` is when it should go out and never moves; ``next_at`` is when a sender looks at it next. A claimed row
    belongs to the sender that raised ``fence``, until ``lease_until`` by the database's own clock; ``begun_at`` says
    that its text may have been handed over. ``made_of`` is the digest of what the words were made from, where they are
    made anew if that changes. ``doubts`` counts how often an answer was lost. ``history`` holds lines
    of ``at``, ``what`` (MailNote), ``answer`` and ``address``.
    """

    __tablename__ = "mail_message"
    __table_args__ = (
        CheckConstraint(
            "(state = 'claimed') = (lease_until IS NOT NULL)", name="mail_message_claim_has_lease"
        ),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="mail_message_sent_has_instant"),
        CheckConstraint(
            "CASE WHEN state = 'waiting' THEN next_at IS NOT NULL ELSE state = 'unknown' OR next_at IS NULL END",
            name="mail_message_next_where_open",
        ),
        some("ix_mail_message_due", "next_at IS NOT NULL", "next_at"),
        some("ix_mail_message_claimed", "lease_until IS NOT NULL", "lease_until"),
        some("ix_mail_message_sent", "sent_at IS NOT NULL", "sent_at"),
        some("ix_mail_message_open", IS_OPEN, "due_at"),
        some("ix_mail_message_failed", "state = 'failed'", "id"),
    )
    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    address: Mapped[str] = mapped_column(String(200), default="")
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[LongText]
    html: Mapped[LongText | None]
    calendar: Mapped[LongText | None]
    made_of: Mapped[str | None] = mapped_column(String(64))
    message_id: Mapped[str] = mapped_column(String(320), unique=True)
    state: Mapped[MailState] = mapped_column(
        choice(MailState, "mail_message_state"), default=MailState.WAITING
    )
    created_at: Mapped[Instant]
    due_at: Mapped[Instant]
    next_at: Mapped[Instant | None]
    lease_until: Mapped[Instant | None]
    begun_at: Mapped[Instant | None]
    sent_at: Mapped[Instant | None]
    fence: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    doubts: Mapped[int] = mapped_column(default=0)
    answer: Mapped[str] = mapped_column(String(DETAIL), default="")
    history: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    user: Mapped[User | None] = relationship()
    proposal: Mapped[Proposal | None] = relationship()
