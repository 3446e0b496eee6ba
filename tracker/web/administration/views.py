"""Pages of the system and the security administrator."""

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.errors import InvalidInput
from tracker.domain.throttle import ACCOUNT_LIMIT
from tracker.queries import accounts, administration
from tracker.queries.calendar import working_calendar
from tracker.queries.outbox_state import Health, clockwork_health, outbox_health
from tracker.services import security
from tracker.web import current
from tracker.web.administration import blueprint
from tracker.web.administration.forms import SettingsForm
from tracker.web.holiday_banner import holiday_banner
from tracker.web.labels_of_mail import HEALTH_WORDS, OUTAGE_CHIP
from tracker.web.mail_outage import outage_for_administrator

Answer = str | Response | tuple[str, int]
# What the system administrator may read of the settings: no key, no address of the database with its password.
SHOWN = (
    "DATA_DIR",
    "WEB_PROCESSES",
    "WEB_THREADS",
    "TRUSTED_PROXIES",
    "MAX_CONTENT_LENGTH",
    "SESSION_IDLE",
    "SESSION_ABSOLUTE",
    "SESSION_COOKIE_SECURE",
    "INSECURE_LAN",
    "BABEL_DEFAULT_LOCALE",
    "BABEL_DEFAULT_TIMEZONE",
    "MAIL_HOST",
    "MAIL_SECURITY",
    "MAIL_FROM",
    "MAIL_TIMEOUT",
    "MAIL_PAUSED",
)


@blueprint.get("/administration/system")
def view_system() -> str:
    """Show how the system stands and what it is set to."""
    state = administration.system_state(current.now())
    outage = outage_for_administrator()
    health = outbox_health(
        state.outbox, working_calendar(), current.now(), is_paused=current_app.config["MAIL_PAUSED"]
    )
    return render_template(
        "administration/view_system.html",
        state=state,
        clockwork=HEALTH_WORDS[clockwork_health(state.outbox, current.now())],
        outbox=OUTAGE_CHIP if outage and health is Health.WELL else HEALTH_WORDS[health],
        outage=outage,
        settings=[(name, current_app.config[name]) for name in SHOWN],
        holidays=holiday_banner(),
    )


@blueprint.get("/administration/security")
def view_security() -> str:
    """Show the security settings, locked accounts and everybody's sessions."""
    settings = accounts.settings()
    return _security_page(SettingsForm(formdata=None, obj=settings))


def _security_page(form: SettingsForm) -> str:
    since = current.now() - current.limits().idle
    return render_template(
        "administration/view_security.html",
        form=form,
        locked=administration.locked_accounts(),
        account_limit=ACCOUNT_LIMIT,
        sessions=administration.sessions_of_all(since),
        own_session=current.signed_in().session_id,
    )


@blueprint.post("/administration/security")
def change_settings() -> Answer:
    """Set the password profile and the brake."""
    form = SettingsForm()
    if form.validate_on_submit():
        try:
            security.change_settings(
                current.actor(), entry=form.entry(), version=form.version.data, now=current.now()
            )
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("安全设置已保存。"), "done")
            return redirect(url_for("administration.view_security"))
    return _security_page(form), 422


@blueprint.post("/administration/security/accounts/<int:user_id>/unlock")
def unlock_account(user_id: int) -> Response:
    """Let an account be tried again."""
    user = security.unlock_account(current.actor(), user_id, now=current.now())
    flash(_("已解除%(name)s的锁定。", name=user.name), "done")
    return redirect(url_for("administration.view_security"))


@blueprint.post("/administration/security/sessions/<int:session_id>/end")
def end_session(session_id: int) -> Response:
    """End somebody's session."""
    security.end_session_of_other(current.actor(), session_id, now=current.now())
    flash(_("已退出那处登录。"), "done")
    return redirect(url_for("administration.view_security"))
