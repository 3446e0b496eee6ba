"""The board."""

from typing import Any

from flask import render_template, request
from flask_babel import gettext as _

from tracker.queries.calendar import working_calendar
from tracker.queries.figures import count_figures, count_splits, count_weeks, longest_waits
from tracker.queries.register import Reader, office_choices
from tracker.web import current
from tracker.web.board import blueprint
from tracker.web.board.address import BoardAddress, read_address
from tracker.web.board.forms import BoardForm
from tracker.web.board.rows import BY_WORDS, figures_of, heat_rows, lines_of, opinion_lines, wait_rows
from tracker.web.labels import label


@blueprint.get("/board")
def view_board() -> str:
    """Show the figures of the items that the person sees."""
    reader = Reader(current.actor(), current.now(), current.units(), working_calendar())
    here = read_address(request.args)
    tables, weeks = count_splits(reader, here.base, here.by), count_weeks(reader, here.base)
    waits = wait_rows(longest_waits(reader, here.base), reader, current.now())
    return render_template(
        "board/view_board.html",
        figures=figures_of(count_figures(reader, here.base), reader, here),
        lines=lines_of(tables.own, here, reader),
        opinions=opinion_lines(tables.opinions, here, reader),
        by=BY_WORDS[here.by],
        tabs=_tabs(here),
        weeks=weeks,
        heat=heat_rows(weeks, here),
        waits=waits,
        urges=any(wait.choice for wait in waits),
        **_filters(reader, here),
    )


def _tabs(here: BoardAddress) -> list[dict[str, Any]]:
    return [
        {"url": here.board(by=by.value), "label": words, "current": by is here.by}
        for by, words in BY_WORDS.items()
    ]


def _filters(reader: Reader, here: BoardAddress) -> dict[str, Any]:
    offices = office_choices(reader)
    form = BoardForm(request.args)
    form.offer(offices)
    base = here.base
    words = {
        "kind": str(label(base.kind)) if base.kind else "",
        "office": offices.get(base.office_id or 0, ""),
        "key": _("只看") if base.is_key else _("不看"),
        "term": str(base.term),
        "session": str(base.session_no),
    }
    chips = [
        {"label": form[name].label.text, "words": words[name], "remove_url": here.board(name)}
        for name in here.kept
    ]
    return {
        "form": form,
        "chips": chips,
        "clear_url": here.board(*here.kept),
        "hidden": {"by": here.by.value},
    }
