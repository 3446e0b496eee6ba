"""Class marks and the neutral scale of outcomes (handling.md §3.6)."""

from enum import StrEnum


class Outcome(StrEnum):
    """What came of an item, on one scale for all jurisdictions."""

    SOLVED = "solved"
    IN_PROGRESS = "in_progress"
    PLANNED = "planned"
    DEFERRED = "deferred"
    REFERENCE = "reference"
    BEYOND_POWER = "beyond_power"
    NOT_FEASIBLE = "not_feasible"
