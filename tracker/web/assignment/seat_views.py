"""Pages of one unit's part: signing for it, giving it to an office, naming its officer."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.actions import Action
from tracker.domain.errors import Forbidden, InvalidInput, NotOffered, Refused
from tracker.queries.case_file import CaseFile, Seat
from tracker.queries.facts_assignment import assignment_moves, officers_for, offices_of
from tracker.services import assignment as service
from tracker.services.loading import open_case, seat_of
from tracker.web.assignment import blueprint
from tracker.web.assignment.forms import OfficeForm, OfficerForm
from tracker.web.current import actor, now, today, units
from tracker.web.forms import VersionedForm

Page = Response | tuple[str, int]


def _open(proposal_id: int, assignment_id: int, action: Action) -> tuple[CaseFile, Seat]:
    """Open one part for a step; raises Forbidden where the person cannot take it, NotOffered where it is not due."""
    file = open_case(actor(), proposal_id, now())
    seat = seat_of(file, assignment_id)
    moves = {one.move.action for one in assignment_moves(actor(), file, seat, now()) if one.move}
    if action not in moves:
        raise NotOffered if moves else Forbidden
    return file, seat


def _back(proposal_id: int, words: str) -> Response:
    flash(words, "done")
    return redirect(url_for("item.view_item", proposal_id=proposal_id))


@blueprint.post("/items/<int:proposal_id>/assignments/<int:assignment_id>/receipt")
def sign_for_receipt(proposal_id: int, assignment_id: int) -> Response:
    """Sign for a part."""
    version = VersionedForm().version.data
    service.sign_for_receipt(actor(), proposal_id, assignment_id, version=version, now=now())
    return _back(proposal_id, _("已签收。"))


def _given(step: str, form: VersionedForm, file: CaseFile, seat: Seat) -> str:
    """Draw the page that gives a part on inside the unit."""
    return render_template("assignment/give_part.html", step=step, form=form, item=file.proposal, seat=seat)


@blueprint.route(
    "/items/<int:proposal_id>/assignments/<int:assignment_id>/distribute", methods=["GET", "POST"]
)
def distribute(proposal_id: int, assignment_id: int) -> Page:
    """Give a part to an office inside the unit."""
    file, seat = _open(proposal_id, assignment_id, Action.DISTRIBUTE)
    row = seat.assignment
    form = OfficeForm(data={"version": row.version, "office_id": row.office_id})
    form.offer(offices_of(units(), row.unit_id))
    if request.method == "POST" and form.validate():
        try:
            service.distribute(
                actor(),
                proposal_id,
                assignment_id,
                office_id=form.office_id.data,
                reason=form.reason.data,
                version=form.version.data,
                now=now(),
            )
        except (InvalidInput, Refused) as error:
            form.refuse(error)
        else:
            return _back(proposal_id, _("已分给承办处室。"))
    status = 200 if request.method == "GET" else 422
    return _given("office", form, file, seat), status


@blueprint.route("/items/<int:proposal_id>/assignments/<int:assignment_id>/officer", methods=["GET", "POST"])
def set_officer(proposal_id: int, assignment_id: int) -> Page:
    """Name the officer who does the work."""
    file, seat = _open(proposal_id, assignment_id, Action.ASSIGN_OFFICER)
    row = seat.assignment
    form = OfficerForm(data={"version": row.version, "officer_id": row.officer_id})
    form.offer(officers_for(seat, today()))
    if request.method == "POST" and form.validate():
        try:
            service.assign_officer(
                actor(),
                proposal_id,
                assignment_id,
                officer_id=form.officer_id.data,
                version=form.version.data,
                now=now(),
            )
        except (InvalidInput, Refused) as error:
            form.refuse(error)
        else:
            return _back(proposal_id, _("已确定承办人。"))
    status = 200 if request.method == "GET" else 422
    return _given("officer", form, file, seat), status
