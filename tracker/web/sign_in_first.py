"""Leading people to sign-in and back, to pages of this site only."""

from urllib.parse import urlsplit

from flask import flash, redirect, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.web import current

HOME = "/"


def safe_next(wanted: str | None) -> str:
    """Return ``wanted`` where it is a path of this site, else the first page."""
    text = wanted or HOME
    parts = urlsplit(text)
    is_path = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable()
    is_own = is_path and not parts.scheme and not parts.netloc and "\\" not in text
    return text if is_own else HOME


def here() -> str:
    """Return this page's own path with its query, or the page that a sent form most likely stood on."""
    if request.method in {"GET", "HEAD"}:
        return request.full_path.rstrip("?")
    rule = request.url_rule
    return request.path if rule is not None and "GET" in (rule.methods or ()) else HOME


def lead_to_sign_in() -> Response:
    """Send a signed-out visitor to sign in and back; tell whose session has ended that it has."""
    if session.pop(current.TOKEN, None):
        flash(_("登录已超时或已在别处退出，请重新登录。"), "soon")
    target = here()
    return redirect(url_for("accounts.sign_in", next=target if target != HOME else None))


def lead_to_proof() -> Response:
    """Send a signed-in person to prove again who they are, and back."""
    return redirect(url_for("accounts.prove", next=here()))
