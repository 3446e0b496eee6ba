"""登记核对: numbers that lack, items that stand twice, topics that come back."""

from flask import Blueprint

from tracker.domain.permissions import Permission

blueprint = Blueprint("checks", __name__)
ACCESS = {
    "view_checks": Permission.REGISTER,
    "compare_list": Permission.REGISTER,
    "export_checks": Permission.REGISTER,
}

from tracker.web.checks import views  # noqa: E402, F401 - registers the views
