"""办结、归档、重新办理: how an item ends, and how it is taken up again."""

from flask import Blueprint

from tracker.web.access import Access

blueprint = Blueprint("case_end", __name__)
ACCESS = {
    "conclude_evaluation": Access.SIGNED_IN,
    "close_case": Access.SIGNED_IN,
    "archive_case": Access.SIGNED_IN,
    "confirm_archiving": Access.SIGNED_IN,
    "reopen_case": Access.SIGNED_IN,
    "confirm_reopening": Access.SIGNED_IN,
}

from tracker.web.case_end import pages, views  # noqa: E402, F401 - registers the views
