"""What an import changed, kept as plain data, so that undoing it can bring the former values back."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Date, Enum

from tracker.domain.vocabulary import SponsorKind
from tracker.models.proposal import Proposal
from tracker.services.intake_rows import NewItem, SponsorEntry


def kept(entry: NewItem, names: Iterable[str]) -> dict[str, Any]:
    """Return some values of an entry for a JSON column."""
    return {name: _plain(getattr(entry, name)) for name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, SponsorEntry):
        return {name: _plain(one) for name, one in asdict(value).items()}
    if isinstance(value, StrEnum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def given_back(now: NewItem, before: Mapping[str, Any]) -> NewItem:
    """Return an entry with the values that :func:`kept` wrote."""
    found = {name: _meant(name, value) for name, value in before.items() if name != "sponsors"}
    if "sponsors" in before:
        found["sponsors"] = tuple(
            SponsorEntry(**{**one, "kind": SponsorKind(one["kind"])}) for one in before["sponsors"]
        )
    return replace(now, **found)


def _meant(name: str, value: Any) -> Any:
    if name == "asks":
        return tuple(value)
    column = Proposal.__table__.columns.get(name)
    if value is None or column is None:
        return value
    if isinstance(column.type, Enum) and column.type.enum_class is not None:
        return column.type.enum_class(value)
    return date.fromisoformat(value) if isinstance(column.type, Date) else value
