"""Pages on which a submitted draft is reviewed and signed."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.actions import Action
from tracker.domain.errors import InvalidInput, NotFound, NotOffered, Refused
from tracker.domain.permissions import Actor
from tracker.domain.publication import PublicForm
from tracker.domain.vocabulary import Publicity, ReplyState
from tracker.services import sign_off
from tracker.services.loading import open_case
from tracker.web.current import actor, now
from tracker.web.letter_sheet import Sheet, next_waiting, open_sheet
from tracker.web.reason_form import ReasonForm
from tracker.web.sign_off import blueprint
from tracker.web.sign_off.forms import ReviewForm, SignForm
from tracker.web.sign_off.proof import proved
from tracker.web.way import FORWARD

Answer = Response | tuple[str, int]
PASSED = {
    ReplyState.DEPT_REVIEW: sign_off.approve_draft,
    ReplyState.OFFICE_CHECK: sign_off.pass_check,
}
REVIEWS = frozenset({Action.APPROVE, Action.PASS_CHECK, Action.PASS_ON, Action.COUNTERSIGN, Action.SEND_BACK})
SIGNS = frozenset({Action.SIGN, Action.PASS_ON, Action.SEND_BACK, Action.REFUSE_SIGNATURE})


def _done(action: Action) -> str:
    words = {
        Action.APPROVE: _("已同意，转办公室核稿。"),
        Action.PASS_CHECK: _("核稿通过，已送领导签发。"),
        Action.PASS_ON: _("已同意，转下一环节。"),
        Action.COUNTERSIGN: _("已同意会签。"),
        Action.SIGN: _("已签发，转办公室编号发送。"),
        Action.REFUSE_SIGNATURE: _("已不予签发，退回承办人。"),
        Action.BACK_TO_STEP: _("已退回，从选定的环节起重新办理。"),
    }
    return str(words.get(action, _("已退回承办人修改。")))


def _item(proposal_id: int) -> Response:
    """Lead to the item, or to the desk where only the step that is done let the person see it."""
    try:
        open_case(actor(), proposal_id, now())
    except NotFound:
        return redirect(url_for("desk.view_desk"))
    return redirect(url_for("item.view_item", proposal_id=proposal_id))


def _try(form: ReviewForm, act: Callable[[], object]) -> bool:
    """Act; a refusal is shown on the page with what was typed."""
    if not form.validate():
        return False
    try:
        act()
    except (InvalidInput, Refused) as error:
        form.refuse(error)
        return False
    return True


def _asked(form: ReviewForm, allowed: frozenset[Action]) -> Action:
    """Return the action of the pressed button; raises NotFound for any other."""
    found = next((action for action in allowed if action.value == form.decision.data), None)
    if found is None:
        raise NotFound
    return found


def _review(person: Actor, action: Action, sheet: Sheet, form: ReviewForm) -> object:
    """Carry out what a reviewer decided; the state was read with the page's own version, which the service checks."""
    ids = (sheet.file.proposal.id, sheet.reply.id)
    said: dict[str, Any] = {"remark": form.remark.data, "version": form.version.data, "now": now()}
    if action is Action.SEND_BACK:
        return sign_off.send_back(person, *ids, to_step=form.to.data or None, **said)
    if action is Action.REFUSE_SIGNATURE:
        return sign_off.refuse_signature(person, *ids, **said)
    if action is Action.COUNTERSIGN:
        return sign_off.countersign(person, *ids, draft=form.draft.data, **said)
    passing = PASSED.get(sheet.reply.state)
    if passing is None:
        raise NotOffered
    return passing(person, *ids, **said)


@blueprint.get("/items/<int:proposal_id>/replies/<int:reply_id>/review")
def review_draft(proposal_id: int, reply_id: int) -> Answer:
    """Show a submitted draft to the department head or the office."""
    sheet = open_sheet(proposal_id, reply_id, is_draft=True)
    if sheet.may_sign:
        return redirect(url_for("sign_off.sign_reply", proposal_id=proposal_id, reply_id=reply_id))
    return _review_page(sheet, ReviewForm(formdata=None, version=sheet.reply.version)), 200


