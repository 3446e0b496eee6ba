"""What the words of an address mean; what cannot be meant is None, never an error."""

from datetime import date
from enum import StrEnum
from typing import TypeVar

Choice = TypeVar("Choice", bound=StrEnum)


def a_day(text: str) -> date | None:
    """Read a day written as 2026-11-21; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def a_number(text: str) -> int | None:
    """Read a whole number that a key can hold; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def one_of(kind: type[Choice], text: str) -> Choice | None:
    """Read a member of an enumeration by its value; None for anything else."""
    return kind(text) if text in list(kind) else None


def a_switch(text: str) -> bool | None:
    """Read 1 as yes and 0 as no; None for anything else."""
    return {"1": True, "0": False}.get(text)
