"""What is done with a sent letter: sent again, its delivery noted, its class changed by who verifies results."""

from collections.abc import Iterable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.actions import Action
from tracker.domain.dispatches import DispatchOutcome
from tracker.domain.errors import InvalidInput, NotFound, NotOffered, Refused
from tracker.domain.permissions import Permission
from tracker.domain.vocabulary import SIGNED_REPLY_STATES
from tracker.queries.case_file import CaseFile
from tracker.queries.class_history import class_history
from tracker.queries.dispatches import dispatches_of
from tracker.services import class_changes, dispatches
from tracker.services.letter_desk import LetterDesk
from tracker.web.current import actor, now, today
from tracker.web.letter_rows import titled
from tracker.web.letter_sheet import Sheet, open_sheet
from tracker.web.reply import blueprint
from tracker.web.reply.forms import ClassForm, DeliveryForm, ResendForm

Answer = Response | tuple[str, int]


def to_letter(proposal_id: int, reply_id: int) -> Response:
    """Return the way back to the letter's page."""
    return redirect(url_for("reply.view_reply", proposal_id=proposal_id, reply_id=reply_id))


def may_change_class(sheet: Sheet) -> bool:
    """Tell whether the person may give the letter another class: who verifies results, and never its writers."""
    if sheet.reply.state not in SIGNED_REPLY_STATES:
        return False
    return sheet.file.may(Permission.VERIFY_COMPLETION, actor(), now=now(), target=sheet.target)


@blueprint.get("/items/<int:proposal_id>/replies/<int:reply_id>/resend")
def resend_reply(proposal_id: int, reply_id: int) -> Answer:
    """Ask to whom the letter goes again, how, and why."""
    sheet = open_sheet(proposal_id, reply_id)
    sent = (one for one in dispatches_of(reply_id) if one.letter_id is None)
    return _resend_page(sheet, filled_again(sheet, sheet.reply.version, sent)), 200


def filled_again(sheet: Sheet | LetterDesk, version: int, sent: Iterable[Any]) -> ResendForm:
    """Propose those whom a letter has not reached, of all to whom it was sent and all who filed the item."""
    failed = {DispatchOutcome.UNDELIVERED, DispatchOutcome.RETURNED}
    went_to = {one.name: one for one in sent}
    missed = {name for name, one in went_to.items() if one.outcome in failed}
    rows = [
        {"sponsor_id": one.sponsor_id, "goes": name in missed, "name": name, "method": one.method}
        for name, one in went_to.items()
    ]
    known = {one.sponsor_id for one in went_to.values()}
    sponsors = () if sheet.file.is_upward else sheet.file.proposal.sponsors
    rest = [one for one in sponsors if one.id not in known]
    method = rows[0]["method"] if rows else ""
    rows += [{"sponsor_id": one.id, "goes": False, "name": titled(one), "method": method} for one in rest]
    data = {"version": version, "sent_on": today(), "recipients": rows}
    return ResendForm(formdata=None, data=data).offer_methods()


def _resend_page(sheet: Sheet, form: ResendForm) -> str:
    if Action.RESEND not in sheet.steps:
        raise NotOffered
    reply = sheet.reply
    ids: dict[str, Any] = {"proposal_id": reply.proposal_id, "reply_id": reply.id}
    return resend_page(
        sheet.file,
        form,
        heading=_("补发答复函"),
        letter=reply,
        crumb=_("答复函"),
        back=url_for("reply.view_reply", **ids),
        action=url_for("reply.confirm_resending", **ids),
    )


def resend_page(file: CaseFile, form: ResendForm, **words: Any) -> str:
    """Draw the page that asks to whom a letter goes again."""
    return render_template("reply/resend_reply.html", item=file.proposal, form=form, **words)


@blueprint.post("/items/<int:proposal_id>/replies/<int:reply_id>/resend")
def confirm_resending(proposal_id: int, reply_id: int) -> Answer:
    """Send the letter again; what went before stays as it was."""
    form = ResendForm().offer_methods()
    try:
        if not form.validate():
            return _resend_page(open_sheet(proposal_id, reply_id), form), 422
        dispatches.resend_reply(
            actor(),
            proposal_id,
            reply_id,
            addressees=form.addressees(),
            sent_on=form.sent_on.data or today(),
            reason=form.reason.data,
            version=form.version.data,
            now=now(),
        )
    except (InvalidInput, Refused) as error:
        form.refuse(error)
        return _resend_page(open_sheet(proposal_id, reply_id), form), 422
    flash(_("已补发，原来的寄送记录保留不变。"), "done")
    return to_letter(proposal_id, reply_id)


@blueprint.post("/items/<int:proposal_id>/replies/<int:reply_id>/dispatches/<int:dispatch_id>")
def note_delivery(proposal_id: int, reply_id: int, dispatch_id: int) -> Response:
    """Note what became of one sending."""
    form = DeliveryForm()
    if form.outcome.data not in set(DispatchOutcome):
        raise InvalidInput(field="outcome", reason=_("请选择送达情况。"))
    dispatches.note_delivery(
        actor(),
        proposal_id,
        reply_id,
        dispatch_id,
        outcome=DispatchOutcome(form.outcome.data),
        on_day=form.on_day.data or today(),
        note=form.note.data,
        version=form.version.data,
        now=now(),
    )
    flash(_("已登记送达情况。"), "done")
    return to_letter(proposal_id, reply_id)


@blueprint.get("/items/<int:proposal_id>/replies/<int:reply_id>/class")
def change_class(proposal_id: int, reply_id: int) -> Answer:
    """Ask for another class with its reason and evidence."""
    sheet = open_sheet(proposal_id, reply_id)
    if not may_change_class(sheet):
        raise NotFound
    return _class_page(sheet, ClassForm(formdata=None, version=sheet.reply.version)), 200


def _class_page(sheet: Sheet, form: ClassForm) -> str:
    form.offer(sheet.reply.class_scheme)
    history = class_history(sheet.reply.id)
    return render_template("reply/change_class.html", sheet=sheet, form=form, history=history)


@blueprint.post("/items/<int:proposal_id>/replies/<int:reply_id>/class")
def confirm_class(proposal_id: int, reply_id: int) -> Answer:
    """Change the class; the letter as sent keeps its mark."""
    sheet = open_sheet(proposal_id, reply_id)
    form = ClassForm().offer(sheet.reply.class_scheme)
    try:
        if not form.validate():
            return _class_page(sheet, form), 422
        class_changes.change_class(
            actor(),
            proposal_id,
            reply_id,
            mark=form.mark.data or "",
            reason=form.reason.data,
            evidence=form.evidence.data,
            version=form.version.data,
            now=now(),
        )
    except InvalidInput as error:
        form.refuse(error)
        return _class_page(open_sheet(proposal_id, reply_id), form), 422
    flash(_("已改办理结果类别；已发函件上的类别不变。"), "done")
    return to_letter(proposal_id, reply_id)