def _drawn(name: str, sheet: Sheet, form: ReviewForm) -> str:
    person_id = actor().user_id
    form.offer_back(sheet.way.back, sheet.author.name)
    form.draft.data = sheet.reply.draft_number
    return render_template(
        f"sign_off/{name}.html", sheet=sheet, form=form, actions=Action, person_id=person_id
    )


def _review_page(sheet: Sheet, form: ReviewForm) -> str:
    return _drawn("review_draft", sheet, form)


@blueprint.post("/items/<int:proposal_id>/replies/<int:reply_id>/review")
def decide_review(proposal_id: int, reply_id: int) -> Answer:
    """Approve, pass, countersign or send back."""
    sheet, form = open_sheet(proposal_id, reply_id, is_draft=True), ReviewForm()
    action = _asked(form, REVIEWS)
    if not _try(form, lambda: _review(actor(), action, sheet, form)):
        return _review_page(open_sheet(proposal_id, reply_id, is_draft=True), form), 422
    flash(_done(_went(action, form)), "done")
    return _item(proposal_id)


def _went(action: Action, form: ReviewForm) -> Action:
    return Action.BACK_TO_STEP if action is Action.SEND_BACK and form.to.data else action


@blueprint.get("/items/<int:proposal_id>/replies/<int:reply_id>/sign")
def sign_reply(proposal_id: int, reply_id: int) -> str:
    """Show the signer's page, made for a phone."""
    sheet = open_sheet(proposal_id, reply_id, is_draft=True)
    form = SignForm(formdata=None, obj=sheet.reply, remark=None, seen=False, public_form=PublicForm.FULL)
    return _sign_page(sheet, form)


def _sign_page(sheet: Sheet, form: SignForm) -> str:
    form.offer(sheet.reply.class_scheme, len(sheet.promises))
    return _drawn("sign_reply", sheet, form)


@blueprint.post("/items/<int:proposal_id>/replies/<int:reply_id>/sign")
def decide_signature(proposal_id: int, reply_id: int) -> Answer:
    """Sign, send back or refuse; then on to the next letter that waits."""
    sheet = open_sheet(proposal_id, reply_id, is_draft=True)
    form = SignForm().offer(sheet.reply.class_scheme, len(sheet.promises))
    action = _asked(form, SIGNS)
    act, person = (_sign if action in FORWARD else _review), proved(form)
    if person is None or not _try(form, lambda: act(person, action, sheet, form)):
        return _sign_page(open_sheet(proposal_id, reply_id, is_draft=True), form), 422
    flash(_done(_went(action, form)), "done")
    later = next_waiting(person)
    if later is None:
        return _item(proposal_id)
    return redirect(url_for("sign_off.sign_reply", proposal_id=later.proposal_id, reply_id=later.reply_id))


def _public_form(form: SignForm) -> PublicForm | None:
    return PublicForm(form.public_form.data) if form.public_form.data in set(PublicForm) else None


def _sign(person: Actor, _action: Action, sheet: Sheet, form: SignForm) -> object:
    if form.publicity.data not in set(Publicity):
        raise InvalidInput(field="publicity", reason=_("请选择公开属性。"))
    decided = sign_off.Decided(
        class_mark=form.class_mark.data or "",
        publicity=Publicity(form.publicity.data),
        publicity_reason=form.publicity_reason.data,
        promises_seen=form.seen.data,
        public_form=_public_form(form),
        ground=form.ground.data or None,
    )
    remark, version = form.remark.data, form.version.data
    ids = (sheet.file.proposal.id, sheet.reply.id)
    return sign_off.sign_reply(person, *ids, decided=decided, remark=remark, version=version, now=now())


@blueprint.post("/items/<int:proposal_id>/replies/<int:reply_id>/signature/withdrawn")
def withdraw_signature(proposal_id: int, reply_id: int) -> Response:
    """Take the signature back before sending, with a reason."""
    form = ReasonForm()
    sign_off.withdraw_signature(
        actor(), proposal_id, reply_id, remark=form.reason.data, version=form.version.data, now=now()
    )
    flash(_("已撤回签发，文号同时作废。"), "done")
    return redirect(url_for("sign_off.sign_reply", proposal_id=proposal_id, reply_id=reply_id))
