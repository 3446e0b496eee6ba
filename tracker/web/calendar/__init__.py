"""日历: the year's days off and worked weekends, and holiday notices entered by the office."""

from flask import Blueprint

from tracker.domain.permissions import Permission

blueprint = Blueprint("calendar", __name__)
ACCESS = {
    "view_calendar": Permission.CHANGE_RULES,
    "preview_notice": Permission.CHANGE_RULES,
    "enter_notice": Permission.CHANGE_RULES,
    "undo_notice": Permission.CHANGE_RULES,
}

from tracker.web.calendar import views  # noqa: E402, F401 - registers the views
