"""My desk: what needs this person's hand now, and whom they wait for."""

from collections.abc import Mapping

from flask import Blueprint

from tracker.web.access import Access, Need

blueprint = Blueprint("desk", __name__)
ACCESS: Mapping[str, Need] = {"view_desk": Access.SIGNED_IN}

from tracker.web.desk import views  # noqa: E402, F401 - views enter themselves into the blueprint
