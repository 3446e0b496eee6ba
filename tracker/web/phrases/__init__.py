"""常用语: the standard phrases that a unit keeps for its letters."""

from flask import Blueprint

from tracker.web.access import Access

blueprint = Blueprint("phrases", __name__)
ACCESS = {
    "list_phrases": Access.SIGNED_IN,
    "add_phrase": Access.SIGNED_IN,
    "view_phrase": Access.SIGNED_IN,
    "edit_phrase": Access.SIGNED_IN,
    "delete_phrase": Access.SIGNED_IN,
}

from tracker.web.phrases import views  # noqa: E402, F401 - registers the views
