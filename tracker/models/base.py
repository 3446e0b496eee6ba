"""Column types and mixins that the tables share."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import JSON, DateTime, Dialect, Enum, Index, String, Text, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator

from tracker.extensions import Base

__all__ = [
    "JSON",
    "Base",
    "Instant",
    "Key",
    "LongText",
    "Name",
    "UtcDateTime",
    "Versioned",
    "choice",
    "one_open",
    "some",
]


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, kept in UTC; SQLite keeps it without its zone, which is always UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive instants and convert to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(value)
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return an aware instant in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Key = Annotated[int, mapped_column(primary_key=True)]
Name = Annotated[str, mapped_column(String(200))]
LongText = Annotated[str, mapped_column(Text)]
Instant = Annotated[datetime, mapped_column(UtcDateTime)]


def choice(kind: type[StrEnum], rule: str) -> Enum:
    """Return the column type that holds one of ``kind``'s values, checked by the constraint ``ck_<rule>``."""
    return Enum(
        kind,
        name=rule,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda enum: [member.value for member in enum],
    )


def some(name: str, condition: str, *columns: str, unique: bool = False) -> Index:
    """Return an index over the rows that meet ``condition``: the one place that uses partial indexes.

    A condition that is a boolean column alone is written for SQLite as queries write it there, ``column = 1``.
    """
    on_sqlite = f"{condition} = 1" if condition.isidentifier() else condition
    return Index(
        name, *columns, unique=unique, sqlite_where=text(on_sqlite), postgresql_where=text(condition)
    )


def one_open(name: str, condition: str, *columns: str) -> Index:
    """Return a unique index over the rows that meet ``condition``."""
    return some(name, condition, *columns, unique=True)


class Versioned:
    """A record that people edit: a stale form is refused by comparing ``version``."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy calls it on the class
        """Let SQLAlchemy check and raise the version on every update."""
        return {"version_id_col": cls.version}
