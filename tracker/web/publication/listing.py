"""The list 公开: sent replies by how their publication stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from tracker.queries.publication_list import (
    PAGE,
    VIEWS,
    PublicationRow,
    count_publications,
)
from tracker.queries.publication_list import (
    list_publications as read_rows,
)
from tracker.web.current import actor, today
from tracker.web.filters import capped
from tracker.web.publication import blueprint

LONGEST_ID = 16


@dataclass(frozen=True)
class Tab:
    """A view of the list with its count."""

    url: str
    label: str
    count: str | int | None
    current: bool


def view_names() -> Mapping[str, str]:
    """Return the views in words, in the order of the tabs."""
    return {
        "to_publish": _("待公开"),
        "overdue": _("超期未公开"),
        "published": _("已公开"),
        "withheld": _("不公开"),
        "review": _("待评估"),
    }


def view_notes() -> Mapping[str, str]:
    """Return what each view holds, in a line under the list."""
    return {
        "to_publish": _("签发时定为主动公开、还没有公开的答复；期限是批准后20个工作日（条例第二十六条）"),
        "overdue": _("过了20个工作日还没有公开的答复"),
        "published": _("已经公开的答复"),
        "withheld": _("依申请公开和不予公开的答复，每年评估一次（条例第十八条，期限由本单位自定）"),
        "review": _("30天内到评估日或已过评估日的答复；由签发领导重新决定"),
    }


@blueprint.get("/publication")
def list_publications() -> str:
    """Show one page of the list."""
    asked = request.args.get("view", "")
    view = asked if asked in VIEWS else "to_publish"
    counts = count_publications(actor(), today())
    rows = read_rows(actor(), view, today(), _before())
    return render_template(
        "publication/list_publications.html",
        rows=rows[:PAGE],
        view=view,
        tabs=[
            Tab(_address(name), words, capped(counts[name]), current=name == view)
            for name, words in view_names().items()
        ],
        name=view_names()[view],
        note=view_notes()[view],
        first=_address(view) if _before() else None,
        later=_later(view, rows),
    )


def _address(view: str, **more: Any) -> str:
    address: str = url_for("publication.list_publications", view=view, **more)
    return address


def _later(view: str, rows: Any) -> str | None:
    if len(rows) <= PAGE:
        return None
    last: PublicationRow = rows[PAGE - 1]
    return _address(view, before=f"{last.sent_on.isoformat()}_{last.reply_id}")


def _before() -> tuple[date, int] | None:
    """Return the row after which the asked page begins, None for the first page or an address that says nothing."""
    day, _sep, row_id = request.args.get("before", "").partition("_")
    if not (row_id.isascii() and row_id.isdigit() and len(row_id) < LONGEST_ID):
        return None
    try:
        return date.fromisoformat(day), int(row_id)
    except ValueError:
        return None
