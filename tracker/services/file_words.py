"""The words of kept files, so that the search finds them: read once a content, before or as its row is written."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import PurePath

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from tracker.documents.boxed import read_upload
from tracker.documents.file_errors import FileError
from tracker.documents.store import FileMissing, FileStore
from tracker.extensions import db
from tracker.models.office import Attachment
from tracker.models.search import FileText

READABLE = frozenset({".txt", ".docx", ".pdf"})
FILE_TEXT = FileText.__table__


def keep_words(store: FileStore, digest: str, name: str) -> None:
    """Keep the words of a file's content within the running transaction, unless they are kept already."""
    if PurePath(name).suffix.lower() not in READABLE:
        return
    if db.session.scalar(select(FileText.sha256).where(FileText.sha256 == digest)) is None:
        dialect = sqlite if db.session().get_bind().dialect.name == "sqlite" else postgresql
        row = {"sha256": digest, "text": words_of_file(store, digest, name)}
        db.session.execute(dialect.insert(FILE_TEXT).values(row).on_conflict_do_nothing())


def words_of_file(store: FileStore, digest: str, name: str) -> str:
    """Return the words of a stashed or kept file, empty where it has none that can be read.

    Called when the file is stashed, it spares the transaction that keeps the file the reading.
    """
    ending = PurePath(name).suffix.lower()
    return _words(store, digest, ending) if ending in READABLE else ""


@lru_cache(maxsize=64)
def _words(store: FileStore, digest: str, ending: str) -> str:
    try:
        text = read_upload(_content(store, digest), f"file{ending}").text
    except (FileError, FileMissing):
        return ""
    return (
        text.encode("utf-8", "ignore").decode().replace("\0", "")
    )  # halves of characters: no database takes them


def _content(store: FileStore, digest: str) -> bytes:
    try:
        return store.read(digest)
    except FileMissing:
        return store.read_stash(digest)


def unread_files() -> Iterator[tuple[str, str]]:
    """Yield the digest and the name of every file whose words are not kept."""
    rows = db.session.execute(
        select(Attachment.sha256, Attachment.name)
        .outerjoin(FileText, FileText.sha256 == Attachment.sha256)
        .where(FileText.sha256.is_(None), Attachment.removed_at.is_(None))
        .distinct()
    ).all()
    yield from ((digest, name) for digest, name in rows if PurePath(name).suffix.lower() in READABLE)
