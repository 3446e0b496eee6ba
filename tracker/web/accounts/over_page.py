"""Signing in again over an open page: answers are data for session.js, so that what is typed on the page stays."""

from flask import Response, jsonify, request
from flask_wtf.csrf import generate_csrf

from tracker.domain.errors import NotFound, TrackerError
from tracker.queries.accounts import find_user, personas
from tracker.services import accounts
from tracker.services.codes import FIELD
from tracker.web import current
from tracker.web.accounts import blueprint
from tracker.web.accounts.views import browser, keep_token
from tracker.web.errors import describe

REFUSED = 422


@blueprint.get("/account/session")
def session_state() -> Response:
    """Say for how many seconds the session lasts; asking is no click and does not lengthen it."""
    return jsonify(left=current.seconds_left())


@blueprint.post("/sign-in/over-page")
def sign_in_over_page() -> Response | tuple[Response, int]:
    """Sign the page's owner in again and return the new session's form token."""
    try:
        keep_token(_token(request.form.get("username", ""), request.form.get("password", "")))
    except TrackerError as error:
        return jsonify(message=describe(error), code=error.code), REFUSED
    return jsonify(token=generate_csrf())


def _token(username: str, password: str) -> str:
    """Return a new session's token, by password and code; in the demonstration office without."""
    if not current.is_demonstration():
        code = request.form.get(FIELD) or None
        return accounts.sign_in(
            username, password, browser(), code=code, limits=current.limits(), now=current.now()
        )
    known = {person.user_id for person in personas(current.today())}
    user = find_user(username)
    if user is None or user.id not in known:
        raise NotFound
    return accounts.enter_demonstration(user.id, browser(), limits=current.limits(), now=current.now())
