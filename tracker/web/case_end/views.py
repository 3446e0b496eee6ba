"""The last two buttons of an item's page."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.services import case_end
from tracker.web.case_end import blueprint
from tracker.web.current import actor, now
from tracker.web.forms import VersionedForm


@blueprint.post("/items/<int:proposal_id>/evaluation/concluded")
def conclude_evaluation(proposal_id: int) -> Response:
    """Conclude asking for evaluations; from then on the promises are followed up."""
    version = VersionedForm().version.data
    case_end.conclude_evaluation(actor(), proposal_id, version=version, now=now())
    flash(_("已转入承诺跟踪。"), "done")
    return redirect(url_for("item.view_item", proposal_id=proposal_id))


@blueprint.post("/items/<int:proposal_id>/closed")
def close_case(proposal_id: int) -> Response:
    """Close an item that owes nothing any more."""
    case_end.close_case(actor(), proposal_id, version=VersionedForm().version.data, now=now())
    flash(_("已办结。"), "done")
    return redirect(url_for("item.view_item", proposal_id=proposal_id))
