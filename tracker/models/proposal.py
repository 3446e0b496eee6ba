"""An item (建议/提案) with its sponsors, its asks and its long text in tables that lists never read."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.domain.class_marks import Outcome
from tracker.domain.vocabulary import (
    BodyLevel,
    CaseState,
    Kind,
    Origin,
    Phase,
    PublicationWish,
    SponsorKind,
    Stage,
)
from tracker.models.base import Base, Instant, Key, LongText, Versioned, choice, some

UNANSWERED = "replied_on IS NULL AND closed_on IS NULL"
OPINIONS_OWED = f"{UNANSWERED} AND co_in < co_total"


class Proposal(Versioned, Base):
    """One item of one host's book; the columns under "summary" repeat other tables for lists."""

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint("term IS NULL OR term BETWEEN 1 AND 99", name="proposal_term_range"),
        CheckConstraint("session_no IS NULL OR session_no BETWEEN 0 AND 99", name="proposal_session_range"),
        CheckConstraint("round_no >= 1", name="proposal_round_positive"),
        CheckConstraint(
            "state NOT IN ('replied', 'evaluating', 'tracking') OR replied_on IS NOT NULL",
            name="proposal_replied_has_date",
        ),
        some("ix_proposal_open_due", "is_open", "host_unit_id", "due_on", "id"),
        some("ix_proposal_open_office_due", "is_open", "lead_office_id", "due_on", "id"),
        some("ix_proposal_open_officer_due", "is_open", "lead_officer_id", "due_on", "id"),
        some("ix_proposal_open_stage_due", "is_open", "host_unit_id", "stage", "due_on", "id"),
        some("ix_proposal_unanswered_due", UNANSWERED, "host_unit_id", "due_on", "id"),
        some("ix_proposal_unanswered_office_due", UNANSWERED, "lead_office_id", "due_on", "id"),
        some("ix_proposal_opinions_owed", OPINIONS_OWED, "host_unit_id", "co_due_on", "id"),
        Index("ix_proposal_host_due", "host_unit_id", "due_on", "id"),
        Index("ix_proposal_host_registered", "host_unit_id", "id"),
        Index("ix_proposal_host_sponsor", "host_unit_id", "is_confidential", "sponsor_text", "id"),
        Index("ix_proposal_number", "number_norm"),
        Index("ix_proposal_session", "host_unit_id", "kind", "term", "session_no"),
    )
    id: Mapped[Key]
    host_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    state: Mapped[CaseState] = mapped_column(choice(CaseState, "proposal_state"))
    kind: Mapped[Kind] = mapped_column(choice(Kind, "proposal_kind"))
    body: Mapped[str] = mapped_column(String(120))
    body_level: Mapped[BodyLevel | None] = mapped_column(choice(BodyLevel, "proposal_body_level"))
    term: Mapped[int | None]
    session_no: Mapped[int | None]
    phase: Mapped[Phase] = mapped_column(choice(Phase, "proposal_phase"), default=Phase.SESSION)
    number_raw: Mapped[str | None] = mapped_column(String(80))
    number_norm: Mapped[str | None] = mapped_column(String(80))
    identity_key: Mapped[str | None] = mapped_column(String(300), unique=True)
    year: Mapped[int | None]
    category: Mapped[str | None] = mapped_column(String(80))
    category_number: Mapped[str | None] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(300))
    summary: Mapped[str | None] = mapped_column(String(1000))
    keywords: Mapped[str | None] = mapped_column(String(200))
    policy_area: Mapped[str | None] = mapped_column(String(80))
    sponsor_kind: Mapped[SponsorKind] = mapped_column(choice(SponsorKind, "proposal_sponsor_kind"))
    sponsor_text: Mapped[str] = mapped_column(String(300), default="")
    publication_wish: Mapped[PublicationWish | None] = mapped_column(choice(PublicationWish, "proposal_wish"))
    wants_contact: Mapped[bool] = mapped_column(default=False)
    is_reference_only: Mapped[bool] = mapped_column(default=False)
    is_express: Mapped[bool] = mapped_column(default=False)
    is_confidential: Mapped[bool] = mapped_column(default=False)
    is_key: Mapped[bool] = mapped_column(default=False)
    is_leader_led: Mapped[bool] = mapped_column(default=False)
    leader_name: Mapped[str | None] = mapped_column(String(80))
    raised_before: Mapped[int | None]
    origin: Mapped[Origin] = mapped_column(choice(Origin, "proposal_origin"), default=Origin.PAPER)
    external_ids: Mapped[str | None] = mapped_column(String(300))
    assigner: Mapped[str | None] = mapped_column(String(120))
    received_on: Mapped[date]
    filed_on: Mapped[date | None]
    assigned_on: Mapped[date | None]
    round_no: Mapped[int] = mapped_column(default=1)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    created_at: Mapped[Instant]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    # summary, kept by services.summaries alone
    stage: Mapped[Stage] = mapped_column(choice(Stage, "proposal_stage"), default=Stage.TO_ASSIGN)
    is_open: Mapped[bool] = mapped_column(default=True)
    due_on: Mapped[date | None]
    paused_on: Mapped[date | None]
    lead_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    lead_office_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    lead_officer_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    host_is_co: Mapped[bool] = mapped_column(default=False)
    co_total: Mapped[int] = mapped_column(default=0)
    co_in: Mapped[int] = mapped_column(default=0)
    co_due_on: Mapped[date | None]
    promise_total: Mapped[int] = mapped_column(default=0)
    class_mark: Mapped[str | None] = mapped_column(String(8))
    outcome: Mapped[Outcome | None] = mapped_column(choice(Outcome, "proposal_outcome"))
    replied_on: Mapped[date | None]
    closed_on: Mapped[date | None]

    text: Mapped["ProposalText | None"] = relationship(back_populates="proposal")
    sponsors: Mapped[list["Sponsor"]] = relationship(order_by="Sponsor.position", back_populates="proposal")
    points: Mapped[list["ProposalPoint"]] = relationship(order_by="ProposalPoint.position")


