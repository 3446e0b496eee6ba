"""审签: department review, office check, and the leader's signature."""

from flask import Blueprint

from tracker.web.access import Access

blueprint = Blueprint("sign_off", __name__)
ACCESS = {
    "review_draft": Access.SIGNED_IN,
    "decide_review": Access.SIGNED_IN,
    "sign_reply": Access.SIGNED_IN,
    "decide_signature": Access.SIGNED_IN,
    "withdraw_signature": Access.SIGNED_IN,
    "arrange_steps": Access.SIGNED_IN,
    "add_level": Access.SIGNED_IN,
    "bypass_step": Access.SIGNED_IN,
    "record_meeting": Access.SIGNED_IN,
    "waive_contact": Access.SIGNED_IN,
}

from tracker.web.sign_off import arrange_views, views  # noqa: E402, F401 - registers the views
