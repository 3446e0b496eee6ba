"""An import of a register as a piece of work: where it stands, and what its settings say."""

from datetime import timedelta
from enum import StrEnum

AT_ONCE = 500  # rows that are written while the page waits; more are written in the background
UNDONE_AT_ONCE = 60  # items that are taken back while the page waits
OLD_AFTER = timedelta(
    days=30
)  # a list whose last day of assignment lies further back is taken for an old register
MOST_ATTEMPTS = 3


class ImportState(StrEnum):
    """Where an import stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNDO_WAITING = "undo_waiting"
    UNDOING = "undoing"
    UNDONE = "undone"


UNDER_WAY = (ImportState.WAITING, ImportState.RUNNING, ImportState.UNDO_WAITING, ImportState.UNDOING)
