"""The desk."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from tracker.domain.day_strip import WEEKDAY_SIGNS
from tracker.queries.calendar import working_calendar
from tracker.queries.desk import Group, Task, desk_sheet
from tracker.queries.hand_overs import Offer, open_for
from tracker.queries.register import Reader
from tracker.web import current
from tracker.web.confidential import quote_in_list
from tracker.web.desk import blueprint
from tracker.web.desk.drawn_tasks import drawn_task
from tracker.web.desk.mails import failed_rows
from tracker.web.desk.words import GROUP_NAMES, task_row
from tracker.web.due_words import promise_chip
from tracker.web.filters import near_day, weekday
from tracker.web.holiday_banner import holiday_banner
from tracker.web.mail_outage import outage_for_coordinator

SIGNING_SHOWN = 5
QUOTE_SHOWN = 24
TWO_WEEKS = 14


@dataclass(frozen=True)
class GroupRows:
    """A group of tasks as the component ``task_group`` draws it."""

    key: str
    title: str
    count: str
    hint: str | None
    rows: list[Markup]


@blueprint.get("/")
def view_desk() -> str:
    """Show what needs the signed-in person's hand, the overdue first, and what they wait for."""
    reader = Reader(current.actor(), current.now(), current.units(), working_calendar())
    sheet = desk_sheet(reader)
    failed, failed_count = failed_rows()
    return render_template(
        "desk/view_desk.html",
        groups=[_group(group, reader, is_first=not number) for number, group in enumerate(sheet.groups)],
        signing=[_signing(task, reader) for task in sheet.signing[:SIGNING_SHOWN]],
        signing_count=len(sheet.signing),
        promises=[_promise(row) for row in sheet.promises],
        failed=failed,
        failed_count=failed_count,
        offered=[_offered(one) for one in open_for(reader.actor.user_id)],
        outage=outage_for_coordinator(),
        days=list(_two_weeks(reader)),
        holidays=holiday_banner(),
    )


def _group(group: Group, reader: Reader, *, is_first: bool) -> GroupRows:
    hints = {
        "today": _("%(day)s %(weekday)s", day=near_day(reader.today), weekday=weekday(reader.today)),
        "week": _(
            "至 %(day)s %(weekday)s", day=near_day(reader.week_ends), weekday=weekday(reader.week_ends)
        ),
        "waiting": _("您暂时不用动手；超过时限会移到“逾期”"),
    }
    count = f"{len(group.tasks)}+" if group.is_cut else str(len(group.tasks))
    primary = group.tasks[0] if is_first and group.name != "waiting" else None
    rows = [drawn_task(task, reader, primary=task is primary) for task in group.tasks]
    return GroupRows(group.name, str(GROUP_NAMES[group.name]), count, hints.get(group.name), rows)


def _signing(task: Task, reader: Reader) -> dict[str, Any]:
    row, item = task_row(task, reader), task.item
    note = "·".join(part for part in (row.number, item.officer_name) if part)
    chip = (row.due.words, row.due.tone) if row.due else None
    return {"label": item.title, "url": row.url, "aside": row.button[0], "note": note, "chip": chip}


def _offered(offer: Offer) -> tuple[str, tuple[str, str]]:
    """Return a hand-over that waits for the reader's answer as a line above the page."""
    name = offer.giver.name if offer.giver else offer.unit.name if offer.unit else ""
    words = _("%(name)s的工作移交给您，请核对后接收，或者写明理由退回。", name=name)
    return words, (_("去接收"), url_for("hand_over.view_hand_over", number=offer.id))


def _promise(row: Any) -> dict[str, Any]:
    whole = quote_in_list(row)
    quote = whole if len(whole) <= QUOTE_SHOWN else f"{whole[:QUOTE_SHOWN]}……"
    chip = promise_chip(row)
    number = row.proposal.number_raw or _("无编号")
    return {
        "label": f"“{quote}”",
        "url": url_for("follow_up.view_promise", commitment_id=row.id),
        "aside": None,
        "note": f"{number}·{row.owner_unit.short_name}",
        "chip": (chip.words, chip.tone),
    }


def _two_weeks(reader: Reader) -> Iterator[dict[str, Any]]:
    """Yield this week and the next: rest days, and weekends that are worked."""
    monday = reader.today - timedelta(days=reader.today.weekday())
    for day in (monday + timedelta(days=number) for number in range(TWO_WEEKS)):
        works, is_weekend = reader.calendar.is_working(day), day.weekday() >= 5
        words = _(WEEKDAY_SIGNS[day.weekday()])
        if works == is_weekend:
            words = _("班") if works else _("休")
        kind = "today-cell" if day == reader.today else "" if works else "rest"
        yield {"words": words if works or not is_weekend else _("休"), "day": day.day, "kind": kind}
