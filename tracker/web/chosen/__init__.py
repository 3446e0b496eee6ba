"""What is done with the checked rows of a list: an officer, 催办, labels, a print; each by the single act's rules."""

from flask import Blueprint

from tracker.web.access import Access

blueprint = Blueprint("chosen", __name__)
ACCESS = {
    "choose_officer": Access.SIGNED_IN,
    "assign_officer": Access.SIGNED_IN,
    "choose_words": Access.SIGNED_IN,
    "urge_items": Access.SIGNED_IN,
    "choose_label": Access.SIGNED_IN,
    "label_items": Access.SIGNED_IN,
    "export_items": Access.SIGNED_IN,
    "print_items": Access.SIGNED_IN,
}

from tracker.web.chosen import views  # noqa: E402, F401 - registers the views
