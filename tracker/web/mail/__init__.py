"""邮件台账: what was or will be sent to whom and why, for the coordinator; number and title only, never a text."""

from flask import Blueprint

from tracker.domain.permissions import Permission

blueprint = Blueprint("mail", __name__)
ACCESS = {
    "list_mails": Permission.ASSIGN,
    "view_mail": Permission.ASSIGN,
    "retry_mail": Permission.ASSIGN,
    "drop_mail": Permission.ASSIGN,
}

from tracker.web.mail import views  # noqa: E402, F401 - registers the views
