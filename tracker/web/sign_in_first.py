"""Leading people to sign-in or to proof and back; a form that they were sending goes along."""

from flask import flash, jsonify, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.web import current
from tracker.web.addresses import HOME, asks_for_json, here
from tracker.web.carried import this_form

Answer = Response | tuple[str, int] | tuple[Response, int]
UNAUTHORIZED = 401
FORBIDDEN = 403


def lead_to_sign_in() -> Answer:
    """Send a signed-out visitor to sign in and back; tell whose session has ended that it has."""
    had_session = session.pop(current.TOKEN, None) is not None
    if asks_for_json():
        return jsonify(code="signed_out", message=_("登录已超时，请重新登录。")), UNAUTHORIZED
    if request.method == "POST":
        return _with_form("accounts.sign_in", _("请先登录"), _("登录已超时或已在别处退出。"), UNAUTHORIZED)
    if had_session:
        flash(_("登录已超时或已在别处退出，请重新登录。"), "soon")
    return _redirect("accounts.sign_in")


def lead_to_proof() -> Answer:
    """Send a signed-in person to prove again who they are, and back."""
    if request.method == "POST":
        return _with_form("accounts.prove", _("请再次确认身份"), _("这一步要再次确认身份。"), FORBIDDEN)
    return _redirect("accounts.prove")


def lead_to_password() -> Answer:
    """Send a person whose password is too old here to the page where they change it (等保)."""
    if asks_for_json():
        return jsonify(code="password_expired", message=_("密码已到期，请先更换。")), FORBIDDEN
    flash(_("密码已超过90天，请先更换再办理。"), "soon")
    return redirect(url_for("accounts.view_account"))


def lead_to_factor() -> Answer:
    """Send a person who must have a second factor and has none to the page where it is set up."""
    if asks_for_json():
        return jsonify(code="factor_needed", message=_("请先设置双因素登录。")), FORBIDDEN
    flash(_("本单位要求您使用双因素登录，请先设置再办理。"), "soon")
    return redirect(url_for("accounts.view_factor"))


def _redirect(endpoint: str) -> Response:
    target = here()
    return redirect(url_for(endpoint, next=target if target != HOME else None))


def _with_form(endpoint: str, title: str, words: str, status: int) -> tuple[str, int]:
    page = render_template(
        "accounts/take_along.html", title=title, words=words, action=url_for(endpoint), carried=this_form()
    )
    return page, status
