"""Pages of accounts."""

from flask import abort, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from tracker.domain.errors import InvalidInput, NotFound, TrackerError
from tracker.domain.vocabulary import Role
from tracker.queries import accounts as query
from tracker.queries.second_factor import factor_state
from tracker.services import accounts
from tracker.services.accounts import Browser
from tracker.services.codes import FIELD, CodeNeeded
from tracker.web import current
from tracker.web.accounts import blueprint
from tracker.web.accounts.forms import (
    ChangePasswordForm,
    CodeForm,
    NewPasswordForm,
    ProofForm,
    ProofWithCodeForm,
    SignInForm,
)
from tracker.web.addresses import safe_next
from tracker.web.carried import brought_along
from tracker.web.locale import CHOICE, LOCALES

Answer = str | Response | tuple[str, int]
HALF = "half"
CLEAR = '"cache", "cookies", "storage"'
SEES = {
    Role.OFFICER: _l("拟答复稿、记沟通、报承诺进展"),
    Role.HEAD: _l("给承办人派件、审核答复稿"),
    Role.COORDINATOR: _l("登记来信、交办、核稿、编号、发送"),
    Role.LEADER: _l("看承诺、签发答复，手机上也能办"),
    Role.LIAISON: _l("只看涉及本单位的件，提会办意见"),
    Role.SUPERVISOR: _l("看逾期和承诺落实，核验销号"),
    Role.SYSTEM_ADMIN: _l("管单位和账号，不看业务内容"),
    Role.SECURITY_ADMIN: _l("管授权和停用，不看业务内容"),
    Role.AUDIT_ADMIN: _l("看审计日志，不看业务内容"),
}


def browser() -> Browser:
    """Return where this request comes from."""
    return Browser(request.remote_addr or "", request.user_agent.string)


def keep_token(token: str) -> None:
    """Put a session's token into a fresh cookie; only the language chosen before stays."""
    language = session.get(CHOICE)
    session.clear()
    g.pop("csrf_token", None)
    session[current.TOKEN] = token
    if language:
        session[CHOICE] = language


def wanted_page() -> str:
    """Return the page to go on to."""
    return safe_next(request.values.get("next"))


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Answer:
    """Sign in with name and password; in the demonstration office also with one click."""
    if current.is_signed_in() and request.method == "GET":
        return redirect(wanted_page())
    if not current.office().is_set_up:
        return render_template("accounts/not_set_up.html"), 503
    form = SignInForm(formdata=request.form if "username" in request.form else None)
    if not ("username" in request.form and form.validate()):
        return _sign_in_page(form)
    return _signed_in_by(form)


def _signed_in_by(form: SignInForm) -> Answer:
    """Sign in with a name and a password, or ask for the code first."""
    name, password = form.username.data or "", form.password.data or ""
    try:
        token = accounts.sign_in(name, password, browser(), limits=current.limits(), now=current.now())
    except CodeNeeded as needed:
        keep_half(needed)
        return code_page(CodeForm(formdata=None))
    except TrackerError as error:
        form.refuse(error)
        return _sign_in_page(form)
    keep_token(token)
    return go_on()


def keep_half(needed: CodeNeeded) -> None:
    """Remember for whom the password was right, until the code comes or five minutes are over."""
    session.pop(current.TOKEN, None)
    session[HALF] = [needed.user_id, needed.session_version, int(current.now().timestamp())]


def code_page(form: CodeForm) -> tuple[str, int]:
    """Ask for the code; the form that came along goes on."""
    page = render_template("accounts/enter_code.html", form=form, next=wanted_page(), carried=brought_along())
    return page, 422 if form.errors else 200


def go_on() -> Answer:
    """Lead to the page that was wanted, or show the form that came along once more."""
    carried = brought_along()
    return render_template("accounts/carry_on.html", carried=carried) if carried else redirect(wanted_page())


def _sign_in_page(form: SignInForm) -> tuple[str, int]:
    people = query.personas(current.today()) if current.is_demonstration() else []
    first = {person.role: person for person in reversed(people)}
    faces = sorted(first.values(), key=people.index)
    page = render_template(
        "accounts/sign_in.html",
        form=form,
        next=wanted_page(),
        carried=brought_along(),
        sees=SEES,
        people=[(Role(person.role), person) for person in faces],
        others=[person for person in people if person not in faces],
    )
    return page, 422 if form.errors else 200


