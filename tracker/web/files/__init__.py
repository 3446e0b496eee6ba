"""附件: uploads to an item, removal of one's own, and downloads by right."""

from flask import Blueprint

from tracker.web.access import Access

blueprint = Blueprint("files", __name__)
ACCESS = {
    "download_file": Access.SIGNED_IN,
    "new_files": Access.SIGNED_IN,
    "upload_files": Access.SIGNED_IN,
    "remove_file": Access.SIGNED_IN,
}

from tracker.web.files import views  # noqa: E402, F401 - registers the views
