"""Pages of the second factor: the code that signs in, setting a device up, recovery codes, taking it off."""

import segno
from flask import flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.errors import InvalidInput, TrackerError
from tracker.domain.second_factor import address_for_device, grouped
from tracker.queries.second_factor import factor_state
from tracker.services import second_factor
from tracker.web import current
from tracker.web.accounts import blueprint
from tracker.web.accounts.forms import CodeForm, FirstCodeForm
from tracker.web.accounts.views import HALF, Answer, browser, code_page, go_on, keep_token, wanted_page

HALF_LIFE = 300  # seconds between the password and the code
PARTS = 3


def half_signed_in() -> tuple[int, int] | None:
    """Return for whom the password was right lately, with the version of their sessions then."""
    kept = session.get(HALF)
    if not isinstance(kept, list) or len(kept) != PARTS:
        return None
    user_id, version, at = kept
    return (user_id, version) if current.now().timestamp() - at <= HALF_LIFE else None


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
def enter_code() -> Answer:
    """Sign in with a code after the password; back to the password where that was too long ago."""
    half = half_signed_in()
    if half is None:
        flash(_("请先输入用户名和密码。"), "soon")
        return redirect(url_for("accounts.sign_in", next=wanted_page()))
    form = CodeForm()
    if not form.validate_on_submit():
        return code_page(form)
    try:
        token = second_factor.enter_code(
            *half, form.factor_code.data or "", browser(), limits=current.limits(), now=current.now()
        )
    except TrackerError as error:
        form.refuse(error)
        return code_page(form)
    keep_token(token)
    return go_on()


@blueprint.get("/account/second-factor")
def view_factor() -> str:
    """Show the person's own second factor; while one is being set up, its QR code and its secret."""
    return _factor_page(FirstCodeForm(formdata=None))


def _factor_page(form: FirstCodeForm) -> str:
    person = current.signed_in()
    secret = second_factor.pending_secret(person.actor, now=current.now())
    return render_template(
        "accounts/view_factor.html",
        form=form,
        person=person,
        factor=factor_state(person.actor.user_id),
        secret=grouped(secret) if secret else None,
        picture=qr_picture(address_for_device(secret, person.username)) if secret else None,
        is_demanded=second_factor.is_demanded(person.actor),
    )


def qr_picture(words: str) -> str:
    """Return a QR code as an address of an image that the page itself contains."""
    return segno.make(words, error="m").svg_data_uri(scale=5, border=4, light="#fff")


@blueprint.post("/account/second-factor/start")
def start_factor() -> Response:
    """Begin to set up a device."""
    second_factor.start_enrolment(current.actor(), now=current.now())
    return redirect(url_for("accounts.view_factor"))


@blueprint.post("/account/second-factor/confirm")
def confirm_factor() -> Answer:
    """Put the new device into use by its first code, and show the recovery codes once."""
    form = FirstCodeForm()
    if not form.validate_on_submit():
        return _factor_page(form), 422
    try:
        done = second_factor.confirm_enrolment(
            current.actor(),
            form.factor_code.data or "",
            browser(),
            limits=current.limits(),
            now=current.now(),
        )
    except InvalidInput as error:
        form.refuse(error)
        return _factor_page(form), 422
    keep_token(done.token)
    return _codes_page(done.codes, is_new=True)


def _codes_page(codes: second_factor.Codes, *, is_new: bool) -> str:
    return render_template(
        "accounts/recovery_codes.html", codes=[grouped(code) for code in codes], is_new=is_new
    )


@blueprint.post("/account/second-factor/codes")
def renew_codes() -> str:
    """Make new recovery codes and show them once."""
    return _codes_page(second_factor.renew_codes(current.actor(), now=current.now()), is_new=False)


@blueprint.post("/account/second-factor/remove")
def remove_factor() -> Response:
    """Take the person's own second factor off."""
    token = second_factor.remove_factor(
        current.actor(), browser(), limits=current.limits(), now=current.now()
    )
    keep_token(token)
    flash(_("双因素登录已关闭，其他地方的登录都已退出。"), "done")
    return redirect(url_for("accounts.view_factor"))
