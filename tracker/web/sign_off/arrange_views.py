"""The page on which a reply's way is changed: levels, bypassed steps, meetings, the exception of art. 51."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.actions import Action
from tracker.domain.errors import Forbidden, InvalidInput, Refused
from tracker.domain.step_words import StepState
from tracker.domain.vocabulary import UnitKind
from tracker.queries.files import signers_and_files
from tracker.services import levels, meetings, step_changes
from tracker.web import current
from tracker.web.letter_sheet import Sheet, open_sheet
from tracker.web.sign_off import blueprint
from tracker.web.sign_off.arrange_forms import BypassForm, LevelForm, MeetingForm, WaiverForm

Answer = str | Response | tuple[str, int]
PATH = "/items/<int:proposal_id>/replies/<int:reply_id>/steps"


@dataclass
class Forms:
    """The forms of the page; the one that was posted holds what was typed, the others are empty."""

    level: LevelForm
    bypass: BypassForm
    meeting: MeetingForm
    waiver: WaiverForm


def _forms(sheet: Sheet, posted: str | None = None) -> Forms:
    made: dict[str, Any] = {}
    for name, kind in (
        ("level", LevelForm),
        ("bypass", BypassForm),
        ("meeting", MeetingForm),
        ("waiver", WaiverForm),
    ):
        made[name] = kind(prefix="") if name == posted else kind(formdata=None, version=sheet.reply.version)
    forms = Forms(**made)
    units = [one for one in current.units().units.values() if one.is_active]
    department = current.units().root(sheet.seat.assignment.unit_id).id
    signers, files = signers_and_files(sheet.file, department, current.actor(), current.now())
    forms.level.offer([one for one in units if one.kind in {UnitKind.OFFICE, UnitKind.EXTERNAL}], signers)
    forms.bypass.offer(
        [step for step in sheet.way.steps if step.state in {StepState.PENDING, StepState.CURRENT}]
    )
    forms.meeting.offer(files)
    return forms


def _page(sheet: Sheet, forms: Forms) -> str:
    return render_template("sign_off/arrange_steps.html", sheet=sheet, forms=forms, actions=Action)


@blueprint.get(PATH)
def arrange_steps(proposal_id: int, reply_id: int) -> str:
    """Show the way with what may be changed on it."""
    sheet = open_sheet(proposal_id, reply_id, is_draft=True)
    if not sheet.arranges:
        raise Forbidden
    return _page(sheet, _forms(sheet))


def _changed(
    proposal_id: int, reply_id: int, name: str, act: Callable[[Sheet, Any], object], done: str
) -> Answer:
    """Make one change; a refusal is shown at the form that was posted."""
    sheet = open_sheet(proposal_id, reply_id, is_draft=True)
    forms = _forms(sheet, name)
    form = getattr(forms, name)
    if form.validate():
        try:
            act(sheet, form)
        except (InvalidInput, Refused) as error:
            form.refuse(error)
        else:
            flash(done, "done")
            return redirect(url_for("sign_off.review_draft", proposal_id=proposal_id, reply_id=reply_id))
    return _page(open_sheet(proposal_id, reply_id, is_draft=True), forms), 422


@blueprint.post(f"{PATH}/level")
def add_level(proposal_id: int, reply_id: int) -> Answer:
    """Add a level (加签)."""

    def act(sheet: Sheet, form: LevelForm) -> object:
        wanted = form.level(sheet.seat.assignment.unit_id)
        said: dict[str, Any] = {
            "reason": form.reason.data,
            "version": form.version.data,
            "now": current.now(),
        }
        return levels.add_level(current.actor(), proposal_id, reply_id, level=wanted, **said)

    return _changed(proposal_id, reply_id, "level", act, _("已加签。"))


@blueprint.post(f"{PATH}/bypass")
def bypass_step(proposal_id: int, reply_id: int) -> Answer:
    """Go on without a step."""

    def act(_sheet: Sheet, form: BypassForm) -> object:
        said: dict[str, Any] = {
            "reason": form.reason.data,
            "version": form.version.data,
            "now": current.now(),
        }
        return step_changes.bypass_step(
            current.actor(), proposal_id, reply_id, step_id=form.step.data, **said
        )

    return _changed(proposal_id, reply_id, "bypass", act, _("已越过这个环节。"))


@blueprint.post(f"{PATH}/meeting")
def record_meeting(proposal_id: int, reply_id: int) -> Answer:
    """Record the leadership meeting."""

    def act(_sheet: Sheet, form: MeetingForm) -> object:
        said: dict[str, Any] = {"meeting": form.meeting(), "version": form.version.data, "now": current.now()}
        return meetings.record_meeting(current.actor(), proposal_id, reply_id, **said)

    return _changed(proposal_id, reply_id, "meeting", act, _("已登记会议记录。"))


@blueprint.post(f"{PATH}/waiver")
def waive_contact(proposal_id: int, reply_id: int) -> Answer:
    """Let the reply be signed without a contact before it."""

    def act(_sheet: Sheet, form: WaiverForm) -> object:
        said: dict[str, Any] = {
            "reason": form.reason.data,
            "version": form.version.data,
            "now": current.now(),
        }
        return step_changes.waive_contact(current.actor(), proposal_id, reply_id, **said)

    return _changed(proposal_id, reply_id, "waiver", act, _("已写明例外签发的理由。"))