class ProposalText(Base):
    """The item's own text as filed."""

    __tablename__ = "proposal_text"
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    body_text: Mapped[LongText]
    proposal: Mapped[Proposal] = relationship(back_populates="text")


class ProposalPoint(Base):
    """One ask of the item, to be answered point by point (逐条回应)."""

    __tablename__ = "proposal_point"
    __table_args__ = (UniqueConstraint("proposal_id", "position"),)
    id: Mapped[Key]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(String(1000))


class Sponsor(Base):
    """Who filed the item: the lead sponsor, co-signers, or an organisation."""

    __tablename__ = "sponsor"
    __table_args__ = (
        UniqueConstraint("proposal_id", "position"),
        some("uq_sponsor_lead", "is_lead", "proposal_id", unique=True),
        Index("ix_sponsor_name", "name"),
    )
    id: Mapped[Key]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[SponsorKind] = mapped_column(choice(SponsorKind, "sponsor_kind"))
    is_lead: Mapped[bool] = mapped_column(default=False)
    delegation: Mapped[str | None] = mapped_column(String(80))
    deputy_number: Mapped[str | None] = mapped_column(String(40))
    gets_reply: Mapped[bool] = mapped_column(default=True)
    evaluates: Mapped[bool] = mapped_column(default=True)
    proposal: Mapped[Proposal] = relationship(back_populates="sponsors")
    contact: Mapped["SponsorContact | None"] = relationship(back_populates="sponsor")


class SponsorContact(Base):
    """A sponsor's private contact data, apart from the sponsor so that no list can select it by accident."""

    __tablename__ = "sponsor_contact"
    sponsor_id: Mapped[int] = mapped_column(ForeignKey("sponsor.id"), primary_key=True)
    phone: Mapped[str | None] = mapped_column(String(80))
    address: Mapped[str | None] = mapped_column(String(200))
    postcode: Mapped[str | None] = mapped_column(String(12))
    email: Mapped[str | None] = mapped_column(String(200))
    sponsor: Mapped[Sponsor] = relationship(back_populates="contact")


class ProposalLink(Base):
    """A tie between two items: filed again in a later year, or the same topic."""

    __tablename__ = "proposal_link"
    __table_args__ = (
        UniqueConstraint("proposal_id", "other_id"),
        CheckConstraint("proposal_id <> other_id", name="proposal_link_not_itself"),
    )
    id: Mapped[Key]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    created_at: Mapped[Instant]
