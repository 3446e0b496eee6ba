"""Letters after the reply: corrections and supplementary answers, their numbers, and what they do to promises."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.domain.later_letters import LetterKind, PromiseFate
from tracker.domain.vocabulary import LetterState, Verdict
from tracker.models.base import Base, Instant, Key, LongText, Versioned, choice
from tracker.models.commitment import Commitment
from tracker.models.people import Unit, User
from tracker.models.reply import DocumentNumber, Reply


class LaterLetter(Versioned, Base):
    """A letter under a sent reply: why it is written, what was wrong, what is right, and the text that goes out."""

    __tablename__ = "later_letter"
    __table_args__ = (
        CheckConstraint("(state = 'sent') = (sent_on IS NOT NULL)", name="later_letter_sent_has_date"),
        CheckConstraint(
            "state NOT IN ('signed', 'numbered', 'sent') OR signed_at IS NOT NULL",
            name="later_letter_signed_has_time",
        ),
        CheckConstraint("signer_id IS NULL OR signer_id <> author_id", name="later_letter_signed_by_another"),
        Index("ix_later_letter_reply", "reply_id", "id"),
        Index("ix_later_letter_proposal", "proposal_id"),
    )
    id: Mapped[Key]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"))
    kind: Mapped[LetterKind] = mapped_column(choice(LetterKind, "later_letter_kind"))
    state: Mapped[LetterState] = mapped_column(choice(LetterState, "later_letter_state"))
    title: Mapped[str] = mapped_column(String(300))
    reason: Mapped[str] = mapped_column(String(500))
    wrong_words: Mapped[LongText] = mapped_column(Text, default="")
    right_words: Mapped[LongText] = mapped_column(Text, default="")
    text: Mapped[LongText] = mapped_column(Text, default="")
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    saved_at: Mapped[Instant]
    signer_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    signed_at: Mapped[Instant | None]
    document_number: Mapped[str | None] = mapped_column(String(80))
    sent_on: Mapped[date | None]
    created_at: Mapped[Instant]
    reply: Mapped[Reply] = relationship()
    author: Mapped[User] = relationship(foreign_keys=[author_id])
    signer: Mapped[User | None] = relationship(foreign_keys=[signer_id])


class LetterNumber(Base):
    """A number of the series that a later letter holds, or held before it was voided."""

    __tablename__ = "letter_number"
    number_id: Mapped[int] = mapped_column(ForeignKey("document_number.id"), primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("later_letter.id"), index=True)
    number: Mapped[DocumentNumber] = relationship()
    letter: Mapped[LaterLetter] = relationship()


class LetterFate(Base):
    """What a later letter does to one promise of the reply; carried out when the letter is sent."""

    __tablename__ = "letter_fate"
    __table_args__ = (Index("uq_letter_fate_promise", "letter_id", "commitment_id", unique=True),)
    id: Mapped[Key]
    letter_id: Mapped[int] = mapped_column(ForeignKey("later_letter.id"))
    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitment.id"), index=True)
    fate: Mapped[PromiseFate] = mapped_column(choice(PromiseFate, "letter_fate_fate"))
    commitment: Mapped[Commitment] = relationship()


class LetterPromise(Base):
    """A sentence of a later letter that may be a promise, with its verdict and the record that it became."""

    __tablename__ = "letter_promise"
    __table_args__ = (
        CheckConstraint(
            "verdict <> 'promise' OR (owner_unit_id IS NOT NULL AND (due_on IS NOT NULL OR review_on IS NOT NULL))",
            name="letter_promise_has_owner_and_day",
        ),
    )
    id: Mapped[Key]
    letter_id: Mapped[int] = mapped_column(ForeignKey("later_letter.id"), index=True)
    start_at: Mapped[int]
    end_at: Mapped[int]
    quote: Mapped[LongText]
    verdict: Mapped[Verdict] = mapped_column(choice(Verdict, "letter_promise_verdict"))
    owner_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    due_text: Mapped[str | None] = mapped_column(String(80))
    due_on: Mapped[date | None]
    review_on: Mapped[date | None]
    rule: Mapped[str | None] = mapped_column(String(60))
    commitment_id: Mapped[int | None] = mapped_column(ForeignKey("commitment.id"), index=True)
    owner_unit: Mapped[Unit | None] = relationship()
