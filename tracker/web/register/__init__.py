"""The register of items: a list whose whole state stands in its address."""

from collections.abc import Mapping

from flask import Blueprint

from tracker.web.access import Access, Need

blueprint = Blueprint("register", __name__)
ACCESS: Mapping[str, Need] = {
    "list_items": Access.SIGNED_IN,
    "print_items": Access.SIGNED_IN,
    "choose_filters": Access.SIGNED_IN,
    "new_view": Access.SIGNED_IN,
    "save_view": Access.SIGNED_IN,
    "list_views": Access.SIGNED_IN,
    "view_view": Access.SIGNED_IN,
    "change_view": Access.SIGNED_IN,
    "renew_view": Access.SIGNED_IN,
    "delete_view": Access.SIGNED_IN,
    "choose_first": Access.SIGNED_IN,
    "view_layout": Access.SIGNED_IN,
    "choose_layout": Access.SIGNED_IN,
    "choose_export": Access.SIGNED_IN,
    "export_items": Access.SIGNED_IN,
}

from tracker.web.register import export_views, saved_pages, views  # noqa: E402, F401 - views enter themselves into the blueprint
