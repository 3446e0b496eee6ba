"""Items that stand together: one handling with separate replies (并案办理), or key items of one topic (专题)."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.domain.vocabulary import GroupKind
from tracker.models.base import Base, Instant, Key, LongText, Versioned, choice, one_open
from tracker.models.people import User
from tracker.models.proposal import Proposal


class HandlingGroup(Versioned, Base):
    """A group of one host's items; ``leading_id`` is the item whose contacts, opinions and text the others share.

    A merged group that fewer than two items are left of has ended; a topic lasts, and has a leader as its owner.
    """

    __tablename__ = "handling_group"
    __table_args__ = (
        CheckConstraint(
            "(kind = 'merged_handling' AND ended_at IS NULL) = (leading_id IS NOT NULL)",
            name="handling_group_leading",
        ),
        one_open("uq_handling_group_topic", "kind = 'topic'", "host_unit_id", "title"),
        Index("ix_handling_group_host", "host_unit_id", "kind", "id"),
    )
    id: Mapped[Key]
    kind: Mapped[GroupKind] = mapped_column(choice(GroupKind, "handling_group_kind"))
    host_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    title: Mapped[str] = mapped_column(String(300))
    leading_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    leader_name: Mapped[str | None] = mapped_column(String(80))
    created_at: Mapped[Instant]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    changed_at: Mapped[Instant]
    ended_at: Mapped[Instant | None]
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])

    @property
    def owned_by(self) -> str:
        """The name of the leader who owns the topic, empty where none is named."""
        return self.owner.name if self.owner else self.leader_name or ""


class GroupMember(Base):
    """An item of a group: at most one group of each kind; the database refuses a second one.

    ``settled_text`` is the leading item's body that was last carried into this item's draft, or set against it and
    declined: what differs from it since then was changed by hand.
    """

    __tablename__ = "group_member"
    __table_args__ = (
        UniqueConstraint("proposal_id", "kind", name="uq_group_member_item"),
        Index("ix_group_member_group", "group_id", "proposal_id"),
    )
    id: Mapped[Key]
    group_id: Mapped[int] = mapped_column(ForeignKey("handling_group.id"))
    kind: Mapped[GroupKind] = mapped_column(choice(GroupKind, "group_member_kind"))
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    settled_text: Mapped[LongText | None]
    joined_at: Mapped[Instant]
    joined_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    group: Mapped[HandlingGroup] = relationship()
    proposal: Mapped[Proposal] = relationship()
