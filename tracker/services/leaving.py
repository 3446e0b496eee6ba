"""Refusing to close an account while work hangs on it."""

from datetime import datetime

from tracker.clock import local_day
from tracker.domain.errors import N_, Refused
from tracker.domain.phrases import phrase
from tracker.models.people import User
from tracker.queries.leaving import remains_of
from tracker.queries.people import unit_tree

NOT_HANDED_OVER = N_("%(name)s还有没移交的工作，暂时不能停用。要先办的事列在这个人的页面上。")


def refuse_with_work(user: User, now: datetime) -> None:
    """Raise Refused while something hangs on a person that nobody would do after them."""
    if remains_of(user.id, unit_tree(), local_day(now)):
        raise Refused(reason=phrase(NOT_HANDED_OVER, name=user.name))
