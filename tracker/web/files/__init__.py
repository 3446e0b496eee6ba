"""附件: downloads of an item's files by right."""

from flask import Blueprint

from tracker.web.access import Access

blueprint = Blueprint("files", __name__)
ACCESS = {"download_file": Access.SIGNED_IN}

from tracker.web.files import views  # noqa: E402, F401 - registers the view
