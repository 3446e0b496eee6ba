"""What a coordinator does about a mail that did not get out: send it again, or let it be."""

from datetime import datetime

from tracker.domain.errors import N_, Refused, StalePage
from tracker.domain.mail import MailNote, MailState
from tracker.domain.permissions import Actor, Permission
from tracker.models.mail import MailMessage
from tracker.queries.mail_ledger import mail_of
from tracker.services.mail_claims import line
from tracker.services.people import demand_anywhere
from tracker.services.unit_of_work import unit_of_work

ENDED = frozenset({MailState.FAILED, MailState.UNKNOWN})


def retry_mail(actor: Actor, mail_id: int, *, version: int | None, now: datetime) -> MailMessage:
    """Send a mail again that failed or whose fate is unknown, as if it had never been tried; ``version`` is its fence.

    Raises Refused where it is on its way or has arrived, StalePage where it changed meanwhile.
    """
    with unit_of_work():
        mail = _stuck(actor, mail_id, version, now)
        mail.state, mail.next_at, mail.attempts = MailState.WAITING, now, 0
        mail.begun_at, mail.doubts = None, 0
        mail.history = line(MailNote.RETRIED, now, answer=actor.name, history=mail.history)
        return mail


def drop_mail(actor: Actor, mail_id: int, *, version: int | None, now: datetime) -> MailMessage:
    """Let a mail be that failed or whose fate is unknown: the person was told in another way, or need not be."""
    with unit_of_work():
        mail = _stuck(actor, mail_id, version, now)
        mail.state, mail.next_at = MailState.CANCELLED, None
        mail.history = line(MailNote.DROPPED, now, answer=actor.name, history=mail.history)
        return mail


def _stuck(actor: Actor, mail_id: int, version: int | None, now: datetime) -> MailMessage:
    demand_anywhere(Permission.ASSIGN, actor, now)
    mail = mail_of(actor, mail_id)
    if version is not None and version != mail.fence:
        raise StalePage
    if mail.state not in ENDED:
        raise Refused(reason=N_("这封信正在发或已经办完，不用再处理。"))
    mail.fence += 1
    return mail
