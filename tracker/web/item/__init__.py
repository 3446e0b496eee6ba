"""The page of one item: head, life line, next step, dates, parties, and a tab for each kind of thing it has."""

from collections.abc import Mapping

from flask import Blueprint

from tracker.web.access import Access, Need

blueprint = Blueprint("item", __name__)
ACCESS: Mapping[str, Need] = {
    "view_item": Access.SIGNED_IN,
    "explain_due": Access.SIGNED_IN,
}

from tracker.web.item import views  # noqa: E402, F401 - views enter themselves into the blueprint
