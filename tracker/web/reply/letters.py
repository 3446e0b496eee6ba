"""Pages of a later letter: begun under a sent reply, written, its promises decided, signed, numbered and sent."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.decisions import offered
from tracker.domain.dispatches import DispatchOutcome
from tracker.domain.errors import InvalidInput, NotFound, NotOffered, Refused
from tracker.domain.later_letters import LetterKind, PromiseFate
from tracker.domain.permissions import Permission
from tracker.domain.vocabulary import SENT_REPLY_STATES, LetterState, Machine, Verdict
from tracker.queries.dispatches import dispatches_of
from tracker.services import later_letters, letter_ends
from tracker.services.letter_desk import open_letter
from tracker.services.letter_promises import Verdicts, judge_letter
from tracker.web.current import actor, freshly_proved, now, today
from tracker.web.forms import sent_by_number
from tracker.web.labels import choices
from tracker.web.letter_sheet import Sheet, open_sheet
from tracker.web.reply import blueprint
from tracker.web.reply.forms import NumberForm
from tracker.web.reply.letter import closing_lines
from tracker.web.reply.letter_forms import LetterForm, StepForm

Answer = Response | tuple[str, int]
ITEM, LETTER = "/items/<int:proposal_id>", "/items/<int:proposal_id>/letters/<int:letter_id>"
BACK = frozenset({Action.SEND_BACK, Action.CANCEL, Action.SUBMIT, Action.RECALL_SUBMISSION})


def may_correct(sheet: Sheet) -> bool:
    """Tell whether the person may begin a later letter under a reply."""
    is_sent = sheet.reply.state in SENT_REPLY_STATES
    person, target = freshly_proved(actor()), sheet.seat.target
    return is_sent and sheet.file.may(Permission.CORRECT_REPLY, person, now=now(), target=target)


def _kind(written: str | None) -> LetterKind:
    if written not in set(LetterKind):
        raise NotFound
    return LetterKind(written)


@blueprint.get(f"{ITEM}/replies/<int:reply_id>/letters/new")
def new_letter(proposal_id: int, reply_id: int) -> str:
    """Ask what was wrong and what is right, or what is new."""
    sheet, kind = open_sheet(proposal_id, reply_id), _kind(request.args.get("kind"))
    if not may_correct(sheet):
        raise NotOffered
    form = LetterForm(formdata=None, version=sheet.reply.version, kind=kind)
    return render_template("reply/new_letter.html", sheet=sheet, kind=kind, form=form)


@blueprint.post(f"{ITEM}/replies/<int:reply_id>/letters")
def start_letter(proposal_id: int, reply_id: int) -> Answer:
    """Begin the letter."""
    form = LetterForm()
    kind = _kind(form.kind.data)
    made: list[Any] = []

    def act() -> None:
        version, entry = form.version.data, form.entry()
        letter = later_letters.start_letter(
            actor(), proposal_id, reply_id, kind=kind, entry=entry, version=version, now=now()
        )
        made.append(letter)

    if not _try(form, act):
        sheet = open_sheet(proposal_id, reply_id)
        return render_template("reply/new_letter.html", sheet=sheet, kind=kind, form=form), 422
    flash(_("已起草，请核对正文并判定承诺，然后送签。"), "done")
    return to_later_letter(proposal_id, made[0].id)


def _try(form: Any, act: Callable[[], object]) -> bool:
    if not form.validate():
        return False
    try:
        act()
    except (InvalidInput, Refused) as error:
        form.refuse(error)
        return False
    return True


def to_later_letter(proposal_id: int, letter_id: int) -> Response:
    """Return the way to a later letter's page."""
    return redirect(url_for("reply.view_letter", proposal_id=proposal_id, letter_id=letter_id))


@blueprint.get(LETTER)
def view_letter(proposal_id: int, letter_id: int) -> str:
    """Show a later letter with what may be done with it."""
    return letter_page(proposal_id, letter_id)


