"""提醒: a person's own reminders and calendar feed, the printed sheet, the office's policy, how each mail looks."""

from flask import Blueprint

from tracker.domain.permissions import Permission
from tracker.web.access import Access

blueprint = Blueprint("reminders", __name__)
ACCESS = {
    "view_mine": Access.SIGNED_IN,
    "save_mine": Access.SIGNED_IN,
    "add_absence": Access.SIGNED_IN,
    "end_absence": Access.SIGNED_IN,
    "make_feed": Access.SIGNED_IN,
    "revoke_feed": Access.SIGNED_IN,
    "read_feed": Access.PUBLIC,
    "print_sheet": Access.SIGNED_IN,
    "edit_policy": Permission.CHANGE_RULES,
    "save_policy": Permission.CHANGE_RULES,
    "view_foreseen": Permission.CHANGE_RULES,
    "view_messages": Permission.CHANGE_RULES,
}

from tracker.web.reminders import own_views, policy_views  # noqa: E402, F401 - registers the views
