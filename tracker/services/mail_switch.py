"""Letting mails rest and go on: after a backup was restored, until somebody has looked."""

from datetime import datetime

from sqlalchemy import update

from tracker.domain.errors import N_, Refused
from tracker.models.office import Installation
from tracker.services.unit_of_work import unit_of_work

NO_OFFICE = N_("还没有登记单位，请先运行 tracker setup。")


def pause_mails(now: datetime) -> None:
    """Let every mail rest from now on; rows are written as ever."""
    _set(now)


def resume_mails() -> None:
    """Let mails go out again; those in doubt are looked up first, where there is a ledger."""
    _set(None)


def _set(paused_at: datetime | None) -> None:
    with unit_of_work() as session:
        changed = update(Installation).where(Installation.id == 1).values(mail_paused_at=paused_at)
        if session.scalar(changed.returning(Installation.id)) is None:
            raise Refused(reason=NO_OFFICE)
