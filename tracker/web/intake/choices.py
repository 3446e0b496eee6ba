"""Choices of select fields, made from the enums and the units."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any, Protocol

from flask_babel import lazy_gettext as _l

from tracker.domain.class_marks import ClassScheme
from tracker.web.labels import label

Choice = tuple[str, Any]
NONE: Choice = ("", _l("未填"))


class Named(Protocol):
    """Something with an id and a name."""

    id: Any
    name: Any


def choices_of(enum: type[StrEnum], *, optional: bool = False) -> list[Choice]:
    """Return every member with its label, an empty one first where nothing need be chosen."""
    members = [(member.value, label(member)) for member in enum]
    return [NONE, *members] if optional else members


def coerce(enum: type[StrEnum]) -> Callable[[Any], StrEnum | None]:
    """Return what turns a posted value into the enum's member, and nothing into None."""

    def read(value: Any) -> StrEnum | None:
        return enum(value) if value else None

    return read


def unit_choices(units: Iterable[Named]) -> list[tuple[int, str]]:
    """Return units as choices, by their full names."""
    return [(unit.id, unit.name) for unit in units]


def mark_choices(scheme: ClassScheme) -> list[Choice]:
    """Return the class marks of a scheme with their meanings."""
    marks = [(mark.mark, f"{mark.mark}　{mark.definition}") for mark in scheme]
    return [NONE, *marks]