@blueprint.post("/sign-in/as/<int:user_id>")
def sign_in_as(user_id: int) -> Answer:
    """Enter the demonstration office as one of its people."""
    if not current.is_demonstration():
        abort(404)
    person = next((one for one in query.personas(current.today()) if one.user_id == user_id), None)
    if person is None:
        raise NotFound
    token = accounts.enter_demonstration(
        person.user_id, browser(), limits=current.limits(), now=current.now()
    )
    keep_token(token)
    return go_on()


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End this session and let the browser forget what it kept."""
    accounts.sign_out(current.signed_in().session_id, current.now())
    session.clear()
    answer = redirect(url_for("accounts.sign_in"))
    answer.headers["Clear-Site-Data"] = CLEAR
    return answer


@blueprint.route("/sign-in/again", methods=["GET", "POST"])
def prove() -> Answer:
    """Prove again who is there, by password; by one click in the demonstration office."""
    is_demo, is_asked, person = current.is_demonstration(), "proof" in request.form, current.signed_in()
    form = (ProofWithCodeForm if person.has_factor else ProofForm)(
        formdata=request.form if is_asked else None
    )
    if not is_asked or not (is_demo or form.validate()):
        return _proof_page(form, is_demo=is_demo)
    try:
        token = accounts.prove_again(
            person.actor,
            person.session_id,
            None if is_demo else form.password.data,
            code=request.form.get(FIELD),
            browser=browser(),
            now=current.now(),
        )
    except TrackerError as error:
        form.refuse(error)
        return _proof_page(form, is_demo=is_demo)
    session[current.TOKEN] = token
    return go_on()


def _proof_page(form: ProofForm, *, is_demo: bool) -> tuple[str, int]:
    page = render_template(
        "accounts/prove.html", form=form, next=wanted_page(), one_click=is_demo, carried=brought_along()
    )
    return page, 422 if form.errors else 200


@blueprint.route("/welcome/<token>", methods=["GET", "POST"])
def use_link(token: str) -> Answer:
    """Set the password of an account by its one-time link."""
    person = accounts.open_link(token, current.now())
    form = NewPasswordForm()
    name, username = person.name, person.username
    if form.validate_on_submit():
        try:
            accounts.use_link(token, form.password.data or "", now=current.now())
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("密码已设好，请登录。"), "done")
            return redirect(url_for("accounts.sign_in"))
    page = render_template("accounts/use_link.html", form=form, name=name, username=username, token=token)
    return page, 422 if form.errors else 200


@blueprint.post("/language")
def set_locale() -> Response:
    """Change the language of the pages, for good where somebody is signed in."""
    wanted = request.args.get("to", "")
    if wanted in LOCALES:
        session[CHOICE] = wanted
        if current.is_signed_in():
            accounts.set_locale(current.actor(), wanted)
    return redirect(wanted_page())


@blueprint.get("/account")
def view_account() -> str:
    """Show the person's own account and open sessions."""
    return _account_page(ChangePasswordForm(formdata=None))


def _account_page(form: ChangePasswordForm) -> str:
    person = current.signed_in()
    return render_template(
        "accounts/view_account.html",
        form=form,
        person=person,
        factor=factor_state(person.actor.user_id),
        sessions=query.live_sessions(person.actor.user_id, current.now() - current.limits().idle),
    )


@blueprint.post("/account/password")
def change_password() -> Answer:
    """Set a new password; every other session of the person ends."""
    form = ChangePasswordForm()
    if form.validate_on_submit():
        try:
            token = accounts.change_password(
                current.actor(),
                form.present.data or "",
                form.password.data or "",
                browser=browser(),
                limits=current.limits(),
                now=current.now(),
            )
        except TrackerError as error:
            form.refuse(error)
        else:
            keep_token(token)
            flash(_("密码已更换，其他地方的登录都已退出。"), "done")
            return redirect(url_for("accounts.view_account"))
    return _account_page(form), 422


@blueprint.post("/account/sessions/<int:session_id>/end")
def end_session(session_id: int) -> Response:
    """End another of the person's own sessions."""
    accounts.end_own_session(current.actor(), session_id, current.now())
    flash(_("已退出那处登录。"), "done")
    return redirect(url_for("accounts.view_account"))
