"""Server-side sessions, sign-in attempts and one-time links; tokens are kept as SHA-256 only."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.models.base import Base, Instant, Key
from tracker.models.people import User


class UserSession(Base):
    """A signed-in browser; ended by sign-out, by a raised session version, or by time."""

    __tablename__ = "user_session"
    id: Mapped[Key]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    session_version: Mapped[int]
    created_at: Mapped[Instant]
    last_seen_at: Mapped[Instant]
    proved_at: Mapped[Instant]
    ended_at: Mapped[Instant | None] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(String(64))
    browser: Mapped[str] = mapped_column(String(200))
    user: Mapped[User] = relationship()


class SignInAttempt(Base):
    """A failed sign-in, counted by account and by address; the account is kept as typed, folded."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_account", "account", "at"),
        Index("ix_sign_in_attempt_address", "address", "at"),
    )
    id: Mapped[Key]
    account: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[Instant] = mapped_column(index=True)


class OneTimeLink(Base):
    """A link that works once until it expires, to set a password for a new account."""

    __tablename__ = "one_time_link"
    id: Mapped[Key]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    created_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    used_at: Mapped[Instant | None]
    user: Mapped[User] = relationship()


class HandledForm(Base):
    """A form that a signed-in person sent and that was acted upon, written in the same transaction as the act.

    ``key`` is the SHA-256 of who sent what where, with a random mark of the page; ``proposal_id`` the item it changed.
    """

    __tablename__ = "handled_form"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[Instant] = mapped_column(index=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))
