"""What the clockwork tidies up by itself."""

from datetime import timedelta
from pathlib import Path

from flask import Flask

from tests.support.items import ITEM
from tests.support.office import Office
from tracker import clock
from tracker.documents.store import FileStore
from tracker.services.files import StashedFile
from tracker.services.housekeeping import sweep_stale_uploads
from tracker.services.intake import register_item


def test_the_sweep_takes_the_file_of_a_crash_and_leaves_those_of_items(
    context: Flask, office: Office
) -> None:
    now = clock.now()
    store = FileStore(Path(context.config["DATA_DIR"]) / "files")
    taken, orphan = (store.stash(name.encode(), now) for name in ("taken", "orphan"))
    store.keep(orphan)
    upload = StashedFile("来信.txt", "text/plain", 5, taken)
    register_item(office.actor("coordinator"), fields=ITEM, now=now, upload=upload, store=store)
    sweep_stale_uploads(now + timedelta(hours=25))
    assert {path.name for path in (store.root / "kept").glob("*/*")} == {taken}
