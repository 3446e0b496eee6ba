"""Pages of a signed reply: the letter, its number, to whom it goes, and its file."""

from collections.abc import Sequence
from typing import Any

from flask import flash, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.copy_lists import BY_EXCHANGE, Copy, copy_list, method_for
from tracker.domain.dispatches import DispatchOutcome
from tracker.domain.errors import InvalidInput, NotOffered, Refused
from tracker.domain.permissions import Permission, Target
from tracker.queries.numbers import coming_number
from tracker.queries.sent_letter import SentLetter, sent_letter
from tracker.queries.shared_promises import records_of
from tracker.queries.sign_sheet import letter_day
from tracker.services import numbering
from tracker.services import reply as sending
from tracker.web.current import actor, now, today
from tracker.web.labels import choices
from tracker.web.letter_rows import titled
from tracker.web.letter_sheet import Sheet, open_sheet
from tracker.web.reason_form import ReasonForm
from tracker.web.reply import blueprint
from tracker.web.reply.after import may_change_class, to_letter
from tracker.web.reply.forms import SPARE_ROWS, NumberForm, SendForm
from tracker.web.reply.letter import closing_lines, letter_text
from tracker.web.reply.letter_file import letter_file
from tracker.web.reply.letters import may_correct

Answer = Response | tuple[str, int]


def _letter_page(proposal_id: int, reply_id: int, form: NumberForm | None = None) -> str:
    sheet = open_sheet(proposal_id, reply_id)
    unit, under = sheet.seat.assignment.unit, sent_letter(sheet.reply)
    return render_template(
        "reply/view_reply.html",
        sheet=sheet,
        actions=Action,
        form=form or NumberForm(formdata=None, version=sheet.reply.version),
        coming=coming_number(unit, today().year) if Action.NUMBER in sheet.steps else None,
        dispatches=under.dispatches,
        notes_delivery=sheet.file.may(Permission.SEND_REPLY, actor(), now=now()),
        outcomes=choices(DispatchOutcome),
        classes=under.classes,
        changes_class=may_change_class(sheet),
        letters=_shown_letters(sheet, under),
        may_correct=may_correct(sheet),
        today=today(),
        voided=under.voided,
        closing=closing_lines(sheet, sheet.reply.text, letter_day(sheet.reply)),
        sees_reviews=sheet.file.may(Permission.VIEW_ROUTING, actor(), now=now()),
        records=_records(sheet),
    )


def _shown_letters(sheet: Sheet, under: SentLetter) -> list[Any]:
    """Return the later letters that the person may read: what is not sent only with the right to drafts."""
    if sheet.reply.sent_on is None:
        return []
    sees_drafts = sheet.file.may(Permission.VIEW_DRAFTS, actor(), now=now(), target=sheet.seat.target)
    return [one for one in under.letters if sees_drafts or one.sent_on is not None]


def _records(sheet: Sheet) -> dict[int, Any]:
    """Return the records of the letter's promises that the person may open, by their place in the text (R8)."""

    def is_seen(one: Any) -> bool:
        owner = Target(places=frozenset({one.owner_unit_id}))
        return sheet.file.may(Permission.VIEW_COMMITMENTS, actor(), now=now(), target=owner)

    return {start: one for start, one in records_of(sheet.reply.id).items() if is_seen(one)}


@blueprint.get("/items/<int:proposal_id>/replies/<int:reply_id>")
def view_reply(proposal_id: int, reply_id: int) -> str:
    """Show the letter with its promises marked, its number, its recipients, and who decided on it."""
    return _letter_page(proposal_id, reply_id)


@blueprint.post("/items/<int:proposal_id>/replies/<int:reply_id>/number")
def number_reply(proposal_id: int, reply_id: int) -> Answer:
    """Give the letter its number."""
    form = NumberForm()
    try:
        if not form.validate():
            return _letter_page(proposal_id, reply_id, form), 422
        numbered = numbering.number_reply(
            actor(),
            proposal_id,
            reply_id,
            serial=form.serial.data,
            skipped=form.skipped.data,
            version=form.version.data,
            now=now(),
        )
    except (InvalidInput, Refused) as error:
        form.refuse(error)
        return _letter_page(proposal_id, reply_id, form), 422
    flash(_("已编号 %(number)s。", number=numbered.document_number), "done")
    return to_letter(proposal_id, reply_id)


