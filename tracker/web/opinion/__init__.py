"""会办意见: written and signed by the co-handler, weighed by the lead."""

from flask import Blueprint

from tracker.web.access import Access

blueprint = Blueprint("opinion", __name__)
ACCESS = {
    "view_opinion": Access.SIGNED_IN,
    "edit_opinion": Access.SIGNED_IN,
    "save_opinion": Access.SIGNED_IN,
    "submit_opinion": Access.SIGNED_IN,
    "sign_opinion": Access.SIGNED_IN,
    "send_back_opinion": Access.SIGNED_IN,
    "weigh_opinion": Access.SIGNED_IN,
    "override_silence": Access.SIGNED_IN,
    "resume_opinion": Access.SIGNED_IN,
}

from tracker.web.opinion import views  # noqa: E402, F401 - registers the views
