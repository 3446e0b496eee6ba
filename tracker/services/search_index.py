"""Keeps the search beside the texts, in their own transaction: whoever saves through a session need not think of it.

``WATCHED`` names the columns that hold words. A flush that changes one notes its row; right before the commit the noted
rows are read and their documents written. What goes past the session (bulk inserts) calls :func:`index_items`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, and_, delete, event, select
from sqlalchemy.orm import PassiveFlag, Session, attributes

from tracker.domain.search_kinds import SourceKind
from tracker.extensions import db
from tracker.models.proposal import Proposal
from tracker.models.search import SearchDocument
from tracker.services.search_documents import copy_documents, write_documents
from tracker.services.search_sources import WATCHED, sources

One = TypeVar("One")
Touched = dict[SourceKind, set[int]]
DOCUMENT: Any = SearchDocument.__table__
_NOTED, _ITEMS, _MADE = "search_texts", "search_items", "search_new_items"
BATCH = 200


@event.listens_for(db.session, "after_flush")
def _note(session: Session, _context: object) -> None:
    """Note the texts that a flush has changed; their rows have ids now and still know what was changed."""
    changed = [*session.new, *session.deleted, *(row for row in session.dirty if session.is_modified(row))]
    for row in changed:
        for watch in WATCHED:
            if isinstance(row, watch.table) and _is_touched(session, row, watch.columns):
                noted: Touched = session.info.setdefault(_NOTED, {})
                noted.setdefault(watch.kind, set()).update(_keys(row, watch.key))


def _is_touched(session: Session, row: Any, columns: Iterable[str]) -> bool:
    if row in session.new or row in session.deleted:
        return True
    return any(attributes.get_history(row, name, PassiveFlag.PASSIVE_NO_INITIALIZE).added for name in columns)


def _keys(row: Any, key: str) -> Iterator[int]:
    """Yield whose text it is, and whose it was where that changed with it."""
    history = attributes.get_history(row, key, PassiveFlag.PASSIVE_NO_INITIALIZE)
    yield from (one for one in (*history.sum(), getattr(row, key)) if one is not None)


@event.listens_for(db.session, "before_commit")
def _index_noted(session: Session) -> None:
    """Write the documents of the noted texts as the transaction leaves them."""
    session.flush()
    noted: Touched = session.info.pop(_NOTED, {})
    items: set[int] = session.info.pop(_ITEMS, set())
    if noted or items:
        index_sources(session.connection(), noted)
        write_items(session.connection(), items)
    if made := session.info.pop(_MADE, None):
        _add_items(session.connection(), made)


def index_sources(connection: Connection, touched: Mapping[SourceKind, Iterable[int]]) -> None:
    """Bring the documents of some texts up to date; a text that is gone, or empty, loses its own."""
    for kind in SourceKind:
        for batch in in_batches(sorted(touched.get(kind, ()))):
            of_kind = and_(DOCUMENT.c.kind == kind, DOCUMENT.c.source_id.in_(batch))
            write_documents(connection, of_kind, sources(connection, kind, ids=batch))


def _add_items(connection: Connection, ids: Iterable[int]) -> None:
    """Write every document of new items: by COPY where there is one, which takes a third of the time."""
    if connection.dialect.name != "postgresql":
        write_items(connection, ids)
        return
    for batch in in_batches(sorted(ids)):
        copy_documents(
            connection, (one for kind in SourceKind for one in sources(connection, kind, items=batch))
        )


def index_new_items(ids: Iterable[int]) -> None:
    """Have the documents of items written that the running transaction has made past the session, as imports do.

    No other change of theirs may be noted in the same transaction.
    """
    db.session().info.setdefault(_MADE, set()).update(ids)


def index_items(ids: Iterable[int]) -> None:
    """Have every document of some items brought up to date right before the running transaction is committed.

    For what writes rows past the session, such as an import by bulk inserts; the order does not matter.
    """
    db.session().info.setdefault(_ITEMS, set()).update(ids)


def write_items(connection: Connection, ids: Iterable[int]) -> None:
    """Bring every document of some items up to date."""
    for batch in in_batches(sorted(ids)):
        found = [one for kind in SourceKind for one in sources(connection, kind, items=batch)]
        write_documents(connection, DOCUMENT.c.proposal_id.in_(batch), found)


def in_batches(rows: Iterable[One], size: int = BATCH) -> Iterator[list[One]]:
    """Yield rows in lists of at most ``size``."""
    left = iter(rows)
    while batch := list(islice(left, size)):
        yield batch


def forget_all(connection: Connection) -> None:
    """Empty the search."""
    connection.execute(delete(DOCUMENT))
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO search_gram (search_gram) VALUES ('delete-all')")


def item_ids(connection: Connection) -> Sequence[int]:
    """Return every item's id in order."""
    return connection.scalars(select(Proposal.id).order_by(Proposal.id)).all()


def rebuild(connection: Connection, tell: Callable[[int], object] = lambda done: done) -> None:
    """Fill the search anew within one transaction; ``tell`` hears how many items each step has done."""
    forget_all(connection)
    for batch in in_batches(item_ids(connection)):
        write_items(connection, batch)
        tell(len(batch))
