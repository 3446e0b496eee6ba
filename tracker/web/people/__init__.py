"""人员与单位: the tree of units with their people, names over time, accounts and roles."""

from flask import Blueprint

from tracker.domain.permissions import Permission
from tracker.web.access import Access

blueprint = Blueprint("people", __name__)
UNIT_KEEPERS = (Permission.CREATE_USER, Permission.ASSIGN)
ACCESS = {
    "list_people": Access.SIGNED_IN,
    "view_unit": Access.SIGNED_IN,
    "add_unit": UNIT_KEEPERS,
    "rename_unit": UNIT_KEEPERS,
    "view_person": Access.SIGNED_IN,
    "add_person": Permission.CREATE_USER,
    "issue_link": Permission.CREATE_USER,
    "disable_person": Permission.DISABLE_USER,
    "ask_factor_reset": Permission.DISABLE_USER,
    "confirm_factor_reset": Permission.DISABLE_USER,
    "enable_person": Permission.GRANT_ROLE,
    "grant_role": Permission.GRANT_ROLE,
    "revoke_role": Permission.GRANT_ROLE,
}

from tracker.web.people import factor_reset, views  # noqa: E402, F401 - registers the views
