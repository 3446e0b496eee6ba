"""What an office has said of the heads in its spreadsheets."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, Key


class RegisterHead(Base):
    """What a department took a head for in its last import; an empty ``code``: the column is left out."""

    __tablename__ = "register_head"
    __table_args__ = (UniqueConstraint("host_unit_id", "head"),)
    id: Mapped[Key]
    host_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    head: Mapped[str] = mapped_column(String(200))
    code: Mapped[str] = mapped_column(String(40), default="")
