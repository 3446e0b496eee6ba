"""The ledger: every promise that a person may see, the next day that matters first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from tracker.domain.vocabulary import UnitKind
from tracker.queries.people import UnitTree
from tracker.queries.promises import (
    PAGE,
    VIEWS,
    PromiseFilter,
    count_promises,
    latest_notes,
)
from tracker.queries.promises import (
    list_promises as read_promises,
)
from tracker.web.address_words import a_day
from tracker.web.current import actor, now, today, units
from tracker.web.filters import capped, moment, short_day
from tracker.web.follow_up import blueprint
from tracker.web.sheet_answer import offers_export

LONGEST_ID = 16
UNBOUND: Mapping[str, None] = {"from": None, "to": None}


@dataclass(frozen=True)
class Tab:
    """A view of the ledger with its count."""

    url: str
    label: str
    count: str | int | None
    current: bool


def view_names() -> Mapping[str, str]:
    """Return the views of the ledger in words, in the order of the tabs."""
    return {
        "open": _("在办"),
        "overdue": _("已超期"),
        "soon": _("30天内"),
        "undated": _("无期限"),
        "others": _("外单位承担"),
        "reported": _("待核验"),
        "carried": _("上年结转"),
        "closed": _("已销号"),
        "all": _("全部"),
    }


@blueprint.get("/promises")
def list_promises() -> str:
    """Show one page of the ledger."""
    chosen, hosts = read_filter(), own_units(units())
    rows = read_promises(actor(), chosen, today(), hosts)
    shown = rows[:PAGE]
    counts = count_promises(actor(), today(), hosts)
    return render_template(
        "follow_up/list_promises.html",
        rows=shown,
        notes=latest_notes([one.id for one in shown]),
        chosen=chosen,
        tabs=_tabs(chosen, counts),
        name=view_names()[chosen.view],
        chips=_chips(chosen),
        head=_head(counts, now()),
        here=_address(chosen),
        export_url=_address(chosen, endpoint="follow_up.export_promises") if offers_export() else None,
        later=_address(chosen, after=f"{shown[-1].next_on}_{shown[-1].id}") if len(rows) > PAGE else None,
    )


def own_units(tree: UnitTree) -> list[int]:
    """Return the departments that keep a book here, with their offices."""
    return [unit.id for unit in tree.units.values() if unit.kind is not UnitKind.EXTERNAL]


def _head(counts: Mapping[str, int], at: datetime) -> str:
    open_ones, closed = capped(counts["open"]), capped(counts["closed"])
    words: str = _(
        "在办%(open)s项，已销号%(closed)s项·截至 %(at)s", open=open_ones, closed=closed, at=moment(at)
    )
    return words


def _tabs(chosen: PromiseFilter, counts: Mapping[str, int]) -> list[Tab]:
    return [
        Tab(_address(chosen, view=view, **UNBOUND), words, capped(counts[view]), current=view == chosen.view)
        for view, words in view_names().items()
    ]


def _chips(chosen: PromiseFilter) -> list[dict[str, str]]:
    """Return the bounds of days in force, each with the ledger without it."""
    bounds = (("from", _("日期从"), chosen.next_from), ("to", _("日期到"), chosen.next_to))
    return [
        {"label": words, "words": short_day(bound), "remove_url": _address(chosen, **{name: None})}
        for name, words, bound in bounds
        if bound
    ]


def _address(chosen: PromiseFilter, **changed: Any) -> str:
    """Return the address of the ledger with the same search; never a page of another view."""
    span = {"from": chosen.next_from, "to": chosen.next_to}
    kept = {"view": chosen.view, "q": chosen.text or None, "unit": chosen.owner_unit_id, **span}
    address: str = url_for(changed.pop("endpoint", "follow_up.list_promises"), **(kept | changed))
    return address


def read_filter() -> PromiseFilter:
    """Return the list that the address asks for."""
    view = request.args.get("view", "open")
    day, _sep, row_id = request.args.get("after", "").partition("_")
    after_day = a_day(day)
    is_place = after_day is not None and row_id.isascii() and row_id.isdigit() and len(row_id) < LONGEST_ID
    return PromiseFilter(
        view=view if view in VIEWS else "open",
        owner_unit_id=_unit(request.args.get("unit", type=int)),
        text=request.args.get("q", "").strip()[:100],
        next_from=a_day(request.args.get("from", "")),
        next_to=a_day(request.args.get("to", "")),
        after=(after_day, int(row_id)) if after_day is not None and is_place else None,
    )


def _unit(wanted: int | None) -> int | None:
    return wanted if wanted in units().units else None
