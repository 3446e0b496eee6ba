"""Publishing a reply: what was decided and why, who consented, the summary, and the masked copy that is frozen."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.domain.masking import Private
from tracker.domain.publication import Consent, PublicForm
from tracker.domain.vocabulary import Publicity
from tracker.models.assignment import SideRequest
from tracker.models.base import Base, Instant, Key, LongText, Versioned, choice, one_open
from tracker.models.people import User


class PublicityDecision(Base):
    """One decision about publishing a reply; the last one counts. ``review_on``: when to assess again (art. 18)."""

    __tablename__ = "publicity_decision"
    __table_args__ = (
        CheckConstraint(
            "publicity = 'proactive' OR reason IS NOT NULL", name="publicity_decision_withheld_has_reason"
        ),
        CheckConstraint(
            "(publicity = 'proactive') = (review_on IS NULL)", name="publicity_decision_withheld_has_review"
        ),
        Index("ix_publicity_decision_reply", "reply_id", "id"),
        Index("ix_publicity_decision_review", "review_on"),
    )
    id: Mapped[Key]
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"))
    publicity: Mapped[Publicity] = mapped_column(choice(Publicity, "publicity_decision_publicity"))
    form: Mapped[PublicForm | None] = mapped_column(choice(PublicForm, "publicity_decision_form"))
    ground: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[str | None] = mapped_column(String(500))
    review_on: Mapped[date | None]
    at: Mapped[Instant]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    by: Mapped[User] = relationship()


class PublicityRequest(Base):
    """What a request not to publish asks about which letter: kept back on a ground, or a summary in its place.

    The request itself, with who asked, why, and what was decided, is the ``SideRequest``.
    """

    __tablename__ = "publicity_request"
    __table_args__ = (
        CheckConstraint(
            "(publicity = 'proactive') = (form IS NOT NULL)", name="publicity_request_form_is_of_public"
        ),
    )
    request_id: Mapped[int] = mapped_column(ForeignKey("side_request.id"), primary_key=True)
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"), index=True)
    publicity: Mapped[Publicity] = mapped_column(choice(Publicity, "publicity_request_publicity"))
    form: Mapped[PublicForm | None] = mapped_column(choice(PublicForm, "publicity_request_form"))
    ground: Mapped[str | None] = mapped_column(String(40))
    request: Mapped[SideRequest] = relationship()


class PublicationConsent(Base):
    """What a sponsor said to publishing the answer, when, and what shows it; the last word of each counts."""

    __tablename__ = "publication_consent"
    __table_args__ = (Index("ix_publication_consent_reply", "reply_id", "id"),)
    id: Mapped[Key]
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"))
    sponsor_id: Mapped[int | None] = mapped_column(ForeignKey("sponsor.id"))
    name: Mapped[str] = mapped_column(String(200))
    consent: Mapped[Consent] = mapped_column(choice(Consent, "publication_consent_consent"))
    on_day: Mapped[date]
    evidence: Mapped[str] = mapped_column(String(300))
    at: Mapped[Instant]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    by: Mapped[User] = relationship()


class PublicSummary(Base):
    """A version of the summary that is published instead of the whole letter."""

    __tablename__ = "public_summary"
    __table_args__ = (UniqueConstraint("reply_id", "number"),)
    id: Mapped[Key]
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"), index=True)
    number: Mapped[int]
    text: Mapped[LongText]
    at: Mapped[Instant]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    by: Mapped[User] = relationship()


class PublicCopy(Versioned, Base):
    """The copy of a letter for the public: its source, the places found in it, and the frozen text with its hash."""

    __tablename__ = "public_copy"
    __table_args__ = (
        one_open("uq_public_copy_live", "ended_at IS NULL", "reply_id"),
        CheckConstraint(
            "published_on IS NULL OR (body IS NOT NULL AND sha256 IS NOT NULL AND published_by_id IS NOT NULL)",
            name="public_copy_published_is_frozen",
        ),
        CheckConstraint("ended_at IS NULL OR end_reason IS NOT NULL", name="public_copy_end_has_reason"),
    )
    id: Mapped[Key]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"), index=True)
    form: Mapped[PublicForm] = mapped_column(choice(PublicForm, "public_copy_form"))
    title: Mapped[str] = mapped_column(String(300))
    source: Mapped[LongText]
    body: Mapped[LongText | None] = mapped_column(Text)
    sha256: Mapped[str | None] = mapped_column(String(64))
    made_at: Mapped[Instant]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    published_on: Mapped[date | None]
    published_at: Mapped[Instant | None]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    place: Mapped[str | None] = mapped_column(String(300))
    ended_at: Mapped[Instant | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    end_reason: Mapped[str | None] = mapped_column(String(500))
    masks: Mapped[list["PublicMask"]] = relationship(order_by="PublicMask.start_at, PublicMask.id")


class PublicMask(Base):
    """A place of the copy's source that is taken out, or left in with the reason why."""

    __tablename__ = "public_mask"
    __table_args__ = (
        CheckConstraint("start_at >= 0 AND end_at > start_at", name="public_mask_span"),
        CheckConstraint("is_masked OR reason IS NOT NULL", name="public_mask_shown_has_reason"),
    )
    id: Mapped[Key]
    copy_id: Mapped[int] = mapped_column(ForeignKey("public_copy.id"), index=True)
    start_at: Mapped[int]
    end_at: Mapped[int]
    private: Mapped[Private] = mapped_column(choice(Private, "public_mask_private"))
    is_masked: Mapped[bool] = mapped_column(default=True)
    reason: Mapped[str | None] = mapped_column(String(300))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[Instant | None]
