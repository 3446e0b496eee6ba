"""承诺跟踪: the ledger of promises and each promise's page."""

from flask import Blueprint

from tracker.web.access import Access

blueprint = Blueprint("follow_up", __name__)
ACCESS = {
    "list_promises": Access.SIGNED_IN,
    "export_promises": Access.SIGNED_IN,
    "view_promise": Access.SIGNED_IN,
    "report_progress": Access.SIGNED_IN,
    "report_done": Access.SIGNED_IN,
    "verify_done": Access.SIGNED_IN,
    "send_report_back": Access.SIGNED_IN,
    "change_course": Access.SIGNED_IN,
}

from tracker.web.follow_up import export_views, ledger, views  # noqa: E402, F401 - registers the views
