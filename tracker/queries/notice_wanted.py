"""From October: whether next year's holiday notice is wanted, and how many open due days rest on days it may change."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from tracker.domain import due_dates
from tracker.domain.calendar import FIRST_DAY_OPEN_TO_NEXT_NOTICE
from tracker.extensions import db
from tracker.models.assignment import Milestone
from tracker.queries.calendar import wanted_notice, working_calendar
from tracker.queries.kept import KeptAMinute
from tracker.queries.reminders import open_milestones

DECEMBER = 12
MOST_COUNTED = 1000


@dataclass(frozen=True)
class NoticeWanted:
    """The year whose notice is wanted, and the open due days from its first open day on, counted up to a limit."""

    year: int
    dues: int

    @property
    def is_cut(self) -> bool:
        """Whether there are more due days than were counted."""
        return self.dues > MOST_COUNTED


def notice_wanted(today: date) -> NoticeWanted | None:
    """Return what the banner asks for, None before October and once the notice is entered.

    The count costs one statement at most once a minute, and none for the rest of the year.
    """
    year = wanted_notice(today)
    return NoticeWanted(year, _DUES.get()) if year else None


def forget_dues() -> None:
    """Count anew next time: for the service that moves due days by a notice."""
    _DUES.forget()


def _provisional_dues() -> int:
    """Count open due days that fall on provisional days: by each milestone's index, never beyond the limit."""
    calendar = working_calendar()
    first = date(max(calendar.announced_years), DECEMBER, FIRST_DAY_OPEN_TO_NEXT_NOTICE)
    wanted = (
        open_milestones(Milestone.id)
        .where(Milestone.code.in_([code.value for code in due_dates.Milestone]), Milestone.due_on >= first)
        .limit(MOST_COUNTED + 1)
        .subquery()
    )
    return db.session.scalars(select(func.count()).select_from(wanted)).one()


_DUES = KeptAMinute(_provisional_dues)
