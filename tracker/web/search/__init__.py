"""Full-text search: one page whose whole state stands in its address."""

from collections.abc import Mapping

from flask import Blueprint

from tracker.web.access import Access, Need

blueprint = Blueprint("search", __name__)
ACCESS: Mapping[str, Need] = {"search_items": Access.SIGNED_IN}

from tracker.web.search import views  # noqa: E402, F401 - views enter themselves into the blueprint
