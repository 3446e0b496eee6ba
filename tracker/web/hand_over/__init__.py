"""工作移交: what somebody holds passes to another person, or an office goes into another one."""

from flask import Blueprint

from tracker.domain.permissions import Permission
from tracker.web.access import Access

blueprint = Blueprint("hand_over", __name__)
ACCESS = {
    "list_hand_overs": Access.SIGNED_IN,
    "offer_work": Access.SIGNED_IN,
    "view_hand_over": Access.SIGNED_IN,
    "accept_work": Access.SIGNED_IN,
    "decline_work": Access.SIGNED_IN,
    "take_back_work": Access.SIGNED_IN,
    "merge_office": (Permission.HAND_OVER, Permission.GRANT_ROLE, Permission.CREATE_USER),
    "move_roles": Permission.GRANT_ROLE,
    "close_unit": (Permission.CREATE_USER, Permission.ASSIGN),
}

from tracker.web.hand_over import answer_views, offer_views, unit_views  # noqa: E402, F401 - registers the views
