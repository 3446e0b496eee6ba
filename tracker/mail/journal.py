"""What one sender began and heard back, on its own disk: a killed process leaves one mail in doubt, not a whole chunk.

A chunk of mails is begun in the database by one commit and marked by another. In between each mail's course is a line
of a file, written by one system call: it outlives the process and not a machine that loses its power, so a file says
nothing once the machine has started anew, and nothing to another machine. What no file tells is in doubt.
"""

import json
import logging
import os
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from pathlib import Path
from typing import Any
from uuid import uuid4

logger = logging.getLogger(__name__)

BOOT = Path("/proc/sys/kernel/random/boot_id")
MOST_KEPT = 200  # files that killed senders left; each is read once, the newest the likeliest


class Course(IntEnum):
    """How far a mail came; of two files that name it the further counts."""

    NOT_BEGUN = 0
    NOT_TAKEN = 1
    BEGUN = 2
    TAKEN = 3


@dataclass(frozen=True)
class Fate:
    """How far a mail came; ``answer`` and ``at`` (ISO) are the server's yes and its instant."""

    course: Course
    answer: str = ""
    at: str = ""


class Journal:
    """The file of one chunk. Where it cannot be written, the chunk must end: ``begin`` says so."""

    def __init__(self, folder: Path, names: Collection[str]) -> None:
        """Open a file that speaks for these mails; raises OSError where there is no room."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = folder / f"{uuid4().hex}.journal"
        self._file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        self._is_whole = True
        if not self._write({"boot": this_boot(), "mails": list(names)}):
            self.forget()
            raise OSError(self.path)

    def begin(self, name: str) -> bool:
        """Note that a mail's text may go out from now on; False where that could not be noted, so that it must not."""
        return self._write([Course.BEGUN, name])

    def end(self, name: str, course: Course, answer: str, at: datetime) -> None:
        """Note what the server said."""
        self._write([course, name, answer, at.isoformat()])

    def close(self) -> None:
        """Let go of the file, which stays: what it says is not in the database yet."""
        if self._file >= 0:
            os.close(self._file)
        self._file = -1

    def forget(self) -> None:
        """Drop the file: what it says is in the database."""
        self.close()
        self.path.unlink(missing_ok=True)

    def _write(self, what: Any) -> bool:
        """Write a line; after half a line nothing more can be told from one."""
        line = json.dumps(what, separators=(",", ":")).encode() + b"\n"
        try:
            self._is_whole = self._is_whole and os.write(self._file, line) == len(line)
        except OSError:
            self._is_whole = False
            logger.exception("the journal of mails cannot be written")
        return self._is_whole


def name_of(message_id: str, fence: int) -> str:
    """Return what a journal calls a mail in the hands of one sender."""
    return f"{fence} {message_id}"


def this_boot() -> str:
    """Return what names the time since this machine started; empty where it does not say."""
    with suppress(OSError):
        return BOOT.read_text().strip()
    return ""


def fates(folder: Path) -> dict[str, Fate]:
    """Return how far each mail came that a journal of this machine speaks for, and clear away what is long over."""
    found: dict[str, Fate] = {}
    paths = sorted(folder.glob("*.journal"), key=_written_at, reverse=True)
    for path in paths[:MOST_KEPT]:
        for name, fate in _told(path).items():
            found[name] = max(found.get(name, fate), fate, key=lambda one: one.course)
    for path in paths[MOST_KEPT:]:
        path.unlink(missing_ok=True)
    return found


def _written_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0


def _told(path: Path) -> dict[str, Fate]:
    """Return what a file says: nothing where it is of another start of the machine, or no longer there.

    A last line that was cut off does not count: the process died in it, or did not go on after it.
    """
    try:
        first, *lines = [json.loads(line) for line in path.read_bytes().split(b"\n")[:-1]] or [{}]
    except (OSError, ValueError):
        return {}
    if not first.get("boot") or first["boot"] != this_boot():
        return {}
    begun = {name: Fate(Course.NOT_BEGUN) for name in first["mails"]}
    return begun | {name: Fate(Course(course), *more) for course, name, *more in lines}
