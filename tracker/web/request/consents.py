"""Recording that co-signers agree to a withdrawal."""

from flask_babel import gettext as _

from tracker.services import cosigners
from tracker.web.current import actor, now, today
from tracker.web.request import blueprint
from tracker.web.request.answers import Answer, to_request, tried
from tracker.web.request.forms import ConsentForm
from tracker.web.request.page import PLACE, request_page
from tracker.web.request.sheet import open_sheet


@blueprint.post(PLACE + "/consents")
def record_consent(proposal_id: int, request_id: int) -> Answer:
    """Record that one co-signer agrees to the withdrawal."""
    sheet = open_sheet(proposal_id, request_id)
    form = ConsentForm().offer(sheet.silent, sheet.files)
    if tried(form, lambda: _consent(proposal_id, request_id, form)) is None:
        return request_page(open_sheet(proposal_id, request_id), consent=form), 422
    return to_request(proposal_id, request_id, _("已记下联名人的意见。"))


def _consent(proposal_id: int, request_id: int, form: ConsentForm) -> object:
    consent = cosigners.Consent(
        sponsor_id=form.sponsor_id.data,
        on=form.on.data or today(),
        evidence=form.evidence.data or "",
        attachment_id=form.attachment_id.data or None,
    )
    version = form.version.data
    return cosigners.record_consent(
        actor(), proposal_id, request_id, consent=consent, version=version, now=now()
    )
