"""What the search reads: a row for each text of an item, and the words of files.

The grams stand beside it: on SQLite in the FTS5 table ``search_gram`` (``rowid`` is the document's id), on PostgreSQL
in GIN indexes over ``search_grams(body)``. Only ``services.search_index`` writes here.
"""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.domain.search_kinds import Reach, SourceKind
from tracker.models.base import Base, LongText, choice

BY_HAND = ("search_gram", "ix_search_gram")  # beginnings of names that migrations made and no model declares


def is_declared(_thing: object, name: str | None, *_more: object) -> bool:
    """Tell alembic whether a table or an index is one of the models'."""
    return not (name or "").startswith(BY_HAND)


class SearchDocument(Base):
    """One text: ``body`` as it is compared and ``shown`` as it is read, alike in length.

    ``is_head``: it names the item: its title, number or sponsors.
    ``source_id`` is the row that the text belongs to, the item itself for its title, number, sponsors and own text;
    ``seat_id`` and ``unit_id`` are whose it is, as far as the right to read it depends on that.
    """

    __tablename__ = "search_document"
    __table_args__ = (
        UniqueConstraint("kind", "source_id"),
        CheckConstraint(
            "is_head = (kind IN ('number', 'title', 'sponsor'))", name="search_document_head_is_of_kind"
        ),
        Index("ix_search_document_proposal", "proposal_id", "id"),
    )
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    kind: Mapped[SourceKind] = mapped_column(choice(SourceKind, "search_document_kind"))
    source_id: Mapped[int]
    is_head: Mapped[bool]
    reach: Mapped[Reach] = mapped_column(choice(Reach, "search_document_reach"))
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    body: Mapped[LongText]
    shown: Mapped[LongText]


class FileText(Base):
    """The words of a kept file by the hash of its content, empty where it has none that can be read."""

    __tablename__ = "file_text"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    text: Mapped[LongText]
