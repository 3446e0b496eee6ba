"""Pages on which a submitted draft is reviewed and signed."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.actions import Action
from tracker.domain.decisions import Decision, offered
from tracker.domain.errors import InvalidInput, NotFound, Refused
from tracker.domain.vocabulary import Machine, Publicity, ReplyState
from tracker.queries.calendar import working_calendar
from tracker.queries.sign_sheet import SignSheet, sign_sheet
from tracker.services import sign_off
from tracker.services.loading import open_case, readable_reply
from tracker.web.current import actor, now, today
from tracker.web.errors import describe
from tracker.web.sign_off import blueprint
from tracker.web.sign_off.forms import ReasonForm, ReviewForm, SignForm

REVIEWED = {
    Action.APPROVE: sign_off.approve_draft,
    Action.PASS_CHECK: sign_off.pass_check,
    Action.SEND_BACK: sign_off.send_back,
    Action.REFUSE_SIGNATURE: sign_off.refuse_signature,
}


def _open(proposal_id: int, reply_id: int) -> tuple[SignSheet, dict[Action, Decision]]:
    """Read the sheet and what this person may do with it."""
    file = open_case(actor(), proposal_id, now())
    seat, reply = readable_reply(file, reply_id, actor(), now())
    question = sign_off.reply_question(actor(), file, seat, now())
    found = offered(Machine.REPLY, reply.state, question)
    return sign_sheet(file, seat, reply), {one.move.action: one for one in found if one.move}


def _page(template: str, proposal_id: int, reply_id: int, form: ReviewForm | None = None) -> tuple[str, int]:
    sheet, steps = _open(proposal_id, reply_id)
    reply = sheet.reply
    if form is None:
        form = SignForm(formdata=None, obj=reply, version=reply.version, publicity=reply.publicity)
        status = 200
    else:
        status = 422
    if isinstance(form, SignForm):
        form.offer(reply.class_scheme)
    page = render_template(
        template,
        sheet=sheet,
        reply=reply,
        item=sheet.file.proposal,
        steps=steps,
        actions=Action,
        form=form,
        calendar=working_calendar(),
        today=today(),
    )
    return page, status


def _back_to_item(proposal_id: int, words: str) -> Response:
    flash(words, "done")
    return redirect(url_for("item.view_item", proposal_id=proposal_id))


def _try(form: ReviewForm, act: Callable[[], object]) -> bool:
    """Act; a refusal is shown on the page with what was typed."""
    try:
        act()
    except InvalidInput as error:
        form[str(error.params["field"])].errors = [describe(error)]
    except Refused as error:
        form.form_errors.append(describe(error))
    else:
        return True
    return False


@blueprint.get("/items/<int:proposal_id>/replies/<int:reply_id>/review")
def review_draft(proposal_id: int, reply_id: int) -> Response | tuple[str, int]:
    """A submitted draft before the department head or the office."""
    sheet, steps = _open(proposal_id, reply_id)
    if sheet.reply.state is ReplyState.SIGN_OFF and Action.SIGN in steps:
        return redirect(url_for("sign_off.sign_reply", proposal_id=proposal_id, reply_id=reply_id))
    return _page("sign_off/review_draft.html", proposal_id, reply_id)


@blueprint.post("/items/<int:proposal_id>/replies/<int:reply_id>/review")
def decide_review(proposal_id: int, reply_id: int) -> Response | tuple[str, int]:
    """Approve, pass or send back."""
    form = ReviewForm()
    action = next((step for step in REVIEWED if step.value == form.decision.data), None)
    if action is None:
        raise NotFound
    if form.validate() and _try(form, lambda: _review(action, proposal_id, reply_id, form)):
        words = {
            Action.APPROVE: _("已同意，转办公室核稿。"),
            Action.PASS_CHECK: _("核稿通过，已送领导签发。"),
            Action.SEND_BACK: _("已退回承办人修改。"),
        }
        return _back_to_item(proposal_id, words.get(action, _("已退回承办人。")))
    return _page("sign_off/review_draft.html", proposal_id, reply_id, form)


def _review(action: Action, proposal_id: int, reply_id: int, form: ReviewForm) -> object:
    service = REVIEWED[action]
    return service(
        actor(), proposal_id, reply_id, remark=form.remark.data, version=form.version.data, now=now()
    )


@blueprint.get("/items/<int:proposal_id>/replies/<int:reply_id>/sign")
def sign_reply(proposal_id: int, reply_id: int) -> tuple[str, int]:
    """The signer's page, made for a phone."""
    return _page("sign_off/sign_reply.html", proposal_id, reply_id)


@blueprint.post("/items/<int:proposal_id>/replies/<int:reply_id>/sign")
def decide_signature(proposal_id: int, reply_id: int) -> Response | tuple[str, int]:
    """Sign, send back or refuse."""
    sheet, _steps = _open(proposal_id, reply_id)
    form = SignForm().offer(sheet.reply.class_scheme)
    action = next((step for step in REVIEWED if step.value == form.decision.data), Action.SIGN)
    is_done = form.validate() and (
        _try(form, lambda: _sign(proposal_id, reply_id, form))
        if action is Action.SIGN
        else _try(form, lambda: _review(action, proposal_id, reply_id, form))
    )
    if not is_done:
        return _page("sign_off/sign_reply.html", proposal_id, reply_id, form)
    return _back_to_item(
        proposal_id, _("已签发，转办公室编号发送。") if action is Action.SIGN else _("已退回承办人。")
    )


def _sign(proposal_id: int, reply_id: int, form: SignForm) -> object:
    if not form.class_mark.data:
        raise InvalidInput(field="class_mark", reason=_("请选择办理结果类别。"))
    if form.publicity.data not in set(Publicity):
        raise InvalidInput(field="publicity", reason=_("请选择公开属性。"))
    decided = sign_off.Decided(
        class_mark=form.class_mark.data,
        publicity=Publicity(form.publicity.data),
        publicity_reason=form.publicity_reason.data,
        promises_seen=form.seen.data,
    )
    return sign_off.sign_reply(
        actor(),
        proposal_id,
        reply_id,
        decided=decided,
        remark=form.remark.data,
        version=form.version.data,
        now=now(),
    )


@blueprint.post("/items/<int:proposal_id>/replies/<int:reply_id>/signature/withdrawn")
def withdraw_signature(proposal_id: int, reply_id: int) -> Response:
    """Take the signature back before sending, with a reason."""
    form = ReasonForm()
    sign_off.withdraw_signature(
        actor(), proposal_id, reply_id, remark=form.reason.data, version=form.version.data, now=now()
    )
    return _back_to_item(proposal_id, _("已撤回签发。"))
