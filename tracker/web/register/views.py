"""The list of items."""

from typing import Any

from flask import render_template, request
from flask_babel import gettext as _

from tracker.domain.permissions import Permission
from tracker.domain.vocabulary import Role
from tracker.queries.calendar import working_calendar
from tracker.queries.people import holders
from tracker.queries.register import (
    Reader,
    RegisterFilter,
    View,
    count_views,
    office_choices,
)
from tracker.queries.register import (
    list_items as read_items,
)
from tracker.queries.topics import topic_names
from tracker.web import current
from tracker.web.access import may
from tracker.web.filters import capped
from tracker.web.register import blueprint
from tracker.web.register.address import address, export_address, kept, read_address
from tracker.web.register.forms import FilterForm
from tracker.web.register.rows import chips_of, columns_of, rows_of, tabs_of, turning_of
from tracker.web.sheet_answer import offers_export


@blueprint.get("/items")
def list_items() -> str:
    """Show one page of the items that the person sees."""
    reader = Reader(current.actor(), current.now(), current.units(), working_calendar())
    chosen = read_address(request.args)
    page, counts = read_items(reader, chosen), count_views(reader, chosen)
    return render_template(
        "register/list_items.html",
        tabs=tabs_of(chosen, counts),
        columns=columns_of(request.args, chosen),
        rows=rows_of(page, reader),
        turning=turning_of(request.args, chosen, page),
        open_count=capped(counts[View.OPEN.value]),
        found=capped(counts.get("found")),
        clear_url=address(request.args, *(set(kept(request.args)) - {"view", "sort"})),
        export_url=export_address(request.args) if offers_export() else None,
        may_register=may(Permission.REGISTER, current.actor()),
        **_filters(reader, chosen),
    )


def _filters(reader: Reader, chosen: RegisterFilter) -> dict[str, Any]:
    offices = office_choices(reader)
    people = {person.id: person.name for person in holders(Role.OFFICER, reader.tree.units, reader.today)}
    topics = topic_names(reader.actor, reader.tree)
    form = FilterForm(request.args)
    form.offer(offices, people, topics)
    names = {
        "office": _("未分派") if chosen.office_id == 0 else offices.get(chosen.office_id or 0, ""),
        "officer": _("未指定") if chosen.officer_id == 0 else people.get(chosen.officer_id or 0, ""),
        "unit": _("未交办") if chosen.unit_id == 0 else reader.tree.name(chosen.unit_id),
        "owing": reader.tree.name(chosen.owing_id),
        "topic": topics.get(chosen.topic_id or 0, ""),
    }
    hidden = {key: value for key, value in kept(request.args).items() if key not in form.data}
    return {"form": form, "chips": chips_of(request.args, chosen, names), "hidden": hidden}
