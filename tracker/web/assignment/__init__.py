"""交办: giving an item to units, signing for it, handing it to an office and an officer."""

from flask import Blueprint

from tracker.web.access import Access

blueprint = Blueprint("assignment", __name__)
ACCESS = {
    "assign_units": Access.SIGNED_IN,
    "sign_for_receipt": Access.SIGNED_IN,
    "distribute": Access.SIGNED_IN,
    "set_officer": Access.SIGNED_IN,
}

from tracker.web.assignment import seat_views, views  # noqa: E402, F401 - registers the views
