"""A sentence that is translated later: its Chinese msgid and the values of its places."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

Place: TypeAlias = "str | int | date | Phrase"


def chinese_day(day: date) -> str:
    """Return the day as people write it within a year: 3月19日."""
    return f"{day.month}月{day.day}日"


def untranslated(msgid: str) -> str:
    """Return the msgid itself: Chinese is the language of the msgids."""
    return msgid


@dataclass(frozen=True, slots=True)
class Phrase:
    """A msgid with ``%(name)s`` places; a place holds text, a number, a day, or another phrase."""

    msgid: str
    params: Mapping[str, Place] = field(default_factory=dict)

    def text(
        self,
        translate: Callable[[str], str] = untranslated,
        format_day: Callable[[date], str] = chinese_day,
    ) -> str:
        """Return the sentence in the language of ``translate``, days written by ``format_day``."""

        def shown(value: Place) -> str | int:
            if isinstance(value, Phrase):
                return value.text(translate, format_day)
            return format_day(value) if isinstance(value, date) else value

        written = translate(self.msgid) if self.msgid else ""  # a catalogue answers "" with its header
        return (
            written % {name: shown(value) for name, value in self.params.items()} if self.params else written
        )

    def to_json(self) -> dict[str, object]:
        """Return plain data for a JSON column; :meth:`from_json` reads it back unchanged."""
        return {"msgid": self.msgid, "params": {name: _pack(value) for name, value in self.params.items()}}

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> "Phrase":
        """Return the phrase that :meth:`to_json` wrote; raise KeyError or TypeError for anything else."""
        params = data["params"]
        if not isinstance(params, Mapping):
            raise TypeError(params)
        return cls(str(data["msgid"]), {str(name): _unpack(value) for name, value in params.items()})


def phrase(msgid: str, /, **params: Place) -> Phrase:
    """Return the phrase whose places are the keyword arguments."""
    return Phrase(msgid, params)


def _pack(value: Place) -> object:
    if isinstance(value, Phrase):
        return value.to_json()
    return {"day": value.isoformat()} if isinstance(value, date) else value


def _unpack(value: object) -> Place:
    if isinstance(value, Mapping):
        return date.fromisoformat(str(value["day"])) if "day" in value else Phrase.from_json(value)
    if isinstance(value, str | int):
        return value
    raise TypeError(value)
