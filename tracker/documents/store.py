"""Files by the SHA-256 of their content: kept ones, and a stash for uploads that no row owns yet.

A file appears under its name whole or not at all: it is written beside it, forced to the disk, then renamed.
"""

import os
import re
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
        """Make stashed content lasting; raises FileMissing where it is neither stashed nor kept."""
        if not self.path(digest).exists():
            _write(self.path(digest), self.read_stash(digest))

    def read_stash(self, digest: str) -> bytes:
        """Return content that was stashed within the last 24 hours; raises FileMissing."""
        return _read(self.root / "stash" / self.path(digest).name)

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
        limit = (now - STASH_LIFE).timestamp()
        stale = [path for path in (self.root / "stash").glob("*") if path.stat().st_mtime < limit]
        for path in stale:
            path.unlink(missing_ok=True)
        return len(stale)


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
