"""Server-side sessions, sign-in attempts, one-time links and second factors; tokens are kept as SHA-256 only."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.models.base import Base, Instant, Key, one_open
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


class SecondFactor(Base):
    """A person's device for codes; the secrets are encrypted with a key that is kept outside the database.

    ``pending`` waits for its first code while ``secret`` still holds; ``last_step`` is the last code's 30 seconds.
    """

    __tablename__ = "second_factor"
    __table_args__ = (
        CheckConstraint("(secret IS NULL) = (confirmed_at IS NULL)", name="second_factor_confirmed"),
        CheckConstraint("secret IS NOT NULL OR pending IS NOT NULL", name="second_factor_has_secret"),
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    secret: Mapped[str | None] = mapped_column(String(200))
    confirmed_at: Mapped[Instant | None]
    last_step: Mapped[int | None] = mapped_column(BigInteger)
    pending: Mapped[str | None] = mapped_column(String(200))


class RecoveryCode(Base):
    """A code of 80 bits that works once where the device is not at hand; kept as SHA-256 only."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("user_id", "code_hash"),)
    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[Instant | None]


class CodeAttempt(Base):
    """A code that was wrong or used before."""

    __tablename__ = "code_attempt"
    __table_args__ = (Index("ix_code_attempt_user", "user_id", "at"),)
    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[Instant]


class FactorReset(Base):
    """A lost device: one administrator asks that the factor be taken off, one of the other duty does it."""

    __tablename__ = "factor_reset"
    __table_args__ = (
        CheckConstraint("done_by_id IS NULL OR done_by_id <> asked_by_id", name="factor_reset_by_two"),
        CheckConstraint("asked_by_id <> user_id AND done_by_id <> user_id", name="factor_reset_by_others"),
        one_open("uq_factor_reset_open", "ended_at IS NULL", "user_id"),
    )
    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[Instant]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    ended_at: Mapped[Instant | None]
    asked_by: Mapped[User] = relationship(foreign_keys=[asked_by_id])
