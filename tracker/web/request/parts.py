"""Pages that stop a part: taking it back, pausing it, going on; and the drafts that ended with one."""

from flask import render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.actions import Action
from tracker.domain.decisions import decide
from tracker.domain.errors import Forbidden, NotOffered
from tracker.domain.vocabulary import Machine
from tracker.queries.case_file import CaseFile, Seat
from tracker.queries.facts_assignment import assignment_question
from tracker.services import item_parts, pause_requests
from tracker.services.loading import open_case, seat_of
from tracker.web.current import actor, now
from tracker.web.forms import VersionedForm
from tracker.web.request import blueprint
from tracker.web.request.answers import Answer, back_to_item, status, to_request, tried
from tracker.web.request.forms import WhyForm

PART = "/items/<int:proposal_id>/assignments/<int:assignment_id>"


def _open(proposal_id: int, assignment_id: int, action: Action) -> tuple[CaseFile, Seat]:
    """Open one part for a step; raises Forbidden where the person cannot take it, NotOffered where it is not due."""
    file = open_case(actor(), proposal_id, now())
    seat = seat_of(file, assignment_id)
    question = assignment_question(actor(), file, seat, now())
    decision = decide(Machine.ASSIGNMENT, seat.assignment.state, action, question)
    if decision.move is None:
        raise NotOffered
    if not decision.is_permitted:
        raise Forbidden
    return file, seat


@blueprint.route(PART + "/recall", methods=["GET", "POST"])
def recall_unit(proposal_id: int, assignment_id: int) -> Answer:
    """Take a part back from a unit, after reading what ends with it and what is kept."""
    file, seat = _open(proposal_id, assignment_id, Action.RECALL)
    form = WhyForm(data={"version": seat.assignment.version})
    reason, version = form.reason.data, form.version.data
    done = tried(
        form,
        lambda: item_parts.recall_unit(
            actor(), proposal_id, assignment_id, reason=reason, version=version, now=now()
        ),
    )
    if done:
        return back_to_item(proposal_id, _("已撤销交办。"))
    words = {"form": form, "file": file, "item": file.proposal, "seat": seat}
    return render_template("request/recall_unit.html", **words), status()


@blueprint.route(PART + "/pause", methods=["GET", "POST"])
def pause_part(proposal_id: int, assignment_id: int) -> Answer:
    """Pause a part that waits for a higher decision."""
    file, seat = _open(proposal_id, assignment_id, Action.PAUSE)
    form = WhyForm(data={"version": seat.assignment.version})
    reason, version = form.reason.data, form.version.data
    done = tried(
        form,
        lambda: item_parts.pause_part(
            actor(), proposal_id, assignment_id, reason=reason, version=version, now=now()
        ),
    )
    if done:
        return back_to_item(proposal_id, _("已暂缓办理。"))
    words = {"form": form, "item": file.proposal, "seat": seat}
    return render_template("request/pause_part.html", **words), status()


@blueprint.route(PART + "/pause-request", methods=["GET", "POST"])
def ask_pause(proposal_id: int, assignment_id: int) -> Answer:
    """Ask that a part may rest."""
    file = open_case(actor(), proposal_id, now())
    seat = seat_of(file, assignment_id)
    pause_requests.check_asking(actor(), file, seat, now())
    form = WhyForm(data={"version": seat.assignment.version})
    reason, version = form.reason.data, form.version.data
    made = tried(
        form,
        lambda: pause_requests.ask_pause(
            actor(), proposal_id, assignment_id, reason=reason, version=version, now=now()
        ),
    )
    if made:
        return to_request(proposal_id, made.id, _("已提出暂缓申请。"))
    return render_template("request/ask_pause.html", form=form, item=file.proposal, seat=seat), status()


@blueprint.post(PART + "/resume")
def resume_part(proposal_id: int, assignment_id: int) -> Response:
    """Go on with a paused part."""
    version = VersionedForm().version.data
    item_parts.resume_part(actor(), proposal_id, assignment_id, version=version, now=now())
    return back_to_item(proposal_id, _("已恢复办理。"))
