"""Mails that did not get out, as a coordinator's task: look at the address, then send again or telephone."""

from typing import Any

from flask import url_for

from tracker.domain.permissions import Permission
from tracker.queries.mail_ledger import FAILED_SHOWN, failed_mails
from tracker.web.access import may
from tracker.web.current import actor
from tracker.web.filters import moment
from tracker.web.labels_of_mail import MAIL_KINDS


def failed_rows() -> tuple[list[dict[str, Any]], str]:
    """Return the latest of them for the desk's card, and their number; none for who keeps no mail ledger."""
    found = failed_mails(actor()) if may(Permission.ASSIGN, actor()) else ()
    count = f"{FAILED_SHOWN}+" if len(found) > FAILED_SHOWN else str(len(found))
    return [_row(mail) for mail in found[:FAILED_SHOWN]], count


def _row(mail: Any) -> dict[str, Any]:
    return {
        "label": mail.user.name if mail.user else mail.subject,
        "url": url_for("mail.view_mail", mail_id=mail.id),
        "aside": moment(mail.due_at),
        "note": f"{MAIL_KINDS.get(mail.kind, mail.kind)}·{mail.answer or mail.address}",
        "chip": None,
    }
