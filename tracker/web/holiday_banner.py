"""The line above pages from October on: next year's holiday notice is not entered yet."""

from typing import TypeAlias

from flask import url_for
from flask_babel import gettext as _

from tracker.domain.vocabulary import Role
from tracker.queries.notice_wanted import MOST_COUNTED, notice_wanted
from tracker.web import current

Banner: TypeAlias = tuple[str, tuple[str, str] | None]
ASKED = (Role.COORDINATOR, Role.SYSTEM_ADMIN)  # who see to it that the notice is entered


def holiday_banner() -> Banner | None:
    """Return the words and the link for whom the present page is, None where nothing is asked of them."""
    actor = current.actor()
    if not any(actor.scopes.get(role) for role in ASKED):
        return None
    wanted = notice_wanted(current.today())
    if wanted is None:
        return None
    words = _("%(year)s年的放假安排还没有登记，涉及%(year)s年的期限都是暂定。", year=wanted.year)
    if wanted.dues:
        count = f"{MOST_COUNTED}+" if wanted.is_cut else wanted.dues
        words += _("在办的期限有%(count)s个落在这些日子。", count=count)
    if not actor.scopes.get(Role.COORDINATOR):
        return words + _("请提醒办公室登记。"), None
    return words, (_("登记通知"), url_for("calendar.view_calendar", _anchor="notice"))
