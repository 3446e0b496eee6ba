"""办结: concluding the evaluation and closing an item, as buttons of its page."""

from flask import Blueprint

from tracker.web.access import Access

blueprint = Blueprint("case_end", __name__)
ACCESS = {"conclude_evaluation": Access.SIGNED_IN, "close_case": Access.SIGNED_IN}

from tracker.web.case_end import views  # noqa: E402, F401 - registers the views
