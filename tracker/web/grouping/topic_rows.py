"""The items of a topic as its page prints them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from tracker.queries.calendar import working_calendar
from tracker.queries.register import Reader, shows_sponsor
from tracker.web.current import actor, now, units
from tracker.web.due_words import Chip, due_chip, paused_chip
from tracker.web.filters import near_day
from tracker.web.labels import label


@dataclass(frozen=True)
class TopicRow:
    """One item of a topic."""

    item_id: int
    number: str
    title: str
    sponsor: str
    office: str
    stage: str
    promises: int
    due: str
    chip: Chip | None
    is_key: bool


def topic_rows(rows: Iterable[Any]) -> list[TopicRow]:
    """Return the rows of a topic in words."""
    reader = Reader(actor(), now(), units(), working_calendar())
    return [_row(row, reader) for row in rows]


def _row(row: Any, reader: Reader) -> TopicRow:
    return TopicRow(
        item_id=row.id,
        number=row.number_raw or str(_("无编号")),
        title=row.title,
        sponsor=row.sponsor_text if shows_sponsor(row, reader) else str(_("保密")),
        office=reader.tree.name(row.lead_office_id or row.lead_unit_id),
        stage=str(label(row.stage)),
        promises=row.promise_total,
        due=near_day(row.due_on) if row.due_on else "",
        chip=_chip(row),
        is_key=row.is_key,
    )


def _chip(row: Any) -> Chip | None:
    if row.paused_on is not None:
        return paused_chip(row.paused_on)
    is_answered = row.replied_on is not None or row.closed_on is not None
    if row.due_on and (row.replied_on or not is_answered):
        return due_chip(row.due_on, row.replied_on)
    return None
