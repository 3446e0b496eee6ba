"""Writes the whole search anew, in transactions of a few hundred items, for ``tracker db reindex``."""

from collections.abc import Callable

from tracker.documents.store import FileStore
from tracker.extensions import db
from tracker.services.file_words import keep_words, unread_files
from tracker.services.search_index import forget_all, in_batches, index_items, item_ids
from tracker.services.unit_of_work import unit_of_work

Tell = Callable[[int], object]


def reindex_sizes() -> tuple[int, int]:
    """Return how many files wait to be read, and how many items there are."""
    return len(list(unread_files())), len(item_ids(db.session().connection()))


def read_files(store: FileStore, tell: Tell) -> None:
    """Keep the words of the files that were not read yet, a transaction each."""
    for digest, name in list(unread_files()):
        with unit_of_work():
            keep_words(store, digest, name)
        tell(1)


def reindex(tell: Tell) -> None:
    """Write the search anew.

    PostgreSQL keeps its index by itself: only what differs is written, and people go on searching. SQLite's table of
    grams is emptied first, so that the search finds more from batch to batch.
    """
    with unit_of_work() as session:
        if session.get_bind().dialect.name == "sqlite":
            forget_all(session.connection())
        ids = list(item_ids(session.connection()))
    for batch in in_batches(ids):
        with unit_of_work():
            index_items(batch)
        tell(len(batch))
