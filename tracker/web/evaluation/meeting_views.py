"""The meeting face to face, or the experts' review, with which a round ends that left somebody dissatisfied."""

from flask import flash, render_template
from flask_babel import gettext as _

from tracker.domain.errors import Forbidden, InvalidInput, Refused
from tracker.queries.case_file import CaseFile
from tracker.queries.evaluations import meetings_of
from tracker.services import rounds
from tracker.services.loading import open_case
from tracker.web.current import actor, now, today
from tracker.web.evaluation import blueprint
from tracker.web.evaluation.opening import Page, tab
from tracker.web.evaluation.round_forms import MeetingForm
from tracker.web.storage import file_store
from tracker.web.uploads import stashed_one


def _opened_meeting(proposal_id: int) -> CaseFile:
    file = open_case(actor(), proposal_id, now())
    if not rounds.may_meet(actor(), file, now()):
        raise Forbidden
    return file


def _meeting_page(file: CaseFile, form: MeetingForm, status: int = 200) -> Page:
    earlier = meetings_of(file.proposal.id)
    return render_template("evaluation/record_meeting.html", file=file, form=form, earlier=earlier), status


@blueprint.get("/items/<int:proposal_id>/meeting")
def record_meeting(proposal_id: int) -> Page:
    """Show the form of a meeting or an experts' review."""
    file = _opened_meeting(proposal_id)
    return _meeting_page(file, MeetingForm(formdata=None, version=file.proposal.version, on=today()))


@blueprint.post("/items/<int:proposal_id>/meeting")
def keep_meeting(proposal_id: int) -> Page:
    """Record the meeting with its minutes; a refusal keeps what was typed."""
    file, form = _opened_meeting(proposal_id), MeetingForm()
    if not form.validate():
        return _meeting_page(file, form, 422)
    try:
        rounds.record_meeting(
            actor(),
            proposal_id,
            entry=form.entry(),
            minutes=stashed_one(form.minutes),
            store=file_store(),
            version=form.version.data,
            now=now(),
        )
    except (InvalidInput, Refused) as error:
        form.refuse(error)
        return _meeting_page(file, form, 422)
    flash(_("已记录，可以结束征询。"), "done")
    return tab(proposal_id)
