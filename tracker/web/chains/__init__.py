"""审签流程: the chains that a department's replies take, kept by the office or the security administrator."""

from flask import Blueprint

from tracker.domain.permissions import Permission

blueprint = Blueprint("chains", __name__)
ACCESS = {
    "list_chains": Permission.CHANGE_RULES,
    "copy_chain": Permission.CHANGE_RULES,
    "edit_chain": Permission.CHANGE_RULES,
    "put_in_force": Permission.CHANGE_RULES,
    "end_chain": Permission.CHANGE_RULES,
}

from tracker.web.chains import views  # noqa: E402, F401 - registers the views
