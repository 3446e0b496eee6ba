"""What is said above the page when the mail server has been out of reach for long, to who can do something."""

from flask import url_for
from flask_babel import gettext as _

from tracker.domain.permissions import Permission
from tracker.queries.mail_outage import mail_outage
from tracker.web.access import may
from tracker.web.current import actor, now
from tracker.web.filters import moment

Link = tuple[str, str]


def outage_for_coordinator() -> tuple[str, Link] | None:
    """Return the words and where to look, for who keeps the mail ledger."""
    found = mail_outage(now()) if may(Permission.ASSIGN, actor()) else None
    if found is None:
        return None
    link = (_("看待发的信"), url_for("mail.list_mails", state="waiting"))
    since, count = moment(found.since), found.waiting
    if found.is_away:
        words = _(
            "邮件服务器从%(since)s起连不上，到时的信有%(count)s封没有发出，都留着，连上后自动发出。"
            "请告诉系统管理员；急的事先用电话通知。",
            since=since,
            count=count,
        )
    else:
        words = _(
            "邮件服务器从%(since)s起暂时不收信，到时的信有%(count)s封没有发出，都留着，系统会接着试。"
            "请告诉系统管理员；急的事先用电话通知。",
            since=since,
            count=count,
        )
    return words, link


def outage_for_administrator() -> str | None:
    """Return the words for who looks after the server, with what was heard last."""
    found = mail_outage(now())
    if found is None:
        return None
    return _(
        "从%(since)s起没有信发得出去，%(count)s封在等。最近一次的结果：%(answer)s。"
        "请核对邮件服务器、网络、证书和发信账号；在服务器上运行 tracker mail test 可以看到卡在哪一步。",
        since=moment(found.since),
        count=found.waiting,
        answer=found.answer,
    )
