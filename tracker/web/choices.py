"""Choices of select and radio fields, made from the enums and the units."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any, Protocol

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # its types are a version behind

from tracker.domain.class_marks import ClassScheme
from tracker.web.labels import label


class Named(Protocol):
    """Something with an id and a name."""

    @property
    def id(self) -> Any:
        """Its id."""

    @property
    def name(self) -> Any:
        """Its name."""


def choice(value: Any, words: LazyString | str) -> SelectChoice:
    """Return one choice."""
    return SelectChoice(value, words)


NONE = choice("", _l("未填"))
NOBODY = choice(0, _l("未定"))


def choices_of(members: Iterable[StrEnum], *, optional: bool = False) -> list[SelectChoice]:
    """Return every member with its label, an empty one first where nothing need be chosen."""
    named = [choice(member.value, label(member)) for member in members]
    return [NONE, *named] if optional else named


def coerce(enum: type[StrEnum]) -> Callable[[Any], StrEnum | None]:
    """Return what turns a posted value into the enum's member, and nothing into None."""

    def read(value: Any) -> StrEnum | None:
        return enum(value) if value else None

    return read


def named_choices(things: Iterable[Named]) -> list[SelectChoice]:
    """Return units or people as choices, by their names."""
    return [choice(thing.id, thing.name) for thing in things]


def mark_choices(scheme: ClassScheme) -> list[SelectChoice]:
    """Return the class marks of a scheme with their meanings."""
    return [NONE, *(choice(mark.mark, f"{mark.mark}　{mark.definition}") for mark in scheme)]
