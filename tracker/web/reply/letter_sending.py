"""Sending a later letter: to whom the first one went, and to those who assisted."""

from collections.abc import Iterator
from typing import Any

from flask import flash, render_template
from flask_babel import gettext as _

from tracker.domain.actions import Action
from tracker.domain.copy_lists import BY_EXCHANGE, METHODS
from tracker.domain.decisions import decide
from tracker.domain.errors import InvalidInput, NotOffered, Refused
from tracker.domain.vocabulary import Machine
from tracker.queries.dispatches import dispatches_of
from tracker.services import letter_ends
from tracker.services.letter_desk import LetterDesk, open_letter
from tracker.web.current import actor, now, today
from tracker.web.reply import blueprint
from tracker.web.reply.forms import SPARE_ROWS, SendForm
from tracker.web.reply.letters import LETTER, Answer, to_later_letter

BLANK = {"name": "", "method": BY_EXCHANGE, "copies": 1}


@blueprint.get(f"{LETTER}/send")
def send_letter(proposal_id: int, letter_id: int) -> str:
    """Ask for recipients: those of the first letter and the co-handlers are filled in."""
    desk = open_letter(actor(), proposal_id, letter_id, version=None, now=now())
    if not decide(Machine.LETTER, desk.letter.state, Action.SEND, desk.question).is_permitted:
        raise NotOffered
    return _page(desk, _filled(desk))


def _filled(desk: LetterDesk) -> SendForm:
    went = {one.name: one for one in dispatches_of(desk.letter.reply_id) if one.letter_id is None}
    people = [one for one in went.values() if not one.is_copy]
    data: dict[str, Any] = {
        "version": desk.letter.version,
        "sent_on": today(),
        "recipients": [
            {"sponsor_id": one.sponsor_id, "goes": True, "name": one.name, "method": one.method}
            for one in people
        ],
        "copies": [
            *_copies(desk, set(went)),
            *({"name": "", "method": BY_EXCHANGE, "copies": 1} for _n in range(SPARE_ROWS)),
        ],
    }
    return SendForm(formdata=None, data=data).offer_methods()


def _copies(desk: LetterDesk, known: set[str]) -> Iterator[dict[str, Any]]:
    for one in dispatches_of(desk.letter.reply_id):
        if one.is_copy and one.letter_id is None and one.is_first:
            method = one.method if one.method in METHODS else BY_EXCHANGE
            yield {"name": one.name, "method": method, "copies": one.copies}
    for seat in desk.file.co_handling:
        if seat.assignment.unit.name not in known:
            yield {"name": seat.assignment.unit.name, "method": BY_EXCHANGE, "copies": 1}


def _page(desk: LetterDesk, form: SendForm) -> str:
    return render_template("reply/send_letter.html", desk=desk, letter=desk.letter, form=form)


@blueprint.post(f"{LETTER}/send")
def confirm_sending_letter(proposal_id: int, letter_id: int) -> Answer:
    """Send the letter: promises change as it says, and the reply tells of it."""
    form = SendForm().offer_methods()
    try:
        if form.validate():
            letter_ends.send_letter(
                actor(),
                proposal_id,
                letter_id,
                addressees=form.addressees(),
                sent_on=form.sent_on.data or today(),
                version=form.version.data,
                now=now(),
            )
            flash(_("已发送，承诺台账已按本函调整。"), "done")
            return to_later_letter(proposal_id, letter_id)
    except (InvalidInput, Refused) as error:
        form.refuse(error)
    return _page(open_letter(actor(), proposal_id, letter_id, version=None, now=now()), form), 422
