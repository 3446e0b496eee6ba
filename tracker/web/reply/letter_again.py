"""A later letter as a file, and sent again: to whom, how, and why."""

from typing import Any

from flask import flash, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.actions import Action
from tracker.domain.decisions import decide
from tracker.domain.errors import InvalidInput, NotOffered, Refused
from tracker.domain.vocabulary import Machine
from tracker.queries.dispatches import dispatches_of
from tracker.services import letter_ends
from tracker.services.letter_desk import LetterDesk, open_letter
from tracker.web.current import actor, now, today
from tracker.web.labels import label
from tracker.web.reply import blueprint
from tracker.web.reply.after import filled_again, resend_page
from tracker.web.reply.forms import ResendForm
from tracker.web.reply.letter import later_text
from tracker.web.reply.letter_file import letter_file
from tracker.web.reply.letters import LETTER, Answer, to_later_letter


@blueprint.get(f"{LETTER}/letter.docx")
def download_later_letter(proposal_id: int, letter_id: int) -> Response:
    """Give a later letter as a DOCX file."""
    return letter_file(later_text(open_letter(actor(), proposal_id, letter_id, version=None, now=now())))


@blueprint.get(f"{LETTER}/resend")
def resend_letter(proposal_id: int, letter_id: int) -> str:
    """Ask to whom the letter goes again, how, and why."""
    desk = open_letter(actor(), proposal_id, letter_id, version=None, now=now())
    sent = (one for one in dispatches_of(desk.letter.reply_id) if one.letter_id == letter_id)
    return _page(desk, filled_again(desk, desk.letter.version, sent))


def _page(desk: LetterDesk, form: ResendForm) -> str:
    letter = desk.letter
    if not decide(Machine.LETTER, letter.state, Action.RESEND, desk.question).is_permitted:
        raise NotOffered
    ids: dict[str, Any] = {"proposal_id": letter.proposal_id, "letter_id": letter.id}
    return resend_page(
        desk.file,
        form,
        heading=_("补发%(kind)s", kind=label(letter.kind)),
        letter=letter,
        crumb=label(letter.kind),
        back=url_for("reply.view_letter", **ids),
        action=url_for("reply.confirm_resending_letter", **ids),
    )


@blueprint.post(f"{LETTER}/resend")
def confirm_resending_letter(proposal_id: int, letter_id: int) -> Answer:
    """Send the letter again; what went before stays as it was."""
    form = ResendForm().offer_methods()
    try:
        if form.validate():
            letter_ends.resend_letter(
                actor(),
                proposal_id,
                letter_id,
                addressees=form.addressees(),
                sent_on=form.sent_on.data or today(),
                reason=form.reason.data,
                version=form.version.data,
                now=now(),
            )
            flash(_("已补发，原来的寄送记录保留不变。"), "done")
            return to_later_letter(proposal_id, letter_id)
    except (InvalidInput, Refused) as error:
        form.refuse(error)
    return _page(open_letter(actor(), proposal_id, letter_id, version=None, now=now()), form), 422
