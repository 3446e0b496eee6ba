"""One page, one act: each form carries a random mark, and a form that was acted upon is not acted upon again."""

from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from secrets import token_urlsafe

from flask import Flask, Response, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError

from tracker.services.handled_forms import Handled, find_handled, forget_form
from tracker.services.sent_form import SentForm, is_handled, remember_form, sent_form
from tracker.web import current
from tracker.web.addresses import asks_for_json
from tracker.web.filters import moment

FIELD = "once"
NOT_PART = frozenset({"csrf_token"})
SEE_OTHER = 303
REFUSED = range(400, 500)


def mark_of_page() -> str:
    """Return the mark that the forms of this page carry."""
    if FIELD not in g:
        g.once = token_urlsafe(12)
    mark: str = g.once
    return mark


def _parts() -> Iterator[bytes]:
    """Return all that tells this form from another: sender, place, fields and files; no token, no password."""
    yield f"{current.signed_in().actor.user_id} {request.full_path}".encode()
    for name, values in request.form.lists():
        if name not in NOT_PART and "password" not in name:
            yield repr((name, values)).encode()
    for name, files in request.files.lists():
        for file in files:
            yield repr((name, file.filename)).encode()
            yield sha256(file.stream.read()).digest()
            file.stream.seek(0)


def _this_form() -> SentForm | None:
    """Return the form that this request sends; None for a script, a stranger, or a form without its mark."""
    if request.method != "POST" or FIELD not in request.form or asks_for_json():
        return None
    if not current.is_signed_in():
        return None
    key = sha256(b"\0".join(sha256(part).digest() for part in _parts())).hexdigest()
    return SentForm(key, current.signed_in().actor.user_id, current.now())


def find_repeated() -> Handled | None:
    """Return when this very form was acted upon before, where it was."""
    form = sent_form()
    return find_handled(form.key) if form is not None and not is_handled() else None


def lead_back(handled: Handled, way_on: str) -> Response:
    """Lead the sender of a repeated form to what it did, with the time of it."""
    flash(_("这一页您已于%(when)s提交并办理，没有重复办理。", when=moment(handled.at)), "done")
    item_id = handled.proposal_id
    target = url_for("item.view_item", proposal_id=item_id) if item_id is not None else way_on
    return redirect(target, SEE_OTHER)  # type: ignore[return-value]  # Flask's own response class


def init_app(app: Flask) -> None:
    """Remember the form before its view, and forget it where it was refused after all."""
    app.jinja_env.globals["mark_of_page"] = mark_of_page

    @app.before_request
    def before() -> None:
        remember_form(_this_form())

    @app.after_request
    def after(response: Response) -> Response:
        form, was_handled = sent_form(), is_handled()
        remember_form(None)
        if form is not None and was_handled and response.status_code in REFUSED:
            with suppress(SQLAlchemyError):
                forget_form(form.key)
        return response
