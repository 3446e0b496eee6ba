"""催办: urging one part or many items, and slips with the unit's answer."""

from flask import Blueprint

from tracker.web.access import Access

blueprint = Blueprint("urging", __name__)
ACCESS = {
    "urge_item": Access.SIGNED_IN,
    "send_urge": Access.SIGNED_IN,
    "urge_many": Access.SIGNED_IN,
    "send_many": Access.SIGNED_IN,
    "view_urging": Access.SIGNED_IN,
    "answer_urging": Access.SIGNED_IN,
}

from tracker.web.urging import views  # noqa: E402, F401 - registers the views