@blueprint.post("/items/<int:proposal_id>/replies/<int:reply_id>/number/void")
def void_number(proposal_id: int, reply_id: int) -> Response:
    """Void the number with a reason, which explains the gap in the series."""
    form = ReasonForm()
    numbering.void_number(
        actor(), proposal_id, reply_id, reason=form.reason.data, version=form.version.data, now=now()
    )
    flash(_("文号已作废，原因已记入号册。"), "done")
    return to_letter(proposal_id, reply_id)


@blueprint.get("/items/<int:proposal_id>/replies/<int:reply_id>/send")
def send_reply(proposal_id: int, reply_id: int) -> Answer:
    """Ask for recipients and copy list, filled in as far as the item tells them."""
    sheet = open_sheet(proposal_id, reply_id)
    if Action.SEND not in sheet.steps:
        raise NotOffered
    return _send_page(sheet, _filled(sheet)), 200


def _filled(sheet: Sheet) -> SendForm:
    item = sheet.file.proposal
    method = method_for(item.origin)
    people = [one for one in item.sponsors if one.gets_reply] or list(item.sponsors)
    to = [{"sponsor_id": one.id, "goes": True, "name": titled(one), "method": method} for one in people]
    if sheet.file.is_upward:
        to = [{"goes": True, "name": sheet.file.parent, "method": BY_EXCHANGE}]
    listed = copies_of(sheet)
    copies = [{"name": one.name, "method": one.method, "copies": one.copies} for one in listed]
    blank = {"name": "", "method": BY_EXCHANGE, "copies": 1}
    data = {
        "version": sheet.reply.version,
        "sent_on": today(),
        "recipients": to or [{"goes": True, "name": item.sponsor_text, "method": method}],
        "copies": [*copies, *[dict(blank) for _spare in range(SPARE_ROWS)]],
    }
    return SendForm(formdata=None, data=data).offer_methods()


def copies_of(sheet: Sheet) -> Sequence[Copy]:
    """Return the proposed copy list; what goes up to a parent body is copied to nobody unasked."""
    item = sheet.file.proposal
    if sheet.file.is_upward:
        return ()
    return copy_list(item.kind, item.body_level, item.origin, body=item.body, assigner=item.assigner)


def _send_page(sheet: Sheet, form: SendForm) -> str:
    signed_on = local_day(sheet.reply.signed_at) if sheet.reply.signed_at else today()
    return render_template("reply/send_reply.html", sheet=sheet, form=form, signed_on=signed_on)


@blueprint.post("/items/<int:proposal_id>/replies/<int:reply_id>/send")
def confirm_sending(proposal_id: int, reply_id: int) -> Answer:
    """Send the letter: the unit has answered, and its promises go into the ledger."""
    form = SendForm().offer_methods()
    if not (form.validate() and _send(proposal_id, reply_id, form)):
        return _send_page(open_sheet(proposal_id, reply_id), form), 422
    flash(_("已发送。承诺已进入台账，请跟踪落实。"), "done")
    return to_letter(proposal_id, reply_id)


def _send(proposal_id: int, reply_id: int, form: SendForm) -> bool:
    try:
        sending.send_reply(
            actor(),
            proposal_id,
            reply_id,
            addressees=form.addressees(),
            sent_on=form.sent_on.data or today(),
            version=form.version.data,
            now=now(),
        )
    except (InvalidInput, Refused) as error:
        form.refuse(error)
        return False
    return True


@blueprint.get("/items/<int:proposal_id>/replies/<int:reply_id>/letter.docx")
def download_letter(proposal_id: int, reply_id: int) -> Response:
    """Give the letter as a DOCX file."""
    return letter_file(letter_text(open_sheet(proposal_id, reply_id)))
