"""Pages on which something is asked for: a return, a withdrawal, voiding."""

from flask import render_template
from flask_babel import gettext as _

from tracker.domain.actions import Action
from tracker.domain.errors import NotOffered
from tracker.domain.lifecycle import find
from tracker.domain.permissions import Permission
from tracker.domain.vocabulary import Machine
from tracker.queries.case_file import CaseFile
from tracker.services import returns, voiding, withdrawals
from tracker.services.loading import demand, open_case, seat_of
from tracker.web.current import actor, now
from tracker.web.request import blueprint
from tracker.web.request.answers import Answer, status, to_request, tried
from tracker.web.request.forms import ReturnForm, WhyForm


@blueprint.route("/items/<int:proposal_id>/assignments/<int:assignment_id>/return", methods=["GET", "POST"])
def ask_return(proposal_id: int, assignment_id: int) -> Answer:
    """Ask that another unit handle a part."""
    file = open_case(actor(), proposal_id, now())
    seat = seat_of(file, assignment_id)
    asking = returns.check_asking(actor(), file, seat, now())
    form = ReturnForm(data={"version": seat.assignment.version})
    made = tried(
        form,
        lambda: returns.ask_return(
            actor(),
            proposal_id,
            assignment_id,
            reason=form.reason.data,
            suggested_unit=form.suggested_unit.data,
            version=form.version.data,
            now=now(),
        ),
    )
    if made:
        return to_request(proposal_id, made.id, _("已提出退办申请。"))
    words = {"form": form, "item": file.proposal, "seat": seat, "asking": asking}
    return render_template("request/ask_return.html", **words), status()


def _ending(proposal_id: int, action: Action) -> CaseFile:
    """Open an item for a request about the whole of it; raises NotOffered where its state has no such end."""
    file = open_case(actor(), proposal_id, now())
    if find(Machine.CASE, file.proposal.state, action) is None:
        raise NotOffered
    return file


@blueprint.route("/items/<int:proposal_id>/withdrawal", methods=["GET", "POST"])
def ask_withdrawal(proposal_id: int) -> Answer:
    """Enter the sponsor's written wish to withdraw the item."""
    demand(open_case(actor(), proposal_id, now()), Permission.REGISTER, actor(), now())
    file = _ending(proposal_id, Action.WITHDRAW)
    form = WhyForm(data={"version": file.proposal.version})
    reason, version = form.reason.data, form.version.data
    made = tried(
        form,
        lambda: withdrawals.ask_withdrawal(actor(), proposal_id, reason=reason, version=version, now=now()),
    )
    if made:
        return to_request(proposal_id, made.id, _("已登记撤案申请。"))
    return render_template("request/ask_withdrawal.html", form=form, file=file, item=file.proposal), status()


@blueprint.route("/items/<int:proposal_id>/void", methods=["GET", "POST"])
def propose_void(proposal_id: int) -> Answer:
    """Propose to void an item; another person confirms."""
    demand(open_case(actor(), proposal_id, now()), Permission.VOID, actor(), now(), voiding.PROPOSING)
    file = _ending(proposal_id, Action.VOID)
    form = WhyForm(data={"version": file.proposal.version})
    reason, version = form.reason.data, form.version.data
    made = tried(
        form, lambda: voiding.propose_void(actor(), proposal_id, reason=reason, version=version, now=now())
    )
    if made:
        return to_request(proposal_id, made.id, _("已提出作废，等待另一人确认。"))
    return render_template("request/propose_void.html", form=form, file=file, item=file.proposal), status()
