"""Where this installation keeps the files of its items."""

from pathlib import Path

from flask import current_app

from tracker.documents.store import FileStore


def file_store() -> FileStore:
    """Return the store in this installation's folder of files."""
    return FileStore(Path(current_app.config["DATA_DIR"]) / "files")
