"""Files by the SHA-256 of their content: kept ones, and a stash for uploads that no row owns yet.

A file appears under its name whole or not at all: it is written beside it, forced to the disk, then renamed.
"""

import fcntl
import os
import re
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import ClassVar

from tracker.domain.errors import N_, TrackerError

STASH_LIFE = timedelta(hours=24)
_DIGEST = re.compile(r"[0-9a-f]{64}")


class FileMissing(TrackerError):
    """The content is not there: swept from the stash, or the folder of files was not restored."""

    code: ClassVar[str] = "file_missing"
    message: ClassVar[str] = N_("原文件已经不在了。刚上传的文件只保留24小时，请重新上传。")


@dataclass(frozen=True)
class FileStore:
    """The folder of files of one installation."""

    root: Path

    def stash(self, data: bytes, now: datetime) -> str:
        """Write content that nothing refers to yet and return its SHA-256; old stashes are swept on the way."""
        self.sweep(now)
        digest = sha256(data).hexdigest()
        _write(self.root / "stash" / digest, data)
        return digest

    def keep(self, digest: str) -> None:
        """Make stashed content lasting; raises FileMissing where it is neither stashed nor kept.

        Content that is kept already counts as new again: the sweep must not take it before its row is committed.
        """
        path = self.path(digest)
        with self._alone():
            if path.exists():
                os.utime(path)
            else:
                _write(path, self.read_stash(digest))

    def read_stash(self, digest: str) -> bytes:
        """Return content that was stashed within the last 24 hours; raises FileMissing."""
        return _read(self.root / "stash" / self.path(digest).name)

    def drop_stash(self, digest: str) -> None:
        """Remove stashed content that nobody needs any more."""
        (self.root / "stash" / self.path(digest).name).unlink(missing_ok=True)

    def read(self, digest: str) -> bytes:
        """Return kept content; raises FileMissing."""
        return _read(self.path(digest))

    def path(self, digest: str) -> Path:
        """Return the place of kept content, in 256 folders so that none grows without bound."""
        if not _DIGEST.fullmatch(digest):
            raise FileMissing
        return self.root / "kept" / digest[:2] / digest

    def sweep(self, now: datetime) -> int:
        """Remove stashed files written more than 24 hours before ``now`` and return how many."""
        return _remove_old((self.root / "stash").glob("*"), now)

    def sweep_kept(self, taken: Container[str], now: datetime) -> int:
        """Remove kept files that no row in ``taken`` refers to, and half-written ones, a day after they were written.

        They are what a crash between the file and the commit of its row left behind.
        """
        with self._alone():
            free = (path for path in (self.root / "kept").glob("*/*") if path.name not in taken)
            return _remove_old(free, now)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let keeping and sweeping of kept files never meet, whatever the process."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _remove_old(paths: Iterable[Path], now: datetime) -> int:
    """Remove files written more than a day before ``now``; another sweep at the same time may be quicker."""
    limit, removed = (now - STASH_LIFE).timestamp(), 0
    for path in paths:
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < limit:
                path.unlink()
                removed += 1
    return removed


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise FileMissing from error


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as temporary:
        try:
            temporary.write(data)
            temporary.flush()
            os.fsync(temporary.fileno())
            Path(temporary.name).replace(path)
        except BaseException:
            Path(temporary.name).unlink(missing_ok=True)
            raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Force the folder's entry for a renamed file to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
