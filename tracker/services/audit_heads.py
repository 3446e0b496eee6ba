"""Keeping the audit log's head outside the database: a chain written anew does not fit the heads kept before."""

from datetime import UTC, datetime
from pathlib import Path

from flask import current_app

from tracker.queries.administration import last_audit_row

NAME = "audit_heads.txt"
PARTS = 3  # instant, sequence, hash


def save_audit_head(now: datetime) -> None:
    """Append instant, sequence and hash to the file of heads, where the log has grown since."""
    last = last_audit_row()
    if last is None:
        return
    kept = _file()
    mark = f" {last.sequence} {last.hash}"
    lines = kept.read_text("ascii").splitlines() if kept.exists() else []
    if lines and lines[-1].endswith(mark):
        return
    kept.parent.mkdir(parents=True, exist_ok=True)
    with kept.open("a", encoding="ascii") as file:
        file.write(now.astimezone(UTC).isoformat(timespec="seconds") + mark + "\n")


def kept_heads() -> dict[int, str]:
    """Return the hashes that were written outside the database, by sequence; a line that is none is passed over."""
    kept = _file()
    lines = kept.read_text("ascii", errors="replace").splitlines() if kept.exists() else []
    marks = (line.split() for line in lines)
    return {int(mark[1]): mark[2] for mark in marks if len(mark) == PARTS and mark[1].isdecimal()}


def _file() -> Path:
    return Path(current_app.config["DATA_DIR"]) / NAME
