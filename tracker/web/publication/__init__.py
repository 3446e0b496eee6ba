"""公开: which replies are to be published, and the record of publishing one."""

from flask import Blueprint

from tracker.web.access import Access

blueprint = Blueprint("publication", __name__)
ACCESS = {
    "list_publications": Access.SIGNED_IN,
    "view_publication": Access.SIGNED_IN,
    "record_consent": Access.SIGNED_IN,
    "save_summary": Access.SIGNED_IN,
    "prepare_copy": Access.SIGNED_IN,
    "decide_mask": Access.SIGNED_IN,
    "add_mask": Access.SIGNED_IN,
    "publish_reply": Access.SIGNED_IN,
    "withdraw_publication": Access.SIGNED_IN,
    "decide_publicity": Access.SIGNED_IN,
    "ask_not_public": Access.SIGNED_IN,
}

from tracker.web.publication import listing, record, views  # noqa: E402, F401 - registers the views
