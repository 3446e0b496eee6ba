"""收文: registering an item by form, from a letter, or by a register in a spreadsheet."""

from flask import Blueprint

from tracker.domain.permissions import Permission
from tracker.web.access import Access

blueprint = Blueprint("intake", __name__)
ACCESS = {
    "choose": Permission.REGISTER,
    "new_item": Permission.REGISTER,
    "edit_item": Access.SIGNED_IN,
    "read_letter": Permission.REGISTER,
    "confirm_letter": Permission.REGISTER,
    "import_register": Permission.REGISTER,
    "confirm_register": Permission.REGISTER,
    "list_imports": Permission.REGISTER,
    "view_import": Permission.REGISTER,
    "cancel_import": Permission.REGISTER,
    "undo_import": Permission.REGISTER,
}

from tracker.web.intake import import_views, letter_views, register_views, views  # noqa: E402, F401 - registers the views
