"""The page of one request: what is asked, what it waits for, and the forms of what this person may do."""

from flask import render_template

from tracker.domain.errors import NotFound
from tracker.domain.vocabulary import AssignmentRole
from tracker.web.current import today, units
from tracker.web.request import blueprint
from tracker.web.request.forms import ConsentForm, DecisionForm, SuccessorForm
from tracker.web.request.sheet import RequestSheet, open_sheet

PLACE = "/items/<int:proposal_id>/requests/<int:request_id>"


@blueprint.get(PLACE)
def view_request(proposal_id: int, request_id: int) -> str:
    """Show a request with the forms of what this person may do."""
    return request_page(open_sheet(proposal_id, request_id))


def request_page(
    sheet: RequestSheet,
    *,
    inside: DecisionForm | None = None,
    decision: SuccessorForm | None = None,
    consent: ConsentForm | None = None,
) -> str:
    """Draw the page; a form that was refused comes back with what was typed."""
    version = sheet.request.version
    decision = decision or SuccessorForm(formdata=None, data={"version": version, **_proposed(sheet)})
    consent = consent or ConsentForm(formdata=None, data={"version": version, "on": today()})
    return render_template(
        "request/view_request.html",
        sheet=sheet,
        inside=inside or DecisionForm(formdata=None, data={"version": version}),
        decision=decision.offer(sheet.free_units()),
        consent=consent.offer(sheet.silent, sheet.files),
    )


def _proposed(sheet: RequestSheet) -> dict[str, object]:
    """Return the unit that was suggested, where it is known and free, and the part that it would take over."""
    if sheet.seat is None:
        return {}
    row = sheet.seat.assignment
    role = AssignmentRole.LEAD if row.role is AssignmentRole.SOLE else row.role
    found = units().known_names.get(sheet.request.suggested_unit or "", 0)
    return {"unit_id": found, "role": role.value, "part": row.part}


def pressed(form: DecisionForm, known: frozenset[str]) -> str:
    """Return the pressed button; raises NotFound for any other."""
    if form.decision.data not in known:
        raise NotFound
    return str(form.decision.data)
