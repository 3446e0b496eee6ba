"""Pages that set an item aside which needs no reply, and take a set-aside or withdrawn one up again."""

from flask import render_template
from flask_babel import gettext as _

from tracker.domain.actions import Action
from tracker.domain.decisions import decide
from tracker.domain.errors import Forbidden, NotOffered
from tracker.domain.vocabulary import SET_ASIDE_STATES, Machine
from tracker.queries.case_file import CaseFile
from tracker.queries.facts_case import seat_facts
from tracker.services import setting_aside as service
from tracker.services.loading import open_case
from tracker.services.moves import ask
from tracker.web.current import actor, now
from tracker.web.request import blueprint
from tracker.web.request.answers import Answer, back_to_item, status, tried
from tracker.web.request.forms import WhyForm


def _open(proposal_id: int, action: Action) -> CaseFile:
    """Open an item for a step of its own; raises Forbidden or NotOffered."""
    file = open_case(actor(), proposal_id, now())
    question = ask(actor(), file.parties, now(), facts=seat_facts(file))
    decision = decide(Machine.CASE, file.proposal.state, action, question)
    if decision.move is None:
        raise NotOffered
    if not decision.is_permitted:
        raise Forbidden
    return file


@blueprint.route("/items/<int:proposal_id>/note", methods=["GET", "POST"])
def note_item(proposal_id: int) -> Answer:
    """File an item that needs no reply."""
    file = _open(proposal_id, Action.NOTE)
    form = WhyForm(data={"version": file.proposal.version})
    reason, version = form.reason.data, form.version.data
    done = tried(
        form, lambda: service.note_item(actor(), proposal_id, reason=reason, version=version, now=now())
    )
    if done:
        return back_to_item(proposal_id, _("已阅存，不需答复。"))
    return render_template("request/note_item.html", form=form, file=file, item=file.proposal), status()


@blueprint.route("/items/<int:proposal_id>/taken-up", methods=["GET", "POST"])
def take_up_again(proposal_id: int) -> Answer:
    """Take a noted or withdrawn item up again."""
    file = _open(proposal_id, Action.REOPEN)
    if file.proposal.state not in SET_ASIDE_STATES:
        raise NotOffered
    form = WhyForm(data={"version": file.proposal.version})
    reason, version = form.reason.data, form.version.data
    done = tried(
        form, lambda: service.take_up_again(actor(), proposal_id, reason=reason, version=version, now=now())
    )
    if done:
        return back_to_item(proposal_id, _("已重新办理，等待交办。"))
    return render_template("request/take_up_again.html", form=form, file=file, item=file.proposal), status()
