"""What the unit that asked says: its head endorses the request or sends it back; who asked takes it back."""

from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.services import request_answers, returns
from tracker.web.current import actor, now
from tracker.web.request import blueprint
from tracker.web.request.answers import Answer, back_to_item, tried
from tracker.web.request.forms import DecisionForm
from tracker.web.request.page import PLACE, pressed, request_page
from tracker.web.request.sheet import open_sheet


@blueprint.post(PLACE + "/inside")
def decide_inside(proposal_id: int, request_id: int) -> Answer:
    """Endorse a request inside the unit, or send it back."""
    form = DecisionForm()
    endorses = pressed(form, frozenset({"endorse", "send_back"})) == "endorse"
    words, version = form.reason.data, form.version.data

    def act() -> object:
        if endorses:
            return returns.endorse_request(
                actor(), proposal_id, request_id, remark=words, version=version, now=now()
            )
        return returns.send_back_request(
            actor(), proposal_id, request_id, reason=words, version=version, now=now()
        )

    if tried(form, act) is None:
        return request_page(open_sheet(proposal_id, request_id), inside=form), 422
    said = _("已同意，转交办单位决定。") if endorses else _("已退回，本单位继续办理。")
    return back_to_item(proposal_id, said)


@blueprint.post(PLACE + "/cancelled")
def cancel_request(proposal_id: int, request_id: int) -> Response:
    """Take one's own request back."""
    version = DecisionForm().version.data
    request_answers.cancel_request(actor(), proposal_id, request_id, version=version, now=now())
    return back_to_item(proposal_id, _("已收回申请。"))
