"""并案办理、并案和专题: items that stand together, and the pages on which they are brought together."""

from collections.abc import Mapping

from flask import Blueprint

from tracker.domain.permissions import Permission
from tracker.web.access import Access, Need

blueprint = Blueprint("grouping", __name__)
ACCESS: Mapping[str, Need] = {
    "choose_items": Access.SIGNED_IN,
    "view_group": Access.SIGNED_IN,
    "change_member": Access.SIGNED_IN,
    "carry_text": Access.SIGNED_IN,
    "compare_text": Access.SIGNED_IN,
    "sign_group": Access.SIGNED_IN,
    "merge_item": Access.SIGNED_IN,
    "reopen_merged": Access.SIGNED_IN,
    "list_topics": Access.SIGNED_IN,
    "add_topic": Permission.MERGE,
    "view_topic": Access.SIGNED_IN,
    "edit_topic": Access.SIGNED_IN,
    "choose_for_topic": Access.SIGNED_IN,
    "leave_topic": Access.SIGNED_IN,
    "put_in_topic": Access.SIGNED_IN,
}

from tracker.web.grouping import (  # noqa: E402, F401 - registers the views
    group_views,
    member_views,
    merge_views,
    sign_views,
    text_views,
    topic_item_views,
    topic_views,
)
