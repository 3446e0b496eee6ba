"""Asking for a later day."""

from flask import render_template
from flask_babel import gettext as _

from tracker.domain.deadline_words import volume_words
from tracker.queries.requests import AskedRequest
from tracker.services import extensions
from tracker.services.loading import open_case, seat_of
from tracker.web.current import actor, now
from tracker.web.request import blueprint
from tracker.web.request.answers import Answer, status, to_request, tried
from tracker.web.request.forms import ExtensionForm


@blueprint.route(
    "/items/<int:proposal_id>/assignments/<int:assignment_id>/extension", methods=["GET", "POST"]
)
def ask_extension(proposal_id: int, assignment_id: int) -> Answer:
    """Ask that a part's answer be due later, within the caps of the rule set."""
    file = open_case(actor(), proposal_id, now())
    seat = seat_of(file, assignment_id)
    asking = extensions.check_asking(actor(), file, seat, now())
    form = ExtensionForm(data={"version": seat.assignment.version})
    made = tried(form, lambda: _asked(proposal_id, assignment_id, form))
    if made:
        return to_request(proposal_id, made.id, _("已提出延期申请。"))
    words = {
        "form": form,
        "item": file.proposal,
        "seat": seat,
        "asking": asking,
        "volume_words": volume_words,
    }
    return render_template("request/ask_extension.html", **words), status()


def _asked(proposal_id: int, assignment_id: int, form: ExtensionForm) -> AskedRequest:
    return extensions.ask_extension(
        actor(),
        proposal_id,
        assignment_id,
        until=form.until.data,
        items=form.items.data,
        reason=form.reason.data,
        version=form.version.data,
        now=now(),
    )
