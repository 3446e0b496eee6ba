"""人员与单位: the tree of units with their people, names over time, accounts and roles."""

from flask import Blueprint

from tracker.web.access import Access

blueprint = Blueprint("people", __name__)
ACCESS = {"list_people": Access.SIGNED_IN}

from tracker.web.people import views  # noqa: E402, F401 - registers the views
