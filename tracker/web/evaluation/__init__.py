"""征询意见: asking, the printed form, entry from paper, its check by another person, a second round, the meeting."""

from collections.abc import Mapping

from flask import Blueprint

from tracker.web.access import Access, Need

blueprint = Blueprint("evaluation", __name__)
ACCESS: Mapping[str, Need] = {
    "ask_evaluation": Access.SIGNED_IN,
    "confirm_asking": Access.SIGNED_IN,
    "print_forms": Access.SIGNED_IN,
    "view_evaluation": Access.SIGNED_IN,
    "show_scan": Access.SIGNED_IN,
    "enter_evaluation": Access.SIGNED_IN,
    "keep_entry": Access.SIGNED_IN,
    "decide_evaluation": Access.SIGNED_IN,
    "order_redo": Access.SIGNED_IN,
    "confirm_redo": Access.SIGNED_IN,
    "record_meeting": Access.SIGNED_IN,
    "keep_meeting": Access.SIGNED_IN,
}

from tracker.web.evaluation import (  # noqa: E402, F401 - views enter themselves into the blueprint
    asking_views,
    entry_views,
    meeting_views,
    round_views,
    views,
)
