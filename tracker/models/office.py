"""The installation itself: its mode, calendar days, files and heartbeats."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.domain.passwords import PasswordProfile
from tracker.domain.second_factor import SecondFactorPolicy
from tracker.domain.sessions import PARALLEL
from tracker.domain.throttle import ADDRESS_LIMIT
from tracker.domain.vocabulary import FileKind
from tracker.models.base import Base, Instant, Key, Versioned, choice
from tracker.models.people import User


class Installation(Versioned, Base):
    """The one row that says what this database is, and what its security administrator has set.

    ``address_limit``: failed sign-ins of one address in five minutes. ``mail_paused_at``: since then no mail goes out.
    """

    __tablename__ = "installation"
    __table_args__ = (CheckConstraint("id = 1", name="installation_is_one"),)
    id: Mapped[Key]
    office_name: Mapped[str] = mapped_column(String(200))
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Instant]
    password_profile: Mapped[PasswordProfile] = mapped_column(
        choice(PasswordProfile, "installation_password_profile"), default=PasswordProfile.STANDARD
    )
    second_factor: Mapped[SecondFactorPolicy] = mapped_column(
        choice(SecondFactorPolicy, "installation_second_factor"), default=SecondFactorPolicy.OFF
    )
    parallel_sessions: Mapped[int] = mapped_column(default=PARALLEL)
    address_limit: Mapped[int] = mapped_column(default=ADDRESS_LIMIT)
    mail_paused_at: Mapped[Instant | None]


class CalendarDay(Base):
    """A day that differs from Monday to Friday: a day off (放假) or a make-up working day (调休上班)."""

    __tablename__ = "calendar_day"
    __table_args__ = (CheckConstraint("kind IN ('holiday', 'workday', 'local')", name="calendar_day_kind"),)
    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(60))


class Attachment(Base):
    """A file of an item; the content lies under its SHA-256, the name is kept exactly.

    A removed one is kept as a row with who removed it and when, and is shown to nobody.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        CheckConstraint("(removed_at IS NULL) = (removed_by_id IS NULL)", name="attachment_removed_by"),
    )
    id: Mapped[Key]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    is_internal: Mapped[bool] = mapped_column(default=False)
    kind: Mapped[FileKind] = mapped_column(choice(FileKind, "attachment_kind"), default=FileKind.SOURCE)
    round_no: Mapped[int] = mapped_column(default=1)
    at: Mapped[Instant]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    removed_at: Mapped[Instant | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    by: Mapped[User] = relationship(foreign_keys=[by_id])


class Heartbeat(Base):
    """When a job last ran to its end, so that a stopped clockwork is seen."""

    __tablename__ = "heartbeat"
    job: Mapped[str] = mapped_column(String(60), primary_key=True)
    at: Mapped[Instant]
