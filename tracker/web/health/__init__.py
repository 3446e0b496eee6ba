"""For monitors: /healthz says in words whether all is well, /metrics gives figures to this machine."""

from flask import Blueprint

from tracker.web.access import Access

blueprint = Blueprint("health", __name__)
ACCESS = {"show_health": Access.PUBLIC, "show_metrics": Access.PUBLIC}

from tracker.web.health import views  # noqa: E402, F401 - registers the views
