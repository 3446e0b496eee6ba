"""登录与账号: signing in and out, proving again, one-time links, language, the person's own account."""

from flask import Blueprint

from tracker.web.access import Access

blueprint = Blueprint("accounts", __name__)
ACCESS = {
    "sign_in": Access.PUBLIC,
    "sign_in_as": Access.PUBLIC,
    "sign_in_over_page": Access.PUBLIC,
    "session_state": Access.PUBLIC,
    "sign_out": Access.SIGNED_IN,
    "prove": Access.SIGNED_IN,
    "use_link": Access.PUBLIC,
    "set_locale": Access.PUBLIC,
    "view_account": Access.SIGNED_IN,
    "change_password": Access.SIGNED_IN,
    "end_session": Access.SIGNED_IN,
    "enter_code": Access.PUBLIC,
    "view_factor": Access.SIGNED_IN,
    "start_factor": Access.SIGNED_IN,
    "confirm_factor": Access.SIGNED_IN,
    "renew_codes": Access.SIGNED_IN,
    "remove_factor": Access.SIGNED_IN,
}

from tracker.web.accounts import factor_views, over_page, views  # noqa: E402, F401 - registers the views
