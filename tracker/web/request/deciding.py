"""The decision on a request: of the assigner, or of the second person."""

from collections.abc import Callable, Mapping

from flask_babel import gettext as _

from tracker.domain.errors import NotOffered
from tracker.domain.vocabulary import RequestKind
from tracker.services import (
    extensions,
    pause_requests,
    publicity_requests,
    request_answers,
    successions,
    voiding,
    withdrawals,
)
from tracker.web.current import actor, now
from tracker.web.request import blueprint
from tracker.web.request.answers import Answer, back_to_item, tried
from tracker.web.request.forms import SuccessorForm
from tracker.web.request.page import PLACE, pressed, request_page
from tracker.web.request.sheet import open_sheet


@blueprint.post(PLACE + "/decision")
def decide_request(proposal_id: int, request_id: int) -> Answer:
    """Accept a request or refuse it, as the assigner; confirm or reject voiding, as the second person."""
    sheet = open_sheet(proposal_id, request_id)
    form = SuccessorForm().offer(sheet.free_units())
    accepts = pressed(form, frozenset({"accept", "refuse"})) == "accept"
    act = ACCEPTS.get(sheet.request.kind, _undecidable) if accepts else _refuse
    if tried(form, lambda: act(proposal_id, request_id, form)) is None:
        return request_page(open_sheet(proposal_id, request_id), decision=form), 422
    return back_to_item(proposal_id, _("已批准。") if accepts else _("已作出不同意的决定。"))


def _refuse(proposal_id: int, request_id: int, form: SuccessorForm) -> object:
    words, version = form.reason.data, form.version.data
    return request_answers.refuse_request(
        actor(), proposal_id, request_id, reason=words, version=version, now=now()
    )


def _accept_return(proposal_id: int, request_id: int, form: SuccessorForm) -> object:
    return successions.accept_return(
        actor(),
        proposal_id,
        request_id,
        successor=form.successor(),
        reason=form.reason.data,
        version=form.version.data,
        now=now(),
    )


def _accept_withdrawal(proposal_id: int, request_id: int, form: SuccessorForm) -> object:
    words, version = form.reason.data, form.version.data
    return withdrawals.accept_withdrawal(
        actor(), proposal_id, request_id, reason=words, version=version, now=now()
    )


def _accept_extension(proposal_id: int, request_id: int, form: SuccessorForm) -> object:
    words, version = form.reason.data, form.version.data
    return extensions.accept_extension(
        actor(), proposal_id, request_id, reason=words, version=version, now=now()
    )


def _accept_pause(proposal_id: int, request_id: int, form: SuccessorForm) -> object:
    words, version = form.reason.data, form.version.data
    return pause_requests.accept_pause(
        actor(), proposal_id, request_id, reason=words, version=version, now=now()
    )


def _confirm_void(proposal_id: int, request_id: int, form: SuccessorForm) -> object:
    words, version = form.reason.data, form.version.data
    return voiding.confirm_void(actor(), proposal_id, request_id, reason=words, version=version, now=now())


def _agree_not_public(proposal_id: int, request_id: int, form: SuccessorForm) -> object:
    words, version = form.reason.data, form.version.data
    return publicity_requests.agree_not_public(
        actor(), proposal_id, request_id, reason=words, version=version, now=now()
    )


def _undecidable(_proposal_id: int, _request_id: int, _form: SuccessorForm) -> object:
    raise NotOffered


ACCEPTS: Mapping[RequestKind, Callable[[int, int, SuccessorForm], object]] = {
    RequestKind.RETURN: _accept_return,
    RequestKind.EXTENSION: _accept_extension,
    RequestKind.PAUSE: _accept_pause,
    RequestKind.WITHDRAWAL: _accept_withdrawal,
    RequestKind.VOID: _confirm_void,
    RequestKind.NOT_PUBLIC: _agree_not_public,
}
