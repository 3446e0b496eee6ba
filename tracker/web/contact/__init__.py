"""沟通: contacts with sponsors."""

from flask import Blueprint

from tracker.web.access import Access

blueprint = Blueprint("contact", __name__)
ACCESS = {"record_contact": Access.SIGNED_IN, "keep_contact": Access.SIGNED_IN}

from tracker.web.contact import views  # noqa: E402, F401 - registers the views
