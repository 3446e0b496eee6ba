"""The number book (号册): every number of a series with its letter; void ones with their reason; gaps to explain."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.errors import InvalidInput, NotFound
from tracker.domain.vocabulary import Role
from tracker.queries.numbers import BOOK_PAGE, Series, SeriesRow, all_series, book_rows, gaps_of
from tracker.services import numbering
from tracker.web.addresses import asked_id
from tracker.web.current import actor, now, units
from tracker.web.reply import blueprint
from tracker.web.reply.forms import GapForm

Answer = Response | tuple[str, int]


def _own_series() -> list[SeriesRow]:
    """Return the series of the units whose letters the person numbers."""
    return all_series(sorted(actor().scopes.get(Role.COORDINATOR, frozenset())))


def _chosen(found: list[SeriesRow]) -> SeriesRow | None:
    """Return the series that the address names, the first where it names none; raises NotFound for a foreign one."""
    named = tuple(request.args.get(name, "") for name in ("unit", "prefix", "year"))
    if not any(named):
        return found[0] if found else None
    for one in found:
        if (str(one.series.unit_id), one.series.prefix, str(one.series.year)) == named:
            return one
    raise NotFound


def book_url(series: Series, before: int | None = None) -> str:
    """Return the address of a series' book, below a serial where one is given."""
    address: str = url_for(
        "reply.list_numbers", unit=series.unit_id, prefix=series.prefix, year=series.year, before=before
    )
    return address


def _page(form: GapForm | None = None) -> str:
    chosen = _chosen(found := _own_series())
    series = chosen.series if chosen else None
    rows, gaps = (book_rows(series, asked_id("before")), gaps_of(series)) if series else ([], [])
    first, last = gaps[0] if gaps else (None, None)
    earlier = book_url(series, rows[BOOK_PAGE - 1].number.serial) if series and rows[BOOK_PAGE:] else None
    return render_template(
        "reply/list_numbers.html",
        found=found,
        chosen=chosen,
        rows=rows[:BOOK_PAGE],
        earlier=earlier,
        gaps=gaps,
        form=form or GapForm(formdata=None, data={"first": first, "last": last}),
        book_url=book_url,
        unit_name=lambda row: units().name(row.series.unit_id),
    )


@blueprint.get("/numbers")
def list_numbers() -> str:
    """Show the book of one series."""
    return _page()


@blueprint.post("/numbers/gaps")
def explain_gap() -> Answer:
    """Record missing serials as void without a letter, with the reason."""
    form, chosen = GapForm(), _chosen(_own_series())
    if chosen is None:
        raise NotFound
    try:
        if not form.validate():
            return _page(form), 422
        count = numbering.explain_gap(
            actor(),
            chosen.series,
            first=form.first.data or 0,
            last=form.last.data or 0,
            reason=form.reason.data,
            now=now(),
        )
    except InvalidInput as error:
        form.refuse(error)
        return _page(form), 422
    flash(_("已登记%(count)s个空号，原因已记入号册。", count=count), "done")
    return redirect(book_url(chosen.series))
