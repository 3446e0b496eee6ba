"""The mail ledger: the list with its filters, one mail with its history, and what to do about one that is stuck."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.mail import MailKind, MailNote, MailState
from tracker.queries.mail_ledger import PAGE, MailFilter, mail_of, mail_page
from tracker.services import mail_by_hand
from tracker.web.addresses import asked_id
from tracker.web.current import actor, now
from tracker.web.forms import VersionedForm
from tracker.web.labels_of_mail import MAIL_KINDS, MAIL_NOTES, MAIL_STATES, STATE_TONES
from tracker.web.mail import blueprint
from tracker.web.mail_outage import outage_for_coordinator

LABELS = {"kinds": MAIL_KINDS, "states": MAIL_STATES, "tones": STATE_TONES, "notes": MAIL_NOTES}


@blueprint.get("/mails")
def list_mails() -> str:
    """Show one page of the ledger, the latest first."""
    wanted = _filter()
    rows = mail_page(actor(), wanted)
    more = rows[PAGE - 1].id if len(rows) > PAGE else None
    return render_template(
        "mail/list_mails.html",
        rows=rows[:PAGE],
        wanted=wanted,
        outage=outage_for_coordinator(),
        latest=_address(replace(wanted, before=None)) if wanted.before else None,
        older=_address(replace(wanted, before=more)) if more else None,
        **LABELS,
    )


def _filter() -> MailFilter:
    state, kind = request.args.get("state", ""), request.args.get("kind", "")
    return MailFilter(
        state=MailState(state) if state in set(MailState) else None,
        kind=kind if kind in set(MailKind) else None,
        person=request.args.get("person", "").strip()[:80],
        before=asked_id("before"),
    )


def _address(wanted: MailFilter) -> str:
    values: dict[str, Any] = {"state": wanted.state, "kind": wanted.kind, "person": wanted.person or None}
    found: str = url_for("mail.list_mails", before=wanted.before, **values)
    return found


@blueprint.get("/mails/<int:mail_id>")
def view_mail(mail_id: int) -> str:
    """Show one mail's way."""
    mail = mail_of(actor(), mail_id)
    return render_template(
        "mail/view_mail.html",
        mail=mail,
        lines=[_line(one) for one in reversed(mail.history)],
        is_stuck=mail.state in mail_by_hand.ENDED,
        form=VersionedForm(formdata=None, version=mail.fence),
        **LABELS,
    )


def _line(said: dict[str, Any]) -> dict[str, Any]:
    words = MAIL_NOTES[MailNote(said["what"])]
    return said | {"words": words, "at": datetime.fromisoformat(said["at"])}


@blueprint.post("/mails/<int:mail_id>/retried")
def retry_mail(mail_id: int) -> Response:
    """Send a mail again."""
    return _decide(mail_by_hand.retry_mail, mail_id, _("这封信会在一分钟内再发。"))


@blueprint.post("/mails/<int:mail_id>/dropped")
def drop_mail(mail_id: int) -> Response:
    """Let a mail be."""
    return _decide(mail_by_hand.drop_mail, mail_id, _("这封信不再发。"))


def _decide(service: Callable[..., object], mail_id: int, words: str) -> Response:
    service(actor(), mail_id, version=VersionedForm().version.data, now=now())
    flash(words, "done")
    return redirect(url_for("mail.view_mail", mail_id=mail_id))
