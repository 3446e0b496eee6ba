"""The audit log: what is no event of an item, chained by hashes; triggers refuse to change or delete a row."""

from typing import Any

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import JSON, Base, Instant


class AuditEntry(Base):
    """Who did what to whom, from where, with which result; ``hash`` covers every other column and the row before.

    ``seal`` names the digest and the key of the hash; None in rows from before there was a key.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_session", "session_id", "at"),)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[Instant] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(40), index=True)
    result: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[int | None] = mapped_column(index=True)
    actor_name: Mapped[str] = mapped_column(String(80))
    roles: Mapped[str] = mapped_column(String(200))
    session_id: Mapped[int | None]
    address: Mapped[str] = mapped_column(String(64))
    object_kind: Mapped[str | None] = mapped_column(String(60))
    object_id: Mapped[int | None]
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    seal: Mapped[str | None] = mapped_column(String(40))
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """The one row that holds the last sequence and hash; whoever appends locks it."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="audit_head_is_one"),)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
