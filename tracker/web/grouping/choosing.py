"""Lists from which items are chosen: searched by number or title, what was ticked stays ticked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext as _
from sqlalchemy import Row

from tracker.domain.text import squeeze
from tracker.queries.calendar import working_calendar
from tracker.queries.candidates import Wanted, candidates
from tracker.queries.register import Reader, shows_sponsor
from tracker.web.current import actor, now, units
from tracker.web.labels import label

MOST_TEXT = 100


@dataclass(frozen=True)
class Choice:
    """An item that could be chosen."""

    item_id: int
    number: str
    title: str
    sponsor: str
    stage: str
    is_key: bool


def choices(wanted: Wanted) -> list[Choice]:
    """Return the items that could be chosen, as this person sees them."""
    reader = Reader(actor(), now(), units(), working_calendar())
    return [_choice(row, reader) for row in candidates(actor(), units(), wanted)]


def _choice(row: Row[Any], reader: Reader) -> Choice:
    return Choice(
        row.id,
        row.number_raw or str(_("无编号")),
        row.title,
        row.sponsor_text if shows_sponsor(row, reader) else str(_("保密")),
        str(label(row.stage)),
        row.is_key,
    )


def asked_text() -> str:
    """Return what the list of choices is searched for."""
    return squeeze(request.args.get("q", ""))[:MOST_TEXT]


def ticked(choices_shown: Sequence[Choice], chosen: Sequence[int] | None) -> list[tuple[Choice, bool]]:
    """Return the choices with whether each was ticked."""
    return [(one, one.item_id in (chosen or ())) for one in choices_shown]