def letter_page(proposal_id: int, letter_id: int, forms: dict[str, Any] | None = None) -> str:
    """Draw the page of a later letter; ``forms`` holds a refused form by its name."""
    desk = open_letter(freshly_proved(actor()), proposal_id, letter_id, version=None, now=now())
    letter = desk.letter
    found = offered(Machine.LETTER, letter.state, desk.question)
    steps = {one.move.action: one for one in found if one.move}
    writes = letter.state is LetterState.DRAFTING and Action.SUBMIT in steps
    text = LetterForm(
        formdata=None, version=letter.version, obj=letter, wrong=letter.wrong_words, right=letter.right_words
    )
    shown = {
        "text": text,
        "step": StepForm(formdata=None, version=letter.version),
        "number": NumberForm(formdata=None, version=letter.version),
    }
    return render_template(
        "reply/view_letter.html",
        desk=desk,
        letter=letter,
        item=desk.file.proposal,
        steps=steps,
        actions=Action,
        writes=writes,
        closing=closing_lines(desk, letter.text, local_day(letter.signed_at) if letter.signed_at else None),
        dispatches=[one for one in dispatches_of(letter.reply_id) if one.letter_id == letter.id],
        notes_delivery=desk.file.may(Permission.SEND_REPLY, actor(), now=now()),
        outcomes=choices(DispatchOutcome),
        today=today(),
        fates=choices(PromiseFate),
        forms=shown | (forms or {}),
    )


@blueprint.post(f"{LETTER}/text")
def save_letter(proposal_id: int, letter_id: int) -> Answer:
    """Save the letter's text; its sentences are read anew."""
    form = LetterForm()
    given: dict[str, Any] = {"entry": form.entry(), "version": form.version.data, "now": now()}
    if not _try(form, lambda: later_letters.save_letter(actor(), proposal_id, letter_id, **given)):
        return letter_page(proposal_id, letter_id, {"text": form}), 422
    flash(_("已保存，请核对承诺。"), "done")
    return to_later_letter(proposal_id, letter_id)


@blueprint.post(f"{LETTER}/promises")
def judge_promises(proposal_id: int, letter_id: int) -> Response:
    """Say which sentences are promises, and what becomes of the reply's own."""
    form = StepForm()
    judge_letter(actor(), proposal_id, letter_id, said=_said(), version=form.version.data, now=now())
    flash(_("承诺已判定。"), "done")
    return to_later_letter(proposal_id, letter_id)


def _said() -> Verdicts:
    """Read the posted choices of sentences and promises; the service refuses those that are not the letter's."""
    sentences, fates = sent_by_number("sentence-"), sent_by_number("fate-")
    return Verdicts(
        {number: Verdict(word) for number, word in sentences.items() if word in set(Verdict)},
        {number: PromiseFate(word) for number, word in fates.items() if word in set(PromiseFate)},
    )


@blueprint.post(f"{LETTER}/step")
def move_letter(proposal_id: int, letter_id: int) -> Answer:
    """Put to signature, sign, send back, take back, cancel, withdraw the signature or void the number."""
    form = StepForm()
    action = next((one for one in Action if one.value == form.decision.data), None)
    given: dict[str, Any] = {"version": form.version.data, "now": now()}
    reason, who = form.reason.data, (actor(), proposal_id, letter_id)

    def plain() -> object:
        return later_letters.move_letter(*who, action or Action.SUBMIT, reason=reason, **given)

    acts: dict[Action, Callable[[], object]] = {
        Action.SIGN: lambda: letter_ends.sign_letter(
            *who, remark=reason, promises_seen=bool(form.seen.data), **given
        ),
        Action.WITHDRAW_SIGNATURE: lambda: letter_ends.withdraw_letter_signature(
            *who, reason=reason, **given
        ),
        Action.VOID_NUMBER: lambda: letter_ends.void_letter_number(*who, reason=reason, **given),
        **{
            one: lambda: later_letters.move_letter(*who, action or Action.SUBMIT, reason=reason, **given)
            for one in BACK
        },
    }
    if action not in acts:
        raise NotFound
    if not _try(form, acts[action]):
        return letter_page(proposal_id, letter_id, {"step": form}), 422
    flash(_("已办理。"), "done")
    return to_later_letter(proposal_id, letter_id)


@blueprint.post(f"{LETTER}/number")
def number_letter(proposal_id: int, letter_id: int) -> Answer:
    """Give the letter its number."""
    form = NumberForm()
    given: dict[str, Any] = {"version": form.version.data, "now": now()}
    given |= {"serial": form.serial.data, "skipped": form.skipped.data}
    if not _try(form, lambda: letter_ends.number_letter(actor(), proposal_id, letter_id, **given)):
        return letter_page(proposal_id, letter_id, {"number": form}), 422
    flash(_("已编号。"), "done")
    return to_later_letter(proposal_id, letter_id)
