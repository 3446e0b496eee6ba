"""Noting that a session is in use, at most once a minute and apart from the page's own work."""

from contextlib import suppress

from flask import request
from sqlalchemy.exc import OperationalError

from tracker.services.accounts import touch_session
from tracker.web import current

# What a page asks by itself is no click.
QUIET = frozenset({"static", "accounts.session_state"})


def keep_alive() -> None:
    """Write when the session was last seen; a busy database may skip it, the next click writes it."""
    if request.endpoint in QUIET or not current.is_signed_in():
        return
    person = current.signed_in()
    if person.needs_touch:
        with suppress(OperationalError):
            touch_session(person.session_id, current.now())
