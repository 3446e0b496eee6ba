"""期限规则: the rule sets that come with the program and a department's own, tried on a sample and put in force."""

from flask import Blueprint

from tracker.domain.permissions import Permission

blueprint = Blueprint("rules", __name__)
ACCESS = {
    "list_rules": Permission.CHANGE_RULES,
    "view_shipped": Permission.CHANGE_RULES,
    "copy_rules": Permission.CHANGE_RULES,
    "edit_rules": Permission.CHANGE_RULES,
    "edit_text": Permission.CHANGE_RULES,
    "rename_rules": Permission.CHANGE_RULES,
    "add_row": Permission.CHANGE_RULES,
    "edit_row": Permission.CHANGE_RULES,
    "remove_row": Permission.CHANGE_RULES,
    "preview_force": Permission.CHANGE_RULES,
    "put_in_force": Permission.CHANGE_RULES,
}

from tracker.web.rules import draft_views, views  # noqa: E402, F401 - registers the views
