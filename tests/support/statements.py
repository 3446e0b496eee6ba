"""Counting the SQL statements of a piece of work at the cursor.

BEGIN is none, for the engine alone asks for it; nor is the note of a session's last use, written once in a while.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

NONE = ("BEGIN", "UPDATE USER_SESSION SET LAST_SEEN_AT")


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect the statements that run inside the block."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.lstrip().upper().startswith(NONE):
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)
