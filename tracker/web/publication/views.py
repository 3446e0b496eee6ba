"""The steps of publishing one reply, each a form of its record."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.errors import InvalidInput, Refused
from tracker.domain.publication import Consent, PublicForm
from tracker.services import consents, public_copies, publication, publicity, publicity_requests
from tracker.services.loading import open_case
from tracker.web.current import actor, now, today
from tracker.web.forms import VersionedForm
from tracker.web.labels import choices
from tracker.web.publication import blueprint
from tracker.web.publication.forms import (
    AddMaskForm,
    AskLessForm,
    ConsentForm,
    MaskForm,
    PrepareForm,
    PublicityForm,
    PublishForm,
    SummaryForm,
    offer_consent,
    offer_less,
    offer_publicity,
)
from tracker.web.publication.record import record_page, sponsor_choices
from tracker.web.reason_form import ReasonForm

Answer = Response | tuple[str, int]
BASE = "/items/<int:proposal_id>/replies/<int:reply_id>/publication"


def _back(proposal_id: int, reply_id: int, said: str) -> Response:
    flash(said, "done")
    return redirect(url_for("publication.view_publication", proposal_id=proposal_id, reply_id=reply_id))


def _try(form: VersionedForm, act: Callable[[], object]) -> bool:
    """Act; a refusal is shown at the form with what was typed."""
    if not form.validate():
        return False
    try:
        act()
    except (InvalidInput, Refused) as error:
        form.refuse(error)
        return False
    return True


@blueprint.get(BASE)
def view_publication(proposal_id: int, reply_id: int) -> str:
    """Show the record of publishing a reply."""
    return record_page(proposal_id, reply_id)


@blueprint.post(f"{BASE}/consent")
def record_consent(proposal_id: int, reply_id: int) -> Answer:
    """Record what a sponsor says to publishing."""
    file = open_case(actor(), proposal_id, now())
    form = offer_consent(ConsentForm(), sponsor_choices(file))

    def act() -> None:
        entry = consents.ConsentEntry(
            form.sponsor_id.data,
            Consent(form.consent.data),
            form.on_day.data or today(),
            form.evidence.data or "",
        )
        consents.record_consent(
            actor(), proposal_id, reply_id, entry=entry, version=form.version.data, now=now()
        )

    if not _try(form, act):
        return record_page(proposal_id, reply_id, {"consent": form}), 422
    return _back(proposal_id, reply_id, _("已记下提出人对公开的意见。"))


@blueprint.post(f"{BASE}/summary")
def save_summary(proposal_id: int, reply_id: int) -> Answer:
    """Keep a new version of the summary."""
    form = SummaryForm()
    given: dict[str, Any] = {"text": form.text.data or "", "version": form.version.data, "now": now()}
    if not _try(form, lambda: consents.save_summary(actor(), proposal_id, reply_id, **given)):
        return record_page(proposal_id, reply_id, {"summary": form}), 422
    return _back(proposal_id, reply_id, _("摘要已存为新的一版。"))


@blueprint.post(f"{BASE}/copy")
def prepare_copy(proposal_id: int, reply_id: int) -> Answer:
    """Make the copy with every private place marked."""
    form = PrepareForm()
    form.form.choices = choices(PublicForm)

    def act() -> None:
        made = PublicForm(form.form.data)
        public_copies.prepare_copy(
            actor(), proposal_id, reply_id, form=made, version=form.version.data, now=now()
        )

    if not _try(form, act):
        return record_page(proposal_id, reply_id, {"prepare": form}), 422
    return _back(proposal_id, reply_id, _("公开文本已生成，请逐处核对隐去的内容。"))


@blueprint.post(f"{BASE}/copy/masks/<int:mask_id>")
def decide_mask(proposal_id: int, reply_id: int, mask_id: int) -> Response:
    """Leave a place in the copy with a reason, or take it out again."""
    form = MaskForm()
    public_copies.decide_mask(
        actor(),
        proposal_id,
        reply_id,
        mask_id,
        is_masked=form.is_masked.data == "yes",
        reason=form.reason.data,
        version=form.version.data,
        now=now(),
    )
    return _back(proposal_id, reply_id, _("已核定这一处。"))


@blueprint.post(f"{BASE}/copy/masks")
def add_mask(proposal_id: int, reply_id: int) -> Answer:
    """Take more words out of the copy."""
    form = AddMaskForm()
    given: dict[str, Any] = {"quote": form.quote.data or "", "version": form.version.data, "now": now()}
    if not _try(form, lambda: public_copies.add_mask(actor(), proposal_id, reply_id, **given)):
        return record_page(proposal_id, reply_id, {"add": form}), 422
    return _back(proposal_id, reply_id, _("已从公开文本里隐去。"))


@blueprint.post(f"{BASE}/published")
def publish_reply(proposal_id: int, reply_id: int) -> Answer:
    """Publish: the copy is frozen with its hash."""
    form = PublishForm()

    def act() -> None:
        publication.publish_reply(
            actor(),
            proposal_id,
            reply_id,
            published_on=form.published_on.data or today(),
            place=form.place.data,
            copy_version=form.copy_version.data,
            version=form.version.data,
            now=now(),
        )

    if not _try(form, act):
        return record_page(proposal_id, reply_id, {"publish": form}), 422
    return _back(proposal_id, reply_id, _("已公开，公开文本已固定。"))


@blueprint.post(f"{BASE}/withdrawn")
def withdraw_publication(proposal_id: int, reply_id: int) -> Response:
    """Take a published letter back with a reason."""
    form = ReasonForm()
    given: dict[str, Any] = {"reason": form.reason.data, "version": form.version.data, "now": now()}
    publication.withdraw_publication(actor(), proposal_id, reply_id, **given)
    return _back(proposal_id, reply_id, _("已撤回公开，请同时从网站撤下。"))


@blueprint.post(f"{BASE}/request")
def ask_not_public(proposal_id: int, reply_id: int) -> Answer:
    """Ask that the letter be not public, or less public; a leader decides."""
    form = offer_less(AskLessForm())

    def act() -> None:
        publicity_requests.ask_not_public(
            actor(), proposal_id, reply_id, choice=form.choice(), version=form.version.data, now=now()
        )

    if not _try(form, act):
        return record_page(proposal_id, reply_id, {"less": form}), 422
    return _back(proposal_id, reply_id, _("已提出不公开申请，等待签发领导决定；决定之前不公开。"))


@blueprint.post(f"{BASE}/decision")
def decide_publicity(proposal_id: int, reply_id: int) -> Answer:
    """Decide again whether the letter is published."""
    form = offer_publicity(PublicityForm())

    def act() -> None:
        publicity.decide_publicity(
            actor(), proposal_id, reply_id, choice=form.choice(), version=form.version.data, now=now()
        )

    if not _try(form, act):
        return record_page(proposal_id, reply_id, {"publicity": form}), 422
    return _back(proposal_id, reply_id, _("公开属性已重新确定。"))
