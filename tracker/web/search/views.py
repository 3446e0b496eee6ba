"""The search page."""

from typing import Any

from flask import render_template, request

from tracker.queries.search import find
from tracker.queries.search_page import excerpts, shown_items
from tracker.queries.search_question import Order, Searcher
from tracker.web import current
from tracker.web.search import blueprint
from tracker.web.search.address import address, place_text, read_address
from tracker.web.search.facets import chips_of, count_words, facets_of
from tracker.web.search.rows import results


@blueprint.get("/search")
def search_items() -> str:
    """Show the items whose texts hold every word, as far as the person may read them."""
    asked = read_address(request.args)
    found = _found() if asked.words else {}
    orders = {order: address(request.args, order=order.value) for order in Order}
    return render_template("search/search_items.html", asked=asked, orders=orders, **found)


def _found() -> dict[str, Any]:
    asked, searcher = read_address(request.args), Searcher(current.actor(), current.units())
    result, tree = find(searcher, asked), current.units()
    rows = shown_items(searcher, asked, result.items)
    places = excerpts(searcher, asked, [row.id for row in rows])
    return {
        "total": count_words(result.total, is_whole=result.is_whole),
        "results": results(rows, places, asked.words, tree),
        "facets": facets_of(request.args, asked, result, tree),
        "chips": chips_of(request.args, asked, tree),
        "clear_url": address(request.args, "source", "kind", "stage", "unit", "term", "session"),
        "first_url": address(request.args) if asked.place else None,
        "later_url": address(request.args, after=place_text(result.later)) if result.later else None,
    }
