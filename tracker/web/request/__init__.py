"""申请与回退: returning, withdrawing, voiding, pausing, taking back, setting aside and taking up again."""

from flask import Blueprint

from tracker.web.access import Access

blueprint = Blueprint("request", __name__)
ACCESS = {
    "ask_return": Access.SIGNED_IN,
    "ask_extension": Access.SIGNED_IN,
    "ask_withdrawal": Access.SIGNED_IN,
    "propose_void": Access.SIGNED_IN,
    "view_request": Access.SIGNED_IN,
    "decide_inside": Access.SIGNED_IN,
    "decide_request": Access.SIGNED_IN,
    "cancel_request": Access.SIGNED_IN,
    "record_consent": Access.SIGNED_IN,
    "recall_unit": Access.SIGNED_IN,
    "pause_part": Access.SIGNED_IN,
    "ask_pause": Access.SIGNED_IN,
    "resume_part": Access.SIGNED_IN,
    "note_item": Access.SIGNED_IN,
    "take_up_again": Access.SIGNED_IN,
    "read_cancelled": Access.SIGNED_IN,
}

from tracker.web.request import (  # noqa: E402 - registers the views
    asking,  # noqa: F401
    cancelled,  # noqa: F401
    consents,  # noqa: F401
    deciding,  # noqa: F401
    extending,  # noqa: F401
    inside,  # noqa: F401
    parts,  # noqa: F401
    setting_aside,  # noqa: F401
)
