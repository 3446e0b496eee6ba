"""Proving again who signs, on the signer's page itself: one step, and nothing typed is lost."""

from flask import request, session
from flask_babel import gettext as _

from tracker.domain.errors import TrackerError
from tracker.domain.permissions import Actor, is_fresh
from tracker.services import accounts
from tracker.services.accounts import Browser
from tracker.web import current
from tracker.web.errors import describe
from tracker.web.sign_off.forms import SignForm


def proved(form: SignForm) -> Actor | None:
    """Return the person with a fresh proof; None where the form's password does not prove it, which the form says.

    The demonstration office asks for no password: pressing the button proves enough there.
    """
    person, is_demo = current.actor(), current.is_demonstration()
    if is_fresh(person, current.now()):
        return person
    if not is_demo and not form.password.data:
        form.password.errors = [_("请再输一次密码，确认是您本人签发。")]
        return None
    try:
        session[current.TOKEN] = accounts.prove_again(
            person,
            current.signed_in().session_id,
            None if is_demo else form.password.data,
            browser=Browser(request.remote_addr or "", request.user_agent.string),
            now=current.now(),
        )
    except TrackerError as error:
        form.password.errors = [describe(error)]
        return None
    return current.freshly_proved(person)
