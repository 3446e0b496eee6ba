"""The review day of a promise that names no day: a promise without a date still ages (product.md, principle 5)."""

from datetime import date

from tracker.domain.deadlines import add_months

SOON_MONTHS = 3
DECEMBER = 12


def review_day(sent_on: date, vague_time: str | None) -> date:
    """Return when to look at an undated promise again: three months on for 尽快 and its like, else the year's end.

    A letter of the last quarter is looked at at the end of the next year.
    """
    if vague_time:
        return add_months(sent_on, SOON_MONTHS)
    year = sent_on.year + (sent_on.month > DECEMBER - SOON_MONTHS)
    return date(year, DECEMBER, 31)
