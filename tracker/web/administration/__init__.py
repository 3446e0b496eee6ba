"""系统、安全与审计管理: a page for each of the three administrators; none of them shows business."""

from flask import Blueprint

from tracker.domain.permissions import Permission

blueprint = Blueprint("administration", __name__)
ACCESS = {
    "view_system": Permission.BACK_UP,
    "view_security": Permission.END_OTHERS_SESSIONS,
    "change_settings": Permission.CHANGE_SECURITY_SETTINGS,
    "unlock_account": Permission.CHANGE_SECURITY_SETTINGS,
    "end_session": Permission.END_OTHERS_SESSIONS,
    "list_audit": Permission.READ_AUDIT,
    "verify_audit": Permission.EXPORT_AUDIT,
    "export_audit": Permission.EXPORT_AUDIT,
}

from tracker.web.administration import audit_views, views  # noqa: E402, F401 - registers the views
