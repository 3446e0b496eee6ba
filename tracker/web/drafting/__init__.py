"""拟稿: the draft editor with its promise marks, kept versions and the way to review."""

from flask import Blueprint

from tracker.web.access import Access

blueprint = Blueprint("drafting", __name__)
ACCESS = {
    "start_reply": Access.SIGNED_IN,
    "edit_draft": Access.SIGNED_IN,
    "save_draft": Access.SIGNED_IN,
    "autosave": Access.SIGNED_IN,
    "save_version": Access.SIGNED_IN,
    "compare_versions": Access.SIGNED_IN,
    "view_meeting": Access.SIGNED_IN,
    "list_copies": Access.SIGNED_IN,
    "view_copy": Access.SIGNED_IN,
    "download_copy": Access.SIGNED_IN,
    "throw_away_copy": Access.SIGNED_IN,
    "tell_opinions": Access.SIGNED_IN,
    "submit_draft": Access.SIGNED_IN,
    "recall_submission": Access.SIGNED_IN,
    "add_ask": Access.SIGNED_IN,
    "split_ask": Access.SIGNED_IN,
    "insert_phrase": Access.SIGNED_IN,
    "judge_promise": Access.SIGNED_IN,
    "add_promise": Access.SIGNED_IN,
}

from tracker.web.drafting import ask_views, copy_views, phrase_views, promise_views, views  # noqa: E402, F401 - registers the views
