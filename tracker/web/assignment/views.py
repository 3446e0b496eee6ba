"""Pages on which a coordinator gives an item to units, and takes a part back."""

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.actions import Action
from tracker.domain.decisions import decide
from tracker.domain.due_dates import DueDate
from tracker.domain.due_dates import Milestone as Code
from tracker.domain.errors import InvalidInput, Refused
from tracker.domain.permissions import Permission
from tracker.domain.vocabulary import AssignmentRole, Machine
from tracker.queries.case_file import CaseFile
from tracker.queries.facts_assignment import assignable_units
from tracker.queries.facts_case import seat_facts
from tracker.services import assignment as service
from tracker.services.loading import demand, open_case
from tracker.services.milestones import due_dates, rule_item
from tracker.services.moves import ask
from tracker.web.assignment import blueprint
from tracker.web.assignment.forms import AssignForm
from tracker.web.choices import Named
from tracker.web.current import actor, now, today, units

Page = Response | tuple[str, int]
ADD, COMPUTE = "add_unit", "compute"


@blueprint.route("/items/<int:proposal_id>/assignment", methods=["GET", "POST"])
def assign_units(proposal_id: int) -> Page:
    """Choose the units, see by when each is due, and give the item to them."""
    file = open_case(actor(), proposal_id, now())
    demand(file, Permission.ASSIGN, actor(), now())
    form = AssignForm(data=_defaults(file)) if request.method == "GET" else AssignForm()
    if request.method == "GET":
        return _page(form, file, 200)
    if ADD in request.form:
        form.others.append_entry()
    if ADD in request.form or COMPUTE in request.form:
        return _page(form, file, 200)
    form.offer(assignable_units(units(), file.proposal.host_unit_id))
    return (_assign(form, proposal_id) if form.validate() else None) or _page(form, file, 422)


def _defaults(file: CaseFile) -> dict[str, object]:
    """Return the host as lead of a new item, or what the letter named (its page leads here)."""
    item = file.proposal
    lead = request.args.get("lead", 0 if file.answering else item.host_unit_id, type=int)
    return {
        "version": item.version,
        "lead": lead,
        "co_handlers": request.args.getlist("co", type=int),
        "assigned_on": today(),
        "assigner": item.assigner,
    }


def _assign(form: AssignForm, proposal_id: int) -> Response | None:
    try:
        service.assign_units(
            actor(),
            proposal_id,
            lead=form.lead.data or None,
            co_handlers=form.co_handlers.data or [],
            others=form.parts(),
            assigned_on=form.assigned_on.data or today(),
            assigner=(form.assigner.data or "").strip() or None,
            version=form.version.data,
            now=now(),
        )
    except (InvalidInput, Refused) as error:
        form.refuse(error)
        return None
    flash(_("已交办，等待各单位签收。"), "done")
    return redirect(url_for("item.view_item", proposal_id=proposal_id))


def _free_units(file: CaseFile) -> list[Named]:
    taken = {seat.assignment.unit_id for seat in file.live}
    return [unit for unit in assignable_units(units(), file.proposal.host_unit_id) if unit.id not in taken]


def _page(form: AssignForm, file: CaseFile, status: int) -> tuple[str, int]:
    form.offer(_free_units(file))
    question = ask(actor(), file.parties, now(), facts=seat_facts(file))
    page = render_template(
        "assignment/assign_units.html",
        form=form,
        file=file,
        item=file.proposal,
        preview=_preview(file, form.assigned_on.data),
        may_note=decide(Machine.CASE, file.proposal.state, Action.NOTE, question).is_allowed,
    )
    return page, status


def _preview(file: CaseFile, assigned_on: date | None) -> list[dict[str, object]]:
    """Return the explanations of the due dates that the parts would have."""
    if assigned_on is None:
        return []
    item, host = file.proposal, units().units[file.proposal.host_unit_id]

    def dates(role: AssignmentRole) -> list[DueDate]:
        found = due_dates(
            rule_item(item),
            role,
            assigned_on=assigned_on,
            received_on=item.received_on,
            host=host,
        )
        return list(found.values())

    opinions = [due for due in dates(AssignmentRole.CO) if due.code is Code.CO_OPINION]
    shown = sorted([*dates(AssignmentRole.LEAD), *opinions], key=lambda due: due.day)
    return [due.to_json() for due in shown]
